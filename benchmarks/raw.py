"""The references: the same rows and documents put and read by the driver alone."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol
from uuid import UUID

import psycopg

from benchmarks.workshop import Form
from tracing.events import Event
from tracing.log.mapper import EventMapper

Row = tuple[UUID, int, str, bytes]


class RawLog(Protocol):
    """Rows of events in a table that the migration made."""

    def insert(self, row: Row) -> None:
        """One row and its commit."""
        ...

    def insert_all(self, rows: Sequence[Row]) -> None:
        """Many rows and one commit."""
        ...

    def read(self, after: int, limit: int) -> int:
        """Fetch rows as a replay does; the position of the last."""
        ...


def rows_of(events: Sequence[Event]) -> list[Row]:
    """Events as rows, encoded before anything is measured."""
    stored = map(EventMapper().to_stored_event, events)
    return [
        (event.originator_id, event.originator_version, row.topic, row.state)
        for event, row in zip(events, stored, strict=True)
    ]


@contextmanager
def raw_log(form: Form, url: str) -> Iterator[RawLog]:
    """The table of a migrated log with nothing between it and the driver."""
    if form is Form.embedded:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
            file.execute("PRAGMA synchronous=FULL")
            yield _SQLite(file)
    else:
        with psycopg.connect(url, autocommit=True) as server:
            yield _Postgres(server)


class _SQLite:
    _INSERT = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def insert(self, row: Row) -> None:
        self._connection.execute(self._INSERT, (row[0].hex, *row[1:]))

    def insert_all(self, rows: Sequence[Row]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(self._INSERT, [(row[0].hex, *row[1:]) for row in rows])
        self._connection.execute("COMMIT")

    def read(self, after: int, limit: int) -> int:
        query = "SELECT rowid, topic, state FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?"
        return int(self._connection.execute(query, (after, limit)).fetchall()[-1][0])


class _Postgres:
    _TABLE = "tracing_events"
    _INTO = f"INSERT INTO {_TABLE} (originator_id, originator_version, topic, state)"

    def __init__(self, connection: psycopg.Connection) -> None:
        self._cursor = connection.cursor(binary=True)

    def insert(self, row: Row) -> None:
        self._cursor.execute(f"{self._INTO} VALUES (%b, %b, %b, %b)", row, prepare=True)

    def insert_all(self, rows: Sequence[Row]) -> None:
        arrays = [list(column) for column in zip(*rows, strict=True)]
        arrays_of = "unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[])"
        self._cursor.execute(f"{self._INTO} SELECT * FROM {arrays_of}", arrays, prepare=True)

    def read(self, after: int, limit: int) -> int:
        query = (
            f"SELECT notification_id, topic, state FROM {self._TABLE}"
            " WHERE notification_id > %b ORDER BY notification_id LIMIT %b"
        )
        return int(self._cursor.execute(query, (after, limit), prepare=True).fetchall()[-1][0])
