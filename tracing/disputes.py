"""What is plausible but odd: accepted, kept as sent, and marked with the field and the rule.

An agency's report is never lost because a clerk mistyped a year. The mark travels with the record, so that a reader
weighs the field with care.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tracing.mrz import UnreadableZoneError, read_zone
from tracing.person.countries import is_known_country
from tracing.person.dates import date_bounds, time_bounds
from tracing.value import Value

if TYPE_CHECKING:
    from tracing.person import Place
    from tracing.reports import AnyReport


_PATH = re.compile(r"[A-Za-z0-9_]{1,60}(\.[A-Za-z0-9_]{1,60}){0,3}", re.ASCII)
"""Names of fields; anything else could be a value, which a mark never shows."""


class Dispute(Value, frozen=True, kw_only=True):
    """A field (dotted path) and the name of the rule that it breaks; never the value."""

    field: str
    rule: str


RULES = {
    "birth-after-event": "The birth date lies after the event.",
    "event-in-future": "The event lies in the future of its entry.",
    "unknown-country": "The country code is in neither ISO 3166-1 nor ICAO Doc 9303.",
    "document-expired": "The document had expired when the event happened.",
    "age-contradicts-birth": "Age and birth date exclude each other.",
    "improbable-age": "The age or birth date makes the person older than 120 years.",
    "mrz-unreadable": "The lines are no machine-readable zone of ICAO Doc 9303; they are kept as sent.",
    "mrz-check-digit": "The check digit of this field of the machine-readable zone is wrong.",
    "mrz-date": "This field of the machine-readable zone is no date.",
    "kept-unread": "This value breaks a rule of the format that it came in; it is kept under `unread` as sent.",
    "mrz-sex": "The machine-readable zone states no sex that ICAO Doc 9303 knows.",
}
"""Every rule with the sentence that explains it."""


def disputes(report: "AnyReport", entered: datetime) -> tuple[Dispute, ...]:
    """All that is odd in a report which was entered at a given time (UTC)."""
    return tuple(
        Dispute(field=field, rule=rule)
        for field, rule in (
            *_of_time(report, entered),
            *_of_countries(report),
            *_of_documents(report),
            *_of_zone(report),
            *_of_unread(report),
        )
    )


def _of_time(report: "AnyReport", entered: datetime) -> Iterator[tuple[str, str]]:
    first, last = time_bounds(report.occurred_at)
    if first > entered:
        yield "occurred_at", "event-in-future"
    person = report.person
    if person.age is not None and (person.age.min or 0) > 120:
        yield "person.age", "improbable-age"
    if person.birth_date is None:
        return
    born_first, born_last = date_bounds(person.birth_date)
    if born_first > last.date():
        yield "person.birth_date", "birth-after-event"
        return
    youngest, oldest = _years(born_last, first.date()), _years(born_first, last.date())
    if youngest > 120:
        yield "person.birth_date", "improbable-age"
    if person.age is not None and not person.birth_date_approximate:
        low = person.age.min if person.age.min is not None else 0
        high = person.age.max if person.age.max is not None else 300
        if high < youngest or low > oldest:
            yield "person.age", "age-contradicts-birth"


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _of_countries(report: "AnyReport") -> Iterator[tuple[str, str]]:
    def place_codes(field: str, place: "Place | None") -> Iterator[tuple[str, str | None]]:
        if place is not None:
            yield f"{field}.country", place.country

    person = report.person
    codes: list[tuple[str, str | None]] = [*place_codes("place", report.place)]
    codes.append(("person.birth_country", person.birth_country))
    codes += [(f"person.nationalities.{number}", code) for number, code in enumerate(person.nationalities)]
    codes += [(f"person.documents.{number}.issuer", item.issuer) for number, item in enumerate(person.documents)]
    details = report.details
    if (last_seen := getattr(details, "last_seen", None)) is not None:
        codes += place_codes("details.last_seen.place", last_seen.place)
    if (presented := getattr(details, "document_presented", None)) is not None:
        codes.append(("details.document_presented.issuer", presented.issuer))
    codes.append(("details.other_country", getattr(details, "other_country", None)))
    codes += [(f"recipients.countries.{number}", code) for number, code in enumerate(report.recipients.countries)]
    for field, code in codes:
        if code is not None and not is_known_country(code):
            yield field, "unknown-country"


def _of_documents(report: "AnyReport") -> Iterator[tuple[str, str]]:
    happened = time_bounds(report.occurred_at)[0].date()
    documents = [(f"person.documents.{number}", item) for number, item in enumerate(report.person.documents)]
    if (presented := getattr(report.details, "document_presented", None)) is not None:
        documents.append(("details.document_presented", presented))
    for field, document in documents:
        if document.expires is not None and date_bounds(document.expires)[1] < happened:
            yield f"{field}.expires", "document-expired"


def _of_unread(report: "AnyReport") -> Iterator[tuple[str, str]]:
    """What a reader of a foreign format says of the values that it kept: their paths, under `disputed`."""
    named = report.unread.get("disputed")
    for path in named if isinstance(named, list) else ():
        if isinstance(path, str) and _PATH.fullmatch(path) and _leads_somewhere(report.unread, path):
            yield f"unread.{path}", "kept-unread"


def _leads_somewhere(unread: Any, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(unread, dict) or name not in unread:
            return False
        unread = unread[name]
    return True


def _of_zone(report: "AnyReport") -> Iterator[tuple[str, str]]:
    lines = getattr(report.details, "mrz", ())
    if not lines:
        return
    try:
        reading = read_zone(lines)
    except UnreadableZoneError:
        yield "details.mrz", "mrz-unreadable"
        return
    for fault in reading.faults:
        yield f"details.mrz.{fault.field}", f"mrz-{fault.rule}"
