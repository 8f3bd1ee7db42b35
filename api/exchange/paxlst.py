"""Passenger and crew lists (EDIFACT PAXLST, as airlines send them to the states they fly to) as border crossings.

A file holds interchanges, an interchange messages, a message one flight and its travellers. A traveller who cannot be
read is refused alone. What a list counts of itself (`CNT`, `UNT`) is compared with what was read.
"""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from pydantic import ValidationError

from api.exchange.edifact import NotEdifactError, Segment, read_segments
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.paxlst_flight import Flight, flight_of
from api.exchange.paxlst_traveller import report_of
from api.http.validation import WHOLE, Problem, problems_of

MOST_SEGMENTS = 200
"""Of one traveller, and of a flight before its first traveller."""
MOST_TRAVELLERS = 10_000
"""Of one message."""

_TRAVELLERS = frozenset({"FL", "FM", "DDU", "DDT"})
_LISTS = {"745": "passenger", "250": "crew"}
_COUNTED = frozenset({"41", "42"})
_OUTSIDE = frozenset({"UNA", "UNB", "UNZ", "UNG", "UNE"})


def read(file: BinaryIO, sender: Sender) -> Iterator[Entry | Refusal]:
    """The travellers of all messages of a file, seen from the sender's country."""
    message: _Message | None = None
    signs = interchange = b""
    number = 0
    try:
        for segment in read_segments(file):
            if segment.tag == "UNA":
                signs = segment.raw
            elif segment.tag == "UNB":
                interchange = signs + segment.raw
            if segment.tag in _OUTSIDE or segment.tag == "UNH":
                if message is not None:
                    yield from message.end(None)
                message = None
            if segment.tag == "UNH":
                number += 1
                message = _Message(number, sender, interchange)
            if message is not None:
                yield from message.take(segment)
            elif segment.tag not in _OUTSIDE:
                yield _refusal("file", WHOLE, "segments should stand in a message, between `UNH` and `UNT`")
                return
            if segment.tag == "UNT":
                message = None
    except NotEdifactError as error:
        if message is not None:
            yield from message.end(None)
        yield _refusal("file", WHOLE, str(error))
        return
    if message is not None:
        yield from message.end(None)
    elif not interchange:
        yield _refusal("file", WHOLE, "the file should hold an interchange, which begins with `UNB`")


def _refusal(source: str, field: str, rule: str, content: bytes = b"") -> Refusal:
    return Refusal(source, content, (Problem(field=field, rule=rule),))


class _Message:
    """One list, while its segments come in; no more of it is held than its flight and one traveller."""

    def __init__(self, number: int, sender: Sender, interchange: bytes) -> None:
        self._number, self._sender, self._interchange = number, sender, interchange
        self._list = "passenger"
        self._ignored = False
        self._head: list[Segment] = []
        self._flight: Flight | None = None
        self._traveller: list[Segment] = []
        self._travellers = self._segments = 0
        self._declared: int | None = None
        self._seen: Counter[str] = Counter()

    def take(self, segment: Segment) -> Iterator[Entry | Refusal]:
        """One more segment; gives the traveller that it completes."""
        self._segments += 1
        if segment.tag == "UNH":
            self._ignored = segment.get(2) != "PAXLST"
        elif segment.tag == "UNT":
            yield from self.end(segment)
            return
        if self._ignored:
            return
        if segment.tag == "NAD" and segment.get(1) in _TRAVELLERS:
            yield from self._complete()
            self._flight = self._flight or flight_of(self._head)
            self._traveller.append(segment)
        elif segment.tag == "CNT":
            yield from self._complete()
            if segment.get(1) in _COUNTED and segment.get(1, 1).isdecimal():
                self._declared = int(segment.get(1, 1)[:9])
        elif self._traveller:
            if len(self._traveller) <= MOST_SEGMENTS:
                self._traveller.append(segment)
        elif len(self._head) < MOST_SEGMENTS:
            self._head.append(segment)
            if segment.tag == "BGM":
                self._list = _LISTS.get(segment.get(1), self._list)

    def end(self, last: Segment | None) -> Iterator[Entry | Refusal]:
        """The last traveller, and what the list counts otherwise than it was read; `last` is its `UNT`, if any."""
        source = f"message {self._number}"
        if self._ignored:
            yield _refusal(source, "UNH", "the message should be of type PAXLST")
            return
        yield from self._complete()
        if last is None:
            yield _refusal(source, "UNT", "the message should end with `UNT`: it may be cut off")
        elif last.get(1) != str(self._segments):
            yield _refusal(source, "UNT", "the message should hold as many segments as it counts: some may be missing")
        if self._declared is not None and self._declared != self._travellers:
            yield _refusal(source, "CNT", "the list should hold as many travellers as it counts: some may be missing")

    def _complete(self) -> Iterator[Entry | Refusal]:
        """The traveller whose segments are all there."""
        segments, self._traveller = self._traveller, []
        if not segments:
            return
        self._travellers += 1
        source = f"message {self._number}, traveller {self._travellers}"
        if len(segments) > MOST_SEGMENTS or self._travellers > MOST_TRAVELLERS:
            rule = f"a traveller should have at most {MOST_SEGMENTS} segments, a list {MOST_TRAVELLERS:,} travellers"
            yield _refusal(source, WHOLE, rule)
        else:
            yield self._read(source, segments)

    def _read(self, source: str, segments: list[Segment]) -> Entry | Refusal:
        assert self._flight is not None  # made with the first traveller
        content = self._alone(segments)
        try:
            report = report_of(segments, self._flight, self._sender.country, self._list)
        except ValidationError as error:
            return Refusal(source, content, tuple(map(_named, problems_of(error))))
        # Two who cannot be told apart are still two.
        self._seen[report.reference] += 1
        if (times := self._seen[report.reference]) > 1:
            report = msgspec.structs.replace(report, reference=f"{report.reference} {times}")
        return Entry(source, content, report, self._sender, supersedes=True)

    def _alone(self, segments: list[Segment]) -> bytes:
        """An interchange with this traveller alone, to be mended and handed in again."""
        parts = [segment.raw for segment in (*self._head, *segments)]
        element, end = parts[0][3:4], parts[0][-1:]
        closing = [element.join((b"UNT", str(len(parts) + 1).encode(), b"1")), element.join((b"UNZ", b"1", b"1"))]
        return b"".join((self._interchange, *parts, *(part + end for part in closing)))


def _named(problem: Problem) -> Problem:
    if problem.field != "occurred_at":
        return problem
    return Problem(field="DTM", rule="the list should say when the flight leaves (DTM+189) or arrives (DTM+232)")
