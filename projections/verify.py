"""Compare an index with the log: every document must be what the fold of its record's stream gives."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError

from search.document import Document
from search.engine import Index
from search.indexing import document_of, erased_document
from tracing.application import Tracing
from tracing.errors import NotFoundError
from tracing.events import RecordChange, RecordErased, ReportEvent
from tracing.log.batches import Entry
from tracing.value import Value

_CHUNK = 500

Progress = Callable[[int, int], None]


class DifferenceKind(StrEnum):
    """In what way a document is wrong."""

    missing = "missing"
    different = "different"
    surplus = "surplus"


class Difference(Value, frozen=True, kw_only=True):
    """A record whose document is not what the log says."""

    record: UUID
    kind: DifferenceKind


class _Stand(NamedTuple):
    """Where a record stood at the index's position: log positions of its first and last event, and its version."""

    number: int
    position: int
    version: int
    erased: RecordErased | None = None


def verify_index(application: Tracing, index: Index, progress: Progress) -> list[Difference]:
    """Compare every document of an index with the log up to the index's position.

    Documents that a live follower brings further meanwhile are compared at the position they have.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    limit = index.position()
    stands = _stands(application, limit, progress)
    differences = [difference for chunk in _chunks(stands) for difference in _compare(application, index, chunk)]
    surplus = (document for document in index.scan() if document.record not in stands)
    differences += [
        Difference(record=document.record, kind=DifferenceKind.surplus)
        for document in surplus
        if document.number <= limit
    ]
    return differences


def _stands(application: Tracing, limit: int, progress: Progress) -> dict[UUID, _Stand]:
    stands: dict[UUID, _Stand] = {}
    after = 0
    while after < limit:
        batch = application.batch(after, _CHUNK)
        if batch.position == after:
            break
        for entry in batch.entries:
            if entry.position > limit or not isinstance(entry, Entry):
                continue
            event = entry.event
            if isinstance(event, ReportEvent):
                stands[event.originator_id] = _Stand(entry.position, entry.position, 1)
            elif isinstance(event, RecordErased):
                number = application.recorder.first_positions([event.originator_id])[event.originator_id]
                stands[event.originator_id] = _Stand(number, entry.position, event.originator_version, event)
            elif isinstance(event, RecordChange):
                # Without an earlier one the record's first event cannot be read, and there is no document of it.
                number = stands.get(event.originator_id, _Stand(entry.position, 0, 0)).number
                stands[event.originator_id] = _Stand(number, entry.position, event.originator_version)
        after = batch.position
        progress(min(after, limit), limit)
    return stands


def _chunks(stands: dict[UUID, _Stand]) -> Iterator[dict[UUID, _Stand]]:
    items = iter(stands.items())
    while chunk := dict(islice(items, _CHUNK)):
        yield chunk


def _compare(application: Tracing, index: Index, chunk: dict[UUID, _Stand]) -> Sequence[Difference]:
    documents = index.get(list(chunk), None)
    differences: list[Difference] = []
    for record, stand in chunk.items():
        document = documents.get(record)
        if document is None:
            differences.append(Difference(record=record, kind=DifferenceKind.missing))
        elif document.version <= stand.position and document != _expected(application, record, stand):
            differences.append(Difference(record=record, kind=DifferenceKind.different))
    return differences


def _expected(application: Tracing, record: UUID, stand: _Stand) -> Document | None:
    """The document that the log gives; None when one of the record's events cannot be read."""
    if stand.erased is not None:
        return erased_document(stand.erased, stand.number, stand.position)
    try:
        return document_of(application.record(record, version=stand.version), stand.number, stand.position)
    except (MapperDeserialisationError, NotFoundError):  # the second: it was erased a moment ago
        return None
