"""The state of a judgement: whether two records are one person, folded from the events of the pair's stream."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tracing.events import (
    DocumentMisuseFound,
    Event,
    Evidence,
    EvidenceRenewed,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    MessageLeft,
    Opinion,
    Verdict,
)
from tracing.value import Value


class State(StrEnum):
    """Where a pair stands."""

    proposed = "proposed"
    confirmed_once = "confirmed_once"
    confirmed = "confirmed"
    rejected = "rejected"
    kin = "kin"
    document_misuse = "document_misuse"
    deferred = "deferred"
    withdrawn = "withdrawn"


OPEN_STATES = frozenset({State.proposed, State.confirmed_once, State.deferred})
"""States in which a pair waits for a reviewer."""


class Judgement(Value, frozen=True, kw_only=True):
    """A pair of records and what was decided about it so far.

    Attributes:
        evidence: of the latest proposal.
        judged_versions: evidence versions of the two records when the pair was last closed; evidence newer than these
            re-opens a rejection.
        opinions: all opinions since the pair was last opened, oldest first.
        new_evidence: records whose newer evidence re-opened the pair.
        message: what the owner of a notice left with the shelter of the other record.
    """

    id: UUID
    record_a: UUID
    record_b: UUID
    state: State
    version: int
    evidence: Evidence
    proposed_at: datetime
    changed_at: datetime
    proposed_by: str | None = None
    reason: str = ""
    opinions: tuple[Opinion, ...] = ()
    judged_versions: tuple[int, int] | None = None
    new_evidence: tuple[UUID, ...] = ()
    message: MessageLeft | None = None

    @property
    def is_open(self) -> bool:
        """Whether a reviewer's answer is awaited."""
        return self.state in OPEN_STATES

    def standing(self, verdict: Verdict) -> set[str]:
        """Reviewers whose latest opinion since the pair was opened is this verdict."""
        return {opinion.reviewer for opinion in self.standing_opinions(verdict)}

    def standing_opinions(self, verdict: Verdict) -> list[Opinion]:
        """The latest opinions, one a reviewer, of those who say this verdict since the pair was opened."""
        latest = {opinion.reviewer: opinion for opinion in self.opinions}
        return [opinion for opinion in latest.values() if opinion.verdict is verdict]

    def newer_evidence(self, versions: tuple[int, int]) -> tuple[UUID, ...]:
        """Which of the two records have evidence that the last decision did not know."""
        known = self.judged_versions or self.evidence.versions
        records = (self.record_a, self.record_b)
        return tuple(r for r, now, then in zip(records, versions, known, strict=True) if now > then)


STATE_AFTER: dict[type[Event], State] = {
    MatchConfirmedOnce: State.confirmed_once,
    MatchConfirmed: State.confirmed,
    MatchRejected: State.rejected,
    KinFound: State.kin,
    DocumentMisuseFound: State.document_misuse,
    MatchDeferred: State.deferred,
    MatchWithdrawn: State.withdrawn,
}
"""The state that each event with an opinion leads to."""


def fold_judgement(judgement: Judgement | None, event: Event) -> Judgement | None:
    """The judgement after one more event of its stream; `None` stands for the empty stream."""
    if isinstance(event, MatchProposed):
        return Judgement(
            id=event.originator_id,
            record_a=event.record_a,
            record_b=event.record_b,
            state=State.proposed,
            version=event.originator_version,
            evidence=event.evidence,
            proposed_at=event.timestamp,
            changed_at=event.timestamp,
            proposed_by=event.proposed_by,
            reason=event.reason,
        )
    if judgement is None:
        return None
    changes: dict[str, object] = {"version": event.originator_version, "changed_at": event.timestamp}
    if isinstance(event, EvidenceRenewed):
        changes["evidence"] = event.evidence
    elif isinstance(event, MessageLeft):
        changes["message"] = event
    elif isinstance(event, MatchReopened):
        changes |= {
            "state": State.proposed,
            "evidence": event.evidence,
            "new_evidence": event.new_evidence,
            "reason": event.reason,
            "opinions": (),
        }
    elif (state := STATE_AFTER.get(type(event))) is not None:
        changes |= {"state": state, "opinions": (*judgement.opinions, event.opinion)}  # type: ignore[attr-defined]
        changes["judged_versions"] = getattr(event, "versions", judgement.judged_versions)
    return msgspec.structs.replace(judgement, **changes)
