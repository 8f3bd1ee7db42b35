"""The view of changes: which event of which record stands where, so that readers can follow and export what they see.

It holds ids, versions and positions only. What an event says is read from its record's stream when it is shown.
"""

from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.register import Register, fold_records, in_use, register_tables, visible_to
from projections.sqlview import SqlView
from tracing.access import Reader
from tracing.events import ErasureRequested, Event, RecordErased, RecordRestricted
from tracing.log.batches import Batch, Entry
from tracing.reports import ReportKind
from tracing.value import Value

_OF_OWNERS = (RecordRestricted, ErasureRequested)
"""What an owner does about a record that concerns nobody else."""


class Change(Value, frozen=True, kw_only=True):
    """One event of a record, by its place in the log and its version in the record's stream."""

    position: int
    record: UUID
    version: int


class Wanted(Value, frozen=True, kw_only=True):
    """Which records are asked for.

    Attributes:
        kinds: of reports; all if empty.
        country: of the organisations that own them; all if None.
        after: log position; only records with a later event.
        own_gone: the reader's own records that are no longer in use, too.
    """

    kinds: tuple[ReportKind, ...] = ()
    country: str | None = None
    after: int = 0
    own_gone: bool = False


class Selected(Value, frozen=True, kw_only=True):
    """How many records an export holds, and up to where: so that it ends although the log goes on.

    Attributes:
        last: newest change of the last record, None when there is no record.
        known: log position of the view when they were counted; what came later belongs to the next export.
    """

    count: int
    last: Change | None
    known: int


class ChangesTables:
    """`change`: every event of every record that can still be read; and the register of records."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"changes_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.change = sql.Table(
            f"{prefix}_change",
            self.metadata,
            sql.Column("position", sql.BigInteger, primary_key=True, autoincrement=False),
            sql.Column("record", sql.Uuid, nullable=False),
            sql.Column("version", sql.Integer, nullable=False),
            sql.Column("owner_only", sql.Boolean, nullable=False),
            sql.Index(f"{prefix}_change_record", "record", "position"),
        )


class ChangesView(SqlView[ChangesTables]):
    """Folds events of records into their places, and answers which of them a reader may know."""

    NAME = "changes"

    @staticmethod
    @cache
    def tables_of(generation: int) -> ChangesTables:
        """The tables of a generation, described once a process."""
        return ChangesTables(generation)

    def fold(self, connection: sql.Connection, tables: ChangesTables, batch: Batch) -> None:
        """Take the events of records; those of a record that was erased go."""
        fold_records(tables.register, connection, batch.entries)
        entries = [entry for entry in batch.entries if isinstance(entry, Entry)]
        rows = [_row(entry.position, entry.event) for entry in entries if _kept(entry.event)]
        if rows:
            connection.execute(sql.insert(tables.change), rows)
        if erased := [entry.event.originator_id for entry in entries if isinstance(entry.event, RecordErased)]:
            connection.execute(sql.delete(tables.change).where(tables.change.c.record.in_(erased)))

    def following(self, reader: Reader, after: int, limit: int) -> list[Change]:
        """The first changes after a position of records that a reader may see, retracted ones too.

        A record that is restricted, and what its owner alone decides, its owner alone is told of.
        """
        with self.store.reading() as connection:
            tables = self.tables(connection)
            change, record = tables.change, tables.register.record
            shown = sql.and_(
                visible_to(tables.register, connection, reader, record.c.visibility),
                sql.not_(record.c.restricted),
                sql.not_(change.c.owner_only),
            )
            query = (
                _joined(tables)
                .where(change.c.position > after, sql.or_(record.c.organisation == reader.organisation, shown))
                .order_by(change.c.position)
                .limit(limit)
            )
            return _changes(connection, query)

    def select(self, reader: Reader, wanted: Wanted, limit: int | None = None) -> Selected:
        """Count the records in use that are wanted and that a reader may see, in the order of their newest change.

        Args:
            reader: who asks.
            wanted: which.
            limit: of the first so many only.
        """
        with self.store.reading() as connection:
            tables = self.tables(connection)
            known = self.store.position(connection, self.NAME, self.generation(connection))
            newest = _newest(tables, connection, reader, wanted, known).limit(limit).subquery()
            counted = sql.select(sql.func.count().label("records"), sql.func.max(newest.c.position).label("last"))
            row = connection.execute(counted.select_from(newest)).one()
            found = _changes(connection, _joined(tables).where(tables.change.c.position == row.last))
            return Selected(count=row.records, last=found[0] if found else None, known=known)

    def page(self, reader: Reader, wanted: Wanted, selected: Selected, after: int, limit: int) -> list[Change]:
        """The first of the selected records whose newest change stands after a position; each by that change."""
        if selected.last is None:
            return []
        with self.store.reading() as connection:
            tables = self.tables(connection)
            newest = _newest(tables, connection, reader, wanted, selected.known)
            position = tables.change.c.position
            return _changes(connection, newest.where(position > after, position <= selected.last.position).limit(limit))


def _kept(event: Event) -> bool:
    # Nothing of a record that was erased can be shown to anybody.
    return event.TOPIC.startswith("record.") and not isinstance(event, RecordErased)


def _row(position: int, event: Event) -> dict[str, Any]:
    return {
        "position": position,
        "record": event.originator_id,
        "version": event.originator_version,
        "owner_only": isinstance(event, _OF_OWNERS),
    }


def _joined(tables: ChangesTables) -> sql.Select[Any]:
    change, record = tables.change, tables.register.record
    return sql.select(change.c.position, change.c.record, change.c.version).select_from(
        change.join(record, record.c.id == change.c.record)
    )


def _newest(
    tables: ChangesTables, connection: sql.Connection, reader: Reader, wanted: Wanted, known: int
) -> sql.Select[Any]:
    """Of each record that is wanted and that the reader is given the newest change, as known at a position."""
    change, record = tables.change, tables.register.record
    later = change.alias()
    given = sql.and_(in_use(record), visible_to(tables.register, connection, reader, record.c.visibility))
    if wanted.own_gone:
        given = sql.or_(given, record.c.organisation == reader.organisation)
    query = _joined(tables).where(
        change.c.position > wanted.after,
        change.c.position <= known,
        given,
        ~sql.exists().where(
            later.c.record == change.c.record, later.c.position > change.c.position, later.c.position <= known
        ),
    )
    if wanted.kinds:
        query = query.where(record.c.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.country is not None:
        query = query.where(record.c.country == wanted.country)
    return query.order_by(change.c.position)


def _changes(connection: sql.Connection, query: sql.Select[Any]) -> list[Change]:
    return [Change(position=row.position, record=row.record, version=row.version) for row in connection.execute(query)]
