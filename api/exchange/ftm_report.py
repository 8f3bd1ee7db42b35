"""One Person of FollowTheMoney, with what belongs to it, as reports."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from api.exchange.ftm_codes import EVENT_NAMES, LAST_SEEN
from api.exchange.ftm_entity import Entity, Said
from api.exchange.ftm_person import person_of
from tracing.person import PartialTime, Place
from tracing.reports import ReportKind

MOST_TOLD = 5_000
"""Characters of circumstances."""

_TIME: TypeAdapter[str] = TypeAdapter(PartialTime)
_PLACE: TypeAdapter[Place] = TypeAdapter(Place)
_DATES = ("date", "startDate")
_DATES_OF_A_PERSON = ("createdAt", "modifiedAt", "retrievedAt")
_WITH_CIRCUMSTANCES = (ReportKind.yellow_notice, ReportKind.sighting)


def reports_of(person: Entity, parts: Sequence[Entity]) -> Iterator[dict[str, Any]]:
    """The reports, ready to be read: one for each Event, one if there is none; each describes the whole Person.

    The kind is what a keyword of the Event names, as our own exports write it; else a sighting, which claims least.
    Without an Event it happened when the Person was entered, as far as that is said.
    """
    events = [part for part in parts if part.schema == "Event"]
    reported = [event for event in events if LAST_SEEN not in event.properties.get("keywords", ())]
    last_seen = next((event for event in events if event not in reported), None)
    others = [part for part in parts if part.schema != "Event"]
    events_or_none: Sequence[Entity | None] = reported or [None]
    for event in events_or_none:
        yield _report(person, event, last_seen, others)


def _report(person: Entity, event: Entity | None, last_seen: Entity | None, others: list[Entity]) -> dict[str, Any]:
    said, belonging = Said(person), [Said(one) for one in others]
    happened = Said(event or Entity("", "Event", {}))
    kind = ReportKind(happened.take("keywords", ReportKind.__members__.__contains__) or ReportKind.sighting)
    happened.drop("name", [EVENT_NAMES[kind]])
    places = [Said(one) for one in event.places] if event else []
    report: dict[str, Any] = {
        "kind": kind.value,
        "reference": person.id if event is None else f"{person.id}/{event.id}",
        "occurred_at": _time(happened, _DATES) or _time(said, _DATES_OF_A_PERSON) or _checked(_TIME, person.seen) or "",
        "person": person_of(said, belonging),
        "place": _place(happened, places),
        "details": {},
    }
    if kind in _WITH_CIRCUMSTANCES:
        told = happened.take("description", lambda text: len(text) <= MOST_TOLD)
        report["details"] = {"circumstances": told or ""}
    taken = [said, *belonging, happened, *places]
    if kind is ReportKind.yellow_notice and last_seen is not None:
        seen, places = Said(last_seen), [Said(one) for one in last_seen.places]
        seen.drop("keywords", [LAST_SEEN])
        seen.drop("name", ["Last seen"])
        report["details"]["last_seen"] = {"at": _time(seen, _DATES), "place": _place(seen, places)}
        taken += [seen, *places]
    left = [entity for one in taken for entity in one.left()]
    return report | {"unread": {"entities": left} if left else {}}


def _checked(rule: TypeAdapter[Any], value: Any) -> Any:
    """The value if it keeps the rule, else None."""
    try:
        rule.validate_python(value)
    except ValueError:
        return None
    return value


def _time(said: Said, names: Sequence[str]) -> str | None:
    """The first property that says when, in UTC where a time of the day is told, as the format means it."""
    for name in names:
        value = said.take(name, lambda text: _checked(_TIME, _in_utc(text)))
        if value is not None:
            return _in_utc(value)
    return None


def _in_utc(text: str) -> str:
    has_offset = text.endswith("Z") or "+" in text or text.count("-") > 2
    return f"{text}Z" if "T" in text and not has_offset else text


def _place(said: Said, addresses: Sequence[Said]) -> dict[str, Any] | None:
    """Where an Event was: as it says itself, and where its first Address lies."""
    place: dict[str, Any] = {}
    _fill(place, said, {"location": "name", "country": "country"})
    for address in addresses[:1]:
        _fill(place, address, {"full": "name", "country": "country"})
        ends = {name: _number(next(iter(address.values(name)), "")) for name in ("latitude", "longitude")}
        if None not in ends.values() and _checked(_PLACE, ends):
            place |= ends
            for name in ends:
                address.drop(name, address.values(name)[:1])
    return place or None


def _fill(place: dict[str, Any], said: Said, names: Mapping[str, str]) -> None:
    """Take what fits into fields that are still empty, and what they say already."""
    for name, field in names.items():
        if field in place:
            said.drop(name, [place[field]])
            continue
        value = next((text for text in said.values(name) if _checked(_PLACE, {field: text})), None)
        if value is not None:
            place[field] = value
            said.drop(name, [value])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
