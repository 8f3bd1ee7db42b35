"""The view of records: the search index. Each record's whole document is derived again and written."""

from collections.abc import Callable
from uuid import UUID

from projections.view import Refusal
from search.document import Document
from search.engine import Index
from search.indexing import document_of
from tracing.application import Tracing
from tracing.events import RecordCorrected, RecordRetracted, ReportEvent
from tracing.log.batches import Batch, Entry
from tracing.records import folded

ATTEMPTS = 3
"""How often a refused document is offered before it is reported as refused for good."""


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
        """Write the documents of all records that the batch touches, then the position.

        Whole documents with versions make it harmless that another process does the same.
        """
        index = self.index()
        documents = self._documents(batch)
        refused = index.write(list(documents.values()), batch.position)
        for _ in range(ATTEMPTS - 1):
            if not refused:
                break
            refused = index.write([documents[item.record] for item in refused], batch.position)
        return [
            Refusal(position=documents[item.record].version, stream=item.record, reason=item.reason) for item in refused
        ]

    def _documents(self, batch: Batch) -> dict[UUID, Document]:
        documents: dict[UUID, Document] = {}
        changed: dict[UUID, tuple[int, int]] = {}
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            event = entry.event
            if isinstance(event, ReportEvent):
                documents[event.originator_id] = document_of(folded([event]), entry.position, entry.position)
            elif isinstance(event, RecordCorrected | RecordRetracted):
                changed[event.originator_id] = (entry.position, event.originator_version)
        numbers = self.application.recorder.first_positions(list(changed)) if changed else {}
        for record, (position, version) in changed.items():
            state = self.application.record(record, version=version)
            documents[record] = document_of(state, numbers[record], position)
        return documents
