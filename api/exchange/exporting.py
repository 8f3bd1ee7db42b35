"""Handing out records as a file: the formats that can be written, and the records that an export holds.

A writer takes records one by one and gives pieces of the file, so that a file of any size takes little memory. The
records are as they are shown to whoever the export is for: visible, in use, and disclosed. They come in parts; each is
announced to the audit log before a writer is given the first record of it, so that no byte leaves unrecorded.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from api.exchange import ftm_out, interpol_out, pfif, records_out
from api.exchange.htcds import csv_files, json_files
from api.wiring import Service
from projections.changes import Selected, Wanted
from tracing.access import Caller, Reader, may_see, reader_of
from tracing.disclosure import disclosed
from tracing.records import Record
from tracing.reports import ReportKind

PART = 500
"""Records that are read, and written into the audit log, together."""
_PIECE_BYTES = 65_536

Announce = Callable[[Sequence[UUID]], object]
"""Writes into the audit log which records are about to be handed out."""


class Export(NamedTuple):
    """What a writer may need beside the records.

    Attributes:
        recipient: whom the file is for; its organisation sees every record in it.
        key: 32 bytes, of which ids are made that tell nothing of what they name.
    """

    recipient: Caller
    key: bytes


class Format(NamedTuple):
    """A format that can be written.

    Attributes:
        media_type: of the whole file.
        write: gives the file in pieces.
        kinds: the kinds of report that the format can hold.
        tells_of_gone: whether the recipient's own records that are no longer in use are given to the writer too, which
            tells whoever has a copy to forget it.
    """

    media_type: str
    write: Callable[[Iterable[Record], Export], Iterator[bytes]]
    kinds: tuple[ReportKind, ...] = tuple(ReportKind)
    tells_of_gone: bool = False


FORMATS: dict[str, Format] = {
    "ndjson": Format("application/x-ndjson", lambda records, _: records_out.write(records)),
    "htcds-csv": Format("text/csv; charset=utf-8", lambda records, _: csv_files.write(records)),
    "htcds-json": Format("application/json", lambda records, _: json_files.write(records)),
    "ftm": Format("application/x-ndjson", lambda records, export: ftm_out.write(records, export.key)),
    "interpol": Format(
        "application/x-ndjson", lambda records, _: interpol_out.write(records), (ReportKind.yellow_notice,)
    ),
    "pfif": Format(
        "application/pfif+xml",
        lambda records, export: pfif.write(records, export.recipient.organisation),
        (ReportKind.yellow_notice, ReportKind.sighting),
        tells_of_gone=True,
    ),
}
"""Every format that `tracing export` and `GET /v1/exports/{format}` write, by name."""


class KindNotHeldError(ValueError):
    """The format can hold none of the kinds of report that are wanted."""


def wanted_in(chosen: Format, kinds: Sequence[ReportKind], country: str | None, after: int) -> Wanted:
    """What is wanted of a format.

    Args:
        chosen: the format.
        kinds: of reports; all that the format can hold if empty.
        country: of the organisations that own the records; all if None.
        after: log position; only what changed later.

    Raises:
        KindNotHeldError: the format can hold none of the kinds.
    """
    held = tuple(kind for kind in chosen.kinds if not kinds or kind in kinds)
    if not held:
        raise KindNotHeldError(f"this format holds {', '.join(chosen.kinds)} only")
    return Wanted(kinds=held, country=country, after=after, own_gone=chosen.tells_of_gone)


def exported(
    service: Service, caller: Caller, wanted: Wanted, selected: Selected, announce: Announce
) -> Iterator[Record]:
    """The selected records as a caller is shown them, each as it stands now.

    Records that were narrowed, restricted, retracted or erased since they were selected are left out, but for the
    caller's own where such records are wanted.

    Args:
        service: holds the records.
        caller: for whom the export is.
        wanted: what was asked for.
        selected: by :meth:`projections.changes.ChangesView.select` for the same caller.
        announce: called before the first record of each part is given; what it raises ends the export.
    """
    reader = reader_of(caller)
    after = 0
    while reader is not None:
        part = service.changes.page(reader, wanted, selected, after, PART)
        if not part:
            return
        after = part[-1].position
        # The log decides what is shown; the view may be a moment behind.
        found = service.application.records([change.record for change in part])
        standing = (found[change.record] for change in part if change.record in found)
        shown = [record for record in standing if _is_given(record, reader, wanted)]
        if shown:
            announce([record.id for record in shown])
        yield from (disclosed(record, caller) for record in shown)


def _is_given(record: Record, reader: Reader, wanted: Wanted) -> bool:
    if wanted.own_gone and record.organisation == reader.organisation:
        return True
    return record.in_use and may_see(reader, record.visibility)


def in_pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of about 64 KB: each takes a turn of the server's loop."""
    gathered = bytearray()
    for part in parts:
        gathered += part
        if len(gathered) >= _PIECE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
