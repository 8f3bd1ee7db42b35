"""A record: one report by one agency about one person, folded from the events of its own stream."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from tracing.access import OWNER_ONLY, RecipientRule, Recipients, Visibility
from tracing.disputes import Dispute
from tracing.errors import NotFoundError
from tracing.events import (
    ErasureRequested,
    Event,
    FaceEncoded,
    HoldLifted,
    NoticeHeld,
    PersonLocated,
    PhotographAdded,
    RecordCorrected,
    RecordRestricted,
    RecordRetracted,
    ReportEvent,
    Reserving,
    RestrictionLifted,
)
from tracing.located import REFUSALS
from tracing.person import Face
from tracing.photographs.kept import FaceFound, KeptPhotograph
from tracing.reports import AnyReport, ReportKind, ShelterRegistration
from tracing.value import Value


class Record(Value, frozen=True, kw_only=True):
    """A record as it stands after some of its events.

    Attributes:
        version: how many events the stream has so far.
        evidence_version: version of the last event that changed what is matched: person, place, time or face.
        recorded_at: time of entry of the first event (UTC).
        changed_at: time of entry of the last event (UTC).
        posted_by: subject of whoever posted the current report.
        imported_from: format, file and place that the current report was read from; empty if it was posted by itself.
        retracted: the owner's reason if the report was taken back.
        photographs: pictures that the owner added, oldest first.
        found: what a model found in them, by hash; those it has not looked at yet are not there.
        restricted: why the record is kept and not used, if so.
        erasure_asked: who of the owner asks to erase the record, and why.
        located: how the person whom a notice seeks was found; the notice is closed.
        holds: pairs that may show a notice to be about somebody who refuses contact, each with the authorities that
            know where she is.
        reserved_for: organisations that read the record beside its owner, whatever its recipients; None if these count.
    """

    id: UUID
    organisation: str
    country: str
    report: AnyReport
    version: int
    evidence_version: int
    recorded_at: datetime
    changed_at: datetime
    posted_by: str
    imported_from: str = ""
    disputes: tuple[Dispute, ...] = ()
    retracted: str | None = None
    photographs: tuple[KeptPhotograph, ...] = ()
    found: dict[str, FaceFound] = {}
    restricted: RecordRestricted | None = None
    erasure_asked: ErasureRequested | None = None
    located: PersonLocated | None = None
    holds: dict[UUID, tuple[str, ...]] = {}
    reserved_for: tuple[str, ...] | None = None

    @property
    def kind(self) -> ReportKind:
        """Which of the four kinds of report this is."""
        return self.report.kind

    @property
    def in_use(self) -> bool:
        """Whether the record is found and compared: neither taken back nor restricted."""
        return self.retracted is None and self.restricted is None

    @property
    def refuses_contact(self) -> bool:
        """Whether this is a notice on somebody who was located and does not want to be in touch."""
        return self.located is not None and self.located.location.contact in REFUSALS

    @property
    def stays_with_its_shelter(self) -> bool:
        """Whether this is a registration that nobody outside the shelter may know of."""
        return isinstance(self.report, ShelterRegistration) and not self.report.details.consent.shared_for_tracing

    @property
    def faces(self) -> tuple[Face, ...]:
        """All faces by which the record is compared: those of the report, and those found in its photographs."""
        seen = ((self.found.get(one.sha256), one.taken) for one in self.photographs)
        faces = (found.face(taken) for found, taken in seen if found is not None)
        return (*self.report.person.faces, *(face for face in faces if face is not None))

    @property
    def visibility(self) -> Visibility:
        """Who may see the record.

        A shelter's registration stays with the shelter until the person agrees to tracing, and a restricted record with
        its owner; a notice on somebody located, with its owner and who located her; whatever their recipients.
        """
        if self.restricted is not None:
            return Visibility(organisation=self.organisation, country=self.country, recipients=OWNER_ONLY)
        if self.reserved_for is not None:
            return reserved(self.organisation, self.country, self.reserved_for)
        return visibility_of(self.organisation, self.country, self.report)


def reserved(organisation: str, country: str, others: tuple[str, ...]) -> Visibility:
    """Who may see a record that is its owner's and some other organisations' alone."""
    only = Recipients(rule=RecipientRule.only, organisations=others)
    return Visibility(organisation=organisation, country=country, recipients=only)


def reserved_by(holds: dict[UUID, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Whose, beside its owner's, a notice is that is held by these pairs; None if there are none."""
    return tuple(dict.fromkeys(name for names in holds.values() for name in names)) if holds else None


