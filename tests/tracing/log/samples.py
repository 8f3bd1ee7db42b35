"""An event that is quickly made."""

from uuid import UUID, uuid4

from tracing.events import RecordRetracted


def event(stream: UUID | None = None, version: int = 1) -> RecordRetracted:
    """Some event; of a new stream if none is given."""
    return RecordRetracted(
        originator_id=stream or uuid4(), originator_version=version, posted_by="clerk", reason="entered twice"
    )
