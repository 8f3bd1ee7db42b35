"""Every event of the log. An event is never changed: a new shape is a new `CLASS_VERSION` and an upcast.

`TOPIC` names the event in the log for ever, whatever the class or module is called later. Streams:

- a record: one of the four `…Reported` events, then corrections, photographs with what a model found in
  each, and at most one retraction; at its very end, if so, its erasure;
- a judgement on a pair of records: proposed, opinions, and what became of it;
- what colleagues allow one person: to be shown more records than one person may be;
- the public keys to which a shelter seals where it is;
- a subscription to alerts: made and ended;
- what a follower found that there is to tell: a watched document seen, a record that a saved
  search finds; one event each.

Events of a judgement name features and levels, never the values that were compared.
"""

from uuid import UUID

from tracing.alert_events import AlertsSubscribed as AlertsSubscribed
from tracing.alert_events import DocumentSeen as DocumentSeen
from tracing.alert_events import SearchMatched as SearchMatched
from tracing.alert_events import SubscriptionEnded as SubscriptionEnded
from tracing.disputes import Dispute
from tracing.erasure import ErasureGround as ErasureGround
from tracing.erasure import RestrictionGround as RestrictionGround
from tracing.event import Event as Event
from tracing.event import Upcast as Upcast
from tracing.event import now as now
from tracing.evidence import Evidence as Evidence
from tracing.evidence import FeatureLevel as FeatureLevel
from tracing.evidence import Lead as Lead
from tracing.evidence import Suggestion as Suggestion
from tracing.judgement_events import DocumentMisuseFound as DocumentMisuseFound
from tracing.judgement_events import EvidenceRenewed as EvidenceRenewed
from tracing.judgement_events import JudgementEvent as JudgementEvent
from tracing.judgement_events import KinFound as KinFound
from tracing.judgement_events import MatchConfirmed as MatchConfirmed
from tracing.judgement_events import MatchConfirmedOnce as MatchConfirmedOnce
from tracing.judgement_events import MatchDeferred as MatchDeferred
from tracing.judgement_events import MatchProposed as MatchProposed
from tracing.judgement_events import MatchRejected as MatchRejected
from tracing.judgement_events import MatchReopened as MatchReopened
from tracing.judgement_events import MatchWithdrawn as MatchWithdrawn
from tracing.judgement_events import MessageLeft as MessageLeft
from tracing.located import Location
from tracing.opinions import Opinion as Opinion
from tracing.opinions import Verdict as Verdict
from tracing.photographs.kept import FaceFound, KeptPhotograph
from tracing.reports import AnyReport, BorderCrossing, ReportKind, ShelterRegistration, Sighting, YellowNotice
from tracing.staff_events import AllowanceGranted as AllowanceGranted
from tracing.staff_events import SealingKeyRegistered as SealingKeyRegistered


class ReportEvent(Event, frozen=True, kw_only=True):
    """The first event of a record. `organisation` and `country` are the owner's, from the sender's token.

    `imported_from` says from which format, file and place in it the report was read; empty if it was posted by itself.
    """

    organisation: str
    country: str
    posted_by: str
    imported_from: str = ""
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
    imported_from: str = ""
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


class Reserving(Event, frozen=True, kw_only=True):
    """Changes whose, beside its owner's, a record is to read, whatever its recipients: the organisations named.

    Attributes:
        reserved_for: those organisations; None when the recipients count again.
    """

    reserved_for: tuple[str, ...] | None = None


class PersonLocated(Reserving, frozen=True, kw_only=True):
    """The person whom a notice seeks was located; the notice is closed."""

    TOPIC = "record.located"
    located_by: str
    location: Location


class NoticeHeld(Reserving, frozen=True, kw_only=True):
    """A notice may be about somebody who was located and refuses contact: it waits for a reviewer.

    Attributes:
        judgement: the pair that says so.
        authorities: who knows of her location.
    """

    TOPIC = "record.held"
    judgement: UUID
    authorities: tuple[str, ...]


class HoldLifted(Reserving, frozen=True, kw_only=True):
    """A pair no longer speaks against a notice."""

    TOPIC = "record.hold_lifted"
    judgement: UUID


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


RecordChange = (
    RecordCorrected | RecordRetracted | FaceEncoded | RecordRestricted | RestrictionLifted | Reserving | RecordErased
)
"""What changes how a record is found and compared, after its first event."""


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
    PersonLocated,
    NoticeHeld,
    HoldLifted,
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
    MessageLeft,
    AllowanceGranted,
    SealingKeyRegistered,
    AlertsSubscribed,
    SubscriptionEnded,
    DocumentSeen,
    SearchMatched,
)
