"""Cases of HTCDS made of records: what the standard has a field for, and what a sender's own case held besides."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pycountry

from api.exchange.htcds.cases import EVENTS, Case
from api.exchange.htcds.fields import NUMBER, Kind, field_named
from tracing.consent import Consent, ConsentState
from tracing.person import Name, Person, Place
from tracing.person.contacts import to_e164
from tracing.records import Record
from tracing.reports import AnyReport, BorderCrossing, ReportKind, ShelterRegistration, Sighting, YellowNotice

KEPT = "htcds"
"""The key of a report's `unread` under which fields of the standard are kept that a report has no field for."""

EMAIL = "email"
"""The platform of an account that is an address of electronic mail."""


CITIZENSHIP = "prs_Citizenship"


def kept_fields(report: AnyReport) -> dict[str, Any]:
    """Fields of the standard that a report keeps as they were sent; none if it was not read from HTCDS."""
    kept = report.unread.get(KEPT)
    return kept if isinstance(kept, dict) else {}


def cases_of(records: Iterable[Record]) -> Iterator[Case]:
    """A case for each record; records that one case of HTCDS made, and that stand next to each other, are one again."""
    for _, group in groupby(records, key=lambda record: (record.organisation, _number(record))):
        together = list(group)
        first = next((record for record in together if _is_case(record)), together[0])
        case = case_of(together, first.report.reference)
        if not _is_case(first):
            case.fields.setdefault("cas_ReferringOrganisation", first.organisation)
        yield case


def case_of(records: Sequence[Record], number: str) -> Case:
    """One case of the records of one person, in time order.

    Args:
        records: as far as whoever receives the case may see them.
        number: of the case, unless one of the records was a case with a number of its own.
    """
    fields: dict[str, Any] = {}
    events: list[dict[str, Any]] = []
    for record in records:
        if not _is_case(record):
            events.append(event_fields(record.report))
            continue
        fields.setdefault(NUMBER, record.report.reference)
        kept = kept_fields(record.report)
        events += [event for event in kept.get(EVENTS, ()) if isinstance(event, dict)]
        fields = {name: value for name, value in kept.items() if name != EVENTS} | fields
    person = person_fields([record.report.person for record in records], fields)
    consents = [r.report.details.consent for r in records if isinstance(r.report, ShelterRegistration)]
    if isinstance(kept_codes := fields.get(CITIZENSHIP), list):
        fields[CITIZENSHIP] = _each([*person.get(CITIZENSHIP, ()), *kept_codes])
    return Case({NUMBER: number} | person | fields | _consent(consents), events)


def _is_case(record: Record) -> bool:
    return record.kind is ReportKind.shelter_registration and KEPT in record.report.unread


def _number(record: Record) -> str:
    """By which the records of one case know each other."""
    return str(kept_fields(record.report).get(NUMBER, record.report.reference))


def person_fields(people: Sequence[Person], kept: dict[str, Any]) -> dict[str, Any]:
    """What descriptions of one person say in fields of the standard; of contradicting values, the first.

    Args:
        people: the descriptions.
        kept: fields that are kept as sent, which tell how the others are to be split up.
    """
    names = [name for person in people for name in person.names]
    name = next((name for name in names if name.given or name.family), names[0] if names else None)
    languages = _each(language for person in people for language in person.languages)
    if kept.get("prs_SecondaryLanguage") in languages and "prs_PrimaryLanguage" not in kept:
        languages.remove(kept["prs_SecondaryLanguage"])
    home = kept.get("prs_HomePhone")
    phones = _each(phone for person in people for phone in person.phones)
    phones = [phone for phone in phones if phone != home and phone != to_e164(str(home))]
    emails = [account.handle for person in people for account in person.accounts if account.platform.lower() == EMAIL]
    numbers = [document.number for person in people for document in person.documents]
    said = {
        **(_name_fields(name, kept) if name else {}),
        "prs_Birthdate": next((person.birth_date for person in people if person.birth_date), None),
        CITIZENSHIP: _each(code for person in people for code in person.nationalities),
        "prs_PrimaryLanguage": next(iter(languages), None),
        "prs_SecondaryLanguage": next(iter(languages[1:]), None),
        "prs_IdentityNumber": next(iter(numbers), None),
        "prs_Email": next(iter(emails), None),
        "prs_MobilePhone": next(iter(phones), None),
        "prs_HomePhone": next(iter(phones[1:]), None),
    }
    return {field: value for field, value in said.items() if value}


def _name_fields(name: Name, kept: dict[str, Any]) -> dict[str, Any]:
    middle = kept.get("prs_MiddleName")
    given = name.given
    if given and isinstance(middle, str) and f" {given}".endswith(f" {middle}"):
        given = given[: -len(middle)].rstrip()
    # The standard has no field for a whole name.
    return {"prs_FirstName": given, "prs_SecondName": name.family or name.full}


def event_fields(report: AnyReport) -> dict[str, Any]:
    """What a report says of its event in fields of the standard."""
    occurred_at, place = report.occurred_at, report.place
    if isinstance(report, YellowNotice) and report.details.last_seen is not None:
        seen = report.details.last_seen
        occurred_at, place = seen.at or occurred_at, seen.place or place
    place = place or Place()
    said = {
        "hte_Date": occurred_at[:10],
        "hte_Type": "Transit" if isinstance(report, BorderCrossing) else None,
        "hte_City": place.name,
        "hte_Country": place.country,
        "hte_Latitude": place.latitude,
        "hte_Longitude": place.longitude,
        "hte_Description": report.details.circumstances if isinstance(report, Sighting | YellowNotice) else None,
    }
    kept = {name: value for name, value in kept_fields(report).items() if name != NUMBER}
    return {name: value for name, value in said.items() if value not in (None, "")} | kept


def _consent(consents: Sequence[Consent]) -> dict[str, Any]:
    """The standard's one tick for ours with scopes, a day and a way back; never read the other way round.

    It is ticked if she agreed to tracing, and no registration says that she refused or took it back.
    """
    asked = [consent for consent in consents if consent.state is not ConsentState.not_asked]
    if not asked:
        return {}
    agreed = all(consent.state is ConsentState.given and consent.shared_for_tracing for consent in asked)
    return {"con_Consent": agreed}


def _each(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def standard_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as the standard writes their values: countries by two letters."""
    return {name: _as_standard(name, value) for name, value in fields.items()}


def _as_standard(name: str, value: Any) -> Any:
    field = field_named(name)
    if field is None or field.kind is not Kind.country:
        return value
    if isinstance(value, list):
        return [_two_letters(code) for code in value]
    return _two_letters(value)


def _two_letters(country: Any) -> Any:
    """`PER` → `PE`; codes of ICAO that have none, such as `XXA`, and what is no code, as they are."""
    found = pycountry.countries.get(alpha_3=country) if isinstance(country, str) and len(country) == 3 else None
    return found.alpha_2 if found else country
