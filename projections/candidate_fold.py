"""How the log becomes the reviewers' queue: rows of pairs, who answered, and which records are of children."""

from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.candidate_tables import CandidateTables
from search.profile import minor_in
from tracing.events import (
    EvidenceRenewed,
    JudgementEvent,
    MatchProposed,
    MatchReopened,
    MessageLeft,
    Opinion,
    RecordCorrected,
    ReportEvent,
)
from tracing.judgements import STATE_AFTER, State
from tracing.log.batches import Batch, Entry


def fold_children(connection: sql.Connection, tables: CandidateTables, batch: Batch) -> None:
    """Remember whose person was a child, as the latest report of each record says it."""
    latest: dict[UUID, bool] = {}
    corrected: list[UUID] = []
    for entry in batch.entries:
        if isinstance(entry, Entry) and isinstance(entry.event, ReportEvent | RecordCorrected):
            latest[entry.event.originator_id] = minor_in(entry.event.report) is True
            if isinstance(entry.event, RecordCorrected):
                corrected.append(entry.event.originator_id)
    child = tables.child
    if corrected:
        connection.execute(sql.delete(child).where(child.c.record.in_(corrected)))
    if children := [{"record": record} for record, is_child in latest.items() if is_child]:
        connection.execute(sql.insert(child), children)
    candidate = tables.candidate
    for record in corrected:
        touching = sql.or_(candidate.c.record_a == record, candidate.c.record_b == record)
        of_child = _of_child(tables, candidate.c.record_a, candidate.c.record_b)
        connection.execute(sql.update(candidate).where(touching).values(child=of_child))


def _of_child(tables: CandidateTables, *records: Any) -> sql.ColumnElement[bool]:
    return sql.exists().where(tables.child.c.record.in_(records))


def fold_judgement(connection: sql.Connection, tables: CandidateTables, event: JudgementEvent, position: int) -> None:
    """Take one event of a pair into its row, and into those of the answers on it."""
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
            "child": _of_child(tables, event.record_a, event.record_b),
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


def forget(connection: sql.Connection, tables: CandidateTables, record: UUID) -> None:
    """Keep nothing of the pairs of a record that was erased."""
    candidate, opinion = tables.candidate, tables.opinion
    touching = sql.or_(candidate.c.record_a == record, candidate.c.record_b == record)
    pairs = sql.select(candidate.c.judgement).where(touching)
    connection.execute(sql.delete(opinion).where(opinion.c.judgement.in_(pairs)))
    connection.execute(sql.delete(candidate).where(touching))
    connection.execute(sql.delete(tables.child).where(tables.child.c.record == record))


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
