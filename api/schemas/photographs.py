"""Answers about photographs."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.person import PartialDate
from tracing.photographing import Photographed
from tracing.photographs.kept import FaceOutcome, KeptPhotograph, Sha256
from tracing.records import Record
from tracing.value import Value


class PhotographShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A picture of a record, as it is kept: a JPEG, written anew without metadata."""

    sha256: Sha256
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    width: Annotated[int, Field(description="Pixels.")]
    height: Annotated[int, Field(description="Pixels.")]
    taken: PartialDate | None
    face: Annotated[FaceOutcome | None, Field(description="What the face model found; null until it has looked.")]
    quality: Annotated[float, Field(description="0 to 1: how much of what the model looks at the picture shows.")]


class PhotographAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What became of a posted photograph."""

    record: UUID
    position: Annotated[int, Field(ge=0, description="Log position; reads take it as `at_least`.")]
    created: Annotated[bool, Field(description="False when the record had this very picture already.")]
    photograph: PhotographShown


def photograph_answer(posted: Photographed) -> PhotographAnswer:
    """The answer to a posted photograph."""
    return PhotographAnswer(
        record=posted.record.id,
        position=posted.position,
        created=posted.created,
        photograph=_shown(posted.photograph, posted.record),
    )


def photographs_shown(record: Record) -> tuple[PhotographShown, ...]:
    """All pictures of a record, oldest first."""
    return tuple(_shown(kept, record) for kept in record.photographs)


def _shown(kept: KeptPhotograph, record: Record) -> PhotographShown:
    found = record.found.get(kept.sha256)
    return PhotographShown(
        sha256=kept.sha256,
        media_type=kept.media_type,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        taken=kept.taken,
        face=found.outcome if found else None,
        quality=round(found.quality, 3) if found else 0.0,
    )
