"""What waits to be sent, beside the views: lost, it makes every alert be sent again, under the ids it had."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sql

from projections.alerts import AlertsView, Place
from projections.store import ViewStore
from tracing.value import Value

NAME = "deliveries"
"""The name under which it is kept how far alerts were taken from their view."""

_PART = 1000
_MIGRATION_LOCK = 7_261_996_004

_METADATA = sql.MetaData()
_WAITING = sql.Table(
    "delivery_waiting",
    _METADATA,
    sql.Column("alert", sql.Uuid, primary_key=True),
    sql.Column("subscription", sql.Uuid, nullable=False),
    sql.Column("position", sql.BigInteger, nullable=False),
    sql.Column("ordinal", sql.Integer, nullable=False),
    sql.Column("attempts", sql.Integer, nullable=False),
    sql.Column("first_at", sql.Double),
    sql.Column("next_at", sql.Double, nullable=False),
    sql.Index("delivery_waiting_by_subscription", "subscription", "next_at"),
)
_RECEIVER = sql.Table(
    "delivery_receiver",
    _METADATA,
    sql.Column("subscription", sql.Uuid, primary_key=True),
    sql.Column("failures", sql.Integer, nullable=False),
    sql.Column("resume_at", sql.Double, nullable=False),
    sql.Column("given_up", sql.Integer, nullable=False),
)


class Waiting(Value, frozen=True, kw_only=True):
    """An alert that a receiver has not taken yet; times are Unix seconds."""

    alert: UUID
    subscription: UUID
    attempts: int
    first_at: float | None


class Standing(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How a receiver stands.

    Attributes:
        waiting: alerts that it has not taken yet.
        failures: attempts that failed since one succeeded.
        given_up: alerts that it did not take within the time; a replay sends them again.
    """

    waiting: int
    failures: int
    given_up: int


