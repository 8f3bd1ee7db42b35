"""The view of candidates: the reviewers' queue."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.register import Register, fold_records, in_use, register_tables, visible_to
from projections.sqlview import SqlView
from tracing.access import Caller, reader_of
from tracing.events import (
    EvidenceRenewed,
    JudgementEvent,
    MatchProposed,
    MatchReopened,
    MessageLeft,
    Opinion,
    RecordErased,
    Suggestion,
    Verdict,
)
from tracing.judgements import OPEN_STATES, STATE_AFTER, State
from tracing.log.batches import Batch, Entry
from tracing.reports import ReportKind
from tracing.value import Value


class QueueOrder(StrEnum):
    """In which order reviewers see candidates."""

    strongest = "strongest"
    oldest = "oldest"


class QueueFilter(Value, frozen=True, kw_only=True):
    """Which candidates to list.

    Attributes:
        states: states wanted; by default those in which a reviewer's answer is awaited.
        kinds, countries: at least one of the two records is of such a kind, or its owner of such a country.
        minimum_weight: match weight in bits, at least.
        within: both records are among these; None for no such condition.
        answered: only pairs that the caller has answered since they were opened; who acted on a pair that was later
            withdrawn finds it so.
    """

    states: frozenset[State] = OPEN_STATES
    kinds: tuple[ReportKind, ...] = ()
    countries: tuple[str, ...] = ()
    minimum_weight: float | None = None
    within: frozenset[UUID] | None = None
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

    @classmethod
    def of(cls, row: sql.RowMapping) -> "Candidate":
        """The candidate that a row of the table holds."""
        return cls(**{**row, "state": State(row["state"]), "suggests": Suggestion(row["suggests"])})


class CandidateTables:
    """`candidate`: each pair with its state; `opinion`: who answered since it was opened; the register of records."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"candidates_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.candidate = sql.Table(
            f"{prefix}_candidate",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("record_a", sql.Uuid, nullable=False),
            sql.Column("record_b", sql.Uuid, nullable=False),
            sql.Column("state", sql.String(20), nullable=False),
            sql.Column("weight", sql.Double, nullable=False),
            sql.Column("probability", sql.Double, nullable=False),
            sql.Column("suggests", sql.String(20), nullable=False),
            sql.Column("position", sql.BigInteger, nullable=False),
            sql.Index(f"{prefix}_by_weight", "state", "weight"),
            sql.Index(f"{prefix}_by_position", "state", "position"),
            sql.Index(f"{prefix}_by_first", "record_a"),
            sql.Index(f"{prefix}_by_second", "record_b"),
        )
        self.opinion = sql.Table(
            f"{prefix}_opinion",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("version", sql.Integer, primary_key=True),
            sql.Column("reviewer", sql.String, nullable=False),
            sql.Column("verdict", sql.String(20), nullable=False),
        )


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
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            if isinstance(entry.event, JudgementEvent):
                _fold_judgement(connection, tables, entry.event, entry.position)
            elif isinstance(entry.event, RecordErased):
                _forget(connection, tables, entry.event.originator_id)

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

        `after` is the weight (for `oldest`: the position) and the judgement of the last row of the page before.
        """
        reader = reader_of(caller)
        if reader is None:
            return []
        with self.store.reading() as connection:
            tables = self.tables(connection)
            candidate, register = tables.candidate, tables.register
            first, second = register.record.alias("first"), register.record.alias("second")
            query = (
                sql.select(candidate)
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
            query = _page(query, candidate, order, after).limit(limit)
            return [Candidate.of(row) for row in connection.execute(query).mappings()]

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


def _fold_judgement(connection: sql.Connection, tables: CandidateTables, event: JudgementEvent, position: int) -> None:
    candidate, opinion = tables.candidate, tables.opinion
    pair = candidate.c.judgement == event.originator_id
    if isinstance(event, MatchProposed):
        row = {
            "judgement": event.originator_id,
            "record_a": event.record_a,
            "record_b": event.record_b,
            "state": State.proposed.value,
            "weight": event.evidence.weight,
            "probability": event.evidence.probability,
            "suggests": event.evidence.suggests.value,
            "position": position,
        }
        connection.execute(sql.insert(candidate).values(row))
        return
    if isinstance(event, MessageLeft):
        return
    changes: dict[str, Any] = {}
    if isinstance(event, EvidenceRenewed | MatchReopened):
        evidence = event.evidence
        changes = {
            "weight": evidence.weight,
            "probability": evidence.probability,
            "suggests": evidence.suggests.value,
        }
    if isinstance(event, MatchReopened):
        changes |= {"state": State.proposed.value, "position": position}
        connection.execute(sql.delete(opinion).where(opinion.c.judgement == event.originator_id))
    elif (state := STATE_AFTER.get(type(event))) is not None:
        changes = {"state": state.value}
        _add_opinion(connection, tables.opinion, event, event.opinion)  # type: ignore[attr-defined]
    connection.execute(sql.update(candidate).where(pair).values(**changes))


def _forget(connection: sql.Connection, tables: CandidateTables, record: UUID) -> None:
    candidate, opinion = tables.candidate, tables.opinion
    touching = sql.or_(candidate.c.record_a == record, candidate.c.record_b == record)
    pairs = sql.select(candidate.c.judgement).where(touching)
    connection.execute(sql.delete(opinion).where(opinion.c.judgement.in_(pairs)))
    connection.execute(sql.delete(candidate).where(touching))


def _add_opinion(connection: sql.Connection, opinion: sql.Table, event: JudgementEvent, given: Opinion) -> None:
    if given.verdict is None:
        return
    # Only the latest answer of a reviewer counts.
    connection.execute(
        sql.delete(opinion).where(opinion.c.judgement == event.originator_id, opinion.c.reviewer == given.reviewer)
    )
    connection.execute(
        sql.insert(opinion).values(
            judgement=event.originator_id,
            version=event.originator_version,
            reviewer=given.reviewer,
            verdict=given.verdict.value,
        )
    )


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
    if wanted.minimum_weight is not None:
        conditions.append(candidate.c.weight >= wanted.minimum_weight)
    return conditions


def _page(
    query: "sql.Select[Any]", candidate: sql.Table, order: QueueOrder, after: tuple[float, UUID] | None
) -> "sql.Select[Any]":
    if order is QueueOrder.oldest:
        if after is not None:
            query = query.where(candidate.c.position > int(after[0]))
        return query.order_by(candidate.c.position)
    if after is not None:
        weight, judgement = after
        query = query.where(
            sql.or_(
                candidate.c.weight < weight,
                sql.and_(candidate.c.weight == weight, candidate.c.judgement > judgement),
            )
        )
    return query.order_by(candidate.c.weight.desc(), candidate.c.judgement)