def visibility_of(organisation: str, country: str, report: AnyReport) -> Visibility:
    """Who may see a record with this report, owned by an organisation of a country."""
    recipients = report.recipients
    if isinstance(report, ShelterRegistration) and not report.details.consent.shared_for_tracing:
        recipients = OWNER_ONLY
    return Visibility(organisation=organisation, country=country, recipients=recipients)


def fold_record(record: Record | None, event: Event) -> Record | None:
    """The record after one more event of its stream; `None` stands for the empty stream."""
    if isinstance(event, ReportEvent):
        return _first(event)
    if record is None:
        return None
    changes = _changes(record, event)
    return record if changes is None else _replace(record, event, **changes)


def _first(event: ReportEvent) -> Record:
    return Record(
        id=event.originator_id,
        organisation=event.organisation,
        country=event.country,
        report=event.report,
        version=event.originator_version,
        evidence_version=event.originator_version,
        recorded_at=event.timestamp,
        changed_at=event.timestamp,
        posted_by=event.posted_by,
        imported_from=event.imported_from,
        disputes=event.disputes,
    )


def _changes(record: Record, event: Event) -> dict[str, object] | None:
    """What a later event changes of a record; None for an event that says nothing of it."""
    version = event.originator_version
    if isinstance(event, RecordCorrected):
        return {
            "report": event.report,
            "disputes": event.disputes,
            "posted_by": event.posted_by,
            "imported_from": event.imported_from,
            "evidence_version": version if event.evidence_changed else record.evidence_version,
        }
    if isinstance(event, RecordRetracted):
        return {"retracted": event.reason, "evidence_version": version}
    if isinstance(event, PhotographAdded):
        return {"photographs": (*record.photographs, event.photograph)}
    if isinstance(event, FaceEncoded):
        changed = event.found.encoding is not None
        return {
            "found": {**record.found, event.sha256: event.found},
            "evidence_version": version if changed else record.evidence_version,
        }
    if isinstance(event, RecordRestricted):
        return {"restricted": event}
    if isinstance(event, RestrictionLifted):
        return {"restricted": None}
    if isinstance(event, Reserving):
        return {"reserved_for": event.reserved_for} | _reserving(record, event)
    if isinstance(event, ErasureRequested):
        return {"erasure_asked": event}
    return None


def _reserving(record: Record, event: Reserving) -> dict[str, object]:
    if isinstance(event, PersonLocated):
        return {"located": event}
    if isinstance(event, NoticeHeld):
        return {"holds": record.holds | {event.judgement: event.authorities}}
    assert isinstance(event, HoldLifted)
    return {"holds": {pair: names for pair, names in record.holds.items() if pair != event.judgement}}


def folded(events: Iterable[Event], as_of: datetime | None = None) -> Record:
    """The record that the events of its stream make, as it was known at a time (of entry, UTC) or now.

    Raises:
        NotFoundError: no event of a record is among them.
    """
    record: Record | None = None
    for event in events:
        if as_of is None or event.timestamp <= as_of:
            record = fold_record(record, event)
    if record is None:
        raise NotFoundError("There is no such record.")
    return record


def _replace(record: Record, event: Event, **changes: object) -> Record:
    return msgspec.structs.replace(record, version=event.originator_version, changed_at=event.timestamp, **changes)


def same_evidence(before: AnyReport, after: AnyReport) -> bool:
    """Whether a correction leaves everything that is matched as it was."""
    return (
        before.described == after.described and before.place == after.place and before.occurred_at == after.occurred_at
    )
