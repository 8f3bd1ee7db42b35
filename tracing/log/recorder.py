"""What the log can be asked beyond the library's `ApplicationRecorder`; each store implements it."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from tracing.keys.sealing import StreamKey

StoredRow = tuple[int, str, int, str, bytes, str | None, bytes | None]
"""A stored event: position, stream (32 hexadecimal digits), version, topic, state, and of the stream's data key the id
of the master key and the wrapped key; both are None for a stream without a key."""


class LogRecorder(ApplicationRecorder):
    """A recorder that a follower can replay quickly, that reads many streams in one query, and that keeps data keys.

    Keys are read together with the events that they seal, so that no reader ever uses one that was erased. Errors are
    the library's: `IntegrityError` when a version of a stream is taken, `OperationalError` or `InterfaceError` when
    the store cannot be reached or is locked.
    """

    @abstractmethod
    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        keys: Sequence[StreamKey] = (),
        erased: Sequence[UUID] = (),
        **_: Any,
    ) -> Sequence[int]:
        """Append events, all of them or none; their positions.

        Args:
            stored_events: sealed.
            keys: of the streams that begin; written in the same transaction.
            erased: records whose keys, and those of all streams about them, are erased in the same transaction.

        Raises:
            IntegrityError: a version is taken, a stream has a key already, or one begins about an erased record.
        """

    @abstractmethod
    def select_after(self, position: int, limit: int) -> Sequence[StoredRow]:
        """The first `limit` events after a position, in the order of positions."""

    @abstractmethod
    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredRow]:
        """All events of several streams, ordered by stream and version."""

    @abstractmethod
    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream; streams without events are left out."""

    @abstractmethod
    def keys_of(self, streams: Sequence[UUID]) -> Sequence[StreamKey]:
        """The data keys of some streams, without what they are about; streams without a key are left out."""

    @abstractmethod
    def keys_under_others(self, master: str, limit: int) -> Sequence[StreamKey]:
        """Data keys that any other master key than this one wraps; erased ones are left out."""

    @abstractmethod
    def replace_keys(self, keys: Sequence[StreamKey]) -> None:
        """Store data keys in their new wrapping, but for those that were erased meanwhile."""

    @abstractmethod
    def masters_in_use(self) -> dict[str, int]:
        """How many data keys each master key wraps, by its id."""

    @abstractmethod
    def about(self, record: UUID) -> list[UUID]:
        """The streams that tell of a record and can be read: its own, and the judgements on it."""
