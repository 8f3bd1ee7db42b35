"""The log in one SQLite file, written by any number of processes of one machine."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, cast
from uuid import UUID

# The module and not its names: the library takes the one factory class that it finds in this module.
import eventsourcing.sqlite as library
from eventsourcing.persistence import (
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import Environment, EnvType, retry

from tracing.log.recorder import LogRecorder, StoredRow

_LOCK_SECONDS = 30
"""How long a writer waits for the others; a transaction takes milliseconds, a large batch below a second."""


class _Transaction(library.SQLiteTransaction):
    def __enter__(self) -> library.SQLiteCursor:
        try:
            cursor = self.connection.cursor()
            # A writer takes its lock at once: a transaction that starts by reading and then wants to write is
            # refused without waiting when another process wrote in between.
            cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        except sqlite3.Error as error:
            raise OperationalError(str(error)) from error
        return cursor


class _Connection(library.SQLiteConnection):
    def __init__(self, connection: sqlite3.Connection, max_age: float | None) -> None:
        super().__init__(connection, max_age)
        self._busy = Lock()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[library.SQLiteCursor]:
        with self._busy, _Transaction(self, commit=commit) as cursor, cursor:
            yield cursor

    def _close(self) -> None:
        # The pool, when closed, closes connections that other threads are using, at which SQLite ends the process.
        with self._busy:
            super()._close()


class _ConnectionPool(library.SQLiteConnectionPool):
    def _create_connection(self) -> library.SQLiteConnection:
        try:
            connection = sqlite3.connect(
                self.db_name,
                uri=True,
                timeout=_LOCK_SECONDS,
                isolation_level=None,  # transactions are begun by name
                check_same_thread=False,  # a connection serves one thread at a time, but not always the same
            )
            # A commit that was answered must survive a power cut: otherwise its position would be given again to
            # another event, which no projection that saw the first would read.
            connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise OperationalError(f"the log cannot be opened ({error}); has it been migrated?") from error
        connection.row_factory = sqlite3.Row
        return _Connection(connection, max_age=self.max_age)


class _Datastore(library.SQLiteDatastore):
    def __init__(self, db_name: str) -> None:
        super().__init__(db_name)
        self.pool = _ConnectionPool(db_name=db_name, pool_timeout=_LOCK_SECONDS)


class SQLiteLogRecorder(library.SQLiteApplicationRecorder, LogRecorder):
    """The library's recorder on a table whose position, its rowid, is declared.

    SQLite gives a new row MAX(rowid) + 1. That never goes back and is never used twice, because events are never
    deleted; and VACUUM, which may number rowids anew, leaves a declared one as it is.
    """

    def __init__(self, datastore: library.SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        """Use the table of this name."""
        super().__init__(datastore, events_table_name)
        table = events_table_name
        self.insert_events_statement = (
            f"INSERT INTO {table} (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
        )
        self._select_after = f"SELECT rowid, topic, state FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"
        # A JSON array is one parameter, however many streams are asked for.
        listed = "originator_id IN (SELECT value FROM json_each(?))"
        self._select_many = (
            f"SELECT originator_id, originator_version, topic, state FROM {table} WHERE {listed} "
            "ORDER BY originator_id, originator_version"
        )
        self._first_positions = f"SELECT originator_id, rowid FROM {table} WHERE {listed} AND originator_version = 1"

    def construct_create_table_statements(self) -> list[str]:
        """One table; the unique index is the optimistic concurrency control."""
        return [
            f"CREATE TABLE IF NOT EXISTS {self.events_table_name} ("
            "rowid INTEGER PRIMARY KEY, "
            "originator_id TEXT NOT NULL, "
            "originator_version INTEGER NOT NULL, "
            "topic TEXT NOT NULL, "
            "state BLOB NOT NULL, "
            "UNIQUE (originator_id, originator_version))"
        ]

    def create_table(self) -> None:
        """Switch the file to write-ahead logging, which it keeps, and create the table."""
        with self.datastore.get_connection(commit=True) as connection:
            _use_write_ahead_log(connection)
        super().create_table()

    def _insert_events(self, c: library.SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        c.executemany(
            self.insert_events_statement,
            [
                (cast(UUID, event.originator_id).hex, event.originator_version, event.topic, event.state)
                for event in stored_events
            ],
        )
        # Nobody else writes during the transaction, so that its positions follow each other.
        c.execute("SELECT last_insert_rowid()")
        last = c.fetchone()[0]
        return list(range(last - len(stored_events) + 1, last + 1))

    def select_after(self, position: int, limit: int) -> Sequence[StoredRow]:
        """The first `limit` events after a position."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.sqlite_cursor.row_factory = None  # plain tuples
            cursor.execute(self._select_after, (position, limit))
            return cast(list[StoredRow], cursor.fetchall())

    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredEvent]:
        """All events of several streams, ordered by stream and version."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(self._select_many, (_json_array(streams),))
            return [
                StoredEvent(UUID(stream), version, topic, state) for stream, version, topic, state in cursor.fetchall()
            ]

    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(self._first_positions, (_json_array(streams),))
            return {UUID(stream): position for stream, position in cursor.fetchall()}


# SQLite does not wait when two connections switch at once, whatever their timeout; the second finds it done.
@retry(sqlite3.OperationalError, max_attempts=100, wait=0.05)
def _use_write_ahead_log(connection: library.SQLiteConnection) -> None:
    connection.cursor().execute("PRAGMA journal_mode=WAL")


def _json_array(streams: Sequence[UUID]) -> str:
    return json.dumps([stream.hex for stream in streams])


class SQLiteLogFactory(library.SQLiteFactory):
    """Makes the recorder of a log in SQLite."""

    application_recorder_class = SQLiteLogRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Take the file from `SQLITE_DBNAME`."""
        super().__init__(env)
        self.datastore = _Datastore(self.datastore.pool.db_name)
