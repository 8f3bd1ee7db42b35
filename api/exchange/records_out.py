"""Records as lines of JSON, in the form in which `tracing import ndjson --owners-from-file` reads them."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tracing.records import Record


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """One line a record: its report, and the organisation and country that own it. Without face encodings."""
    for record in records:
        yield msgspec.json.encode(line_of(record)) + b"\n"


def line_of(record: Record) -> dict[str, Any]:
    """A record as plain values."""
    report = record.report
    if report.person.faces:
        # They are the body itself, and no file to be passed on needs them: they are read with a single record.
        report = msgspec.structs.replace(report, person=msgspec.structs.replace(report.person, faces=()))
    built: dict[str, Any] = msgspec.to_builtins(report)
    return {"organisation": record.organisation, "country": record.country} | built
