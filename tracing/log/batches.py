"""The log in batches, for followers: what comes after a position, unreadable entries included."""

from collections.abc import Callable
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError

from tracing.events import Event
from tracing.log.recorder import LogRecorder, StoredRow
from tracing.value import Value


class Entry(Value, frozen=True, kw_only=True):
    """An event at its position in the log."""

    position: int
    event: Event


class Unreadable(Value, frozen=True, kw_only=True):
    """A position whose event cannot be read: an unknown topic or a damaged state.

    It takes the event's place, so that one such entry does not keep a follower from all later ones.
    """

    position: int
    stream: UUID
    version: int
    topic: str


class Batch(Value, frozen=True, kw_only=True):
    """Consecutive entries of the log.

    Attributes:
        entries: in the order of their positions, which may have gaps: never count by position.
        position: where the next batch starts: of the last event read, whether or not it can still be read. At the end
            of the log it is where this batch started.
    """

    entries: tuple[Entry | Unreadable, ...]
    position: int


def read_batch(recorder: LogRecorder, decode: Callable[[StoredRow], Event | None], after: int, limit: int) -> Batch:
    """The first `limit` entries after a position (0: from the beginning); those that were erased are left out.

    Raises:
        OperationalError, InterfaceError: the store cannot be read now.
    """
    entries: list[Entry | Unreadable] = []
    position = after
    for row in recorder.select_after(after, limit):
        position, stream, version, topic, *_ = row
        try:
            event = decode(row)
        except MapperDeserialisationError:
            entries.append(Unreadable(position=position, stream=UUID(stream), version=version, topic=topic))
            continue
        if event is not None:
            entries.append(Entry(position=position, event=event))
    return Batch(entries=tuple(entries), position=position)
