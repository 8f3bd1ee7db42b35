"""The view of standing decisions, from which identities are derived: now, or as they were known on a day."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.register import Register, fold_records, numbers, register_tables
from projections.sqlview import SqlView
from tracing.access import Reader
from tracing.errors import NotFoundError
from tracing.events import (
    DocumentMisuseFound,
    EvidenceRenewed,
    JudgementEvent,
    KinFound,
    MatchConfirmed,
    MatchProposed,
    MatchRejected,
    MessageLeft,
    RecordErased,
    Verdict,
)
from tracing.identities import Identity, Link, clusters
from tracing.log.batches import Batch, Entry

_CHUNK = 500

_DECIDES: dict[type[JudgementEvent], Verdict] = {
    MatchConfirmed: Verdict.same,
    MatchRejected: Verdict.different,
    KinFound: Verdict.kin,
    DocumentMisuseFound: Verdict.document_misuse,
}


class IdentityTables:
    """`decision`: each decision on a pair with the span of time in which it stood; and the register of records."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"identities_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.pair = sql.Table(
            f"{prefix}_pair",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("record_a", sql.Uuid, nullable=False),
            sql.Column("record_b", sql.Uuid, nullable=False),
        )
        self.decision = sql.Table(
            f"{prefix}_decision",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("version", sql.Integer, primary_key=True),
            sql.Column("record_a", sql.Uuid, nullable=False, index=True),
            sql.Column("record_b", sql.Uuid, nullable=False, index=True),
            sql.Column("verdict", sql.String(20), nullable=False),
            sql.Column("since", sql.Double, nullable=False),
            sql.Column("until", sql.Double),
        )


class IdentitiesView(SqlView[IdentityTables]):
    """Folds decisions into spans of time, and answers which records are one identity."""

    NAME = "identities"

    @staticmethod
    @cache
    def tables_of(generation: int) -> IdentityTables:
        """The tables of a generation, described once a process."""
        return IdentityTables(generation)

    def fold(self, connection: sql.Connection, tables: IdentityTables, batch: Batch) -> None:
        """Take record events into the register, and judgement events into decisions."""
        fold_records(tables.register, connection, batch.entries)
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            if isinstance(entry.event, JudgementEvent):
                _fold_judgement(connection, tables, entry.event)
            elif isinstance(entry.event, RecordErased):
                for table in (tables.decision, tables.pair):
                    touching = sql.or_(*(table.c[end] == entry.event.originator_id for end in ("record_a", "record_b")))
                    connection.execute(sql.delete(table).where(touching))

    def of(self, records: Iterable[UUID], reader: Reader | None, as_of: datetime | None = None) -> dict[UUID, Identity]:
        """The identity of each record, as far as the reader may know.

        Only records that the reader may see join others: with and without a hidden record the answer is the same.
        Records that are hidden, retracted or not known at `as_of` (UTC, time of entry) are left out.
        """
        moment = None if as_of is None else as_of.timestamp()
        with self.store.reading() as connection:
            tables = self.tables(connection)
            register = tables.register
            known = numbers(register, connection, records, reader, moment)
            links: set[Link] = set()
            frontier = set(known)
            while frontier:
                found = set(_links(connection, tables.decision, frontier, moment))
                links |= found
                joined = {r for link in found if link.verdict is Verdict.same for r in (link.record_a, link.record_b)}
                fresh = numbers(register, connection, joined - known.keys(), reader, moment) if joined else {}
                known |= fresh
                frontier = set(fresh)
        return clusters(known, links)

    def one(self, record: UUID, reader: Reader | None, as_of: datetime | None = None) -> Identity:
        """The identity that a record belongs to.

        Raises:
            NotFoundError: there is no such record, or not for this reader, or not yet at `as_of`.
        """
        found = self.of([record], reader, as_of).get(record)
        if found is None:
            raise NotFoundError("There is no such identity.")
        return found

    def kin(self, records: Iterable[UUID], reader: Reader | None) -> set[UUID]:
        """Records known to be of kin of some records' persons, among those that the reader may see.

        Kin of any record of the same identity counts, for it is the person who has a twin.
        """
        identities = self.of(records, reader)
        own = {member for identity in identities.values() for member in identity.members}
        with self.store.reading() as connection:
            tables = self.tables(connection)
            links = [one for one in _links(connection, tables.decision, own, None) if one.verdict is Verdict.kin]
            ends = {end for link in links for end in (link.record_a, link.record_b)} - own
            return set(numbers(tables.register, connection, ends, reader)) if ends else set()

    def contested(self, reader: Reader | None) -> list[Identity]:
        """Identities whose decisions contradict each other, oldest first."""
        with self.store.reading() as connection:
            suspects = list(connection.scalars(_suspects(self.tables(connection).decision)))
        found: dict[UUID, Identity] = {}
        for start in range(0, len(suspects), _CHUNK):
            found |= {
                identity.id: identity
                for identity in self.of(suspects[start : start + _CHUNK], reader).values()
                if identity.contested
            }
        return list(found.values())


