"""The view of alerts: what each subscription is told, in an order in which nothing ever comes before what was read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sql

from projections.alert_fold import AlertFold, known_records, receiver
from projections.alert_rules import Fact, shown
from projections.alert_tables import AlertTables
from projections.sqlview import SqlView
from tracing.access import Caller
from tracing.log.batches import Batch, Entry
from tracing.subscriptions import AlertTopic
from tracing.value import Value

_PAGE = 200
"""Rows looked at in one read; more are read where a reader may see few of them."""


class Place(NamedTuple):
    """Where an alert stands: later ones stand behind it, also those that are made later."""

    position: int
    ordinal: int


BEGINNING = Place(0, -1)
END = Place(2**63 - 1, 0)


class Alert(Value, frozen=True, kw_only=True):
    """One alert as its receiver may read it now.

    Attributes:
        id: the same however often it comes.
        place: where it stands in the receiver's list.
        at: when what it tells of was found (UTC).
        records: those that it names.
    """

    id: UUID
    place: Place
    subscription: UUID
    topic: AlertTopic
    at: datetime
    records: tuple[UUID, ...]


class Live(Value, frozen=True, kw_only=True):
    """A subscription that tells of something, as other parts of the service need to know it."""

    id: UUID
    position: int
    organisation: str
    ends_at: datetime
    webhook: bool


class AlertsView(SqlView[AlertTables]):
    """Folds the log into alerts, and shows each receiver those that it may see at this moment."""

    NAME = "alerts"

    @staticmethod
    @cache
    def tables_of(generation: int) -> AlertTables:
        """The tables of a generation, described once a process."""
        return AlertTables(generation)

    def fold(self, connection: sql.Connection, tables: AlertTables, batch: Batch) -> None:
        """Take the entries of a batch in order."""
        AlertFold(connection, tables).take_all(entry for entry in batch.entries if isinstance(entry, Entry))

    def alerts(
        self,
        caller: Caller,
        now: datetime,
        after: Place,
        limit: int,
        subscription: UUID | None = None,
        *,
        newest_first: bool = False,
    ) -> list[Alert]:
        """Alerts of the caller's organisation and role behind a place, at most so many, in order.

        Args:
            caller: reads them; what this caller may not see now is left out.
            now: subscriptions that have ended by then tell nothing.
            after: the place of the last alert read, or :data:`BEGINNING`; :data:`END` where the newest come first.
            limit: at most so many.
            subscription: only those of this one.
            newest_first: for people, who look back; programs read on.
        """
        with self.store.reading() as connection:
            tables = self.tables(connection)
            own = tables.subscription
            whose = [own.c.organisation == caller.organisation, own.c.role == caller.role.value]
            if subscription is not None:
                whose.append(own.c.id == subscription)
            found: list[Alert] = []
            for rows in _pages(connection, tables, sql.and_(*whose), now, after, newest_first):
                known = known_records(connection, tables, {one for row in rows for one in Fact.of(row).records})
                for row in rows:
                    if records := shown(Fact.of(row), caller, known):
                        found.append(_alert(row, records))
                    if len(found) == limit:
                        return found
            return found

    def due(self, subscription: UUID, after: Place, limit: int) -> list[tuple[UUID, Place]]:
        """Ids and places of a subscription's alerts behind a place, whoever may see them now."""
        with self.store.reading() as connection:
            alert = self.tables(connection).alert
            query = (
                sql.select(alert.c.id, alert.c.position, alert.c.ordinal)
                .where(alert.c.subscription == subscription, _behind(alert, after))
                .order_by(alert.c.position, alert.c.ordinal)
                .limit(limit)
            )
            return [(row.id, Place(row.position, row.ordinal)) for row in connection.execute(query)]

    def alert(self, alert: UUID, now: datetime) -> Alert | None:
        """One alert as its subscription's receiver may read it now; None where there is none, or not any more."""
        with self.store.reading() as connection:
            tables = self.tables(connection)
            row = connection.execute(_rows(tables, now).where(tables.alert.c.id == alert)).mappings().first()
            if row is None:
                return None
            to = connection.execute(
                sql.select(tables.subscription).where(tables.subscription.c.id == row["to_subscription"])
            ).one()
            fact = Fact.of(row)
            records = shown(fact, receiver(to), known_records(connection, tables, fact.records))
            return _alert(row, records) if records else None

    def live(
        self, now: datetime, *, searches: bool = False, webhook: bool = False, of: Caller | None = None
    ) -> list[Live]:
        """Subscriptions that have not ended, oldest first.

        Args:
            now: the moment.
            searches: only those with a saved search.
            webhook: only those that are delivered.
            of: only those of this caller's organisation and role.
        """
        with self.store.reading() as connection:
            table = self.tables(connection).subscription
            query = sql.select(table).where(table.c.ends_at > now.timestamp()).order_by(table.c.position)
            if searches:
                query = query.where(table.c.searches)
            if webhook:
                query = query.where(table.c.webhook)
            if of is not None:
                query = query.where(table.c.organisation == of.organisation, table.c.role == of.role.value)
            return [_live(row) for row in connection.execute(query)]

    def ended(self, now: datetime) -> list[UUID]:
        """Subscriptions whose end has come and that nobody has ended yet."""
        with self.store.reading() as connection:
            table = self.tables(connection).subscription
            return list(connection.scalars(sql.select(table.c.id).where(table.c.ends_at <= now.timestamp())))


