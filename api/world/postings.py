"""A report together with its sender and the truth about it."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple


class Posting(NamedTuple):
    """One report on its way to the service.

    Attributes:
        organisation: the sender, who will own the record.
        country: the sender's country, alpha-3.
        report: the report in the shape of :func:`tracing.reports.read_report`, `kind` among its keys.
        person: whom it is truly about.
    """

    organisation: str
    country: str
    report: dict[str, Any]
    person: str

    @property
    def reference(self) -> str:
        """The sender's own reference of the report."""
        return str(self.report["reference"])


class References:
    """References that are unique in a world, and tell nothing about who belongs to whom."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)

    def next(self, organisation: str) -> str:
        """A new reference of an organisation, e.g. `POL-BORDER-9E3779B1`."""
        # Multiplying by an odd number only rearranges the 32-bit numbers, so none comes twice.
        number = next(self._numbers) * 0x9E3779B1 & 0xFFFFFFFF
        return f"{organisation.upper().replace('.', '-')}-{number:08X}"