def _suspects(decision: sql.Table) -> sql.Select[UUID]:
    """First records of pairs told apart of which both are joined to something; most rejected pairs are not."""
    standing = decision.c.until.is_(None)
    same = sql.and_(standing, decision.c.verdict == Verdict.same.value)
    joined = sql.union(sql.select(decision.c.record_a).where(same), sql.select(decision.c.record_b).where(same))
    return sql.select(decision.c.record_a).where(
        standing,
        decision.c.verdict != Verdict.same.value,
        decision.c.record_a.in_(joined),
        decision.c.record_b.in_(joined),
    )


def _fold_judgement(connection: sql.Connection, tables: IdentityTables, event: JudgementEvent) -> None:
    if isinstance(event, MatchProposed):
        pair = {"judgement": event.originator_id, "record_a": event.record_a, "record_b": event.record_b}
        connection.execute(sql.insert(tables.pair).values(pair))
        return
    if isinstance(event, EvidenceRenewed | MessageLeft):
        return
    decision = tables.decision
    moment = event.timestamp.timestamp()
    connection.execute(
        sql.update(decision)
        .where(decision.c.judgement == event.originator_id, decision.c.until.is_(None))
        .values(until=moment)
    )
    if (verdict := _DECIDES.get(type(event))) is not None:
        pair_table = tables.pair
        pair_row = connection.execute(sql.select(pair_table).where(pair_table.c.judgement == event.originator_id)).one()
        connection.execute(
            sql.insert(decision).values(
                judgement=event.originator_id,
                version=event.originator_version,
                record_a=pair_row.record_a,
                record_b=pair_row.record_b,
                verdict=verdict.value,
                since=moment,
            )
        )


def _links(connection: sql.Connection, decision: sql.Table, records: set[UUID], moment: float | None) -> Iterator[Link]:
    parameters: dict[str, Any] = {"records": list(records)}
    if moment is None:
        rows = connection.execute(_standing(decision), parameters)
    else:
        rows = connection.execute(_standing_then(decision), parameters | {"moment": moment})
    for row in rows:
        yield Link(record_a=row.record_a, record_b=row.record_b, verdict=Verdict(row.verdict))


@cache
def _standing(decision: sql.Table) -> sql.Select[Any]:
    return _touching(decision).where(decision.c.until.is_(None))


@cache
def _standing_then(decision: sql.Table) -> sql.Select[Any]:
    moment = sql.bindparam("moment", type_=sql.Double)
    return _touching(decision).where(
        decision.c.since <= moment, sql.or_(decision.c.until.is_(None), decision.c.until > moment)
    )


def _touching(decision: sql.Table) -> sql.Select[Any]:
    # Built once: building it for each search takes longer than asking.
    records: sql.BindParameter[Any] = sql.bindparam("records", expanding=True)
    return sql.select(decision).where(sql.or_(decision.c.record_a.in_(records), decision.c.record_b.in_(records)))
