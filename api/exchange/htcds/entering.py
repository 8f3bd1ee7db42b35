"""Reports made of a case of HTCDS: a shelter's registration of its person, and a sighting for each historic event.

Each field is read by itself. What our reports have no field for is kept in `unread.htcds` under the standard's name;
what breaks the standard's rules is kept there too, and is disputed: nothing that was sent is lost.

The tick of consent opens nothing: it tells no purpose and no day. All reports of a case stay with their owner until the
owner says otherwise. Gender is no sex, and is not matched.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import msgspec
from pydantic import TypeAdapter, ValidationError

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.htcds.cases import EVENTS, Case, Found
from api.exchange.htcds.fields import CASE_FIELDS, EVENT_FIELDS, NUMBER, Field
from api.exchange.htcds.leaving import CITIZENSHIP, EMAIL, KEPT, event_fields, person_fields
from api.exchange.htcds.values import Reading, read_value, says_nothing
from api.http.validation import Problem, problems_of
from tracing.access import OWNER_ONLY
from tracing.person import Person, Place, date_bounds
from tracing.reports import AnyReport, SightingDetails, read_report

MOST_EVENTS = 1000
"""Of one case: each becomes a record of its own, and of a few bytes many could be made."""

_PERSON: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Person, include_extras=True).items()
}
_WHOLE_PERSON: TypeAdapter[Person] = TypeAdapter(Person)
_PLACE: TypeAdapter[Place] = TypeAdapter(Place)
_DETAILS: TypeAdapter[SightingDetails] = TypeAdapter(SightingDetails)


class _NoDateError(ValueError):
    """A case says nothing of when it was."""


_FAULTS = (ValueError, OverflowError, RecursionError)
_NEEDS_A_DATE = (
    "A case needs a date: of its incoming or outgoing referral, or of one historic event, written YYYY, YYYY-MM or "
    "YYYY-MM-DD"
)


def entries_of(found: Found, sender: Sender) -> Iterator[Entry | Refusal]:
    """The reports of a case: first its person's, then one for each event whose date is known."""
    sheet = _Sheet(found.case.fields, CASE_FIELDS)
    if len(found.case.events) > MOST_EVENTS:
        problem = Problem(field=EVENTS, rule=f"A case should hold at most {MOST_EVENTS:,} historic events")
        yield Refusal(found.source, found.content, (problem,))
        return
    events = [_Sheet(event, EVENT_FIELDS) for event in found.case.events]
    dated = [event for event in events if event.value("hte_Date")]
    try:
        number = sheet.take(NUMBER) or _number_of(found.case)
        person = _person(sheet)
        _keep_undated(sheet, [event for event in events if not event.value("hte_Date")])
        case = _case_report(sheet, number, _occurred_at(sheet, dated), person)
    except _FAULTS as error:
        yield Refusal(found.source, found.content, _problems(error))
        return
    yield Entry(found.source, found.content, case, sender, supersedes=True)
    content = found.content
    for reference, event in _referenced(number, dated):
        try:
            report = _event_report(event, number, reference, person)
        except _FAULTS as error:
            yield Refusal(found.source, content, _problems(error))
            content = b""  # handed in once, the case brings all its events again
        else:
            yield Entry(found.source, found.content, report, sender, supersedes=True)


def _referenced(number: str, dated: list["_Sheet"]) -> Iterator[tuple[str, "_Sheet"]]:
    """Events with their references: by day and not by place in the list, so that one added later moves no other."""
    seen: Counter[str] = Counter()
    for event in dated:
        date = event.value("hte_Date")
        seen[date] += 1
        yield f"{number}/{date}.{seen[date]}", event


