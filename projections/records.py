"""The view of records: the search index. Each record's whole document is derived again and written."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

from projections.view import Refusal
from search.document import Document
from search.engine import Index
from search.indexing import document_of, erased_document
from tracing.application import Tracing
from tracing.errors import NotFoundError
from tracing.events import RecordChange, RecordErased, ReportEvent
from tracing.log.batches import Batch, Entry
from tracing.records import folded

ATTEMPTS = 3
"""How often a refused document is offered before it is reported as refused for good."""

PART = 500
"""Entries that are written together."""


class RecordsView:
    """Keeps an index up to date; its position is kept inside the index.

    Args:
        application: the log that is folded.
        index: gives the index to write to: the live one, or the one that a rebuild fills.
    """

    def __init__(self, application: Tracing, index: Callable[[], Index]) -> None:
        """Write to whatever index the callable gives at each batch."""
        self.application = application
        self.index = index

    @property
    def name(self) -> str:
        """The view's name."""
        return "records"

    def position(self) -> int:
        """Log position up to which the index is complete."""
        return self.index().position()

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Write the documents of all records that the batch touches, and the position, part by part.

        While a part is written, the documents of the next are derived: a server works on its own processors.
        Whole documents with versions make it harmless that another process does the same.
        """
        index = self.index()
        refusals: list[Refusal] = []
        with ThreadPoolExecutor(max_workers=1) as writer:
            writing: Future[list[Refusal]] | None = None
            for part in _parts(batch):
                documents = self._documents(part)
                # Never two at once: the position of a part also speaks for all before it.
                if writing is not None:
                    refusals += writing.result()
                writing = writer.submit(_write, index, documents, part.position)
            if writing is not None:
                refusals += writing.result()
        return refusals

    def _documents(self, batch: Batch) -> dict[UUID, Document]:
        documents: dict[UUID, Document] = {}
        changed: dict[UUID, tuple[int, int]] = {}
        erased: dict[UUID, tuple[int, RecordErased]] = {}
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            event = entry.event
            if isinstance(event, ReportEvent):
                documents[event.originator_id] = document_of(folded([event]), entry.position, entry.position)
            elif isinstance(event, RecordErased):
                erased[event.originator_id] = (entry.position, event)
            elif isinstance(event, RecordChange):
                changed[event.originator_id] = (entry.position, event.originator_version)
        numbers = self.application.recorder.first_positions([*changed, *erased]) if changed or erased else {}
        for record, (position, version) in changed.items():
            # Between reading the batch and the record it may have been erased: its tombstone comes later in the log.
            with suppress(NotFoundError):
                documents[record] = document_of(
                    self.application.record(record, version=version), numbers[record], position
                )
        for record, (position, event) in erased.items():
            documents[record] = erased_document(event, numbers[record], position)
        return documents


def _parts(batch: Batch) -> Iterator[Batch]:
    """The batch cut into parts, each with the position that it leads to; an empty one is a part too."""
    last = max(0, len(batch.entries) - 1) // PART * PART
    for start in range(0, last, PART):
        entries = batch.entries[start : start + PART]
        yield Batch(entries=entries, position=entries[-1].position)
    yield Batch(entries=batch.entries[last:], position=batch.position)


def _write(index: Index, documents: dict[UUID, Document], position: int) -> list[Refusal]:
    refused = index.write(list(documents.values()), position)
    for _ in range(ATTEMPTS - 1):
        if not refused:
            break
        refused = index.write([documents[item.record] for item in refused], position)
    return [
        Refusal(position=documents[item.record].version, stream=item.record, reason=item.reason) for item in refused
    ]
