"""The view of candidates: the reviewers' queue."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.candidate_fold import fold_children, fold_judgement, forget
from projections.candidate_tables import CandidateTables
from projections.register import fold_records, in_use, visible_to
from projections.sqlview import SqlView
from tracing.access import Caller, Reader, reader_of
from tracing.events import JudgementEvent, RecordErased, Suggestion, Verdict
from tracing.judgements import OPEN_STATES, State
from tracing.log.batches import Batch, Entry
from tracing.reports import ReportKind
from tracing.value import Value


class QueueOrder(StrEnum):
    """In which order reviewers see candidates."""

    strongest = "strongest"
    oldest = "oldest"
    child_first = "child_first"
    """Pairs of a child before all others, each of the two parts with the strongest first."""


_CHILD_LIFT = 10_000.0
"""Bits that a child's pair is raised by where children come first: more than any evidence weighs."""


class QueueFilter(Value, frozen=True, kw_only=True):
    """Which candidates to list.

    Attributes:
        states: states wanted; by default those in which a reviewer's answer is awaited.
        kinds, countries: at least one of the two records is of such a kind, or its owner of such a country.
        minimum_weight: match weight in bits, at least.
        within: both records are among these; None for no such condition.
        pairs: only these; None for no such condition.
        without: not these pairs.
        children: only pairs of which one was a child for certain when it was reported.
        answered: only pairs that the caller has answered since they were opened; who acted on a pair that was later
            withdrawn finds it so.
    """

    states: frozenset[State] = OPEN_STATES
    kinds: tuple[ReportKind, ...] = ()
    countries: tuple[str, ...] = ()
    minimum_weight: float | None = None
    within: frozenset[UUID] | None = None
    pairs: frozenset[UUID] | None = None
    without: frozenset[UUID] = frozenset()
    children: bool = False
    answered: bool = False


class Candidate(Value, frozen=True, kw_only=True):
    """A row of the queue."""

    judgement: UUID
    record_a: UUID
    record_b: UUID
    state: State
    weight: float
    probability: float
    suggests: Suggestion
    position: int
    child: bool

    def place(self, order: QueueOrder) -> float:
        """By what it is ordered, before its id: what a page of the queue goes on after."""
        if order is QueueOrder.oldest:
            return self.position
        return self.weight + (_CHILD_LIFT if order is QueueOrder.child_first and self.child else 0.0)

    @classmethod
    def of(cls, row: "Mapping[Any, Any]") -> "Candidate":
        """The candidate that a row of the table holds."""
        return cls(**{**row, "state": State(row["state"]), "suggests": Suggestion(row["suggests"])})


