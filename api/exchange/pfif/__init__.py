"""The People Finder Interchange Format (PFIF 1.4, http://zesty.ca/pfif/1.4): persons and notes, in and out.

Which organisation speaks for which domain, and which may report a death, the settings of this process say.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from api.exchange.acts import Item
from api.exchange.entries import Sender
from api.exchange.pfif import reading, writing
from api.exchange.pfif.rights import rights_of
from api.settings import Settings
from tracing.records import Record


def read(file: BinaryIO, sender: Sender) -> Iterator[Item]:
    """Everything in a PFIF file, see :func:`api.exchange.pfif.reading.read`."""
    return reading.read(file, sender, rights_of(Settings()))


def write(records: Iterable[Record], organisation: str) -> Iterator[bytes]:
    """An organisation's own records as PFIF, see :func:`api.exchange.pfif.writing.write`."""
    return writing.write(records, organisation, rights_of(Settings()).domains_of(organisation), datetime.now(UTC))
