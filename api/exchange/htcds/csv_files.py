"""HTCDS as CSV: a row for each case, its first line naming the fields.

A case with several historic events takes several rows, which stand together under one case number; the rows after the
first need to say no more than the number and the event. Several values of a field stand in one cell between semicolons.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from api.exchange.cells import guarded, unguarded
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.htcds.cases import FURTHER_ROWS, Case, Found
from api.exchange.htcds.entering import entries_of
from api.exchange.htcds.fields import CASE_FIELDS, EVENT_FIELDS, NUMBER, Field, field_named, is_of_an_event, squeezed
from api.exchange.htcds.leaving import cases_of, standard_fields
from api.exchange.htcds.values import SEPARATOR
from api.http.routing import MAX_BODY_BYTES
from api.http.validation import WHOLE, Problem
from tracing.records import Record

COLUMNS: tuple[Field, ...] = (*CASE_FIELDS, *EVENT_FIELDS)
"""The columns of a file that is written, in their order."""

_DELIMITERS = ",;\t"
_TOO_LONG = f"A row, and all rows of a case together, should hold at most {MAX_BODY_BYTES:,} bytes"
_NOT_CSV = "A row should be CSV in UTF-8, with quotes around cells that hold quotes, commas or line breaks"
_NO_HEADING = "The first line should name fields of HTCDS 2.0, each once, as in prs_FirstName"
_TOO_MANY_CELLS = "A row should have no more cells than the first line names"


def read(file: BinaryIO, sender: Sender) -> Iterator[Entry | Refusal]:
    """The reports of all cases in a file; a faulty row costs no other case."""
    for item in _cases(file):
        if isinstance(item, Refusal):
            yield item
        else:
            yield from entries_of(item, sender)


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Records as cases, row by row."""
    return write_cases(cases_of(records))


def write_cases(cases: Iterable[Case]) -> Iterator[bytes]:
    """Cases as rows, a case at a time; fields that the standard does not know are left out."""
    yield _row([field.name for field in COLUMNS])
    for case in cases:
        fields = standard_fields(case.fields)
        for event in case.events or [{}]:
            said = fields | standard_fields(event)
            yield _row([_cell(said.get(field.name)) for field in COLUMNS])
            fields = {NUMBER: case.fields[NUMBER]}


def _row(cells: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(_cell(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class _Row(NamedTuple):
    """A row: the number of its first line, its bytes, and its cells by the name of their field."""

    line: int
    content: bytes
    cells: dict[str, str]


class _TooLongError(Exception):
    """A row takes more room than one may."""


class _Lines:
    """The lines of a file, as the reader of CSV asks for them; remembers those of the row it is at."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = 0
        self._looked_at: str | None = None
        self.number = 0
        self.taken: list[bytes] = []

    def delimiter(self) -> str:
        """What stands between cells, by the first line, which is given again."""
        self._looked_at = next(self, None)
        return max(_DELIMITERS, key=(self._looked_at or "").count)

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.taken.clear()
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._looked_at is not None:
            line, self._looked_at = self._looked_at, None
            return line
        read = self._file.readline(MAX_BODY_BYTES + 1)
        if not read:
            raise StopIteration
        self.number += 1
        self._size += len(read)
        if self._size > MAX_BODY_BYTES:
            while read and not read.endswith(b"\n"):
                read = self._file.readline(MAX_BODY_BYTES)
            raise _TooLongError
        self.taken.append(read)
        return read.decode("utf-8-sig" if self.number == 1 else "utf-8")


def _cases(file: BinaryIO) -> Iterator[Found | Refusal]:
    """Cases, each of the rows that stand together under its number; rows without a number are cases by themselves."""
    lines = _Lines(file)
    heading: bytes | None = None
    waiting: list[_Row] = []
    size = 0
    for item in _rows(lines):
        if isinstance(item, Refusal):
            yield item
        elif heading is None:
            heading = item.content
        elif waiting and _belongs(item, waiting):
            size += len(item.content)
            if size <= MAX_BODY_BYTES:
                waiting.append(item)
        else:
            if waiting:
                yield _case(heading, waiting, size)
            waiting, size = [item], len(item.content)
    if heading is not None and waiting:
        yield _case(heading, waiting, size)


def _rows(lines: _Lines) -> Iterator[_Row | Refusal]:
    """The heading, and every row that says something."""
    try:
        reader = csv.reader(lines, delimiter=lines.delimiter(), strict=True)
        first_row = next(reader, None)
        if first_row is None:
            return
        names = _names(first_row)
    except (_TooLongError, csv.Error, ValueError):
        yield _refusal(1, b"", _NO_HEADING)
        return
    heading = b"".join(lines.taken)
    yield _Row(1, heading if heading.endswith(b"\n") else heading + b"\n", {})
    first = True
    while True:
        lines.begin_row()
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            yield _refusal(line, b"", _TOO_LONG)
        except (csv.Error, UnicodeDecodeError):
            yield _refusal(line, heading + b"".join(lines.taken), _NOT_CSV)
        else:
            content = b"".join(lines.taken)
            said = {number: unguarded(cell) for number, cell in enumerate(cells) if cell.strip()}
            if said and max(said) >= len(names):
                yield _refusal(line, heading + content, _TOO_MANY_CELLS)
            elif said and content.strip() != heading.strip() and not (first and _are_labels(said, names)):
                yield _Row(line, content, {names[number]: cell for number, cell in said.items()})
            first = False


def _names(heading: list[str]) -> list[str]:
    """The field of each column; what the standard does not know keeps its name.

    Raises:
        ValueError: no field of the standard is named, or one twice.
    """
    fields = [field_named(cell) for cell in heading]
    names = [
        field.name if field else cell.strip() or f"column {number}"
        for number, (cell, field) in enumerate(zip(heading, fields, strict=True), start=1)
    ]
    if not any(fields) or len(set(names)) < len(names):
        raise ValueError
    return names


def _are_labels(said: dict[int, str], names: list[str]) -> bool:
    """Whether a row holds the fields' labels: the standard's spreadsheets have them under a hidden row of names."""
    alike = sum(squeezed(cell) == squeezed(names[number].partition("_")[2]) for number, cell in said.items())
    return 2 * alike >= len(said)


def _belongs(row: _Row, waiting: list[_Row]) -> bool:
    number = row.cells.get(NUMBER)
    return number is not None and number == waiting[0].cells.get(NUMBER)


def _case(heading: bytes, rows: list[_Row], size: int) -> Found | Refusal:
    if size > MAX_BODY_BYTES:
        return _refusal(rows[0].line, b"", _TOO_LONG)
    content = heading + b"".join(row.content for row in rows)
    case = Case({}, [])
    further: list[dict[str, str]] = []
    for row in rows:
        event = {name: cell for name, cell in row.cells.items() if is_of_an_event(name)}
        if event:
            case.events.append(event)
        others = {name: cell for name, cell in row.cells.items() if name not in event}
        differing = {name: cell for name, cell in others.items() if case.fields.setdefault(name, cell) != cell}
        if differing:
            further.append(differing)
    if further:
        case.fields[FURTHER_ROWS] = further
    return Found(f"line {rows[0].line}", content, case)


def _refusal(line: int, content: bytes, rule: str) -> Refusal:
    return Refusal(f"line {line}", content, (Problem(field=WHOLE, rule=rule),))