class Attempts:
    """The queue of what waits to be sent, shared by all processes of a service."""

    def __init__(self, store: ViewStore, alerts: AlertsView) -> None:
        """Keep it in the database of the views."""
        self._store, self._alerts = store, alerts

    def migrate(self) -> None:
        """Create the tables; safe to repeat, and at once."""
        with self._store.writing(_MIGRATION_LOCK) as connection:
            _METADATA.create_all(connection)
        self._store.ensure_position(NAME)

    def take_over(self, now: datetime) -> bool:
        """Put new alerts of subscriptions with a webhook into the queue; False when there was nothing new."""
        with self._store.writing() as connection:
            after, upto = self._store.position(connection, NAME, 1), self._alerts.position_in(connection)
            tables = self._alerts.tables(connection)
            alert, own = tables.alert, tables.subscription
            query = (
                sql.select(alert.c.id, alert.c.subscription, alert.c.position, alert.c.ordinal)
                .join(own, own.c.id == alert.c.subscription)
                .where(own.c.webhook, alert.c.position > after, alert.c.position <= upto)
                .order_by(alert.c.position, alert.c.ordinal)
            )
            rows = connection.execute(query.limit(_PART)).all()
            if len(rows) == _PART:
                upto = rows[-1].position
                rest = query.where(alert.c.position == upto, alert.c.ordinal > rows[-1].ordinal)
                rows = [*rows, *connection.execute(rest)]
            if upto <= after or not self._store.advance(connection, NAME, 1, after, upto):
                return False
            _put(connection, [tuple(row) for row in rows], now)
            return True

    def replay(self, subscription: UUID, after: Place, now: datetime) -> int:
        """Put all alerts of a subscription behind a place into the queue again; how many wait now."""
        found: list[tuple[UUID, Place]] = []
        while page := self._alerts.due(subscription, found[-1][1] if found else after, _PART):
            found += page
        with self._store.writing() as connection:
            _put(connection, [(alert, subscription, *place) for alert, place in found], now)
            connection.execute(
                sql.update(_RECEIVER).where(_RECEIVER.c.subscription == subscription).values(failures=0, resume_at=0.0)
            )
        return self.standing(subscription).waiting

    def receivers(self, now: datetime) -> list[UUID]:
        """Subscriptions with something to send now, the one that waited longest first."""
        at = now.timestamp()
        with self._store.reading() as connection:
            query = (
                sql.select(_WAITING.c.subscription)
                .join(_RECEIVER, _RECEIVER.c.subscription == _WAITING.c.subscription, isouter=True)
                .where(_WAITING.c.next_at <= at, sql.func.coalesce(_RECEIVER.c.resume_at, 0.0) <= at)
                .group_by(_WAITING.c.subscription)
                .order_by(sql.func.min(_WAITING.c.next_at))
            )
            return list(connection.scalars(query))

    def claim(self, subscription: UUID, now: datetime, until: float) -> Waiting | None:
        """The next alert to send, kept from other processes until a time; None when there is none now.

        Whoever dies with it leaves it to be sent again then.
        """
        at = now.timestamp()
        with self._store.writing() as connection:
            row = connection.execute(
                sql.select(_WAITING)
                .where(_WAITING.c.subscription == subscription, _WAITING.c.next_at <= at)
                .order_by(_WAITING.c.attempts, _WAITING.c.position, _WAITING.c.ordinal)
                .limit(1)
            ).first()
            if row is None:
                return None
            taken = connection.execute(
                sql.update(_WAITING)
                .where(_WAITING.c.alert == row.alert, _WAITING.c.next_at == row.next_at)
                .values(next_at=until)
            )
            if taken.rowcount != 1:
                return None
        return Waiting(alert=row.alert, subscription=row.subscription, attempts=row.attempts, first_at=row.first_at)

    def settle(self, waiting: Waiting, *, taken: bool) -> None:
        """Forget an alert: it was taken, or there is nothing to send any more."""
        with self._store.writing() as connection:
            connection.execute(sql.delete(_WAITING).where(_WAITING.c.alert == waiting.alert))
            if taken:
                is_this_one = _RECEIVER.c.subscription == waiting.subscription
                connection.execute(sql.update(_RECEIVER).where(is_this_one).values(failures=0, resume_at=0.0))

    def put_off(self, waiting: Waiting, first_at: float, next_at: float | None, resume_at: float) -> None:
        """Note a failure: the alert comes again at a time, or is given up, and the receiver rests for a while."""
        with self._store.writing() as connection:
            this = _WAITING.c.alert == waiting.alert
            if next_at is None:
                connection.execute(sql.delete(_WAITING).where(this))
            else:
                changes = {"attempts": waiting.attempts + 1, "first_at": first_at, "next_at": next_at}
                connection.execute(sql.update(_WAITING).where(this).values(changes))
            receiver = _RECEIVER.c.subscription == waiting.subscription
            known = connection.execute(sql.select(_RECEIVER).where(receiver)).first()
            given_up = (known.given_up if known else 0) + (next_at is None)
            values = {"failures": (known.failures if known else 0) + 1, "resume_at": resume_at, "given_up": given_up}
            if known:
                connection.execute(sql.update(_RECEIVER).where(receiver).values(values))
            else:
                connection.execute(sql.insert(_RECEIVER).values(values | {"subscription": waiting.subscription}))

    def standing(self, subscription: UUID) -> Standing:
        """How the receiver of a subscription stands."""
        with self._store.reading() as connection:
            waits = sql.select(sql.func.count()).where(_WAITING.c.subscription == subscription)
            waiting = connection.scalar(waits) or 0
            row = connection.execute(sql.select(_RECEIVER).where(_RECEIVER.c.subscription == subscription)).first()
        return Standing(waiting=waiting, failures=row.failures if row else 0, given_up=row.given_up if row else 0)

    def forget(self, subscription: UUID) -> None:
        """Forget all of a subscription that has ended."""
        with self._store.writing() as connection:
            for table in (_WAITING, _RECEIVER):
                connection.execute(sql.delete(table).where(table.c.subscription == subscription))


def _put(connection: sql.Connection, rows: list[tuple[UUID, UUID, int, int]], now: datetime) -> None:
    """Wait for each alert from the beginning, also for those that wait already."""
    for alert, subscription, position, ordinal in rows:
        connection.execute(sql.delete(_WAITING).where(_WAITING.c.alert == alert))
        row = {"alert": alert, "subscription": subscription, "position": position, "ordinal": ordinal}
        connection.execute(sql.insert(_WAITING).values(row | {"attempts": 0, "next_at": now.timestamp()}))
