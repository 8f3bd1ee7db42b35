"""Everything that can be done: the only writer of the log, one method a command.

Commands take who is acting as an argument and raise :class:`tracing.errors.TracingError` when the domain refuses.
Every command may be repeated: doing again what is already done changes nothing and answers as the first time.
"""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.alerting import Alerting
from tracing.disputes import disputes
from tracing.errors import (
    ConflictingReportError,
    ErasedError,
    NotSealedError,
    RecordChangedError,
    RetractedError,
    TracingError,
)
from tracing.events import (
    CrossingRecorded,
    Event,
    NoticePublished,
    RecordCorrected,
    RecordRetracted,
    RegistrationRecorded,
    ReportEvent,
    SightingReported,
    now,
)
from tracing.records import Record, folded, same_evidence
from tracing.reports import AnyReport, ReportKind
from tracing.stream_ids import record_id
from tracing.value import Value

FIRST_EVENT: dict[ReportKind, type[ReportEvent]] = {
    ReportKind.yellow_notice: NoticePublished,
    ReportKind.sighting: SightingReported,
    ReportKind.border_crossing: CrossingRecorded,
    ReportKind.shelter_registration: RegistrationRecorded,
}


class Posted(Value, frozen=True, kw_only=True):
    """The answer to a command on a record.

    Attributes:
        position: log position of the event that did it. For a repeated post it is that of the first time; for another
            repetition any position that is as late.
        created: False when the same thing was done before and nothing was written now.
    """

    record: Record
    position: int
    created: bool


