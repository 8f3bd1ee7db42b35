"""What the log can be asked beyond the library's `ApplicationRecorder`; each store implements it."""

from abc import abstractmethod
from collections.abc import Sequence
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

StoredRow = tuple[int, str, bytes]
"""Position, topic and state of one stored event; the state holds stream and version too."""


class LogRecorder(ApplicationRecorder):
    """A recorder that a follower can replay quickly and that reads many streams in one query.

    Errors are the library's: `IntegrityError` when a version of a stream is taken, `OperationalError` or
    `InterfaceError` when the store cannot be reached or is locked.
    """

    @abstractmethod
    def select_after(self, position: int, limit: int) -> Sequence[StoredRow]:
        """The first `limit` events after a position, in the order of positions.

        The same events as `select_notifications`, without an object and an id parsed for each.
        """

    @abstractmethod
    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredEvent]:
        """All events of several streams, ordered by stream and version."""

    @abstractmethod
    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream; streams without events are left out."""
