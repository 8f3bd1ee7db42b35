"""Every format that can be imported, by its name: one table for the command line and for HTTP.

A reader gives entries, refusals and acts as it reads, in constant memory. Whatever the bytes are it gives one of these
and raises nothing of its own; what reading the file raises goes through.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from api.exchange import csv_table, ftm, interpol, ndjson, paxlst, pfif, workbook
from api.exchange.acts import Item
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.htcds import csv_files, json_files
from api.exchange.mapping import Mapping, MappingError
from api.http.validation import Problem

Read = Callable[[BinaryIO, Sender], Iterator[Item]]
"""A reader: the file, and who will own the records."""


class Format(NamedTuple):
    """A format that can be imported.

    Attributes:
        name: by which callers choose it.
        what: one sentence on what such a file holds, and what it becomes.
        read: the reader.
    """

    name: str
    what: str
    read: Read


class TableFormat(NamedTuple):
    """A format whose columns a mapping explains, see :mod:`api.exchange.mapping`; otherwise as :class:`Format`."""

    name: str
    what: str
    read: Callable[[BinaryIO, Sender, Mapping], Iterator[Entry | Refusal]]


def _by_name(*formats: Format) -> dict[str, Format]:
    return {found.name: found for found in formats}


FORMATS: dict[str, Format] = _by_name(
    Format("ndjson", "Reports in the form in which agencies post them, one JSON object a line.", ndjson.read),
    Format("interpol", "Yellow Notices in the JSON form of INTERPOL's public notices service.", interpol.read),
    Format("ftm", "People with documents and events as FollowTheMoney entities, one a line in any order.", ftm.read),
    Format("htcds-csv", "Cases of IOM's Human Trafficking Case Data Standard 2.0 as CSV.", csv_files.read),
    Format("htcds-json", "Cases of IOM's Human Trafficking Case Data Standard 2.0 as JSON.", json_files.read),
    Format(
        "pfif", "Persons and notes of the People Finder Interchange Format (PFIF 1.1 to 1.4), as sightings.", pfif.read
    ),
    Format("paxlst", "Passenger and crew lists (EDIFACT PAXLST) as border crossings.", paxlst.read),
)

TABLES: dict[str, TableFormat] = {
    found.name: found
    for found in (
        TableFormat(
            "csv", "A table of a shelter or another organisation, one report a row, as a CSV file.", csv_table.read
        ),
        TableFormat("xlsx", "Such a table as a workbook of a spreadsheet program (XLSX).", workbook.read),
    )
}


def explained(name: str, mapping: Mapping | None) -> Format:
    """The format of this name; a table with the mapping that explains it.

    Raises:
        KeyError: there is no such format.
        MappingError: a table has no mapping, or another format has one.
    """
    if name in TABLES:
        if mapping is None:
            raise MappingError(Problem(field="mapping", rule="A table needs the mapping of its columns"))
        table = TABLES[name]
        return Format(table.name, table.what, lambda file, sender: table.read(file, sender, mapping))
    if mapping is not None:
        raise MappingError(Problem(field="mapping", rule="Only tables take a mapping"))
    return FORMATS[name]
