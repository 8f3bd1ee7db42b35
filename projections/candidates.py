"""The view of candidates: the reviewers' queue."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.candidate_fold import fold_children, fold_judgement, forget
from projections.candidate_tables import OPEN_PART, CandidateTables
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
        own = {name: row[name] for name in cls.__struct_fields__}
        return cls(**{**own, "state": State(own["state"]), "suggests": Suggestion(own["suggests"])})


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
        reader = reader_of(caller)
        if reader is None:
            return []
        with self.store.reading() as connection:
            tables = self.tables(connection)
            query = _listed(connection, tables, caller, reader, wanted, [tables.candidate])
            query = _behind(query, tables.candidate, order, after)
            rows = connection.execute(query.order_by(*_ordered(tables.candidate, order)).limit(limit)).mappings().all()
        return [Candidate.of(row) for row in rows]

    def count(
        self,
        caller: Caller,
        wanted: QueueFilter,
        order: QueueOrder = QueueOrder.strongest,
        after: tuple[float, UUID] | None = None,
    ) -> int:
        """How many candidates :meth:`queue` lists in all, or after a place."""
        reader = reader_of(caller)
        if reader is None:
            return 0
        with self.store.reading() as connection:
            tables = self.tables(connection)
            query = _listed(connection, tables, caller, reader, wanted, [sql.func.count()])
            return int(connection.scalar(_behind(query, tables.candidate, order, after)) or 0)

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


_PARTS = {OPEN_STATES: OPEN_PART} | {frozenset({state}): state.value for state in State if state not in OPEN_STATES}


def _in_states(candidate: sql.Table, wanted: QueueFilter) -> sql.ColumnElement[bool]:
    part = _PARTS.get(wanted.states)
    # Few pairs are found by their own index; SQLite would rather read all that wait, for they stand in order.
    few = wanted.within is not None or wanted.pairs is not None
    return candidate.c.state.in_(sorted(wanted.states)) if part is None or few else candidate.c.part == part


def _wanted(
    candidate: sql.Table, first: sql.FromClause, second: sql.FromClause, wanted: QueueFilter
) -> list[sql.ColumnElement[bool]]:
    conditions: list[sql.ColumnElement[bool]] = [_in_states(candidate, wanted)]
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


def _ordered(candidate: sql.Table, order: QueueOrder) -> list[sql.ColumnElement[Any]]:
    """The order of :meth:`Candidate.place`, by columns that an index has."""
    if order is QueueOrder.oldest:
        return [candidate.c.position, candidate.c.judgement]
    children = [candidate.c.child.desc()] if order is QueueOrder.child_first else []
    return [*children, candidate.c.weight.desc(), candidate.c.judgement]


def _behind(
    query: "sql.Select[Any]", candidate: sql.Table, order: QueueOrder, after: tuple[float, UUID] | None
) -> "sql.Select[Any]":
    """What stands after a place, see :meth:`Candidate.place`."""
    if after is None:
        return query
    value, judgement = after
    place: sql.ColumnElement[Any] = candidate.c.weight
    if order is QueueOrder.oldest:
        place = candidate.c.position
    elif order is QueueOrder.child_first:
        place = place + sql.cast(sql.case((candidate.c.child, _CHILD_LIFT), else_=0.0), sql.Double)
    beyond = place > int(value) if order is QueueOrder.oldest else place < value
    return query.where(sql.or_(beyond, sql.and_(place == value, candidate.c.judgement > judgement)))
