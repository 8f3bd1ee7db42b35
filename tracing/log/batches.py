"""The log in batches, for followers: what comes after a position, unreadable entries included."""

from typing import cast
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError

from tracing.events import Event
from tracing.log.mapper import EventMapper
from tracing.log.recorder import LogRecorder
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
        position: of the last entry, where the next batch starts; without entries, where this one started.
    """

    entries: tuple[Entry | Unreadable, ...]
    position: int


def read_batch(recorder: LogRecorder, mapper: EventMapper, after: int, limit: int) -> Batch:
    """The first `limit` entries after a position (0: from the beginning).

    Raises:
        OperationalError, InterfaceError: the store cannot be read now.
    """
    entries: list[Entry | Unreadable] = []
    for position, topic, state in recorder.select_after(after, limit):
        try:
            entries.append(Entry(position=position, event=mapper.decode(topic, state)))
        except MapperDeserialisationError:
            entries.append(_unreadable(recorder, position))
    return Batch(entries=tuple(entries), position=entries[-1].position if entries else after)


def _unreadable(recorder: LogRecorder, position: int) -> Unreadable:
    (stored,) = recorder.select_notifications(start=position, limit=1)
    return Unreadable(
        position=position,
        stream=cast(UUID, stored.originator_id),
        version=stored.originator_version,
        topic=stored.topic,
    )
