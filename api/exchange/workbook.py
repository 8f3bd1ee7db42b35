"""Workbooks of spreadsheet programs (XLSX, ISO/IEC 29500), row by row; see :mod:`api.exchange.tables`.

A workbook is XML in a ZIP archive, and both can be made to take any amount of memory. So all parts are looked through
before one is opened: how large each is unpacked, how many elements it holds in one row, and that it declares no entity.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import date, datetime, time
from typing import IO, Any, BinaryIO
from xml.parsers import expat

import openpyxl
from openpyxl import DEFUSEDXML

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import PIECE_BYTES, FileTooLargeError, read_whole
from api.exchange.mapping import Mapping
from api.exchange.tables import Cell, Row, read_rows
from api.http.validation import WHOLE, Problem

MOST_ROWS, MOST_COLUMNS = 100_000, 500
MOST_PARTS = 1_000
MOST_TABLE_BYTES, MOST_OTHER_BYTES, MOST_BYTES = 100_000_000, 2_000_000, 200_000_000
"""Unpacked: of a sheet or the texts; of any other part; of all that is opened."""
MOST_ELEMENTS, MOST_OTHER_ELEMENTS = 20_000, 100_000
"""Of a table, within one row or one text, and outside of them; of another part."""

_TABLES = ("xl/worksheets/", "xl/sharedStrings.xml")
_XML = (".xml", ".rels")
_NEVER_OPENED = ("xl/media/", "xl/embeddings/", "xl/printerSettings/", "docProps/thumbnail")

if not DEFUSEDXML:
    raise ImportError("openpyxl reads XML safely only beside defusedxml, and with OPENPYXL_DEFUSEDXML left alone")


class _BadWorkbookError(Exception):
    """A workbook that is not read; the message says why."""


def read(file: BinaryIO, sender: Sender, mapping: Mapping) -> Iterator[Entry | Refusal]:
    """The reports of one sheet of a workbook, which is held whole: its table of contents stands at its end."""
    yield from read_rows(rows(file, mapping.sheet), mapping, sender)


def rows(file: BinaryIO, sheet_name: str | None) -> Iterator[Row | Refusal]:
    """The rows of the sheet of this name, or of the first, whatever they mean."""
    try:
        content = io.BytesIO(read_whole(file))
    except FileTooLargeError as error:
        yield _refused(str(error))
        return
    number = 0
    try:
        _look_through(content)
        with closing(openpyxl.load_workbook(content, read_only=True, data_only=True, keep_links=False)) as book:
            sheet = _sheet(book, sheet_name)
            # Asked for by their number, cells far away from all others do not make every row as long.
            for cells in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True):
                number += 1
                if number > MOST_ROWS:
                    raise _BadWorkbookError(f"a sheet should hold at most {MOST_ROWS:,} rows")
                if filled := _filled(cells):
                    yield Row(number, tuple(map(_cell, cells[:filled])))
    except GeneratorExit:
        raise
    except _BadWorkbookError as error:
        yield _refused(str(error), number)
    except Exception:
        # The library answers a damaged workbook with whatever went wrong inside of it.
        yield _refused("the workbook is damaged, or none", number)


def _filled(cells: Sequence[Any]) -> int:
    """How many cells there are up to the last that holds something."""
    return next((number for number in range(len(cells), 0, -1) if cells[number - 1] is not None), 0)


def _sheet(book: openpyxl.Workbook, name: str | None) -> Any:
    if name is not None and name not in book.sheetnames:
        raise _BadWorkbookError("the workbook should have the sheet that the mapping names")
    sheet = book[name] if name is not None else next(iter(book.worksheets), None)
    if sheet is None:
        raise _BadWorkbookError("the workbook should have a sheet")
    return sheet


def _refused(rule: str, number: int = 0) -> Refusal:
    return Refusal(f"row {number + 1}" if number else "file", b"", (Problem(field=WHOLE, rule=rule),))


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _look_through(content: BinaryIO) -> None:
    """Refuse an archive that would take more memory than a table is worth."""
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise _BadWorkbookError(f"a workbook should hold at most {MOST_PARTS:,} parts")
        looked_at = [part for part in parts if not part.filename.startswith(_NEVER_OPENED)]
        # Of a part no more is ever unpacked than it declares. Several may stand in the same place of the file.
        if sum(part.file_size for part in looked_at) > MOST_BYTES:
            raise _BadWorkbookError(f"a workbook should hold at most {MOST_BYTES:,} bytes")
        for part in looked_at:
            most = MOST_TABLE_BYTES if part.filename.startswith(_TABLES) else MOST_OTHER_BYTES
            if part.file_size > most:
                raise _BadWorkbookError(f"a part of the workbook should hold at most {most:,} bytes")
            with archive.open(part) as opened, suppress(*_mistaken(part.filename)):
                _count_elements(opened, MOST_ELEMENTS if part.filename.startswith(_TABLES) else MOST_OTHER_ELEMENTS)
    content.seek(0)


def _mistaken(part: str) -> tuple[type[Exception], ...]:
    """What is no fault of a part of this name: not to be XML, where it need not be."""
    return () if part.endswith(_XML) else (expat.ExpatError,)


def _count_elements(part: IO[bytes], most: int) -> None:
    outside = inside = depth = row = 0

    def start(name: str, _: Any) -> None:
        nonlocal outside, inside, depth, row
        depth += 1
        if row:
            inside += 1
        elif name.rpartition(":")[2] in ("row", "si"):
            row, inside = depth, 0
        else:
            outside += 1
        if max(outside, inside) > most:
            raise _BadWorkbookError(f"a row, or part, of a workbook should hold at most {most:,} elements")

    def end(_: str) -> None:
        nonlocal depth, row
        if depth == row:
            row = 0
        depth -= 1

    def declared(*_: Any) -> None:
        raise _BadWorkbookError("a workbook should declare no document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = declared
    while piece := part.read(PIECE_BYTES):
        parser.Parse(piece)
    parser.Parse(b"", True)
