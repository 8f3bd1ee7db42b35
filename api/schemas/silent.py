"""What a shelter is told of notices that may be about its residents, and what a bureau may leave for one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.judgements import Judgement
from tracing.records import Record
from tracing.value import Value

ASK = (
    "Somebody who is sought could be this resident. Nobody outside has been told. Ask her, alone, whether she wants "
    "to know; what she answers is hers to decide."
)


class LeftMessage(Value, frozen=True, kw_only=True):
    """One message for a resident."""

    text: Annotated[str, Field(min_length=1, max_length=2000, description="What the resident is told.")]


class MessageShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A message for a resident, as the shelter reads it."""

    text: str
    organisation: Annotated[str, Field(description="The bureau that left it.")]
    left_at: datetime


class SilentCandidate(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A registration of the shelter's own that a notice may be about; nothing of the notice."""

    record: UUID
    reference: Annotated[str, Field(description="The shelter's own.")]
    ask: str
    message: MessageShown | None


class SilentCandidates(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All of a shelter's, each registration once, oldest first."""

    candidates: tuple[SilentCandidate, ...]


class Reachable(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Whether a message may be left."""

    reachable: bool


def silent_candidate(record: Record, judgement: Judgement) -> SilentCandidate:
    """What a shelter is told of one of its registrations."""
    left = judgement.message
    message = (
        None if left is None else MessageShown(text=left.text, organisation=left.organisation, left_at=left.timestamp)
    )
    return SilentCandidate(record=record.id, reference=record.report.reference, ask=ASK, message=message)
