"""What every event is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

Upcast = Callable[[dict[str, Any]], None]


def now() -> datetime:
    """The time of entry given to a new event: UTC, with its offset."""
    return datetime.now(UTC)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An immutable fact in a stream.

    Attributes:
        originator_id: the stream.
        originator_version: 1 for the first event of the stream, then without gaps.
        timestamp: time of entry (UTC); when the thing happened in the world is part of the report.
    """

    TOPIC: ClassVar[str]
    SEALED: ClassVar[bool] = True
    """Whether the stream's data key seals the event; what is not sealed says nothing of a person, and stays."""
    CLASS_VERSION: ClassVar[int] = 1
    UPCASTS: ClassVar[dict[int, Upcast]] = {}
    """For each older version, a function that changes decoded JSON of that version into the next one, in place."""

    originator_id: UUID
    originator_version: int
    timestamp: datetime = msgspec.field(default_factory=now)

    @property
    def about(self) -> tuple[UUID, ...]:
        """Records of which the stream tells that begins with this event, beside its own."""
        return ()
