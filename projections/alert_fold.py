"""How the log becomes alerts: facts, and for each of them the subscriptions that are told."""

from collections.abc import Iterable
from uuid import UUID, uuid5

import msgspec
import sqlalchemy as sql

from projections.alert_rules import Fact, Known, alert_id, shown
from projections.alert_tables import AlertTables
from projections.register import fold_records
from search.gate import HIT_FROM
from tracing.access import Caller, Role, Visibility
from tracing.events import (
    AlertsSubscribed,
    DocumentSeen,
    Event,
    Evidence,
    MatchConfirmed,
    MatchProposed,
    MatchReopened,
    MatchWithdrawn,
    RecordCorrected,
    RecordErased,
    RecordRestricted,
    RecordRetracted,
    ReportEvent,
    Reserving,
    RestrictionLifted,
    SearchMatched,
    SubscriptionEnded,
    Suggestion,
)
from tracing.log.batches import Entry
from tracing.reports import ReportKind
from tracing.subscriptions import AlertTopic

_SHOWN_ANEW = RecordCorrected | RestrictionLifted | Reserving
_CHANGED = RecordCorrected | RestrictionLifted | Reserving | RecordRetracted | RecordRestricted

Told = dict[tuple[UUID, UUID], Fact]
"""Facts by subscription and fact."""


class AlertFold:
    """Folds entries, one after another, inside one transaction."""

    def __init__(self, connection: sql.Connection, tables: AlertTables) -> None:
        """Write to the tables of one generation."""
        self._connection, self._tables = connection, tables
        self._new: list[Entry] = []
        self._ordinal = 0

    def take_all(self, entries: Iterable[Entry]) -> None:
        """Fold entries in order. New records, of which nothing is to be told yet, are written together."""
        for entry in entries:
            if isinstance(entry.event, ReportEvent):
                self._new.append(entry)
                continue
            self._write_new()
            self._ordinal = 0
            self._take(entry)
        self._write_new()

    def _write_new(self) -> None:
        if self._new:
            fold_records(self._tables.register, self._connection, self._new)
            self._new = []

    def _take(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, _CHANGED):
            self._change(entry)
        elif isinstance(event, RecordErased):
            fold_records(self._tables.register, self._connection, [entry])
            self._forget(event.originator_id)
        elif isinstance(event, AlertsSubscribed):
            self._connection.execute(sql.insert(self._tables.subscription).values(_row(event, entry.position)))
        elif isinstance(event, SubscriptionEnded):
            self._end(event.originator_id)
        elif isinstance(event, DocumentSeen):
            self._document_seen(event, entry.position)
        elif isinstance(event, SearchMatched):
            found = _fact(event, entry.position, AlertTopic.saved_search, event.record)
            self._add(msgspec.structs.replace(found, subscription=event.subscription))
        else:
            self._judge(event, entry.position)

    def _change(self, entry: Entry) -> None:
        """Tell now what a change lets a receiver see for the first time, or again: nobody looks back in a list."""
        touching: list[Fact] = []
        if isinstance(entry.event, _SHOWN_ANEW):
            touching = self._touching(entry.event.originator_id)
        before = self._told(touching, entry.event)
        fold_records(self._tables.register, self._connection, [entry])
        after = self._told(touching, entry.event)
        self._tell({key: fact for key, fact in after.items() if key not in before}, entry.position)

    def _judge(self, event: Event, position: int) -> None:
        pair, this = self._tables.pair, self._tables.pair.c.judgement == event.originator_id
        if isinstance(event, MatchProposed):
            row = {"judgement": event.originator_id, "record_a": event.record_a, "record_b": event.record_b}
            self._connection.execute(sql.insert(pair).values(row | {"joined": False}))
            self._propose(event, event.evidence, event.record_a, event.record_b, position)
        elif isinstance(event, MatchReopened):
            known = self._connection.execute(sql.select(pair).where(this)).one()
            self._propose(event, event.evidence, known.record_a, known.record_b, position)
        elif isinstance(event, MatchConfirmed):
            self._connection.execute(sql.update(pair).where(this).values(joined=True))
        elif isinstance(event, MatchWithdrawn):
            known = self._connection.execute(sql.select(pair).where(this)).one()
            self._connection.execute(sql.update(pair).where(this).values(joined=False))
            if known.joined:
                self._add(_fact(event, position, AlertTopic.merge_undone, known.record_a, known.record_b))

    def _propose(self, event: Event, evidence: Evidence, one: UUID, other: UUID, position: int) -> None:
        found = _fact(event, position, AlertTopic.candidate, one, other)
        self._add(msgspec.structs.replace(found, same=evidence.suggests is Suggestion.same))
        if evidence.weight < HIT_FROM:
            return
        known, numbers = self._known([one, other]), self._numbers([one, other])
        for sought, came in ((one, other), (other, one)):
            if (
                known[sought].kind is ReportKind.yellow_notice
                and known[came].kind is ReportKind.border_crossing
                and numbers[sought] < numbers[came]
            ):
                self._add(_fact(event, position, AlertTopic.gate_hit, sought, came))

    def _document_seen(self, event: DocumentSeen, position: int) -> None:
        watching, presenting = event.watching, event.presenting
        self._add(_fact(event, position, AlertTopic.document_seen, watching, presenting))
        known, numbers = self._known([watching, presenting]), self._numbers([watching, presenting])
        if (
            known[presenting].kind is ReportKind.border_crossing
            # As at the gate itself: whom to call would tell that a shelter knows the holder.
            and known[watching].kind is not ReportKind.shelter_registration
            and numbers[watching] < numbers[presenting]
        ):
            # For the gate alone: the owner of the record that watches is told by `document_seen`.
            hit = _fact(event, position, AlertTopic.gate_hit, watching, presenting)
            self._add(msgspec.structs.replace(hit, same=False))

    def _add(self, fact: Fact) -> None:
        row = msgspec.structs.asdict(fact) | {"topic": fact.topic.value, "at": fact.at.timestamp()}
        self._connection.execute(sql.insert(self._tables.fact).values(row))
        told = {(to, fact.id): fact for to in self._receivers([fact], fact.at.timestamp())[fact.id]}
        self._tell(told, fact.position)

    def _told(self, facts: list[Fact], event: Event) -> Told:
        receivers = self._receivers(facts, event.timestamp.timestamp()) if facts else {}
        return {(to, fact.id): fact for fact in facts for to in receivers[fact.id]}

    def _receivers(self, facts: list[Fact], at: float) -> dict[UUID, list[UUID]]:
        """By fact, the subscriptions that are told of it as things stand, in the order of their making."""
        known = self._known({record for fact in facts for record in fact.records})
        subscription = self._tables.subscription
        owners = {one.organisation for one in known.values()}
        searches = {fact.subscription for fact in facts if fact.subscription is not None}
        concerned = sql.or_(subscription.c.organisation.in_(owners), subscription.c.id.in_(searches))
        query = sql.select(subscription).where(concerned, subscription.c.ends_at > at)
        rows = self._connection.execute(query.order_by(subscription.c.position)).all()
        return {
            fact.id: [
                row.id
                for row in rows
                if (row.id == fact.subscription if fact.subscription else fact.topic in row.topics.split())
                and shown(fact, receiver(row), known)
            ]
            for fact in facts
        }

    def _tell(self, told: Told, position: int) -> None:
        alert = self._tables.alert
        for subscription, fact in told:
            row = {"id": alert_id(subscription, fact), "subscription": subscription, "fact": fact}
            # What was hidden in between comes again at its new place, under the same id.
            self._connection.execute(sql.delete(alert).where(alert.c.id == row["id"]))
            place = {"position": position, "ordinal": self._ordinal}
            self._connection.execute(sql.insert(alert).values(row | place))
            self._ordinal += 1

    def _touching(self, record: UUID) -> list[Fact]:
        fact = self._tables.fact
        query = sql.select(fact).where(sql.or_(fact.c.record == record, fact.c.other == record))
        rows = self._connection.execute(query.order_by(fact.c.position, fact.c.id)).mappings()
        return [Fact.of(row) for row in rows]

    def _forget(self, record: UUID) -> None:
        fact, pair = self._tables.fact, self._tables.pair
        self._drop(sql.or_(fact.c.record == record, fact.c.other == record))
        touching = sql.or_(pair.c.record_a == record, pair.c.record_b == record)
        self._connection.execute(sql.delete(pair).where(touching))

    def _end(self, subscription: UUID) -> None:
        table, alert = self._tables.subscription, self._tables.alert
        self._connection.execute(sql.delete(table).where(table.c.id == subscription))
        self._connection.execute(sql.delete(alert).where(alert.c.subscription == subscription))
        self._drop(self._tables.fact.c.subscription == subscription)

    def _drop(self, facts: sql.ColumnElement[bool]) -> None:
        fact, alert = self._tables.fact, self._tables.alert
        self._connection.execute(sql.delete(alert).where(alert.c.fact.in_(sql.select(fact.c.id).where(facts))))
        self._connection.execute(sql.delete(fact).where(facts))

    def _known(self, records: Iterable[UUID]) -> dict[UUID, Known]:
        return known_records(self._connection, self._tables, records)

    def _numbers(self, records: Iterable[UUID]) -> dict[UUID, int]:
        table = self._tables.register.record
        rows = self._connection.execute(sql.select(table.c.id, table.c.number).where(table.c.id.in_(list(records))))
        return {row.id: row.number for row in rows}


