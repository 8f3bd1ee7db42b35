"""Silent candidates: a resident whom nobody outside the shelter may know of, and a notice that may be about her."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sql

from projections.candidates import Candidate, CandidatesView
from projections.register import in_use, visible_to
from tracing.access import Caller, gate_reader_of
from tracing.events import Suggestion
from tracing.judgements import OPEN_STATES
from tracing.reports import ReportKind

Condition = Callable[[sql.Connection, sql.FromClause, sql.FromClause], sql.ColumnElement[bool]]
"""On the register's rows of a registration and of a notice."""


class SilentCandidates:
    """Open pairs of a shelter's registration with a notice, asked for from either side."""

    def __init__(self, candidates: CandidatesView) -> None:
        """Ask the queue."""
        self._candidates = candidates

    def of_shelter(self, shelter: Caller) -> list[Candidate]:
        """Pairs of a shelter's own registrations with notices that are meant for its country, oldest first.

        The shelter may not see the notices. It may be told that there is one, because they are meant for its country.
        """

        def wanted(connection: sql.Connection, own: sql.FromClause, notice: sql.FromClause) -> sql.ColumnElement[bool]:
            with_recipients = self._candidates.tables(connection).register
            meant = visible_to(with_recipients, connection, gate_reader_of(shelter), notice.c.visibility)
            return sql.and_(own.c.organisation == shelter.organisation, meant)

        return self._pairs(wanted)

    def of_notice(self, notice: UUID) -> list[Candidate]:
        """Pairs of a notice with registrations of any shelter, oldest first; for the service itself."""
        return self._pairs(lambda _connection, _own, sought: sought.c.id == notice)

    def _pairs(self, wanted: Condition) -> list[Candidate]:
        with self._candidates.store.reading() as connection:
            tables = self._candidates.tables(connection)
            candidate = tables.candidate
            own, notice = tables.register.record.alias("own"), tables.register.record.alias("notice")
            # One query for each order of the pair: a join on either order at once would look through all rows.
            found = sql.union_all(
                *(
                    sql.select(candidate)
                    .join(own, own.c.id == one)
                    .join(notice, notice.c.id == other)
                    .where(
                        wanted(connection, own, notice),
                        candidate.c.state.in_(sorted(OPEN_STATES)),
                        candidate.c.suggests == Suggestion.same.value,
                        own.c.kind == ReportKind.shelter_registration.value,
                        notice.c.kind == ReportKind.yellow_notice.value,
                        in_use(own),
                        in_use(notice),
                    )
                    for one, other in (
                        (candidate.c.record_a, candidate.c.record_b),
                        (candidate.c.record_b, candidate.c.record_a),
                    )
                )
            )
            rows = [Candidate.of(row) for row in connection.execute(found).mappings()]
        return sorted(rows, key=lambda row: row.position)
