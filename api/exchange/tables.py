"""Tables as reports: one row, one report, as a :class:`api.exchange.mapping.Mapping` says."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from api.exchange.cells import guarded
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.mapping import Mapping, is_date, is_list
from api.exchange.paths import Tree, listed, put
from api.http.validation import Problem, problems_of
from tracing.reports import read_report

Cell = str | datetime
"""A text, or a date where the file itself knows that it is one."""

MOST_TITLES = 100
"""Rows that may stand above the headings."""


class Row(NamedTuple):
    """A row of a table; `raw` is what was read of a CSV file, and nothing for a row of a workbook."""

    number: int
    cells: tuple[Cell, ...]
    raw: bytes = b""

    @property
    def source(self) -> str:
        """Where it stands."""
        return f"row {self.number}"


def read_rows(rows: Iterable[Row | Refusal], mapping: Mapping, sender: Sender) -> Iterator[Entry | Refusal]:
    """The reports of a table, below the row that holds the headings of the mapping.

    Titles above it are passed over. A table in which no such row comes first is refused whole: it is another table.
    """
    table: _Table | None = None
    first: Row | None = None
    refused = False
    for row in rows:
        if isinstance(row, Refusal):
            refused = True
            yield row
        elif not any(map(_text, row.cells)):
            continue
        elif table is not None:
            if row.cells != table.heading.cells:
                yield table.read(row, sender)
        elif not _missing(row, mapping):
            table = _Table(row, mapping)
        else:
            first = first or row
            if row.number >= MOST_TITLES:
                break
    if table is None and (first is not None or not refused):
        yield Refusal(first.source if first else "row 1", b"", _missing(first, mapping))


def _missing(row: Row | None, mapping: Mapping) -> tuple[Problem, ...]:
    """What keeps a row from being the headings."""
    headings = [_text(cell) for cell in row.cells] if row else []
    return tuple(
        Problem(field=f'column "{heading}"', rule="The table should have a column of this heading, once")
        for heading in mapping.columns
        if headings.count(heading.strip()) != 1
    )


class _Table:
    """A table whose headings are known."""

    def __init__(self, heading: Row, mapping: Mapping) -> None:
        headings = [_text(cell) for cell in heading.cells]
        self.heading, self._mapping, self._width = heading, mapping, len(headings)
        self._columns = {headings.index(column.strip()): field for column, field in mapping.columns.items()}
        self._leaves = {field: mapping.leaf(field) for field in (*mapping.columns.values(), *mapping.fixed)}
        self._meanings = {
            field: {_folded(text): meaning for text, meaning in texts.items()}
            for field, texts in mapping.values.items()
        }
        self._empty = {_folded(text) for text in mapping.empty}
        left_out = {_folded(column) for column in mapping.leave_out}
        self._kept = {
            number: column or f"column {_letter(number)}"
            for number, column in enumerate(headings)
            if number not in self._columns and _folded(column) not in left_out
        }
        self._names = {
            field: f'column {_letter(number)} "{headings[number]}"' for number, field in self._columns.items()
        }

    def read(self, row: Row, sender: Sender) -> Entry | Refusal:
        """The report of one row, or why it is none."""
        tree, problems = self._tree(row)
        data, originals = listed(tree)
        unread = self._unread(row)
        report = data | {"kind": self._mapping.kind.value} | ({"unread": unread} if unread else {})
        content = self._handed_back(row)
        try:
            read = read_report(report)
        except ValidationError as error:
            found = (problem for problem in problems_of(error) if problem.field not in problems)
            told = (*problems.values(), *(self._named(problem, originals) for problem in found))
            return Refusal(row.source, content, told)
        if problems:
            return Refusal(row.source, content, tuple(problems.values()))
        return Entry(row.source, content, read, sender, supersedes=True)

    def _handed_back(self, row: Row) -> bytes:
        """The row with its headings, so that it can be mended and handed in by itself: as CSV, that of a workbook too.

        Nothing where the mapping names a character set that cannot hold it.
        """
        lines = (one.raw or self._written(one.cells) for one in (self.heading, row))
        try:
            return b"\n".join(lines)
        except UnicodeEncodeError:
            return b""

    def _written(self, cells: tuple[Cell, ...]) -> bytes:
        """Cells as a row of CSV; what a spreadsheet would take for a formula stays text."""
        written = io.StringIO()
        writer = csv.writer(written, delimiter=self._mapping.delimiter, lineterminator="")
        writer.writerow([guarded(self._day_or_text(cell)) for cell in cells])
        return written.getvalue().encode(self._mapping.encoding)

    def _day_or_text(self, cell: Cell) -> str:
        if isinstance(cell, datetime) and not _has_clock(cell):
            return cell.date().isoformat()
        if isinstance(cell, datetime) and self._mapping.time_zone is not None:
            return self._mapping.written(cell)
        return _text(cell)

    def _unread(self, row: Row) -> dict[str, str]:
        """The cells that no column of the mapping reads, also those beyond the headings."""
        cells = ((number, _text(cell)) for number, cell in enumerate(row.cells))
        return {
            self._kept.get(number, f"column {_letter(number)}"): text
            for number, text in cells
            if text and (number in self._kept or number >= self._width)
        }

    def _tree(self, row: Row) -> tuple[Tree, dict[str, Problem]]:
        """The row's values by field, and what of it could not be turned into one."""
        tree: Tree = {}
        problems: dict[str, Problem] = {}
        for number, field in self._columns.items():
            cell = row.cells[number] if number < len(row.cells) else ""
            if not _text(cell) or _folded(_text(cell)) in self._empty:
                continue
            try:
                put(tree, field, self._value(field, cell))
            except ValueError as error:
                problems[field] = Problem(field=f"{self._names[field]} ({field})", rule=str(error))
        for field, value in self._mapping.fixed.items():
            if _belongs(tree, field):
                put(tree, field, self._split(field, value) if isinstance(value, str) else value)
        return tree, problems

    def _value(self, field: str, cell: Cell) -> Any:
        dated = is_date(self._leaves[field])
        if isinstance(cell, datetime) and dated:
            return self._mapping.written(cell) if _has_clock(cell) else cell.date().isoformat()
        meant = self._split(field, _text(cell))
        return self._mapping.dated(meant) if dated and isinstance(meant, str) else meant

    def _split(self, field: str, text: str) -> str | list[str]:
        """What a text means; several texts where the field takes several."""
        if not is_list(self._leaves[field]):
            return self._meaning(field, text)
        parts = (part.strip() for part in text.split(self._mapping.separator))
        return [self._meaning(field, part) for part in parts if part]

    def _meaning(self, field: str, text: str) -> str:
        return self._meanings.get(field, {}).get(_folded(text), text)

    def _named(self, problem: Problem, originals: dict[str, str]) -> Problem:
        """The problem with the columns that it is about."""
        field = originals.get(problem.field, problem.field)
        columns = [
            name
            for target, name in self._names.items()
            if target == field or target.startswith(f"{field}.") or field.startswith(f"{target}.")
        ]
        if not columns:
            return problem
        formats = self._mapping.date_formats if is_date(self._leaves.get(field)) else ()
        rule = ", or as the mapping says: ".join((problem.rule, *([" or ".join(formats)] if formats else [])))
        return Problem(field=f"{', '.join(columns)} ({field})", rule=rule)


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else cell.strip()


def _has_clock(cell: datetime) -> bool:
    return (cell.hour, cell.minute, cell.second) != (0, 0, 0)


def _folded(text: str) -> str:
    return text.strip().casefold()


def _letter(number: int) -> str:
    """The name of a column, as spreadsheets show it: 0 → A, 26 → AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _belongs(tree: Tree, field: str) -> bool:
    """Whether a fixed value belongs to this row: that of an item of a list only where the row fills this item."""
    parts = field.split(".")[:-1]
    if not any(part.isdecimal() for part in parts):
        return True
    for part in parts:
        if part not in tree:
            return False
        tree = tree[part]
    return True