def known_records(connection: sql.Connection, tables: AlertTables, records: Iterable[UUID]) -> dict[UUID, Known]:
    """What is known of some records; of those that were erased nothing."""
    table, visibility = tables.register.record, tables.register.visibility
    query = (
        sql.select(table, visibility.c.value)
        .select_from(table.join(visibility, visibility.c.digest == table.c.visibility))
        .where(table.c.id.in_(list(records)))
    )
    return {
        row.id: Known(
            kind=ReportKind(row.kind),
            organisation=row.organisation,
            in_use=row.retracted_at is None and not row.restricted,
            visibility=msgspec.json.decode(row.value, type=Visibility),
        )
        for row in connection.execute(query)
    }


def receiver(row: "sql.Row[tuple[object, ...]]") -> Caller:
    """As whom the alerts of a subscription are read."""
    return Caller(subject=row.subject, role=Role(row.role), organisation=row.organisation, country=row.country)


def _fact(event: Event, position: int, topic: AlertTopic, record: UUID, other: UUID | None = None) -> Fact:
    """A fact, whose id is that of its event and topic."""
    name = uuid5(event.originator_id, f"{event.originator_version}\n{topic}\n{record}")
    return Fact(id=name, position=position, topic=topic, record=record, other=other, at=event.timestamp)


def _row(event: AlertsSubscribed, position: int) -> dict[str, object]:
    wanted = event.wanted
    return {
        "id": event.originator_id,
        "position": position,
        "organisation": event.organisation,
        "country": event.country,
        "role": event.role.value,
        "subject": event.subscribed_by,
        "topics": " ".join(wanted.topics),
        "ends_at": wanted.ends_at.timestamp(),
        "searches": wanted.search is not None,
        "webhook": wanted.webhook is not None,
    }
