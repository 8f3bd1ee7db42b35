"""Commands that erase a record for good: one person of the owner asks, another agrees."""

from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.erasure import ErasureGround, ErasureReport
from tracing.errors import ErasedError, NotAskedError, NotFoundError, TracingError
from tracing.events import ErasureRequested, RecordErased
from tracing.locating import Locating
from tracing.records import Record


class Erasing(Locating):
    """The application's commands on erasure. Pictures and views follow; whoever calls sees to the pictures."""

    def ask_to_erase(self, record: UUID, ground: ErasureGround, caller: Caller) -> Record:
        """Ask that a record be erased, or agree with whoever asked before.

        Returns:
            The record. Nothing is erased yet: :meth:`erase` may follow when the caller is the second person.

        Raises:
            NotFoundError, NotOwnerError: as :meth:`require_owned`.
            TracingError: it was asked for on another ground.
        """
        while True:
            current = self.require_owned(record, caller)
            if current.erasure_asked is not None:
                if current.erasure_asked.ground is not ground:
                    raise TracingError("It was asked for on another ground. To agree, name the same one.")
                return current
            event = ErasureRequested(
                originator_id=record,
                originator_version=current.version + 1,
                requested_by=caller.subject,
                ground=ground,
            )
            try:
                self.append(event)
            except IntegrityError:
                continue
            return self.record(record)

    def require_asked(self, record: UUID, second: str) -> ErasureGround:
        """The ground on which somebody other than this second person asked to erase a record.

        Raises:
            NotFoundError, NotAskedError: as :meth:`erase`.
        """
        asked = self.record(record).erasure_asked
        if asked is None or asked.requested_by == second:
            raise NotAskedError
        return asked.ground

    def erase(self, record: UUID, second: str) -> ErasureReport:
        """Erase a record that somebody asked to erase: from here on nobody reads it here; copies hold it sealed.

        Args:
            record: its id.
            second: subject of the person who agrees.

        Raises:
            NotFoundError: there is no such record any more.
            NotAskedError: nobody asked for it, or nobody but this person.
        """
        return self._erase(record, self.require_asked(record, second))

    def erase_again(self, record: UUID, ground: ErasureGround) -> ErasureReport | None:
        """Erase a record that was erased before, and that a backup brought back; None where there is none to erase."""
        try:
            return self._erase(record, ground)
        except (NotFoundError, ErasedError):
            return None

    def _erase(self, record: UUID, ground: ErasureGround) -> ErasureReport:
        while True:
            current = self.record(record)
            event = RecordErased(
                originator_id=record,
                originator_version=current.version + 1,
                organisation=current.organisation,
                kind=current.kind,
                ground=ground,
            )
            streams = len(self.recorder.about(record))
            try:
                position = self.append_erasing(event, record)
            except IntegrityError:
                continue
            return ErasureReport(
                record=record,
                organisation=current.organisation,
                ground=ground,
                erased_at=event.timestamp,
                position=position,
                streams=streams,
            )
