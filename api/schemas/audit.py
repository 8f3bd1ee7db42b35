"""Questions to the audit log, and its answers."""

import base64
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.access import OrganisationId, Role
from tracing.audit.checkpoint import Checkpoint
from tracing.audit.entries import Action, Asked, CaseNumber, Entry, Numbered, Purpose
from tracing.person import CountryCode, PartialTime, time_bounds
from tracing.value import Value

LEAST_SHOWN = 10
"""Fewer requests than this are not told apart from each other: a small number could point at one person's case."""

Since = Annotated[PartialTime | None, Field(description="From this day or moment on.")]
Until = Annotated[PartialTime | None, Field(description="Before this day or moment.")]


class AuditQuestion(Value, frozen=True, kw_only=True):
    """Which entries are wanted; everything named must hold. In a body, since names of officers belong into no URL."""

    subject: Annotated[str | None, Field(max_length=200, description="Who asked, as tokens name them.")] = None
    organisation: OrganisationId | None = None
    country: CountryCode | None = None
    action: Action | None = None
    purpose: Purpose | None = None
    case: CaseNumber | None = None
    record: Annotated[UUID | None, Field(description="A record that was shown or acted on.")] = None
    alarms: Annotated[bool, Field(description="Only who was shown too much, or was allowed more.")] = False
    since: Since = None
    until: Until = None
    after: Annotated[int, Field(ge=0, description="The `next` of the page before.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100

    def asked(self) -> Asked:
        """The same as the log takes it."""
        return Asked(
            subject=self.subject,
            organisation=self.organisation,
            country=self.country,
            action=self.action,
            purpose=self.purpose,
            case=self.case,
            record=self.record,
            since=_start(self.since),
            until=_start(self.until),
        )


class Period(Value, frozen=True, kw_only=True):
    """A time, from its beginning to before its end."""

    since: Since = None
    until: Until = None

    def asked(self) -> Asked:
        """The same as the log takes it."""
        return Asked(since=_start(self.since), until=_start(self.until))


class AuditEntryShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One request for people's data, and what came of it."""

    number: int
    at: datetime
    subject: str
    role: Role | None
    organisation: str
    country: str
    action: Action
    purpose: Purpose | None
    case: str
    data: Annotated[tuple[str, ...], Field(description="Kinds of data that were used to ask, or shown.")]
    records: tuple[UUID, ...]
    result: Annotated[str, Field(description="`answered`, or the code of the problem that was answered instead.")]
    request: Annotated[str, Field(description="Id of the request.")]
    concerns: Annotated[str, Field(description="Another person of the staff that the act is about; mostly empty.")]


class AuditPage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A part of the entries that are wanted and that the caller may read, oldest first."""

    entries: tuple[AuditEntryShown, ...]
    next: Annotated[int | None, Field(description="`after` of the next page; null when all were looked at.")]


class AuditCount(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How many requests of one kind a country made."""

    country: str
    action: Action
    purpose: Purpose | None
    count: Annotated[int | None, Field(description=f"Null for fewer than {LEAST_SHOWN}.")]


class AuditStatistics(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Requests by country, action and purpose."""

    counts: tuple[AuditCount, ...]


class PersonConcerned(Value, frozen=True, kw_only=True):
    """Whose report it is: the records that hold this person's data."""

    records: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]


class Disclosure(Value, frozen=True, kw_only=True, omit_defaults=False):
    """That somebody of an organisation saw or used data of the person, on one day."""

    day: date
    organisation: str
    country: str
    action: Action
    purpose: Purpose | None
    data: tuple[str, ...]


class SubjectAccessReport(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Who received data of one person, when and what for (GDPR Art. 15(1)(c)).

    Officers are not named: the right of access does not reach to the employees of a recipient (Court of Justice,
    C-579/21, Pankki S).
    """

    disclosures: tuple[Disclosure, ...]


class CheckpointShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The audit log at its present size, signed."""

    size: int
    note: Annotated[str | None, Field(description="Signed note (C2SP tlog-checkpoint); null before the first entry.")]
    public_key: Annotated[str, Field(description="Ed25519, base64: compare it with the one you were given.")]


def entry_shown(found: Numbered) -> AuditEntryShown:
    """An entry as it is sent."""
    entry = found.entry
    return AuditEntryShown(number=found.number, **{name: getattr(entry, name) for name in Entry.__struct_fields__})


def statistics_of(entries: Iterable[Numbered]) -> AuditStatistics:
    """Counts, those below :data:`LEAST_SHOWN` hidden."""
    counted = Counter((found.entry.country, found.entry.action, found.entry.purpose) for found in entries)
    rows = sorted(counted.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or ""))
    return AuditStatistics(
        counts=tuple(
            AuditCount(country=country, action=action, purpose=purpose, count=count if count >= LEAST_SHOWN else None)
            for (country, action, purpose), count in rows
        )
    )


def report_of(entries: Iterable[Numbered], records: frozenset[UUID]) -> SubjectAccessReport:
    """What the person whose records these are may know."""
    disclosures = dict.fromkeys(
        Disclosure(
            day=entry.at.date(),
            organisation=entry.organisation,
            country=entry.country,
            action=entry.action,
            purpose=entry.purpose,
            data=entry.data,
        )
        for entry in (found.entry for found in entries)
        if records & set(entry.records)
    )
    return SubjectAccessReport(disclosures=tuple(disclosures))


def checkpoint_shown(checkpoint: Checkpoint | None, public: bytes) -> CheckpointShown:
    """A checkpoint as it is sent."""
    return CheckpointShown(
        size=checkpoint.size if checkpoint else 0,
        note=checkpoint.note(public) if checkpoint else None,
        public_key=base64.b64encode(public).decode(),
    )


def _start(moment: str | None) -> datetime | None:
    return None if moment is None else time_bounds(moment)[0]
