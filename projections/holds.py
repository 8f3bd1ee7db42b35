"""Holds notices that may be about somebody who was located and refuses contact: reads like a view, writes like a user.

What decides is in the streams of pairs and notices alone, so that doing it twice writes nothing twice.
"""

from uuid import UUID

from projections.store import ViewStore
from projections.writing import WritingFollower
from tracing.application import Tracing
from tracing.events import JudgementEvent, PersonLocated
from tracing.log.batches import Batch, Entry


class Holds(WritingFollower):
    """Settles, for each pair that changes, whether it holds a notice.

    Args:
        application: takes what is decided.
        store: keeps the position.
    """

    NAME = "holds"

    def __init__(self, application: Tracing, store: ViewStore) -> None:
        """Begin at the position kept, or at the beginning of the log."""
        super().__init__(self.NAME, store)
        self.application = application

    def look_at(self, batch: Batch, after: int) -> None:
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
