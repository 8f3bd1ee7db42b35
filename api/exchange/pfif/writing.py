"""Records as a PFIF 1.4 document: of one organisation, under its domain, and nothing that a register must not hold.

Yellow Notices on missing persons and sightings go out, each as a person, with its place and time as a note in it. What
was read from PFIF goes out as it came. Registers of PFIF are open to whoever looks, those who look for a victim
included: so nothing goes out that is not meant for all recipients, no border crossing, no registration of a shelter, no
preventive or protective notice, no pseudonym; and of an own sighting no nearer place than the country.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from api.exchange.pfif.ages import aged
from api.exchange.pfif.expiry import is_expired, said_in
from api.exchange.pfif.vocabulary import (
    BELIEVED_ALIVE,
    BELIEVED_MISSING,
    NOTE,
    NOTE_FIELDS,
    PERSON,
    PERSON_FIELDS,
    VALID,
    domain_of,
)
from api.exchange.pfif.xml import HEAD, TAIL, element
from tracing.access import RecipientRule
from tracing.person import Name, NameKind, Person, Place, Range, Sex, time_bounds
from tracing.person.countries import to_alpha2
from tracing.records import Record
from tracing.reports import AlertKind, Sighting, YellowNotice

_SEXES = {Sex.female: "female", Sex.male: "male", Sex.not_applicable: "other"}

Texts = dict[str, str]


def write(records: Iterable[Record], organisation: str, domains: Sequence[str], now: datetime) -> Iterator[bytes]:
    """A valid PFIF 1.4 document, piece by piece.

    Args:
        records: that the caller may see, as the caller may read them; those of others are left out.
        organisation: whose records go out.
        domains: for which it speaks; without one nothing goes out. Its own reports go out under the first, and of
            what it imported the records of these.
        now: when persons whose date has passed become placeholders: their id and three dates, and nothing on them.
    """
    yield HEAD
    gone: set[str] = set()
    for record in records:
        if domains and record.organisation == organisation and record.report.recipients.rule is RecipientRule.all:
            text = _written(record, domains, now, gone)
            if text is not None:
                yield f"{text}\n".encode()
    yield TAIL


def _written(record: Record, domains: Sequence[str], now: datetime, gone: set[str]) -> str | None:
    said = said_in(record.report)
    kind = said.get("record")
    if kind in (PERSON, NOTE) and domain_of(record.report.reference) not in domains:
        return None
    if kind == NOTE:
        return _note(record, said, gone)
    if kind != PERSON and not _is_for_registers(record):
        return None
    name = record.report.reference if kind == PERSON else f"{domains[0]}/{record.id}"
    if not _stays(record) or is_expired(record.report, now):
        gone.add(name)
        return element(PERSON, _placeholder(record, name, said, now))
    if kind == PERSON:
        return element(PERSON, _person(record, said))
    return element(PERSON, {"person_record_id": name, **_own_person(record)}, [element(NOTE, _own_note(record, name))])


def _stays(record: Record) -> bool:
    """Whether a record is in use and meant for others: neither closed or held, nor waiting to be erased."""
    return record.in_use and record.erasure_asked is None and record.reserved_for is None


def _is_for_registers(record: Record) -> bool:
    report = record.report
    if isinstance(report, YellowNotice):
        return report.details.alert_kind is AlertKind.missing and bool(_names(report.person))
    return isinstance(report, Sighting) and bool(_names(report.person))


def _placeholder(record: Record, name: str, said: Mapping[str, Any], now: datetime) -> Texts:
    """What stays of a person who is not to be kept; receivers erase the rest. The name that 1.4 asks for is empty."""
    ended = _changed(record)
    if is_expired(record.report, now) and record.in_use:
        ended = said["expiry_date"]
    dates = dict.fromkeys(("entry_date", "expiry_date", "source_date"), ended)
    return {"person_record_id": name, "full_name": "", **dates}


def _person(record: Record, said: Mapping[str, Any]) -> Texts:
    """A person that was read from PFIF."""
    report = record.report
    fields = _valid(said, PERSON_FIELDS)
    source = time_of(report.occurred_at)
    fields |= {
        "person_record_id": report.reference,
        "entry_date": _changed(record),
        "source_date": source,
        **_described(report.person, report.person.age, fields),
    }
    if text := _circumstances(record):
        fields["description"] = text
    return {"full_name": ""} | fields


def _note(record: Record, said: Mapping[str, Any], gone: set[str]) -> str | None:
    """A note that was read from PFIF; None of a person who is gone."""
    if not _stays(record) or said.get("person_record_id") in gone:
        return None
    fields = _valid(said, NOTE_FIELDS)
    fields |= {
        "note_record_id": record.report.reference,
        "entry_date": _changed(record),
        "source_date": time_of(record.report.occurred_at),
    }
    if text := _circumstances(record):
        fields["text"] = text
    if place := _place(record.report.place):
        fields["last_known_location"] = place
    return element(NOTE, {"author_name": record.organisation, "text": "", **fields})


def _own_person(record: Record) -> Texts:
    """A notice or sighting of the organisation's own."""
    report, changed = record.report, _changed(record)
    age = report.person.age and aged(report.person.age, report.occurred_at, changed)
    fields = {
        "entry_date": changed,
        "source_date": changed,
        "source_name": record.organisation,
        **_described(report.person, age, {}),
    }
    if isinstance(report, YellowNotice) and report.details.circumstances:
        fields["description"] = report.details.circumstances
    return fields


