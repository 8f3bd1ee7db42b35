"""Lists of records of one kind, from the register that the view of identities keeps."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sql

from projections.identities import IdentitiesView
from projections.register import in_use, visible_to
from tracing.access import Reader
from tracing.reports import ReportKind
from tracing.stream_ids import record_id

_PARAMETERS = 20_000
"""Values of one statement; SQLite takes 32,766, PostgreSQL 65,535."""


def listed(identities: IdentitiesView, kind: ReportKind, reader: Reader) -> list[UUID]:
    """Records of a kind that are in use and that a reader may see, those entered last first."""
    with identities.store.reading() as connection:
        return _shown(identities, connection, kind, reader, sql.true())[::-1]


def by_reference(
    identities: IdentitiesView, kind: ReportKind, references: Sequence[str], reader: Reader
) -> dict[str, UUID]:
    """Of each reference the record that bears it, as :func:`listed`; of several the one that was entered first."""
    with identities.store.reading() as connection:
        record = identities.tables(connection).register.record
        of_kind = sql.select(record.c.organisation).where(record.c.kind == kind.value)
        organisations = list(connection.scalars(of_kind.distinct()))
        found: dict[str, UUID] = {}
        at_once = max(1, _PARAMETERS // max(1, len(organisations)))
        for start in range(0, len(references), at_once):
            part = references[start : start + at_once]
            named = {record_id(organisation, name): name for organisation in organisations for name in part}
            for shown in _shown(identities, connection, kind, reader, record.c.id.in_(named)):
                found.setdefault(named[shown], shown)
        return found


def within(identities: IdentitiesView, kind: ReportKind, first: UUID, last: UUID, reader: Reader) -> list[UUID]:
    """Records whose ids lie between two ids, as :func:`listed`; those entered first come first."""
    with identities.store.reading() as connection:
        record = identities.tables(connection).register.record
        return _shown(identities, connection, kind, reader, record.c.id.between(first, last))


def _shown(
    identities: IdentitiesView,
    connection: sql.Connection,
    kind: ReportKind,
    reader: Reader,
    condition: sql.ColumnElement[bool],
) -> list[UUID]:
    register = identities.tables(connection).register
    record = register.record
    visible = visible_to(register, connection, reader, record.c.visibility)
    query = sql.select(record.c.id).where(record.c.kind == kind.value, in_use(record), visible, condition)
    return list(connection.scalars(query.order_by(record.c.number)))
