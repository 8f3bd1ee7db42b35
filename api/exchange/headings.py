"""The headings of a table that nobody has explained yet: what somebody is asked about who chooses its columns."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from api.exchange import csv_table, workbook
from api.exchange.entries import Refusal
from api.exchange.mapping import Encoding
from api.exchange.tables import MOST_TITLES, Row

MOST_HEADINGS = 60
"""Columns that somebody can be asked about."""
_LOOKED_AT = 100_000
"""Bytes of a CSV file that tell its character set and what stands between its columns."""
_LINES = 30
_DELIMITERS = ",;\t|"


class Headings(NamedTuple):
    """The headings of a table.

    Attributes:
        titles: in their order; those without text are left out.
        delimiter, encoding: of a CSV file.
    """

    titles: tuple[str, ...]
    delimiter: str = ","
    encoding: Encoding = "utf-8"


def headings_of(file: BinaryIO, format_name: str) -> Headings | None:
    """The first row of at least two different texts, as headings stand below titles; None where there is none.

    Args:
        file: read from its beginning; of a CSV file no more than its beginning.
        format_name: `csv` or `xlsx`.
    """
    if format_name == "xlsx":
        return _first(workbook.rows(file, None), Headings(()))
    begin = file.read(_LOOKED_AT)
    encoding: Encoding = "utf-8" if _is_utf8(begin) else "cp1252"
    text = begin.decode(encoding, "replace")
    delimiter = max(_DELIMITERS, key=lambda sign: _regular(text, sign))
    rows = csv_table.rows(io.BytesIO(begin), encoding, delimiter)
    return _first(rows, Headings((), delimiter, encoding))


def _first(rows: Iterator[Row | Refusal], found: Headings) -> Headings | None:
    for row in rows:
        if isinstance(row, Refusal) or row.number > MOST_TITLES:
            return None
        titles = tuple(dict.fromkeys(_texts(row.cells)))
        if len(titles) > 1:
            return found._replace(titles=titles[:MOST_HEADINGS])
    return None


def _texts(cells: Iterable[object]) -> Iterator[str]:
    return (cell.strip() for cell in cells if isinstance(cell, str) and 0 < len(cell.strip()) <= 200)


def _is_utf8(begin: bytes) -> bool:
    try:
        begin.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(begin) - 4 and len(begin) == _LOOKED_AT  # a character is cut where the look ends
    return True


def _regular(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines have equally many columns, with this sign between them, and how many."""
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
