"""What a border gate is told."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.schemas.reports import PostedAnswer
from search.gate import HitKind
from tracing.value import Value


class GateResult(StrEnum):
    """Whether to act; `not_checked` when search was down or late, which is no reason to hold anybody."""

    hit = "hit"
    no_hit = "no_hit"
    not_checked = "not_checked"


class GateAction(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What to do, and whom to call. It names nobody and no case."""

    because: Annotated[HitKind, Field(description="Whether the person or the document is the reason.")]
    action: Annotated[str, Field(description="The kind of alert, or the status of the document.")]
    instruction: str
    call: Annotated[str, Field(description="The organisation to call.")]


class Checked(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The outcome of a check."""

    result: GateResult
    actions: Annotated[
        tuple[GateAction, ...], Field(description="At most one on the person and one on a document.")
    ] = ()


class CrossingPosted(PostedAnswer, frozen=True, kw_only=True, omit_defaults=False):
    """What became of a crossing; `gate` is there if a check was asked for."""

    gate: Checked | None = None
