"""An organisation's own records, whatever has become of them, from the register that the view of identities keeps."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sql

from projections.identities import IdentitiesView
from projections.register import in_use
from tracing.reports import ReportKind


class OwnState(StrEnum):
    """What has become of a record. One that somebody asks to erase has another state besides."""

    in_use = "in_use"
    held = "held"
    located = "located"
    restricted = "restricted"
    retracted = "retracted"
    erasure_asked = "erasure_asked"


class Entered(StrEnum):
    """In which order records are listed, by time of entry."""

    newest = "newest"
    oldest = "oldest"


class OwnRecords:
    """Records of one kind that one organisation entered, those included that are used no more.

    Args:
        identities: the view whose register is asked.
        organisation: the owner.
        kind: of the records.
    """

    def __init__(self, identities: IdentitiesView, organisation: str, kind: ReportKind) -> None:
        """Ask nothing yet."""
        self._identities, self._organisation, self._kind = identities, organisation, kind

    def listed(self, state: OwnState | None, order: Entered, limit: int, after: UUID | None = None) -> list[UUID]:
        """Ids of records in a state, or in any; at most so many behind one of them, or from the beginning."""
        with self._identities.store.reading() as connection:
            record = self._identities.tables(connection).register.record
            query = sql.select(record.c.id).where(self._own(record))
            if state is not None:
                query = query.where(_conditions(record)[state])
            if after is not None:
                place = sql.select(record.c.number).where(record.c.id == after, self._own(record)).scalar_subquery()
                query = query.where(record.c.number < place if order is Entered.newest else record.c.number > place)
            by = record.c.number.desc() if order is Entered.newest else record.c.number
            return list(connection.scalars(query.order_by(by).limit(limit)))

    def counted(self) -> dict[OwnState, int]:
        """How many records are in each state."""
        with self._identities.store.reading() as connection:
            record = self._identities.tables(connection).register.record
            sums = [sql.func.sum(sql.case((holds, 1), else_=0)) for holds in _conditions(record).values()]
            row = connection.execute(sql.select(*sums).where(self._own(record))).one()
            return {state: int(number or 0) for state, number in zip(_conditions(record), row, strict=True)}

    def _own(self, record: sql.Table) -> sql.ColumnElement[bool]:
        return sql.and_(record.c.organisation == self._organisation, record.c.kind == self._kind.value)


def _conditions(record: sql.Table) -> Mapping[OwnState, sql.ColumnElement[bool]]:
    used, located = in_use(record), record.c.located
    return {
        OwnState.in_use: sql.and_(used, sql.not_(record.c.reserved)),
        # Whoever is located is sought no more, whatever held the notice before.
        OwnState.held: sql.and_(used, record.c.reserved, sql.not_(located)),
        OwnState.located: sql.and_(used, located),
        OwnState.restricted: sql.and_(record.c.restricted, record.c.retracted_at.is_(None)),
        OwnState.retracted: record.c.retracted_at.is_not(None),
        OwnState.erasure_asked: record.c.erasure_asked,
    }
