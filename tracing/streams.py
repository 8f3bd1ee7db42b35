"""Reading streams and appending to them: what all commands of the application share."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from uuid import UUID

from tracing.access import Caller, may_see, reader_of
from tracing.decided import Decided, decisions_in
from tracing.errors import ClosedError, NotFoundError, NotOwnerError
from tracing.events import Event, Opinion, ReportEvent
from tracing.judgements import Judgement, fold_judgement
from tracing.log.application import LogApplication
from tracing.records import Record, folded


class Streams(LogApplication):
    """The log seen as streams: records and judgements at any version or day."""

    def stream(self, stream: UUID) -> list[Event]:
        """All events of one stream, oldest first; empty when there is no such stream."""
        return list(self.events_of([stream]))

    def record(self, record: UUID, *, as_of: datetime | None = None, version: int | None = None) -> Record:
        """A record now, as it was known at a time (UTC, by time of entry), or at a version.

        Raises:
            NotFoundError: there is no such record, or it was not known yet.
        """
        events = (event for event in self.stream(record) if version is None or event.originator_version <= version)
        return folded(events, as_of)

    def record_for(self, record: UUID, caller: Caller, *, as_of: datetime | None = None) -> Record:
        """A record that the caller may see.

        Raises:
            NotFoundError: there is no such record, or the caller may not know of it; both answer alike.
        """
        found = self.record(record)
        self.forbid_hidden(found, caller)
        return found if as_of is None else self.record(record, as_of=as_of)

    @staticmethod
    def forbid_hidden(record: Record, caller: Caller) -> None:
        """Raise NotFoundError, as for a record that does not exist, when the caller may not see this one."""
        reader = reader_of(caller)
        if reader is None or not may_see(reader, record.visibility):
            raise NotFoundError("There is no such record.")

    @staticmethod
    def forbid_closed(record: Record) -> None:
        """Raise ClosedError when the person whom a notice seeks was located."""
        if record.located is not None:
            raise ClosedError

    def owned_stream(self, record: UUID, caller: Caller) -> list[Event]:
        """The stream of a record of the caller's own organisation.

        Raises:
            NotFoundError: there is no such record.
            NotOwnerError: the record belongs to another organisation.
        """
        events = self.stream(record)
        if not events or not isinstance(events[0], ReportEvent):
            raise NotFoundError("There is no such record.")
        if events[0].organisation != caller.organisation:
            self.forbid_hidden(folded(events), caller)
            raise NotOwnerError("Only the organisation that posted a record may change it.")
        return events

    def records(self, records: Sequence[UUID], *, as_of: datetime | None = None) -> dict[UUID, Record]:
        """Many records in one read; those not known (yet) are left out."""
        events = self.events_of(records)
        found: dict[UUID, Record] = {}
        for stream, group in groupby(events, key=lambda event: event.originator_id):
            with suppress(NotFoundError):
                found[stream] = folded(group, as_of)
        return found

    def judgements(self, judgements: Sequence[UUID]) -> list[Judgement]:
        """Many judgements in one read; those of pairs never proposed are left out."""
        found: list[Judgement] = []
        for _, group in groupby(self.events_of(judgements), key=lambda event: event.originator_id):
            state: Judgement | None = None
            for event in group:
                state = fold_judgement(state, event)
            found += [state] if state is not None else []
        return found

    def decisions(self, judgements: Sequence[UUID], *, as_of: datetime | None = None) -> dict[UUID, Decided]:
        """What was said of each pair, now or by a time (UTC, by time of entry), in one read."""
        return decisions_in(self.events_of(judgements), as_of)

    def judgement(self, judgement: UUID) -> Judgement:
        """The judgement on a pair.

        Raises:
            NotFoundError: the pair was never proposed.
        """
        state = self.judgement_or_none(judgement)
        if state is None:
            raise NotFoundError("There is no such candidate.")
        return state

    def judgement_or_none(self, judgement: UUID) -> Judgement | None:
        """The judgement on a pair, or None when the pair was never proposed."""
        return next(iter(self.judgements([judgement])), None)

    def opinion_at(self, judgement: UUID, version: int) -> Opinion | None:
        """What a reviewer said with the event that made this version of a pair; None if it was nobody's answer."""
        made = (event for event in self.stream(judgement) if event.originator_version == version)
        return getattr(next(made, None), "opinion", None)
