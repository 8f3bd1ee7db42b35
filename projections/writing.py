"""What the followers share that read the log like a view and write to it like a user."""

from abc import abstractmethod

from projections.store import ViewStore
from projections.view import Refusal
from tracing.log.batches import Batch


class WritingFollower:
    """Base of them. What they write are events that a repetition finds written already; all they keep is a position."""

    def __init__(self, name: str, store: ViewStore) -> None:
        """Begin at the position kept under the name, or at the beginning of the log."""
        self.name, self.store = name, store
        store.ensure_position(name)

    def position(self) -> int:
        """Log position up to which everything was looked at."""
        with self.store.reading() as connection:
            return self.store.position(connection, self.name, 1)

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Look at a batch, write what comes of it, and only then move on.

        Raises:
            NotReadyError: something that it builds upon is not as far yet.
        """
        self.look_at(batch, after)
        with self.store.writing() as connection:
            self.store.advance(connection, self.name, 1, after, batch.position)
        return []

    @abstractmethod
    def look_at(self, batch: Batch, after: int) -> None:
        """Write what comes of a batch that follows the position `after`.

        Raises:
            NotReadyError: as :meth:`apply`.
        """
