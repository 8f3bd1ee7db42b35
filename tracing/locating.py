"""Commands on a sought person who was located: the notice closes, and what she wishes stands above any new search.

A notice on somebody whom another authority located, and who refuses contact, is held: only its owner and those
authorities know of it until a reviewer has decided that it is about somebody else.
"""

from collections.abc import Callable, Sequence
from itertools import permutations
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller, may_see, reader_of
from tracing.errors import NotANoticeError, NotFoundError, RetractedError
from tracing.events import HoldLifted, NoticeHeld, PersonLocated, Reserving
from tracing.judgements import Judgement, State
from tracing.located import ContactWish, Location, Statement
from tracing.records import Record, reserved_by, visibility_of
from tracing.reports import ReportKind
from tracing.restricting import Restricting
from tracing.value import Value

_SOMEBODY_ELSE = frozenset({State.rejected, State.kin, State.document_misuse})
"""What reviewers have decided of a pair whose two records are of different persons."""


class Located(Value, frozen=True, kw_only=True):
    """The answer to :meth:`Locating.locate`.

    Attributes:
        position: log position of the event; for a repetition any position that is as late.
        created: False when the same was noted before.
    """

    record: Record
    position: int
    created: bool


class Locating(Restricting):
    """The application's commands on located persons."""

    def locate(self, notice: UUID, location: Location, caller: Caller) -> Located:
        """Note that the person of a notice was located. It closes: its owner and those who located her read it alone.

        Said again with other content, it replaces what was noted: her wish may change.

        Raises:
            NotFoundError: there is no such record, or the caller may not know of it.
            NotANoticeError: it is no Yellow Notice.
            RetractedError: it was retracted.
        """

        def decide(current: Record) -> PersonLocated | None:
            self.forbid_hidden(current, caller)
            if current.kind is not ReportKind.yellow_notice:
                raise NotANoticeError
            if current.retracted is not None:
                raise RetractedError("The notice was retracted by its owner.")
            before = current.located
            if before is not None and before.location == location:
                return None
            others = [caller.organisation] if caller.organisation != current.organisation else []
            authorities = (*(current.reserved_for or () if before else ()), *others)
            return PersonLocated(
                originator_id=notice,
                originator_version=current.version + 1,
                located_by=caller.subject,
                reserved_for=tuple(dict.fromkeys(authorities)),
                location=location,
            )

        record, position = self._reserved(notice, decide)
        return Located(record=record, position=position or self.max_position(), created=position is not None)

    def statement(self, notice: UUID, caller: Caller) -> Statement:
        """What whoever seeks the person of a notice may be told: the same, wherever she is and whatever she said.

        Raises:
            NotFoundError: there is no such notice, or it was never meant for the caller.
        """
        record, reader = self.record(notice), reader_of(caller)
        meant_for = visibility_of(record.organisation, record.country, record.report)
        if reader is None or record.kind is not ReportKind.yellow_notice or not may_see(reader, meant_for):
            raise NotFoundError("There is no such record.")
        if record.located is None or not record.in_use:
            self.forbid_hidden(record, caller)
            return Statement.under_review if record.holds else Statement.sought
        agrees = record.located.location.contact is ContactWish.agreed
        return Statement.found_and_agrees if agrees else Statement.found

    def settle_holds(self, judgements: Sequence[UUID]) -> None:
        """Hold each notice whose pair has a record of a person who was located and refuses; or let it go.

        It is held from the proposal of the pair until reviewers say that the two are different persons, or she changes
        her mind. What was erased or retracted meanwhile changes nothing: its owner may file the notice anew.

        Args:
            judgements: pairs that changed, or whose records did.
        """
        pairs = self.judgements(judgements)
        records = self.records(list({record for pair in pairs for record in (pair.record_a, pair.record_b)}))
        for pair in pairs:
            both = [records[record] for record in (pair.record_a, pair.record_b) if record in records]
            for notice, other in permutations(both, 2):
                open_notice = notice.kind is ReportKind.yellow_notice and notice.located is None
                if open_notice and (other.refuses_contact or pair.id in notice.holds):
                    self._settle(notice.id, other, pair)

    def _settle(self, notice: UUID, other: Record, pair: Judgement) -> None:
        wanted = other.refuses_contact and pair.state not in _SOMEBODY_ELSE

        def decide(current: Record) -> NoticeHeld | HoldLifted | None:
            if wanted == (pair.id in current.holds) or current.located is not None:
                return None
            version = current.version + 1
            if not wanted:
                left = reserved_by({at: who for at, who in current.holds.items() if at != pair.id})
                return HoldLifted(
                    originator_id=notice, originator_version=version, judgement=pair.id, reserved_for=left
                )
            authorities = (other.organisation, *(other.reserved_for or ()))
            return NoticeHeld(
                originator_id=notice,
                originator_version=version,
                judgement=pair.id,
                authorities=authorities,
                reserved_for=reserved_by(current.holds | {pair.id: authorities}),
            )

        self._reserved(notice, decide)

    def _reserved(self, record: UUID, decide: Callable[[Record], Reserving | None]) -> tuple[Record, int | None]:
        """Write what is decided of a record as it stands; the record, and the position if anything was written."""
        while True:
            current = self.record(record)
            event = decide(current)
            if event is None:
                return current, None
            try:
                position = self.append(event)
            except IntegrityError:
                continue
            return self.record(record), position
