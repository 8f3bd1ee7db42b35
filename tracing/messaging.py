"""One message from whoever seeks a person, left with the shelter where somebody who may be that person lives."""

from collections.abc import Iterable
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.erasing import Erasing
from tracing.errors import NobodyReachableError, NotOwnerError
from tracing.events import MessageLeft
from tracing.judgements import Judgement
from tracing.records import Record
from tracing.reports import ShelterRegistration


class Messaging(Erasing):
    """The application's commands on messages."""

    def reachable(self, pairs: Iterable[UUID]) -> list[Judgement]:
        """Which of some pairs have a resident who allows a message, and have none yet."""
        found = (self.judgement_or_none(pair) for pair in pairs)
        return [pair for pair in found if pair is not None and self._may_leave(pair)]

    def leave_message(self, notice: UUID, pairs: Iterable[UUID], text: str, caller: Caller) -> int:
        """Leave a message with every shelter that may take one; the position of the last.

        Args:
            notice: the caller's own.
            pairs: of the notice with registrations.
            text: what the resident is told.
            caller: of the bureau that published the notice.

        Raises:
            NotFoundError, NotOwnerError: as :meth:`require_own_notice`.
            NobodyReachableError: no shelter may take one.
        """
        self.require_own_notice(notice, caller)
        position = 0
        for pair in self.reachable(pairs):
            event = MessageLeft(
                originator_id=pair.id,
                originator_version=pair.version + 1,
                left_by=caller.subject,
                organisation=caller.organisation,
                text=text,
            )
            try:
                position = self.append(event)
            except IntegrityError:
                continue  # somebody was quicker: one message is what was allowed
        if not position:
            raise NobodyReachableError
        return position

    def require_own_notice(self, notice: UUID, caller: Caller) -> Record:
        """A record of the caller's own organisation.

        Raises:
            NotFoundError: there is no such record, or the caller may not know of it.
            NotOwnerError: it is another organisation's.
        """
        found = self.record_for(notice, caller)
        if found.organisation != caller.organisation:
            raise NotOwnerError("Only the bureau that published a notice leaves messages about it.")
        return found

    def _may_leave(self, pair: Judgement) -> bool:
        if pair.message is not None or not pair.is_open:
            return False
        reports = [record.report for record in self.records((pair.record_a, pair.record_b)).values()]
        return any(
            isinstance(report, ShelterRegistration) and report.details.consent.reachable_through_shelter
            for report in reports
        )
