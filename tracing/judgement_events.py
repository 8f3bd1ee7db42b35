"""Events about a pair of records: proposed, opinions, what became of it. They name features, and no value compared."""

from uuid import UUID

from tracing.event import Event
from tracing.evidence import Evidence
from tracing.opinions import Opinion


class JudgementEvent(Event, frozen=True, kw_only=True):
    """Base of the events about one pair of records."""


class MatchProposed(JudgementEvent, frozen=True, kw_only=True):
    """The matcher, or by hand a person, asks whether two records are one person."""

    TOPIC = "judgement.proposed"
    record_a: UUID
    record_b: UUID
    evidence: Evidence
    proposed_by: str | None = None
    reason: str = ""

    @property
    def about(self) -> tuple[UUID, ...]:
        """The two records of the pair."""
        return self.record_a, self.record_b


class EvidenceRenewed(JudgementEvent, frozen=True, kw_only=True):
    """A record of an open pair was corrected, and the pair compared again."""

    TOPIC = "judgement.evidence_renewed"
    evidence: Evidence


class MatchReopened(JudgementEvent, frozen=True, kw_only=True):
    """A closed pair is asked again: one of its records has new evidence, or a reviewer says why."""

    TOPIC = "judgement.reopened"
    evidence: Evidence
    new_evidence: tuple[UUID, ...] = ()
    reopened_by: str | None = None
    reason: str = ""


class MatchConfirmedOnce(JudgementEvent, frozen=True, kw_only=True):
    """A reviewer says: the same person, or a misused document. Another must say so too."""

    TOPIC = "judgement.confirmed_once"
    opinion: Opinion


class MatchConfirmed(JudgementEvent, frozen=True, kw_only=True):
    """A second reviewer agrees: the same person."""

    TOPIC = "judgement.confirmed"
    opinion: Opinion


class MatchRejected(JudgementEvent, frozen=True, kw_only=True):
    """A reviewer says: two different persons."""

    TOPIC = "judgement.rejected"
    opinion: Opinion
    versions: tuple[int, int]


class KinFound(JudgementEvent, frozen=True, kw_only=True):
    """A reviewer says: two different persons of one family."""

    TOPIC = "judgement.kin_found"
    opinion: Opinion
    versions: tuple[int, int]


class DocumentMisuseFound(JudgementEvent, frozen=True, kw_only=True):
    """A second reviewer agrees: two different persons, of whom one used a document of the other."""

    TOPIC = "judgement.document_misuse_found"
    opinion: Opinion
    versions: tuple[int, int]


class MatchDeferred(JudgementEvent, frozen=True, kw_only=True):
    """A reviewer cannot tell yet; the pair stays in the queue."""

    TOPIC = "judgement.deferred"
    opinion: Opinion


class MatchWithdrawn(JudgementEvent, frozen=True, kw_only=True):
    """An earlier judgement is taken back: records joined by it come apart again."""

    TOPIC = "judgement.withdrawn"
    opinion: Opinion
    versions: tuple[int, int]


class MessageLeft(JudgementEvent, frozen=True, kw_only=True):
    """The owner of a notice leaves one message with a shelter, for a resident who may be sought and allows it."""

    TOPIC = "judgement.message_left"
    left_by: str
    organisation: str
    text: str
