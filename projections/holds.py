"""Holds notices that may be about somebody who was located and refuses contact: reads like a view, writes like a user.

What decides is in the streams of pairs and notices alone, so that doing it twice writes nothing twice.
"""

from uuid import UUID

from projections.store import ViewStore
from projections.view import Refusal
from tracing.application import Tracing
from tracing.events import JudgementEvent, PersonLocated
from tracing.log.batches import Batch, Entry


class Holds:
    """Settles, for each pair that changes, whether it holds a notice.

    Args:
        application: takes what is decided.
        store: keeps the position.
    """

    NAME = "holds"

    def __init__(self, application: Tracing, store: ViewStore) -> None:
        """Begin at the position kept, or at the beginning of the log."""
        self.application, self.store = application, store
        store.ensure_position(self.NAME)

    @property
    def name(self) -> str:
        """The view's name."""
        return self.NAME

    def position(self) -> int:
        """Log position up to which every pair was settled."""
        with self.store.reading() as connection:
            return self.store.position(connection, self.NAME, 1)

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Settle the pairs that the batch proposes or decides, and those of persons whom it locates."""
        pairs: dict[UUID, None] = {}
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            if isinstance(entry.event, JudgementEvent):
                pairs[entry.event.originator_id] = None
            elif isinstance(entry.event, PersonLocated):
                pairs |= dict.fromkeys(self.application.recorder.about(entry.event.originator_id))
        self.application.settle_holds(list(pairs))
        with self.store.writing() as connection:
            self.store.advance(connection, self.NAME, 1, after, batch.position)
        return []
