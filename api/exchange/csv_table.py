"""CSV files, row by row; see :mod:`api.exchange.tables`."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from api.exchange.cells import unguarded
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.mapping import Mapping
from api.exchange.tables import Row, read_rows
from api.http.validation import WHOLE, Problem

MOST_CHARACTERS = 100_000
"""Of one row: a quote that is opened and never closed would otherwise make one row of all that follows."""


def read(file: BinaryIO, sender: Sender, mapping: Mapping) -> Iterator[Entry | Refusal]:
    """The reports of a CSV file; rows are numbered as spreadsheets do, the headings included."""
    yield from read_rows(rows(file, mapping.encoding, mapping.delimiter), mapping, sender)


def rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row | Refusal]:
    """The rows as they are, whatever they mean."""
    # What is not of the character set stays visible as such, and is refused with its own row.
    read_as = "utf-8-sig" if encoding == "utf-8" else encoding
    text = io.TextIOWrapper(file, read_as, errors="surrogateescape", newline="")
    try:
        yield from _Rows(text, encoding, delimiter)
    finally:
        text.detach()


class _TooLongError(Exception):
    """A row is longer than allowed."""


class _Rows(Iterator[Row | Refusal]):
    """Rows, with what was read of the file for each; a cell can hold several lines."""

    def __init__(self, text: io.TextIOWrapper, encoding: str, delimiter: str) -> None:
        self._text, self._encoding = text, encoding
        self._reader = csv.reader(iter(self._line, ""), delimiter=delimiter, strict=True)
        self._number = self._length = 0
        self._raw: list[str] = []

    def __next__(self) -> Row | Refusal:
        self._number += 1
        self._raw.clear()
        self._length = 0
        try:
            cells = next(self._reader)
        except csv.Error:
            return self._refused(
                "A row should be CSV: each quote that is opened is closed, and those within are doubled"
            )
        except _TooLongError:
            self._raw.clear()
            return self._refused(f"A row should hold at most {MOST_CHARACTERS:,} characters")
        return Row(self._number, tuple(map(unguarded, cells)), self._read())

    def _refused(self, rule: str) -> Refusal:
        return Refusal(f"row {self._number}", self._read(), (Problem(field=WHOLE, rule=rule),))

    def _read(self) -> bytes:
        return "".join(self._raw).rstrip("\r\n").encode(self._encoding, "surrogateescape")

    def _line(self) -> str:
        line = self._text.readline(MOST_CHARACTERS)
        self._length += len(line)
        if self._length > MOST_CHARACTERS or (len(line) == MOST_CHARACTERS and not _ended(line)):
            while line and not _ended(line):
                line = self._text.readline(MOST_CHARACTERS)
            raise _TooLongError
        self._raw.append(line)
        return line


def _ended(line: str) -> bool:
    return line.endswith(("\r", "\n"))
