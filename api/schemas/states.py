"""Where a pair stands, as far as a caller may know.

The second reviewer sees the first one's opinion only after giving an own one. So to everybody who has not answered yet,
all pairs that wait for an answer look alike: `in_review`, without opinions.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.access import Caller
from tracing.events import Opinion, Verdict
from tracing.judgements import OPEN_STATES, Judgement, State
from tracing.opinions import TellingFact
from tracing.value import Value


class CandidateState(StrEnum):
    """Where a pair stands for a caller."""

    in_review = "in_review"
    confirmed_once = "confirmed_once"
    deferred = "deferred"
    confirmed = "confirmed"
    rejected = "rejected"
    kin = "kin"
    document_misuse = "document_misuse"
    withdrawn = "withdrawn"


class QueueState(StrEnum):
    """Which pairs of the queue to list; those that wait for an answer cannot be told apart."""

    in_review = "in_review"
    confirmed = "confirmed"
    rejected = "rejected"
    kin = "kin"
    document_misuse = "document_misuse"
    withdrawn = "withdrawn"

    @property
    def states(self) -> frozenset[State]:
        """The states that this stands for."""
        return OPEN_STATES if self is QueueState.in_review else frozenset({State(self.value)})


class OpinionShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A reviewer's answer with its reason; without a verdict it takes an earlier answer back."""

    verdict: Verdict | None
    reviewer: str
    organisation: str
    country: str
    reason: str
    telling_fact: TellingFact | None


class Standing(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A pair as it stands for a caller."""

    candidate: UUID
    record_a: UUID
    record_b: UUID
    state: CandidateState
    version: Annotated[int, Field(description="To be sent back with a decision, in the body or as `If-Match`.")]
    opinions: Annotated[
        tuple[OpinionShown, ...],
        Field(description="Since the pair was last opened, oldest first; none before you have answered yourself."),
    ]


def state_shown(state: State, *, answered: bool) -> CandidateState:
    """The state as it looks to somebody who has, or has not, answered since the pair was opened."""
    if state is State.proposed or (state in OPEN_STATES and not answered):
        return CandidateState.in_review
    return CandidateState(state.value)


def standing(judgement: Judgement, caller: Caller) -> Standing:
    """A pair as the caller may see it."""
    return Standing(
        candidate=judgement.id,
        record_a=judgement.record_a,
        record_b=judgement.record_b,
        state=state_shown(judgement.state, answered=_has_answered(judgement, caller)),
        version=judgement.version,
        opinions=tuple(map(opinion_shown, judgement.opinions)) if opinions_shown(judgement, caller) else (),
    )


def opinions_shown(judgement: Judgement, caller: Caller) -> bool:
    """Whether a reviewer may know what was said of a pair: once it is decided, or answered by the reviewer too."""
    return not judgement.is_open or _has_answered(judgement, caller)


def _has_answered(judgement: Judgement, caller: Caller) -> bool:
    return any(opinion.reviewer == caller.subject for opinion in judgement.opinions)


def opinion_shown(opinion: Opinion) -> OpinionShown:
    """An opinion as it is sent."""
    return OpinionShown(
        verdict=opinion.verdict,
        reviewer=opinion.reviewer,
        organisation=opinion.organisation,
        country=opinion.country,
        reason=opinion.reason,
        telling_fact=opinion.telling_fact,
    )
