"""Commands on photographs: a picture is added to a record, and what a model found in it is noted."""

from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.errors import NotFoundError, RetractedError, TracingError
from tracing.events import FaceEncoded, PhotographAdded
from tracing.judging import Judging
from tracing.photographs.kept import FaceFound, KeptPhotograph
from tracing.records import Record, folded
from tracing.value import Value

MAX_PHOTOGRAPHS = 20
"""Of one record."""


class Photographed(Value, frozen=True, kw_only=True):
    """The answer to a posted photograph.

    Attributes:
        position: log position of the event; for a repetition any position that is as late.
        created: False when the record already had this very picture.
    """

    record: Record
    photograph: KeptPhotograph
    position: int
    created: bool


class Photographing(Judging):
    """The application's commands on photographs. The pictures themselves are kept by whoever calls."""

    def require_open(self, record: UUID, caller: Caller) -> Record:
        """A record to which the caller may add something.

        Raises:
            NotFoundError, NotOwnerError: as :meth:`owned_stream`.
            RetractedError: the record was retracted.
            ClosedError: the person whom it seeks was located.
        """
        found = folded(self.owned_stream(record, caller))
        if found.retracted is not None:
            raise RetractedError("The record was retracted. Post a new report under a new reference.")
        self.forbid_closed(found)
        return found

    def add_photograph(self, record: UUID, photograph: KeptPhotograph, caller: Caller) -> Photographed:
        """Note that a picture belongs to a record; the store must hold it already.

        Raises:
            NotFoundError, NotOwnerError, RetractedError, ClosedError: as :meth:`require_open`.
            TracingError: the record has as many pictures as it may have.
        """
        while True:
            current = self.require_open(record, caller)
            for kept in current.photographs:
                if kept.sha256 == photograph.sha256:
                    return Photographed(record=current, photograph=kept, position=self.max_position(), created=False)
            if len(current.photographs) >= MAX_PHOTOGRAPHS:
                raise TracingError(f"A record has at most {MAX_PHOTOGRAPHS} photographs.")
            event = PhotographAdded(
                originator_id=record,
                originator_version=current.version + 1,
                posted_by=caller.subject,
                photograph=photograph,
            )
            try:
                position = self.append(event)
            except IntegrityError:
                continue
            return Photographed(record=self.record(record), photograph=photograph, position=position, created=True)

    def note_face(self, record: UUID, sha256: str, found: FaceFound) -> bool:
        """Note what a model found in a photograph of a record; False when something is noted of it already.

        Raises:
            NotFoundError: there is no such record, or no such photograph of it.
        """
        while True:
            current = self.record(record)
            if sha256 in current.found:
                return False
            if all(kept.sha256 != sha256 for kept in current.photographs):
                raise NotFoundError("There is no such photograph.")
            event = FaceEncoded(
                originator_id=record, originator_version=current.version + 1, sha256=sha256, found=found
            )
            try:
                self.append(event)
            except IntegrityError:
                continue
            return True
