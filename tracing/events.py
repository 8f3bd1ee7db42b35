"""Every event of the log. An event is never changed: a new shape is a new `CLASS_VERSION` and an upcast.

`TOPIC` names the event in the log for ever, whatever the class or module is called later. Streams:

- a record: one of the four `…Reported` events, then corrections, photographs with what a model found in
  each, and at most one retraction; at its very end, if so, its erasure;
- a judgement on a pair of records: proposed, opinions, and what became of it.

Events of a judgement name features and levels, never the values that were compared.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from tracing.disputes import Dispute
from tracing.erasure import ErasureGround as ErasureGround
from tracing.erasure import RestrictionGround as RestrictionGround
from tracing.evidence import Evidence as Evidence
from tracing.evidence import FeatureLevel as FeatureLevel
from tracing.evidence import Lead as Lead
from tracing.evidence import Suggestion as Suggestion
from tracing.opinions import Opinion as Opinion
from tracing.opinions import Verdict as Verdict
from tracing.photographs.kept import FaceFound, KeptPhotograph
from tracing.reports import AnyReport, BorderCrossing, ReportKind, ShelterRegistration, Sighting, YellowNotice

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


class ReportEvent(Event, frozen=True, kw_only=True):
    """The first event of a record. `organisation` and `country` are the owner's, from the sender's token."""

    organisation: str
    country: str
    posted_by: str
    disputes: tuple[Dispute, ...] = ()
    report: AnyReport


class NoticePublished(ReportEvent, frozen=True, kw_only=True):
    """A Yellow Notice was published."""

    TOPIC = "record.notice_published"
    report: YellowNotice


class SightingReported(ReportEvent, frozen=True, kw_only=True):
    """A sighting was reported."""

    TOPIC = "record.sighting_reported"
    report: Sighting


class CrossingRecorded(ReportEvent, frozen=True, kw_only=True):
    """A border crossing was recorded."""

    TOPIC = "record.crossing_recorded"
    report: BorderCrossing


class RegistrationRecorded(ReportEvent, frozen=True, kw_only=True):
    """A shelter registered an arrival, a departure or a transfer."""

    TOPIC = "record.registration_recorded"
    report: ShelterRegistration


class RecordCorrected(Event, frozen=True, kw_only=True):
    """The owner replaced the whole report; the earlier one stays in the stream."""

    TOPIC = "record.corrected"
    posted_by: str
    reason: str
    disputes: tuple[Dispute, ...] = ()
    report: AnyReport
    evidence_changed: bool = True
    """Whether what is matched changed: person, place or time."""


class RecordRetracted(Event, frozen=True, kw_only=True):
    """The owner took the report back; it is in no search any more."""

    TOPIC = "record.retracted"
    posted_by: str
    reason: str


class PhotographAdded(Event, frozen=True, kw_only=True):
    """The owner added a picture; the picture is in the store of photographs, under its hash."""

    TOPIC = "record.photograph_added"
    posted_by: str
    photograph: KeptPhotograph


class FaceEncoded(Event, frozen=True, kw_only=True):
    """A model looked at a photograph of the record, once: reading the log again never runs it."""

    TOPIC = "record.face_encoded"
    sha256: str
    found: FaceFound


class RecordRestricted(Event, frozen=True, kw_only=True):
    """The record is kept and not used: nobody but its owner knows of it, and it is not compared."""

    TOPIC = "record.restricted"
    restricted_by: str
    ground: RestrictionGround


class RestrictionLifted(Event, frozen=True, kw_only=True):
    """The record is used again."""

    TOPIC = "record.restriction_lifted"
    lifted_by: str


class ErasureRequested(Event, frozen=True, kw_only=True):
    """One person of the owner asks to erase the record; another one must agree."""

    TOPIC = "record.erasure_requested"
    requested_by: str
    ground: ErasureGround


class RecordErased(Event, frozen=True, kw_only=True):
    """The data keys of the record and of all judgements on it are gone: nothing before this can be read."""

    TOPIC = "record.erased"
    SEALED = False
    organisation: str
    kind: ReportKind
    ground: ErasureGround


RecordChange = RecordCorrected | RecordRetracted | FaceEncoded | RecordRestricted | RestrictionLifted | RecordErased
"""What changes how a record is found and compared, after its first event."""


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


EVENT_TYPES: tuple[type[Event], ...] = (
    NoticePublished,
    SightingReported,
    CrossingRecorded,
    RegistrationRecorded,
    RecordCorrected,
    RecordRetracted,
    PhotographAdded,
    FaceEncoded,
    RecordRestricted,
    RestrictionLifted,
    ErasureRequested,
    RecordErased,
    MatchProposed,
    EvidenceRenewed,
    MatchReopened,
    MatchConfirmedOnce,
    MatchConfirmed,
    MatchRejected,
    KinFound,
    DocumentMisuseFound,
    MatchDeferred,
    MatchWithdrawn,
)
