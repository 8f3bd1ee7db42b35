"""Suggested groups: records that may be one person, why, and what a reviewer says of a whole group at once."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.reports import Position, Reason, RecordAnswer, record_shown
from api.schemas.states import Standing, standing
from projections.groups import SuggestedGroup
from tracing.access import Caller
from tracing.cautions import Caution
from tracing.events import Suggestion
from tracing.judgements import Judgement
from tracing.opinions import TellingFact
from tracing.records import Record
from tracing.value import Value

MAX_PAIRS = 500


class GroupRow(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A suggested group in the queue of groups."""

    group: Annotated[UUID, Field(description="The id of its oldest record.")]
    members: Annotated[tuple[UUID, ...], Field(description="Records, oldest first.")]
    candidate: Annotated[UUID, Field(description="The strongest pair that waits for your answer.")]
    weight: Annotated[float, Field(description="Match weight of that pair in bits; groups are ordered by it.")]


class GroupPage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A part of the queue of groups."""

    groups: tuple[GroupRow, ...]
    next: Annotated[str | None, Field(description="The `cursor` of the next page; null on the last.")]


class JoinShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Why a part of the group belongs to the rest, by the two records that say so most clearly."""

    record_a: UUID
    record_b: UUID
    confirmed: Annotated[bool, Field(description="Two reviewers joined them already.")]
    weight: Annotated[float, Field(description="Bits of the two parts as a whole, with the prior; 0 if confirmed.")]
    by: Annotated[tuple[str, ...], Field(description="Features that speak for it, the strongest first.")]


class ObjectionShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Two members in which something differs; all other pairs contradict nothing."""

    record_a: UUID
    record_b: UUID
    by: Annotated[tuple[str, ...], Field(description="Features that differ, the strongest first.")]


class WaitingPair(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A pair of the group that waits for the caller's answer."""

    candidate: UUID
    record_a: UUID
    record_b: UUID
    version: Annotated[int, Field(description="To be sent back with a judgement of the group.")]
    suggests: Suggestion
    cautions: tuple[Caution, ...]


class GroupAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A suggested group as far as the caller may know it. It is a suggestion: no reviewers have joined it."""

    group: Annotated[UUID, Field(description="The id of its oldest record.")]
    members: Annotated[tuple[UUID, ...], Field(description="Records, oldest first.")]
    joins: tuple[JoinShown, ...]
    objections: tuple[ObjectionShown, ...]
    pairs: Annotated[tuple[WaitingPair, ...], Field(description="Those that you can answer; reviewers alone can.")]
    records: Annotated[tuple[RecordAnswer, ...], Field(description="Of the members, in their order.")]


class PairLookedAt(Value, frozen=True, kw_only=True):
    """A pair of the group and the version of it that the reviewer looked at."""

    candidate: UUID
    version: Annotated[int, Field(ge=1)]


class GroupDecision(Value, frozen=True, kw_only=True):
    """A reviewer confirms a whole group: `same` for each of these pairs."""

    reason: Reason
    pairs: Annotated[tuple[PairLookedAt, ...], Field(min_length=1, max_length=MAX_PAIRS)]
    telling_fact: Annotated[
        TellingFact | None, Field(description="What kin do not share; goes with every pair of the group.")
    ] = None


class PairResult(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What became of one pair; its status and code are those of a judgement on this pair alone."""

    candidate: UUID
    status: int
    code: Annotated[str | None, Field(description="Of the problem; null when it is in the log.")]
    standing: Standing | None


class GroupDecisionAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A result for each pair, in the order sent: one that is refused keeps no other from being entered."""

    results: tuple[PairResult, ...]
    position: Annotated[Position | None, Field(description="Of the last judgement entered; null if none was.")]


def group_answer(group: SuggestedGroup, records: list[Record], pairs: list[WaitingPair], caller: Caller) -> GroupAnswer:
    """A group as it is sent."""
    return GroupAnswer(
        group=group.id,
        members=group.members,
        joins=tuple(
            JoinShown(
                record_a=one.record_a, record_b=one.record_b, confirmed=one.confirmed, weight=one.weight, by=one.by
            )
            for one in group.joins
        ),
        objections=tuple(
            ObjectionShown(record_a=one.record_a, record_b=one.record_b, by=one.by) for one in group.objections
        ),
        pairs=tuple(pairs),
        records=tuple(record_shown(record, caller) for record in records),
    )


def waiting_pair(judgement: Judgement, cautions: frozenset[Caution]) -> WaitingPair:
    """A pair of a group as it is sent."""
    return WaitingPair(
        candidate=judgement.id,
        record_a=judgement.record_a,
        record_b=judgement.record_b,
        version=judgement.version,
        suggests=judgement.evidence.suggests,
        cautions=tuple(sorted(cautions)),
    )


def entered(judgement: Judgement, caller: Caller) -> PairResult:
    """The result of a pair whose judgement is in the log."""
    return PairResult(
        candidate=judgement.id, status=HTTPStatus.CREATED, code=None, standing=standing(judgement, caller)
    )
