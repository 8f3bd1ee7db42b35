"""Commands that keep a record from use while something about it is open, and give it free again."""

from collections.abc import Callable
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller, Role, may_see, reader_of
from tracing.errors import NotFoundError, NotOwnerError, RetractedError
from tracing.events import Event, RecordRestricted, RestrictionGround, RestrictionLifted
from tracing.photographing import Photographing
from tracing.records import Record, visibility_of
from tracing.value import Value


class Restricted(Value, frozen=True, kw_only=True):
    """The answer to a command on a restriction.

    Attributes:
        position: log position of the event; for a repetition any position that is as late.
        created: False when the record already stood so.
    """

    record: Record
    position: int
    created: bool


class Restricting(Photographing):
    """The application's commands on restriction."""

    def restrict(self, record: UUID, ground: RestrictionGround, caller: Caller) -> Restricted:
        """Keep a record from use: nobody but its owner knows of it, and it is not compared. All of it is kept.

        Raises:
            NotFoundError, NotOwnerError: as :meth:`require_owned`.
            RetractedError: the record was retracted, so that nobody uses it anyway.
        """

        def decide(current: Record) -> Event | None:
            if current.retracted is not None:
                raise RetractedError("The record was retracted, so that nobody uses it anyway.")
            if current.restricted is not None:
                return None
            version = current.version + 1
            return RecordRestricted(
                originator_id=record, originator_version=version, restricted_by=caller.subject, ground=ground
            )

        return self._restriction(record, caller, decide)

    def lift_restriction(self, record: UUID, caller: Caller) -> Restricted:
        """Use a record again; it is compared with all that came meanwhile.

        Raises:
            NotFoundError, NotOwnerError: as :meth:`require_owned`.
        """

        def decide(current: Record) -> Event | None:
            if current.restricted is None:
                return None
            version = current.version + 1
            return RestrictionLifted(originator_id=record, originator_version=version, lifted_by=caller.subject)

        return self._restriction(record, caller, decide)

    def require_owned(self, record: UUID, caller: Caller) -> Record:
        """A record whose use the caller decides: its organisation's own, or for a bureau its country's.

        Raises:
            NotFoundError: there is no such record, or the caller may not know of it.
            NotOwnerError: the record is another organisation's, for a bureau another country's.
        """
        found, reader = self.record(record), reader_of(caller)
        # As if it were not restricted: whoever restricted a record must be able to lift that.
        if reader is None or not may_see(reader, visibility_of(found.organisation, found.country, found.report)):
            raise NotFoundError("There is no such record.")
        own = found.organisation == caller.organisation
        if not own and not (caller.role is Role.bureau and found.country == caller.country):
            self.forbid_hidden(found, caller)
            raise NotOwnerError("Only its owner, or the bureau of the owner's country, may do this with a record.")
        return found

    def _restriction(self, record: UUID, caller: Caller, decide: Callable[[Record], Event | None]) -> Restricted:
        while True:
            current = self.require_owned(record, caller)
            event = decide(current)
            if event is None:
                return Restricted(record=current, position=self.max_position(), created=False)
            try:
                position = self.append(event)
            except IntegrityError:
                continue
            return Restricted(record=self.record(record), position=position, created=True)
