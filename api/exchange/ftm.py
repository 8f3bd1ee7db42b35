"""Files of FollowTheMoney entities, one JSON object a line, in any order and in any number of fragments.

A Person with its Passports, Identifications, Addresses and UserAccounts becomes a report for each Event in which it was
involved, or one report if there is none. What those reports cannot hold is kept in them under `unread`, as it was sent.
Lines that belong to no Person are refused one by one.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO

import msgspec
from pydantic import ValidationError

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.ftm_entity import BELONGS_BY, HAS, Entity
from api.exchange.ftm_gathering import Fragment, Gathering
from api.exchange.ftm_report import reports_of
from api.http.ndjson import Line, LineSplitter
from api.http.routing import MAX_BODY_BYTES
from api.http.validation import WHOLE, Problem, problems_of
from tracing.reports import read_report

MOST_BYTES = 262_144
"""Of all lines about one Person and what belongs to it: more than its report could hold many times over."""
MOST_NAMED = 100
"""Ids that one property of one line names: an Event is of so many people at most."""

_CHUNK_BYTES = 65_536
_SCHEMATA = ("Person", "Address", *BELONGS_BY)

_NOBODY = Problem(field=WHOLE, rule="A line should belong to a Person of the same file")
_TOO_MUCH = Problem(field=WHOLE, rule=f"A Person and what belongs to it should have at most {MOST_BYTES} bytes")


def read(file: BinaryIO, sender: Sender) -> Iterator[Entry | Refusal]:
    """The reports of a file, in the order of the first line about each Person, and what is no report.

    The whole file is read before the first report is given, because its lines may come in any order. They wait in a
    temporary file, so that memory does not grow with them.
    """
    with closing(Gathering()) as gathering:
        for line in _lines(file):
            refusal = _gathered(gathering, line)
            if refusal is not None:
                yield refusal
        for person, first_line in gathering.people():
            yield from _reports(gathering, person, f"line {first_line}", sender)
        for fragment in gathering.unused():
            yield Refusal(f"line {fragment.line}", fragment.content, (_NOBODY,))


def _lines(file: BinaryIO) -> Iterator[Line]:
    splitter = LineSplitter(MAX_BODY_BYTES)
    while chunk := file.read(_CHUNK_BYTES):
        yield from splitter.feed(chunk)
    yield from splitter.end()


def _gathered(gathering: Gathering, line: Line) -> Refusal | None:
    source = f"line {line.number}"
    if line.content is None:
        return Refusal(source, b"", (Problem(field=WHOLE, rule=f"A line should hold at most {MAX_BODY_BYTES} bytes"),))
    found = _entity(line.content)
    if isinstance(found, Problem):
        return Refusal(source, line.content, (found,))
    wholes = found.properties.get(BELONGS_BY.get(found.schema, ""), [])
    parts = found.properties.get(HAS, [])
    if max(len(wholes), len(parts)) > MOST_NAMED:
        rule = f"Input should name at most {MOST_NAMED} other entities"
        return Refusal(source, line.content, (Problem(field="properties", rule=rule),))
    fragment = Fragment(line.number, line.content)
    gathering.add(fragment, found.id, person=found.schema == "Person", wholes=wholes, parts=parts)
    return None


def _entity(content: bytes) -> Entity | Problem:
    try:
        data = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Problem(field=WHOLE, rule="Input should be valid JSON")
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not data["id"]:
        return Problem(field="id", rule="Input should name the entity")
    if data.get("schema") not in _SCHEMATA:
        return Problem(field="schema", rule=f"Input should be one of {', '.join(_SCHEMATA)}")
    properties = data.get("properties", {})
    if not isinstance(properties, dict) or not all(map(_is_texts, properties.values())):
        return Problem(field="properties", rule="Input should be an object of lists of texts")
    seen = data.get("first_seen")
    return Entity(data["id"], data["schema"], properties, seen if isinstance(seen, str) else None)


def _is_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _reports(gathering: Gathering, person: bytes, source: str, sender: Sender) -> Iterator[Entry | Refusal]:
    taken = _Taken(gathering)
    whole = taken.entity(person)
    parts = [taken.entity(part) for part in gathering.parts(person)]
    if whole is None or None in parts:
        yield Refusal(source, b"", (_TOO_MUCH,))
        return
    content = b"\n".join(taken.lines[number] for number in sorted(taken.lines))
    for report in reports_of(whole, sorted(part for part in parts if part is not None)):
        try:
            yield Entry(source, content, read_report(report), sender, supersedes=True)
        except ValidationError as error:
            yield Refusal(source, content, tuple(problems_of(error)))


class _Taken:
    """What was read of one Person and what belongs to it, up to a limit."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering, self._left = gathering, MOST_BYTES
        self.lines: dict[int, bytes] = {}

    def entity(self, handle: bytes, *, deeper: bool = True) -> Entity | None:
        """All fragments of an entity as one, an Event with its addresses; None when it is too much."""
        self._left -= self._gathering.size(handle)
        if self._left < 0:
            self._gathering.use(handle)
            return None
        fragments = self._gathering.fragments(handle)
        self.lines |= {fragment.line: fragment.content for fragment in fragments}
        entities = [
            found for found in (_entity(fragment.content) for fragment in fragments) if isinstance(found, Entity)
        ]
        properties: dict[str, list[str]] = {}
        for name, values in ((name, values) for one in entities for name, values in one.properties.items()):
            # In one order, so that the same entities in other lines are the same report.
            properties[name] = sorted({*properties.get(name, ()), *values})
        # Fragments of an id agree on what it is; should they not, a Person goes first.
        first = next((one for one in entities if one.schema == "Person"), entities[0])
        seen = min((one.seen for one in entities if one.seen), default=None)
        merged = Entity(first.id, first.schema, properties, seen)
        if not deeper or merged.schema != "Event":
            return merged
        places = [self.entity(part, deeper=False) for part in self._gathering.parts(handle)]
        if None in places:
            return None
        return merged._replace(places=tuple(sorted(place for place in places if place is not None)))
