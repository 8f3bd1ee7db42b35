"""What views of pairs must know of every record: its age, its owner, who may see it. No value of a person."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sql

from tracing.access import Reader, RecipientRule, Visibility, may_see
from tracing.events import (
    ErasureRequested,
    Event,
    PersonLocated,
    RecordCorrected,
    RecordErased,
    RecordRestricted,
    RecordRetracted,
    ReportEvent,
    Reserving,
    RestrictionLifted,
)
from tracing.log.batches import Entry, Unreadable
from tracing.records import reserved, visibility_of

_LATER = RecordCorrected | RecordRetracted | RecordRestricted | RestrictionLifted | Reserving | ErasureRequested


class Register(NamedTuple):
    """Two tables: `record`, and the few distinct `visibility` values that all records share, under their digests."""

    record: sql.Table
    visibility: sql.Table


def register_tables(metadata: sql.MetaData, prefix: str) -> Register:
    """The tables of a register; times are Unix seconds of entry, so that both databases compare them alike."""
    record = sql.Table(
        f"{prefix}_record",
        metadata,
        sql.Column("id", sql.Uuid, primary_key=True),
        sql.Column("number", sql.BigInteger, nullable=False),
        sql.Column("kind", sql.String(30), nullable=False),
        sql.Column("organisation", sql.String(64), nullable=False),
        sql.Column("country", sql.String(3), nullable=False),
        # Who may see it, and who might by its report alone; the two differ while it is reserved.
        sql.Column("visibility", sql.String(64), nullable=False),
        sql.Column("reported_visibility", sql.String(64), nullable=False),
        sql.Column("reserved", sql.Boolean, nullable=False),
        sql.Column("recorded_at", sql.Double, nullable=False),
        sql.Column("retracted_at", sql.Double),
        sql.Column("restricted", sql.Boolean, nullable=False),
        sql.Column("located", sql.Boolean, nullable=False),
        sql.Column("erasure_asked", sql.Boolean, nullable=False),
    )
    # A list of recipients can be longer than what PostgreSQL takes as a key.
    visibility = sql.Table(
        f"{prefix}_visibility",
        metadata,
        sql.Column("digest", sql.String(64), primary_key=True),
        sql.Column("value", sql.String, nullable=False),
    )
    return Register(record, visibility)


def fold_records(register: Register, connection: sql.Connection, entries: Sequence[Entry | Unreadable]) -> None:
    """Bring the register up to date with the record events among some entries."""
    first_events: list[dict[str, Any]] = []
    visibilities: dict[str, str] = {}
    later: list[Event] = []
    erased: list[UUID] = []
    for entry in entries:
        if not isinstance(entry, Entry):
            continue
        if isinstance(entry.event, ReportEvent):
            value = _encoded(visibility_of(entry.event.organisation, entry.event.country, entry.event.report))
            visibilities[_digest(value)] = value
            first_events.append(_row(entry.event, entry.position, _digest(value)))
        elif isinstance(entry.event, _LATER):
            later.append(entry.event)
        elif isinstance(entry.event, RecordErased):
            erased.append(entry.event.originator_id)
    if first_events:
        _add_visibilities(register, connection, visibilities)
        connection.execute(sql.insert(register.record), first_events)
    for event in later:
        _fold_later(register, connection, event)
    if erased:
        connection.execute(sql.delete(register.record).where(register.record.c.id.in_(erased)))


def _row(event: ReportEvent, position: int, visibility: str) -> dict[str, Any]:
    return {
        "id": event.originator_id,
        "number": position,
        "kind": event.report.kind.value,
        "organisation": event.organisation,
        "country": event.country,
        "visibility": visibility,
        "reported_visibility": visibility,
        "reserved": False,
        "recorded_at": event.timestamp.timestamp(),
        "retracted_at": None,
        "restricted": False,
        "located": False,
        "erasure_asked": False,
    }


def _fold_later(register: Register, connection: sql.Connection, event: Event) -> None:
    table = register.record
    changes: dict[str, Any]
    if isinstance(event, RecordCorrected):
        organisation, country = _owner(register, connection, event.originator_id)
        digest = _added(register, connection, visibility_of(organisation, country, event.report))
        standing = sql.case((table.c.reserved, table.c.visibility), else_=digest)
        changes = {"reported_visibility": digest, "visibility": standing}
    elif isinstance(event, Reserving) and event.reserved_for is not None:
        organisation, country = _owner(register, connection, event.originator_id)
        digest = _added(register, connection, reserved(organisation, country, event.reserved_for))
        changes = {"visibility": digest, "reserved": True}
        if isinstance(event, PersonLocated):
            changes["located"] = True
    elif isinstance(event, Reserving):
        changes = {"visibility": table.c.reported_visibility, "reserved": False}
    elif isinstance(event, RecordRetracted):
        changes = {"retracted_at": event.timestamp.timestamp()}
    elif isinstance(event, ErasureRequested):
        changes = {"erasure_asked": True}
    else:
        changes = {"restricted": isinstance(event, RecordRestricted)}
    connection.execute(sql.update(table).where(table.c.id == event.originator_id).values(**changes))


def _owner(register: Register, connection: sql.Connection, record: UUID) -> tuple[str, str]:
    table = register.record
    found = connection.execute(sql.select(table.c.organisation, table.c.country).where(table.c.id == record)).one()
    return found.organisation, found.country


def _added(register: Register, connection: sql.Connection, visibility: Visibility) -> str:
    value = _encoded(visibility)
    _add_visibilities(register, connection, {_digest(value): value})
    return _digest(value)


def _encoded(visibility: Visibility) -> str:
    return msgspec.json.encode(visibility, order="sorted").decode()


def _digest(visibility: str) -> str:
    return sha256(visibility.encode()).hexdigest()


def _add_visibilities(register: Register, connection: sql.Connection, values: Mapping[str, str]) -> None:
    digest = register.visibility.c.digest
    known = set(connection.scalars(sql.select(digest).where(digest.in_(values))))
    missing = [{"digest": key, "value": value} for key, value in values.items() if key not in known]
    if missing:
        connection.execute(sql.insert(register.visibility), missing)


def visible_to(
    register: Register, connection: sql.Connection, reader: Reader | None, column: sql.ColumnElement[Any]
) -> sql.ColumnElement[bool]:
    """A condition on a visibility column: what :func:`tracing.access.may_see` allows the reader."""
    if reader is None:
        return sql.true()
    rows = connection.execute(sql.select(register.visibility))
    return column.in_([row.digest for row in rows if _allowed(reader, row.value)])


@lru_cache(maxsize=100_000)
def _allowed(reader: Reader, visibility: str) -> bool:
    return may_see(reader, _decoded(visibility))


def _decoded(visibility: str) -> Visibility:
    return msgspec.json.decode(visibility, type=Visibility)


def for_everybody(
    register: Register, connection: sql.Connection, column: sql.ColumnElement[Any]
) -> sql.ColumnElement[bool]:
    """A condition on a visibility column: meant for all, so that no reader with a country-wide right is left out."""
    rows = connection.execute(sql.select(register.visibility))
    meant = (row.digest for row in rows if _decoded(row.value).recipients.rule is RecipientRule.all)
    return column.in_(list(meant))


def in_use(record: sql.FromClause) -> sql.ColumnElement[bool]:
    """A condition on the table of records: neither retracted nor restricted."""
    return sql.and_(record.c.retracted_at.is_(None), sql.not_(record.c.restricted))


def numbers(
    register: Register,
    connection: sql.Connection,
    records: Iterable[UUID],
    reader: Reader | None,
    as_of: float | None = None,
) -> dict[UUID, int]:
    """Each of some records with its number, if the reader may see it and it was known and in use then."""
    parameters: dict[str, Any] = {"records": list(records)}
    if as_of is None:
        rows = connection.execute(_known(register), parameters)
    else:
        rows = connection.execute(_known_then(register), parameters | {"as_of": as_of})
    return {row.id: row.number for row in rows if reader is None or _allowed(reader, row.value)}


@cache
def _known(register: Register) -> sql.Select[Any]:
    return _rows_of(register).where(in_use(register.record))


@cache
def _known_then(register: Register) -> sql.Select[Any]:
    as_of, retracted_at = sql.bindparam("as_of", type_=sql.Double), register.record.c.retracted_at
    return _rows_of(register).where(
        # A restriction bites on what was known before it, too.
        sql.not_(register.record.c.restricted),
        register.record.c.recorded_at <= as_of,
        sql.or_(retracted_at.is_(None), retracted_at > as_of),
    )


def _rows_of(register: Register) -> sql.Select[Any]:
    # Built once: building it for each search takes longer than asking. Who may see a record is asked for these few
    # records, and not as in `visible_to` for every visibility that there is.
    table, visibility = register.record, register.visibility
    return (
        sql.select(table.c.id, table.c.number, visibility.c.value)
        .select_from(table.join(visibility, visibility.c.digest == table.c.visibility))
        .where(table.c.id.in_(sql.bindparam("records", expanding=True)))
    )