class _Sheet:
    """Fields as they were read, and what of them no report has a field for."""

    def __init__(self, raw: dict[str, Any], standard: tuple[Field, ...]) -> None:
        known = {field.name: field for field in standard}
        said = {name: value for name, value in raw.items() if not says_nothing(value)}
        self.raw = said
        self._readings = {name: read_value(known[name], value) for name, value in said.items() if name in known}
        self._unknown = {name: value for name, value in said.items() if name not in known}
        self._taken: set[str] = set()
        self._kept: dict[str, Any] = {}
        self.disputed = {name for name, reading in self._readings.items() if reading.unreadable is not None}

    def value(self, name: str) -> Any:
        """What could be read of a field, which stays where it is; None if nothing could be."""
        return self._readings.get(name, Reading()).value

    def take(self, name: str) -> Any:
        """What could be read of a field that goes into the report."""
        self._taken.add(name)
        return self.value(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep what breaks a rule, under its name."""
        self._kept[name] = value
        self.disputed.add(name)

    def give_back(self, *names: str) -> None:
        """Keep fields that were taken and do not fit into a report: sent right, and yet no use to us."""
        self._taken.difference_update(names)
        self.disputed.update(name for name in names if name in self._readings)

    def unread(self, number: str, derived: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """For the report's `unread`.

        Args:
            number: of the case, by which its reports know each other.
            derived: what the report's own fields will say in fields of the standard, given what is kept; a field that
                would come out otherwise than it was sent is kept as well.
        """
        kept = dict(self._unknown)
        for name, reading in self._readings.items():
            rest = _joined(None if name in self._taken else reading.value, reading.unreadable)
            if rest is not None:
                kept[name] = rest
        told = derived(kept)
        for name in self._taken - {NUMBER}:
            value = self.value(name)
            if value is not None and told.get(name) != value:
                kept[name] = _joined(value, self._readings[name].unreadable)
        kept |= self._kept | {NUMBER: number}
        disputed = sorted(f"{KEPT}.{name}" for name in self.disputed)
        return {KEPT: kept} | ({"disputed": disputed} if disputed else {})


def _joined(value: Any, unreadable: Any) -> Any:
    if isinstance(value, list) or isinstance(unreadable, list):
        return [*(value or ()), *(unreadable or ())] or None
    return unreadable if value is None else value


def _case_report(sheet: _Sheet, number: str, occurred_at: str | None, person: dict[str, Any]) -> AnyReport:
    if occurred_at is None:
        raise _NoDateError
    read = _WHOLE_PERSON.validate_python(person)
    unread = sheet.unread(number, lambda kept: person_fields([read], kept))
    return read_report(
        {"kind": "shelter_registration", "reference": number, "occurred_at": occurred_at, "person": person}
        | {"unread": unread}
    )


def _person(sheet: _Sheet) -> dict[str, Any]:
    """What the case says of its person in fields of ours; each must fit, or is kept as it was sent."""
    take = sheet.take
    given = " ".join(part for part in (take("prs_FirstName"), sheet.value("prs_MiddleName")) if part)
    name = {key: text for key, text in (("given", given), ("family", take("prs_SecondName"))) if text}
    number, email = take("prs_IdentityNumber"), take("prs_Email")
    if number and not any(sign.isdigit() for sign in number):
        sheet.give_back("prs_IdentityNumber")  # `unknown` is a number that many people would share
        number = None
    said: tuple[tuple[str, tuple[str, ...], Any], ...] = (
        ("names", ("prs_FirstName", "prs_SecondName"), [name] if name else None),
        ("birth_date", ("prs_Birthdate",), take("prs_Birthdate")),
        ("nationalities", (CITIZENSHIP,), take(CITIZENSHIP)),
        ("languages", ("prs_PrimaryLanguage", "prs_SecondaryLanguage"), _languages(sheet)),
        ("documents", ("prs_IdentityNumber",), [{"number": number}] if number else None),
        # Home phone and mobile phone are one list with us, so the first is kept by its name too.
        ("phones", ("prs_MobilePhone",), _each(take("prs_MobilePhone"), sheet.value("prs_HomePhone"))),
        ("accounts", ("prs_Email",), [{"platform": EMAIL, "handle": email}] if email else None),
    )
    person: dict[str, Any] = {}
    for field, sources, value in said:
        if not value:
            continue
        try:
            _PERSON[field].validate_python(value)
        except ValidationError:
            sheet.give_back(*sources)
        else:
            person[field] = value
    return person


def _languages(sheet: _Sheet) -> list[str]:
    first, second = sheet.value("prs_PrimaryLanguage"), sheet.value("prs_SecondaryLanguage")
    if first is not None and first != second:
        sheet.take("prs_PrimaryLanguage")
        sheet.take("prs_SecondaryLanguage")
    return _each(first, second)


def _occurred_at(sheet: _Sheet, dated: list[_Sheet]) -> str | None:
    """When the case began, as far as it says: it was referred, or is not older than the last event it tells of."""
    told: list[str] = [event.value("hte_Date") for event in dated]
    last = max(told, key=date_bounds, default=None)
    incoming: str | None = sheet.value("cas_IncomingReferralDate")
    return incoming or sheet.value("cas_OutgoingReferralDate") or last


def _keep_undated(sheet: _Sheet, undated: list[_Sheet]) -> None:
    """An event without a day has no place in a timeline: it stays with the case."""
    if undated:
        sheet.keep(EVENTS, [event.raw for event in undated])


def _event_report(event: _Sheet, number: str, reference: str, person: dict[str, Any]) -> AnyReport:
    take = event.take
    report: dict[str, Any] = {
        "kind": "sighting",
        "reference": reference,
        "identifiers": [number],
        "occurred_at": take("hte_Date"),
        "person": person,
        "recipients": msgspec.to_builtins(OWNER_ONLY),
    }
    keys = {"name": "hte_City", "country": "hte_Country", "latitude": "hte_Latitude", "longitude": "hte_Longitude"}
    place = {part: value for part, key in keys.items() if (value := take(key)) is not None}
    description = take("hte_Description")
    if place and _fits(_PLACE, place):
        report["place"] = place
    elif place:
        event.give_back(*keys.values())
    if description and _fits(_DETAILS, {"circumstances": description}):
        report["details"] = {"circumstances": description}
    elif description:
        event.give_back("hte_Description")
    unread = event.unread(number, lambda kept: event_fields(read_report(report | {"unread": {KEPT: kept}})))
    return read_report(report | {"unread": unread})


def _fits(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _number_of(case: Case) -> str:
    """What stands in for the number of a case that has none: its content, so that a second import meets the first."""
    content = msgspec.json.encode([case.fields, case.events], order="deterministic")
    return f"{KEPT}-{hashlib.sha256(content).hexdigest()[:32]}"


def _each(*values: Any) -> list[Any]:
    return list(dict.fromkeys(value for value in values if value is not None))


def _problems(error: Exception) -> tuple[Problem, ...]:
    if isinstance(error, ValidationError):
        return tuple(problems_of(error))
    if isinstance(error, _NoDateError):
        return (Problem(field="cas_IncomingReferralDate", rule=_NEEDS_A_DATE),)
    return (Problem(field="unread", rule="Input should hold finite numbers, valid Unicode and no deep nesting"),)
