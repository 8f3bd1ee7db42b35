"""Which pairs hang together, as far as a reader may see: what suggested groups are made of."""

import math
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from projections.candidate_tables import CandidateTables
from projections.candidates import Candidate, CandidatesView
from projections.register import numbers
from tracing.access import Reader
from tracing.judgements import OPEN_STATES, State

_CONNECTS = OPEN_STATES | {State.confirmed}
_COUNT = sorted(_CONNECTS | {State.rejected, State.kin, State.document_misuse})


def connected(
    view: CandidatesView, records: Iterable[UUID], reader: Reader | None, most: int, least: float = -math.inf
) -> list[Candidate] | None:
    """All pairs among the records that a chain of open or confirmed pairs connects to these, judged apart ones too.

    Args:
        view: knows all pairs.
        records: where the chains begin.
        reader: only pairs of two records that it may see, neither of them retracted, count.
        most: None is returned when more records are reached, unless by confirmed pairs alone (`least` infinite).
        least: open pairs of fewer bits do not count.
    """
    with view.store.reading() as connection:
        tables = view.tables(connection)
        known = set(numbers(tables.register, connection, records, reader))
        found: dict[UUID, Candidate] = {}
        frontier = set(known)
        while frontier:
            rows = connection.execute(_touching(tables), {"records": list(frontier)}).mappings()
            pairs = [pair for pair in map(Candidate.of, rows) if pair.state not in OPEN_STATES or pair.weight >= least]
            ends = {end for pair in pairs if pair.state in _CONNECTS for end in (pair.record_a, pair.record_b)} - known
            frontier = set(numbers(tables.register, connection, ends, reader)) if ends else set()
            known |= frontier
            if len(known) > most and least < math.inf:
                return None
            found |= {pair.judgement: pair for pair in pairs}
    return [pair for pair in found.values() if pair.record_a in known and pair.record_b in known]


@cache
def _touching(tables: CandidateTables) -> sql.Select[Any]:
    # Built once: building it for each search takes longer than asking.
    candidate = tables.candidate
    records: sql.BindParameter[Any] = sql.bindparam("records", expanding=True)
    first = sql.select(candidate).where(candidate.c.record_a.in_(records), candidate.c.state.in_(_COUNT))
    second = sql.select(candidate).where(candidate.c.record_b.in_(records), candidate.c.state.in_(_COUNT))
    return sql.select(sql.union(first, second).subquery())
