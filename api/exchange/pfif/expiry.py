"""Persons whose source let them be kept until a date that has passed: used no more at once, and erased by two people.

PFIF wants a person and all notes on it out of sight within a day, and erased within sixty (section 3.3). The source's
order is the first of the two people that an erasure takes.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.exchange.acts import Act, Item
from api.exchange.pfif.person import FaultyError, expires
from api.exchange.pfif.vocabulary import NOTE, PERSON
from tracing.access import Caller
from tracing.application import Tracing
from tracing.erasure import ErasureGround, RestrictionGround
from tracing.errors import NotFoundError, RetractedError, TracingError
from tracing.events import RecordCorrected, RecordErased, ReportEvent
from tracing.log.batches import Entry as LogEntry
from tracing.records import Record
from tracing.reports import AnyReport

_READ_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Expired(Act):
    """The source says that a person is to be forgotten."""

    record: UUID

    def carry_out(self, application: Tracing, caller: Caller) -> Sequence[Item]:
        """Keep the person and all notes on it from use, and ask that they be erased; nothing if nobody is here."""
        expire(application, self.record, caller)
        return ()


def expire(application: Tracing, record: UUID, caller: Caller) -> list[UUID]:
    """Keep a person and all notes of its owner on it from use, and ask to erase them.

    Args:
        application: the log.
        record: of the person.
        caller: of the owner; the first of the two people.

    Returns:
        What waits for the second person.
    """
    try:
        person = application.record(record)
    except NotFoundError:
        return []
    waiting = [person, *_notes_on(application, person)]
    for each in waiting:
        with suppress(RetractedError):  # nobody uses it anyway
            application.restrict(each.id, RestrictionGround.expired, caller)
        with suppress(TracingError):  # it was asked for on another ground
            application.ask_to_erase(each.id, ErasureGround.no_longer_needed, caller)
    return [each.id for each in waiting]


def overdue(application: Tracing, now: datetime) -> Iterator[Record]:
    """Persons in use whose date has passed, read from the whole log; in memory stand their ids alone."""
    passed: set[UUID] = set()
    after, batch = -1, application.batch(0, _READ_AT_ONCE)
    while batch.position > after:
        for entry in batch.entries:
            event = entry.event if isinstance(entry, LogEntry) else None
            if isinstance(event, ReportEvent | RecordCorrected):
                (passed.add if is_expired(event.report, now) else passed.discard)(event.originator_id)
            elif isinstance(event, RecordErased):
                passed.discard(event.originator_id)
        after, batch = batch.position, application.batch(batch.position, _READ_AT_ONCE)
    for record in sorted(passed):
        with suppress(NotFoundError):
            found = application.record(record)
            if found.restricted is None or found.erasure_asked is None:
                yield found


def is_expired(report: AnyReport, now: datetime) -> bool:
    """Whether a report is of a PFIF person whose date has passed."""
    said = said_in(report)
    if said.get("record") != PERSON:
        return False
    try:
        until = expires(said)
    except FaultyError:
        return False
    return until is not None and until <= now


def said_in(report: AnyReport) -> dict[str, Any]:
    """What a report keeps of the PFIF record that it was read from; empty for others."""
    said = report.unread.get("pfif")
    return said if isinstance(said, dict) else {}


def _notes_on(application: Tracing, person: Record) -> list[Record]:
    """Notes of the same owner on a person: each was proposed as a pair with it when it was entered."""
    pairs = application.judgements(application.recorder.about(person.id))
    others = [record for pair in pairs for record in (pair.record_a, pair.record_b) if record != person.id]
    return [
        record
        for record in application.records(others).values()
        if record.organisation == person.organisation
        and said_in(record.report).get("record") == NOTE
        and said_in(record.report).get("person_record_id") == person.report.reference
    ]
