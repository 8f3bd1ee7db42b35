"""Who is told of what, and which records an alert may name: one rule, asked when an alert is made, read and sent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5

import sqlalchemy as sql

from tracing.access import OWNER_ONLY, Caller, Role, Visibility, gate_reader_of, may_see, reader_of
from tracing.reports import ReportKind
from tracing.subscriptions import AlertTopic
from tracing.value import Value

_ALERTS = UUID("93a5b6ae-0d5b-5b0c-b7c5-3e0f2c6d8a41")


class Known(Value, frozen=True, kw_only=True):
    """What of a record decides who is told of it."""

    kind: ReportKind
    organisation: str
    in_use: bool
    visibility: Visibility


class Fact(Value, frozen=True, kw_only=True):
    """Something that there is to tell.

    Attributes:
        position: of the event that says it.
        record, other: for `document_seen` and `gate_hit` the one that watches or seeks, and the one that came; for
            `candidate` and `merge_undone` the pair in its order; for `saved_search` the one found, and none.
        subscription: whose saved search it was.
        same: whether it suggests one person; a watched document that somebody presents does not.
        at: when it was found (UTC).
    """

    id: UUID
    position: int
    topic: AlertTopic
    record: UUID
    other: UUID | None = None
    subscription: UUID | None = None
    same: bool = True
    at: datetime

    @classmethod
    def of(cls, row: "sql.RowMapping") -> "Fact":
        """The fact that a row of the table holds."""
        at = datetime.fromtimestamp(row["at"], UTC)
        names = ("id", "position", "record", "other", "subscription", "same")
        return cls(topic=AlertTopic(row["topic"]), at=at, **{name: row[name] for name in names})

    @property
    def records(self) -> tuple[UUID, ...]:
        """The records that it is about."""
        return (self.record,) if self.other is None else (self.record, self.other)


def alert_id(subscription: UUID, fact: UUID) -> UUID:
    """The id of an alert: the same however often it is made or sent."""
    return uuid5(_ALERTS, f"{subscription}\n{fact}")


def shown(fact: Fact, to: Caller, records: Mapping[UUID, Known]) -> tuple[UUID, ...]:
    """The records that an alert names to a receiver; empty where this receiver is not told at all.

    Nobody is told of what is not in use, nor of a record that they may not see, with two exceptions that name the
    receiver's own record alone, as do the answer at a gate and the list of silent candidates: a border agency learns
    that its crossing is a hit, and a shelter that a resident whom nobody outside may know of could be sought.
    """
    reader = reader_of(to)
    involved = [records[one] for one in fact.records if one in records]
    if reader is None or len(involved) < len(fact.records) or not all(one.in_use for one in involved):
        return ()
    visible = all(may_see(reader, one.visibility) for one in involved)
    if fact.topic is AlertTopic.saved_search:
        return fact.records if visible else ()
    owned = [one.organisation == to.organisation for one in involved]
    if fact.topic in (AlertTopic.candidate, AlertTopic.merge_undone):
        return fact.records if visible and any(owned) else _silent(fact, to, involved)
    if owned[0] and (fact.same or fact.topic is AlertTopic.document_seen):
        return fact.records if visible else ()
    if fact.topic is AlertTopic.gate_hit and owned[1] and may_see(gate_reader_of(to), involved[0].visibility):
        return fact.records[1:]
    return ()


def _silent(fact: Fact, to: Caller, involved: list[Known]) -> tuple[UUID, ...]:
    """The registration of a resident whom nobody outside may know of, if a notice meant for the country is like her."""
    if fact.topic is not AlertTopic.candidate or to.role is not Role.shelter or not fact.same:
        return ()
    for place, (own, other) in enumerate((involved, involved[::-1])):
        if (
            own.organisation == to.organisation
            and own.kind is ReportKind.shelter_registration
            and own.visibility.recipients == OWNER_ONLY
            and other.kind is ReportKind.yellow_notice
            and may_see(gate_reader_of(to), other.visibility)
        ):
            return (fact.records[place],)
    return ()
