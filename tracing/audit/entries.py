"""What one entry of the audit log says; ids and kinds of data, never a value of a person."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.access import Caller, Role
from tracing.value import Value


class Action(StrEnum):
    """What was done (Directive (EU) 2016/680, Art. 25: consultation, disclosure, combination)."""

    search = "search"
    read_record = "read_record"
    read_photograph = "read_photograph"
    read_identity = "read_identity"
    list_candidates = "list_candidates"
    read_candidate = "read_candidate"
    follow_changes = "follow_changes"
    export = "export"
    """Records handed out as a file; one entry for each part of it, written before that part leaves."""
    leave_message = "leave_message"
    judge = "judge"
    check_at_gate = "check_at_gate"
    read_audit = "read_audit"
    export_audit = "export_audit"
    administer = "administer"
    subscribe = "subscribe"
    read_alerts = "read_alerts"
    send_alert = "send_alert"
    """Written before an alert is sent to a receiver, in the name of who subscribed."""
    restrict = "restrict"
    locate = "locate"
    read_statement = "read_statement"
    ask_erasure = "ask_erasure"
    allow_more = "allow_more"
    raise_alarm = "raise_alarm"
    """Of the service itself, about the person who is named as who asked; the kind of data says why."""
    erase = "erase"
    """Written before anything is erased, with the ground as the kind of data: by these entries a log that was
    restored from a backup is erased again."""


class Purpose(StrEnum):
    """What a search or a look is for (Regulation (EU) 2019/818, Art. 24: the purpose of access)."""

    find_missing_person = "find_missing_person"
    identify_victim = "identify_victim"
    identify_deceased = "identify_deceased"
    protect_person = "protect_person"
    prevent_trafficking = "prevent_trafficking"
    restore_family_links = "restore_family_links"
    answer_person_concerned = "answer_person_concerned"


CaseNumber = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$",
        description="Number of the case at the caller's organisation; never a name.",
    ),
]

ANSWERED = "answered"
"""Result of a request that was answered; one that was refused has the problem's code."""


class Entry(Value, frozen=True, kw_only=True):
    """One request for people's data, and what came of it.

    Attributes:
        at: when the answer was ready, before it left (UTC).
        subject, role, organisation, country: who asked, as the token proves it; empty where none was proved.
        action: what was asked for.
        purpose, case: what for; of acts whose purpose is plain, as a reviewer's judgement, there is none.
        data: kinds of data that were used to ask, or shown: `names`, `birth_date`, `photograph`, `report` …
        records: the records that were shown or acted on.
        result: `answered`, or the code of the problem that was answered instead.
        concerns: another person of the staff that the act is about, as a colleague who is allowed more.
        request: id of the request, which the service's own log names too.
    """

    at: datetime
    subject: str
    role: Role | None
    organisation: str
    country: str
    action: Action
    purpose: Purpose | None = None
    case: str = ""
    data: tuple[str, ...] = ()
    records: tuple[UUID, ...] = ()
    result: str = ANSWERED
    request: str = ""
    concerns: str = ""


class Numbered(Value, frozen=True, kw_only=True):
    """An entry with its number in the log, from 1."""

    number: int
    entry: Entry


class Asked(Value, frozen=True, kw_only=True):
    """Which entries are wanted; everything named must hold.

    Attributes:
        since, until: from this moment on, and before that one.
    """

    subject: str | None = None
    organisation: str | None = None
    country: str | None = None
    action: Action | None = None
    purpose: Purpose | None = None
    case: str | None = None
    record: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is wanted."""
        return (
            (self.subject is None or entry.subject == self.subject)
            and (self.organisation is None or entry.organisation == self.organisation)
            and (self.country is None or entry.country == self.country)
            and (self.action is None or entry.action is self.action)
            and (self.purpose is None or entry.purpose is self.purpose)
            and (self.case is None or entry.case == self.case)
            and (self.record is None or self.record in entry.records)
            and (self.since is None or entry.at >= self.since)
            and (self.until is None or entry.at < self.until)
        )


def may_read(caller: Caller, entry: Entry) -> bool:
    """Whether a caller may read an entry: an auditor all, a bureau those of its country, others what they did."""
    if caller.role is Role.auditor:
        return True
    if caller.role is Role.bureau:
        return entry.country == caller.country
    own = (entry.subject, entry.organisation) == (caller.subject, caller.organisation)
    return own and caller.role is not Role.admin


def entry_now(caller: Caller | None, action: Action) -> Entry:
    """The beginning of an entry: who, what and when."""
    at = datetime.now(UTC)
    at -= timedelta(microseconds=at.microsecond % 1000)
    if caller is None:
        return Entry(at=at, subject="", role=None, organisation="", country="", action=action)
    return Entry(
        at=at,
        subject=caller.subject,
        role=caller.role,
        organisation=caller.organisation,
        country=caller.country,
        action=action,
    )
