"""Every format that can be imported, by its name: one table for the command line and for HTTP.

A reader gives entries and refusals as it reads, in constant memory. Whatever the bytes are it gives one or the other
and raises nothing of its own; what reading the file raises goes through.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from api.exchange import interpol, ndjson
from api.exchange.importing import Entry, Refusal
from api.exchange.ndjson import Sender

Read = Callable[[BinaryIO, Sender], Iterator[Entry | Refusal]]
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


def _by_name(*formats: Format) -> dict[str, Format]:
    return {found.name: found for found in formats}


FORMATS: dict[str, Format] = _by_name(
    Format("ndjson", "Reports in the form in which agencies post them, one JSON object a line.", ndjson.read),
    Format("interpol", "Yellow Notices in the JSON form of INTERPOL's public notices service.", interpol.read),
)