def _own_note(record: Record, person: str) -> Texts:
    """When and where the person of a notice was last seen, or that of a sighting was seen."""
    report = record.report
    at, status = report.occurred_at, BELIEVED_ALIVE
    place = Place(country=report.place.country) if report.place is not None else None
    if isinstance(report, YellowNotice):
        seen = report.details.last_seen
        at = seen.at if seen is not None and seen.at is not None else at
        place, status = seen.place if seen is not None else None, BELIEVED_MISSING
    fields = {
        "note_record_id": f"{person}.note",
        "person_record_id": person,
        "entry_date": _changed(record),
        "author_name": record.organisation,
        "source_date": time_of(at),
        "status": status,
        "text": "",
    }
    where = _place(place)
    return fields | ({"last_known_location": where} if where else {})


def _changed(record: Record) -> str:
    return time_of(record.changed_at.replace(microsecond=0).isoformat())


def _circumstances(record: Record) -> str:
    details = record.report.details
    return details.circumstances if isinstance(record.report, Sighting) and hasattr(details, "circumstances") else ""


def _valid(said: Mapping[str, Any], names: Iterable[str]) -> Texts:
    """What was kept unread, as far as the schema of 1.4 allows it."""
    return {
        name: said[name]
        for name in names
        if isinstance(said.get(name), str) and (name not in VALID or VALID[name].fullmatch(said[name]))
    }


def _described(person: Person, age: Range | None, kept: Mapping[str, str]) -> Texts:
    """The fields of a person; what was kept unread of a field of several values comes after what was read."""
    fields: dict[str, str | None] = {
        **_names(person),
        "sex": _SEXES.get(person.sex) if person.sex is not None else None,
        "date_of_birth": person.birth_date,
        "age": _age(age),
        **_home(person),
        "photo_url": next((one.reference for one in person.photographs if one.reference.startswith("http")), None),
    }
    texts = {name: text for name, text in fields.items() if text}
    for name in texts.keys() & {"full_name", "alternate_names"} & kept.keys():
        texts[name] = f"{texts[name]}\n{kept[name]}"
    return texts


def _names(person: Person) -> dict[str, str | None]:
    names = [name for name in person.names if name.kind is not NameKind.pseudonym]
    main = [name for name in names if name.kind is NameKind.main] or names
    parted = next((name for name in main if name.given or name.family), None)
    whole = [name for name in main if name is not parted or name.full or len(main) == 1]
    if not main:
        return {}
    return {
        "full_name": "\n".join(_line(name) for name in whole),
        "given_name": parted.given if parted else None,
        "family_name": parted.family if parted else None,
        "alternate_names": "\n".join(_line(name) for name in names if name not in main),
    }


def _line(name: Name) -> str:
    return " ".join(name.text.split())


def _age(age: Range | None) -> str | None:
    if age is None or age.min is None or age.max is None:
        return None
    return str(age.min) if age.min == age.max else f"{age.min}-{age.max}"


def _home(person: Person) -> dict[str, str | None]:
    if not person.addresses:
        return {}
    home = person.addresses[0]
    return {
        "home_street": home.text,
        "home_city": home.town,
        "home_state": home.region,
        "home_postal_code": home.postcode,
        "home_country": _country(home.country),
    }


def _country(code: str | None) -> str | None:
    found = code and (to_alpha2(code) or code)
    return found if found and VALID["home_country"].fullmatch(found) else None


def _place(place: Place | None) -> str | None:
    """A place as free text, or as coordinates where it has no name."""
    if place is None:
        return None
    named = ", ".join(part for part in (place.name, place.country) if part)
    if named or place.latitude is None:
        return named or None
    return f"{place.latitude},{place.longitude}"


def time_of(text: str) -> str:
    """A time known in part as PFIF writes times: its first moment, in UTC."""
    return time_bounds(text)[0].astimezone(UTC).isoformat().replace("+00:00", "Z")