def _rows(tables: AlertTables, now: datetime) -> "sql.Select[Any]":
    alert, fact, own = tables.alert, tables.fact, tables.subscription
    told = (alert.c.id.label("alert"), alert.c.position.label("place"), alert.c.ordinal)
    return (
        sql.select(fact, *told, alert.c.subscription.label("to_subscription"))
        .join(alert, alert.c.fact == fact.c.id)
        .join(own, own.c.id == alert.c.subscription)
        .where(own.c.ends_at > now.timestamp())
    )


def _pages(
    connection: sql.Connection,
    tables: AlertTables,
    whose: sql.ColumnElement[bool],
    now: datetime,
    after: Place,
    newest_first: bool,
) -> Iterator[list[sql.RowMapping]]:
    alert = tables.alert
    order = [alert.c.position, alert.c.ordinal]
    while True:
        query = _rows(tables, now)
        if newest_first:
            query = query.where(whose, _before(alert, after)).order_by(*(column.desc() for column in order))
        else:
            query = query.where(whose, _behind(alert, after)).order_by(*order)
        rows = list(connection.execute(query.limit(_PAGE)).mappings())
        yield rows
        if len(rows) < _PAGE:
            return
        after = Place(rows[-1]["place"], rows[-1]["ordinal"])


def _behind(alert: sql.Table, after: Place) -> sql.ColumnElement[bool]:
    later = sql.and_(alert.c.position == after.position, alert.c.ordinal > after.ordinal)
    return sql.or_(alert.c.position > after.position, later)


def _before(alert: sql.Table, place: Place) -> sql.ColumnElement[bool]:
    earlier = sql.and_(alert.c.position == place.position, alert.c.ordinal < place.ordinal)
    return sql.or_(alert.c.position < place.position, earlier)


def _alert(row: sql.RowMapping, records: tuple[UUID, ...]) -> Alert:
    fact = Fact.of(row)
    return Alert(
        id=row["alert"],
        place=Place(row["place"], row["ordinal"]),
        subscription=row["to_subscription"],
        topic=fact.topic,
        at=fact.at,
        records=records,
    )


def _live(row: "sql.Row[Any]") -> Live:
    return Live(
        id=row.id,
        position=row.position,
        organisation=row.organisation,
        ends_at=datetime.fromtimestamp(row.ends_at, UTC),
        webhook=row.webhook,
    )