class CandidatesView(SqlView[CandidateTables]):
    """Folds judgement events into rows, and lists those that a reviewer may see and answer."""

    NAME = "candidates"

    @staticmethod
    @cache
    def tables_of(generation: int) -> CandidateTables:
        """The tables of a generation, described once a process."""
        return CandidateTables(generation)

    def fold(self, connection: sql.Connection, tables: CandidateTables, batch: Batch) -> None:
        """Take record events into the register, and judgement events into rows."""
        fold_records(tables.register, connection, batch.entries)
        fold_children(connection, tables, batch)
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            if isinstance(entry.event, JudgementEvent):
                fold_judgement(connection, tables, entry.event, entry.position)
            elif isinstance(entry.event, RecordErased):
                forget(connection, tables, entry.event.originator_id)

    def queue(
        self,
        caller: Caller,
        wanted: QueueFilter,
        order: QueueOrder,
        limit: int,
        after: tuple[float, UUID] | None = None,
    ) -> list[Candidate]:
        """Candidates that the caller may see, a page at a time.

        Pairs with a record that is not in use or of the caller's organisation, and open pairs that the caller has
        already confirmed, or called a misused document, are left out: there is nothing for this caller to answer.

        `after` is the place (:meth:`Candidate.place`) and the judgement of the last row of the page before.
        """
        return self.counted_queue(caller, wanted, order, limit, after)[0]

    def counted_queue(
        self,
        caller: Caller,
        wanted: QueueFilter,
        order: QueueOrder,
        limit: int,
        after: tuple[float, UUID] | None = None,
    ) -> tuple[list[Candidate], int]:
        """The same as :meth:`queue`, and how many there are from the place on: one look for both."""
        reader = reader_of(caller)
        if reader is None:
            return [], 0
        with self.store.reading() as connection:
            tables = self.tables(connection)
            columns = [tables.candidate, sql.func.count().over().label("in_all")]
            query = _listed(connection, tables, caller, reader, wanted, columns)
            place = _place(tables.candidate, order)
            rising = order is QueueOrder.oldest
            query = _behind(query, tables.candidate, place, rising, after)
            query = query.order_by(place if rising else place.desc(), tables.candidate.c.judgement).limit(limit)
            rows = connection.execute(query).mappings().all()
        found = [Candidate.of({name: row[name] for name in Candidate.__struct_fields__}) for row in rows]
        return found, rows[0]["in_all"] if rows else 0

    def count(self, caller: Caller, wanted: QueueFilter) -> int:
        """How many candidates :meth:`queue` lists in all."""
        reader = reader_of(caller)
        if reader is None:
            return 0
        with self.store.reading() as connection:
            tables = self.tables(connection)
            query = _listed(connection, tables, caller, reader, wanted, [sql.func.count()])
            return int(connection.scalar(query) or 0)

    def open_partners(self, records: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """The other records of all pairs that wait for a reviewer, by those of `records` that have such a pair."""
        partners: dict[UUID, list[UUID]] = {}
        with self.store.reading() as connection:
            candidate = self.tables(connection).candidate
            for one, other in (
                (candidate.c.record_a, candidate.c.record_b),
                (candidate.c.record_b, candidate.c.record_a),
            ):
                query = sql.select(one, other).where(one.in_(records), candidate.c.state.in_(sorted(OPEN_STATES)))
                for record, partner in connection.execute(query.order_by(other)):
                    partners.setdefault(record, []).append(partner)
        return partners


def _answered(tables: CandidateTables, caller: Caller) -> sql.ColumnElement[bool]:
    candidate, opinion = tables.candidate, tables.opinion
    return sql.exists().where(opinion.c.judgement == candidate.c.judgement, opinion.c.reviewer == caller.subject)


def _answerable(tables: CandidateTables, caller: Caller) -> sql.ColumnElement[bool]:
    candidate, opinion = tables.candidate, tables.opinion
    confirmed = sql.exists().where(
        opinion.c.judgement == candidate.c.judgement,
        opinion.c.reviewer == caller.subject,
        opinion.c.verdict.in_([Verdict.same.value, Verdict.document_misuse.value]),
        candidate.c.state.in_(sorted(OPEN_STATES)),
    )
    return sql.not_(confirmed)


def _wanted(
    candidate: sql.Table, first: sql.FromClause, second: sql.FromClause, wanted: QueueFilter
) -> list[sql.ColumnElement[bool]]:
    conditions: list[sql.ColumnElement[bool]] = [candidate.c.state.in_(sorted(wanted.states))]
    if wanted.kinds:
        kinds = [kind.value for kind in wanted.kinds]
        conditions.append(sql.or_(first.c.kind.in_(kinds), second.c.kind.in_(kinds)))
    if wanted.countries:
        countries = list(wanted.countries)
        conditions.append(sql.or_(first.c.country.in_(countries), second.c.country.in_(countries)))
    if wanted.within is not None:
        conditions += [candidate.c.record_a.in_(wanted.within), candidate.c.record_b.in_(wanted.within)]
    if wanted.pairs is not None:
        conditions.append(candidate.c.judgement.in_(wanted.pairs))
    if wanted.without:
        conditions.append(candidate.c.judgement.not_in(wanted.without))
    if wanted.children:
        conditions.append(candidate.c.child)
    if wanted.minimum_weight is not None:
        conditions.append(candidate.c.weight >= wanted.minimum_weight)
    return conditions


def _listed(
    connection: sql.Connection,
    tables: CandidateTables,
    caller: Caller,
    reader: Reader,
    wanted: QueueFilter,
    columns: Sequence[Any],
) -> "sql.Select[Any]":
    """Something of all pairs that a caller is shown."""
    candidate, register = tables.candidate, tables.register
    first, second = register.record.alias("first"), register.record.alias("second")
    query = (
        sql.select(*columns)
        .select_from(candidate)
        .join(first, first.c.id == candidate.c.record_a)
        .join(second, second.c.id == candidate.c.record_b)
        .where(_answerable(tables, caller))
        .where(*([_answered(tables, caller)] if wanted.answered else []))
        .where(*_wanted(candidate, first, second, wanted))
    )
    for record in (first, second):
        query = query.where(
            visible_to(register, connection, reader, record.c.visibility),
            in_use(record),
            record.c.organisation != caller.organisation,
        )
    return query


def _place(candidate: sql.Table, order: QueueOrder) -> sql.ColumnElement[Any]:
    """What :meth:`Candidate.place` says, in SQL."""
    if order is QueueOrder.oldest:
        return candidate.c.position
    if order is QueueOrder.strongest:
        return candidate.c.weight
    lift = sql.case((candidate.c.child, _CHILD_LIFT), else_=0.0)
    return candidate.c.weight + sql.cast(lift, sql.Double)


def _behind(
    query: "sql.Select[Any]",
    candidate: sql.Table,
    place: sql.ColumnElement[Any],
    rising: bool,
    after: tuple[float, UUID] | None,
) -> "sql.Select[Any]":
    if after is None:
        return query
    value, judgement = after
    beyond = place > int(value) if rising else place < value
    return query.where(sql.or_(beyond, sql.and_(place == value, candidate.c.judgement > judgement)))
