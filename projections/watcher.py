"""Looks, for each new or changed record, whether a saved search finds it and whether a watched document is in it.

The watcher reads like a view and writes like a user, as the matcher does: what it finds is an event, from which the
view of alerts is folded, and which is forgotten with the record. Doing it twice notes nothing twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from projections.alerts import AlertsView
from projections.store import ViewStore
from projections.view import NotReadyError
from projections.writing import WritingFollower
from search.document import Document
from search.engine import Index
from search.standing import StandingSearch, documents_seen, keys_of
from tracing.access import Reader, may_see, reader_of
from tracing.application import Tracing
from tracing.errors import NotFoundError
from tracing.events import FaceEncoded, RecordCorrected, ReportEvent, Reserving, RestrictionLifted, now
from tracing.log.batches import Batch, Entry


class _Change(NamedTuple):
    """The last event of a batch that made or changed a record: where it stands, and when it was entered (UTC)."""

    position: int
    at: datetime


class _Asked(NamedTuple):
    """A saved search and who asks."""

    search: StandingSearch
    reader: Reader


class Watcher(WritingFollower):
    """Asks of each record what was asked before it came.

    Args:
        application: takes what is found.
        index: the live search index.
        store: keeps the position.
        alerts: knows which searches are saved.
    """

    NAME = "watcher"

    def __init__(self, application: Tracing, index: Callable[[], Index], store: ViewStore, alerts: AlertsView) -> None:
        """Begin at the position kept, or at the beginning of the log."""
        super().__init__(self.NAME, store)
        self.application, self.index, self.alerts = application, index, alerts
        self._asked: dict[UUID, _Asked] = {}

    def look_at(self, batch: Batch, after: int) -> None:
        """Look at the batch's records.

        Raises:
            NotReadyError: the index, or the view of alerts, is not as far yet. Waiting for the index makes sure that
                of a record that watches for a document and one that presents it the later one finds the other.
        """
        if changes := _changes(batch):
            index = self.index()
            if min(index.position(), self.alerts.position()) < batch.position:
                raise NotReadyError
            index.refresh()
            searches = self._searches()
            documents = index.get(list(changes), None)
            for record, change in changes.items():
                if (document := documents.get(record)) is not None:
                    self._look(index, document, searches, change)

    def _look(
        self, index: Index, document: Document, searches: list[tuple[UUID, int, datetime]], change: _Change
    ) -> None:
        """Look for watched documents, and ask the searches saved before the change of those who may see the record."""
        for watching, presenting in documents_seen(index, document):
            self.application.note_document_seen(watching, presenting)
        document_keys = keys_of(document) if searches else frozenset()
        for subscription, position, ends_at in searches:
            if position > change.position or ends_at <= change.at:
                continue
            asked = self._asked[subscription]
            if may_see(asked.reader, document.visibility) and asked.search.finds(document, document_keys):
                self.application.note_search_matched(subscription, document.record)

    def _searches(self) -> list[tuple[UUID, int, datetime]]:
        """Saved searches with position and end; what each looks for is read from the log once."""
        live = self.alerts.live(now(), searches=True)
        self._asked = {one.id: self._asked[one.id] for one in live if one.id in self._asked}
        for one in live:
            if one.id not in self._asked and (asked := self._read(one.id)) is not None:
                self._asked[one.id] = asked
        return [(one.id, one.position, one.ends_at) for one in live if one.id in self._asked]

    def _read(self, subscription: UUID) -> _Asked | None:
        try:
            found = self.application.subscription(subscription)
        except NotFoundError:  # ended since the view was read
            return None
        reader = reader_of(found.receiver)
        if found.wanted.search is None or reader is None:
            return None
        return _Asked(StandingSearch(found.wanted.search), reader)


def _changes(batch: Batch) -> dict[UUID, _Change]:
    return {
        entry.event.originator_id: _Change(entry.position, entry.event.timestamp)
        for entry in batch.entries
        if isinstance(entry, Entry)
        and isinstance(entry.event, ReportEvent | RecordCorrected | FaceEncoded | RestrictionLifted | Reserving)
    }