class Tracing(Alerting):
    """The application. Records are posted, corrected and retracted here; the base classes have the other commands."""

    name = "tracing"

    def post(self, report: AnyReport, caller: Caller, imported_from: str = "") -> Posted:
        """Enter a report for the caller's organisation.

        Args:
            report: what is entered.
            caller: who posts it.
            imported_from: format, file and place that it was read from, for whoever asks later where it came from.

        Raises:
            ConflictingReportError: the reference was used for another content.
            ErasedError: the reference was used for a record that was erased.
            NotSealedError: as :meth:`require_sealed`.
        """
        event = _first_event(report, caller, imported_from)
        self.require_sealed(report, caller, event.originator_id)
        try:
            position = self.append(event)
        except IntegrityError:
            return self._posted_before(event.originator_id, report)
        return Posted(record=folded([event]), position=position, created=True)

    def post_all(
        self, reports: Sequence[AnyReport], caller: Caller, imported_from: Sequence[str] = ()
    ) -> list[Posted | ConflictingReportError | ErasedError | NotSealedError]:
        """Enter many reports in one transaction; each has its own answer, in order, and none stops another.

        `imported_from` is of each report what it is in :meth:`post`, or empty for all.
        """
        origins = imported_from or [""] * len(reports)
        events = [_first_event(report, caller, origin) for report, origin in zip(reports, origins, strict=True)]
        try:
            for report in reports:
                self.require_sealed(report, caller)
            positions = self.append_all(events)
        except (IntegrityError, ErasedError, NotSealedError):
            return self._post_what_is_new(reports, caller, origins)
        return [
            Posted(record=folded([event]), position=position, created=True)
            for event, position in zip(events, positions, strict=True)
        ]

    def correct(
        self,
        record: UUID,
        report: AnyReport,
        reason: str,
        caller: Caller,
        imported_from: str = "",
        read_version: int | None = None,
    ) -> Posted:
        """Replace the whole report of a record; the earlier one stays in the log.

        Args:
            record: its id.
            report: as it should have been.
            reason: why.
            caller: of the owner.
            imported_from: as in :meth:`post`.
            read_version: version of the record that the correction was made from; None replaces whatever stands.

        Raises:
            NotFoundError: there is no such record.
            NotOwnerError: the record belongs to another organisation.
            RecordChangedError: the report was replaced after `read_version`.
            RetractedError: the record was retracted.
            ClosedError: the person whom it seeks was located.
            NotSealedError: as :meth:`require_sealed`.
            TracingError: the report has another kind or reference.
        """
        while True:
            events = self.owned_stream(record, caller)
            current = folded(events)
            if current.retracted is not None:
                raise RetractedError("The record was retracted. Post a new report under a new reference.")
            self.forbid_closed(current)
            if report.kind is not current.kind or report.reference != current.report.reference:
                raise TracingError("A correction keeps the kind and the reference of the record.")
            if report == current.report:
                return Posted(record=current, position=self.max_position(), created=False)
            _forbid_unread(events, read_version)
            self.require_sealed(report, caller)
            entered = now()
            event = RecordCorrected(
                originator_id=record,
                originator_version=current.version + 1,
                timestamp=entered,
                posted_by=caller.subject,
                reason=reason,
                imported_from=imported_from,
                report=report,
                disputes=disputes(report, entered),
                evidence_changed=not same_evidence(current.report, report),
            )
            try:
                position = self.append(event)
            except IntegrityError:
                continue  # somebody of the same organisation was quicker: look again, then decide
            return Posted(record=folded([*events, event]), position=position, created=True)

    def retract(self, record: UUID, reason: str, caller: Caller, read_version: int | None = None) -> Posted:
        """Take a record back; it is found no more, and every pair with it is closed.

        Raises:
            NotFoundError: there is no such record.
            NotOwnerError: the record belongs to another organisation.
            ClosedError: the person whom it seeks was located.
            RecordChangedError: as :meth:`correct`.
        """
        while True:
            events = self.owned_stream(record, caller)
            current = folded(events)
            if current.retracted is not None:
                return Posted(record=current, position=self.max_position(), created=False)
            self.forbid_closed(current)
            _forbid_unread(events, read_version)
            event = RecordRetracted(
                originator_id=record,
                originator_version=current.version + 1,
                posted_by=caller.subject,
                reason=reason,
            )
            try:
                position = self.append(event)
            except IntegrityError:
                continue
            return Posted(record=folded([*events, event]), position=position, created=True)

    def _post_or_error(
        self, report: AnyReport, caller: Caller, imported_from: str
    ) -> Posted | ConflictingReportError | ErasedError | NotSealedError:
        try:
            return self.post(report, caller, imported_from)
        except (ConflictingReportError, ErasedError, NotSealedError) as error:
            return error

    def _post_what_is_new(
        self, reports: Sequence[AnyReport], caller: Caller, origins: Sequence[str]
    ) -> list[Posted | ConflictingReportError | ErasedError | NotSealedError]:
        """Answer what was entered before in one look, as all of a batch that is sent again; enter the rest."""
        records = [record_id(caller.organisation, report.reference) for report in reports]
        asked = self.events_of(list(dict.fromkeys(records)))
        streams = {record: list(events) for record, events in groupby(asked, key=lambda event: event.originator_id)}
        # Of a record that was erased, the end can still be read: its reference is used up, and it is refused by itself.
        known = {record: events for record, events in streams.items() if isinstance(events[0], ReportEvent)}
        positions = self.recorder.first_positions(list(known))
        new = [number for number, record in enumerate(records) if record not in known]
        if known:
            entered = self.post_all([reports[n] for n in new], caller, [origins[n] for n in new]) if new else []
        else:
            entered = [self._post_or_error(reports[n], caller, origins[n]) for n in new]
        answers = dict(zip(new, entered, strict=True))
        return [
            answers[number] if number in answers else _answer_again(report, known[record], positions[record])
            for number, (report, record) in enumerate(zip(reports, records, strict=True))
        ]

    def _posted_before(self, record: UUID, report: AnyReport) -> Posted:
        answer = _answer_again(report, self.stream(record), self.recorder.first_positions([record])[record])
        if isinstance(answer, ConflictingReportError):
            raise answer
        return answer


def _answer_again(report: AnyReport, events: Sequence[Event], position: int) -> Posted | ConflictingReportError:
    """The answer to a repeated post: the connection may have been cut before the first answer arrived."""
    current, first = folded(events), folded(events[:1])
    if report not in (first.report, current.report):
        return ConflictingReportError(current.id)
    return Posted(record=current, position=position, created=False)


def _forbid_unread(events: Sequence[Event], read_version: int | None) -> None:
    """Raise RecordChangedError when the report was replaced after a version that somebody read.

    A photograph or a face found in it makes a version too, and replaces nothing.
    """
    if read_version is not None and any(
        isinstance(event, RecordCorrected) and event.originator_version > read_version for event in events
    ):
        raise RecordChangedError


def _first_event(report: AnyReport, caller: Caller, imported_from: str) -> ReportEvent:
    entered = now()
    return FIRST_EVENT[report.kind](
        originator_id=record_id(caller.organisation, report.reference),
        originator_version=1,
        timestamp=entered,
        organisation=caller.organisation,
        country=caller.country,
        posted_by=caller.subject,
        imported_from=imported_from,
        disputes=disputes(report, entered),
        report=report,
    )
