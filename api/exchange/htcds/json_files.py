"""HTCDS as JSON: a list of cases, or cases one after another, each an object of fields with its events as a list.

`{"cas_CaseNumber": "17", "prs_FirstName": "Rosa", "vic_MethodsOfControl": ["DebtBondage"],
"hte": [{"hte_Date": "2024-08-02", "hte_City": "Antofagasta", "hte_Country": "CL"}]}`
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.htcds.cases import EVENTS, Case, Found, case_of_object
from api.exchange.htcds.entering import entries_of
from api.exchange.htcds.fields import PREFIXES
from api.exchange.htcds.leaving import cases_of, standard_fields
from api.http.routing import MAX_BODY_BYTES
from api.http.validation import WHOLE, Problem
from tracing.records import Record

_CHUNK_BYTES = 65_536
_SIGNS = re.compile(rb'["\\{}\[\]]')
_BETWEEN = b" \t\r\n,[]\xef\xbb\xbf"

_NOT_JSON = "Input should be valid JSON: a list of cases, or cases one after another"
_TOO_LONG = f"A case should hold at most {MAX_BODY_BYTES:,} bytes"


def read(file: BinaryIO, sender: Sender) -> Iterator[Entry | Refusal]:
    """The reports of all cases in a file; a faulty case costs no other one."""
    for number, piece in enumerate(_objects(file), start=1):
        source = f"case {number}"
        if piece.fault is not None:
            yield Refusal(source, piece.content, (Problem(field=WHOLE, rule=piece.fault),))
            continue
        try:
            case = case_of_object(msgspec.json.decode(piece.content))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield Refusal(source, piece.content, (Problem(field=WHOLE, rule=_NOT_JSON),))
        else:
            yield from entries_of(Found(source, piece.content, case), sender)


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Records as cases, a list that is written as it is read."""
    return write_cases(cases_of(records))


def write_cases(cases: Iterable[Case]) -> Iterator[bytes]:
    """Cases as a list, one a line."""
    begin = b"[\n"
    for case in cases:
        yield begin + msgspec.json.encode(_object(case))
        begin = b",\n"
    yield b"[]\n" if begin == b"[\n" else b"\n]\n"


def _object(case: Case) -> dict[str, Any]:
    fields = {name: value for name, value in case.fields.items() if name[:3] in PREFIXES and name[3:4] == "_"}
    return standard_fields(fields) | {EVENTS: [standard_fields(event) for event in case.events]}


class _Piece(NamedTuple):
    content: bytes
    fault: str | None = None


def _objects(file: BinaryIO) -> Iterator[_Piece]:
    """Objects that stand in a list or one after another, each whole, in constant memory."""
    splitter = _Splitter()
    while chunk := file.read(_CHUNK_BYTES):
        yield from splitter.feed(chunk)
    yield from splitter.end()


class _Splitter:
    """Finds where an object ends by its brackets and strings; whether it is valid, the decoder says."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._depth = 0
        self._in_string = False
        self._escaped = -1  # where in the file a character stands that a backslash makes plain
        self._read = 0
        self._too_long = self._astray = False

    def feed(self, chunk: bytes) -> Iterator[_Piece]:
        """Take the next bytes; gives the pieces that end in them."""
        start = 0
        for match in _SIGNS.finditer(chunk):
            at, sign = match.start(), match[0]
            if self._depth:
                if self._ends_object(sign, self._read + at):
                    self._hold(chunk[start : at + 1])
                    yield self._taken()
                    start = at + 1
            elif sign == b"{":
                yield from self._between(chunk[start:at])
                self._depth, self._astray, start = 1, False, at
        if self._depth:
            self._hold(chunk[start:])
        else:
            yield from self._between(chunk[start:])
        self._read += len(chunk)

    def end(self) -> Iterator[_Piece]:
        """Nothing follows; gives what was begun."""
        if self._depth:
            yield self._taken()._replace(fault=_TOO_LONG if self._too_long else _NOT_JSON)

    def _ends_object(self, sign: bytes, at: int) -> bool:
        if self._in_string:
            if at != self._escaped:
                self._in_string = sign != b'"'
                self._escaped = at + 1 if sign == b"\\" else -1
        elif sign == b'"':
            self._in_string = True
        elif sign != b"\\":
            self._depth += 1 if sign in b"{[" else -1
        return self._depth == 0

    def _hold(self, part: bytes) -> None:
        self._too_long = self._too_long or len(self._held) + len(part) > MAX_BODY_BYTES
        if self._too_long:
            self._held.clear()
        else:
            self._held += part

    def _taken(self) -> _Piece:
        piece = _Piece(bytes(self._held), _TOO_LONG if self._too_long else None)
        self._held.clear()
        self._too_long = False
        return piece

    def _between(self, part: bytes) -> Iterator[_Piece]:
        """Nothing but a list's own signs may stand between objects; what does is told once."""
        if not self._astray and part.strip(_BETWEEN):
            self._astray = True
            yield _Piece(part, _NOT_JSON)
