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
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.utils import Environment, EnvType

from tracing.keys.sealing import StreamKey
from tracing.log.recorder import LogRecorder, StoredRow
from tracing.log.sqlite_statements import Statements
from tracing.write_ahead import use_write_ahead_log

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
            # What is erased or overwritten is gone from the file, and not only from its tables.
            connection.execute("PRAGMA secure_delete=ON")
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
        # Before the library's constructor, which asks for the statements that create the tables.
        self._statements = Statements(events_table_name, f"{events_table_name}_key")
        super().__init__(datastore, events_table_name)
        self.insert_events_statement = self._statements.insert_event

    def construct_create_table_statements(self) -> list[str]:
        """Events, whose unique index is the optimistic concurrency control, and the data keys of their streams."""
        return self._statements.create

    def create_table(self) -> None:
        """Switch the file to write-ahead logging, which it keeps, and create the table."""
        with self.datastore.get_connection(commit=True) as connection:
            use_write_ahead_log(connection)
        super().create_table()

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        keys: Sequence[StreamKey] = (),
        erased: Sequence[UUID] = (),
        **_: Any,
    ) -> Sequence[int]:
        """Append events, all of them or none; their positions."""
        with self.datastore.transaction(commit=True) as cursor:
            positions = self._insert_events(cursor, stored_events, keys=keys, erased=erased)
        if erased:
            self._wipe()
        return positions

    def _insert_events(
        self,
        c: library.SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        keys: Sequence[StreamKey] = (),
        erased: Sequence[UUID] = (),
        **_: Any,
    ) -> Sequence[int]:
        if keys:
            if about := [record for key in keys for record in key.about]:
                c.execute(self._statements.erased_among, (_json_array(about),))
                if c.fetchone() is not None:
                    raise IntegrityError("a stream cannot begin about an erased record")
            c.executemany(self._statements.insert_key, [_key_row(key) for key in keys])
        if erased:
            c.execute(self._statements.erase, {"records": _json_array(erased)})
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
        return cast(list[StoredRow], self._rows(self._statements.select_after, (position, limit)))

    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredRow]:
        """All events of several streams, ordered by stream and version."""
        return cast(list[StoredRow], self._rows(self._statements.select_many, (_json_array(streams),)))

    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream."""
        rows = self._rows(self._statements.first_positions, (_json_array(streams),))
        return {UUID(stream): position for stream, position in rows}

    def keys_of(self, streams: Sequence[UUID]) -> Sequence[StreamKey]:
        """The data keys of some streams."""
        return _stream_keys(self._rows(self._statements.keys_of, (_json_array(streams),)))

    def keys_under_others(self, master: str, limit: int) -> Sequence[StreamKey]:
        """Data keys that any other master key than this one wraps."""
        return _stream_keys(self._rows(self._statements.keys_under_others, (master, limit)))

    def replace_keys(self, keys: Sequence[StreamKey]) -> None:
        """Store data keys in their new wrapping."""
        with self.datastore.transaction(commit=True) as cursor:
            rows = [(key.master, key.wrapped, key.stream.hex) for key in keys]
            cursor.executemany(self._statements.replace_key, rows)

    def masters_in_use(self) -> dict[str, int]:
        """How many data keys each master key wraps."""
        return dict(self._rows(self._statements.masters_in_use, ()))

    def about(self, record: UUID) -> list[UUID]:
        """The streams that tell of a record and can be read."""
        return [UUID(stream) for (stream,) in self._rows(self._statements.about, {"records": _json_array([record])})]

    def _rows(self, query: str, parameters: Any) -> list[tuple[Any, ...]]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.sqlite_cursor.row_factory = None  # plain tuples
            cursor.execute(query, parameters)
            return cast(list[tuple[Any, ...]], cursor.fetchall())

    def _wipe(self) -> None:
        # The erased key is overwritten in the file; what was written before still stands in the log of writes.
        with self.datastore.get_connection(commit=True) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _key_row(key: StreamKey) -> tuple[object, ...]:
    first, second = (record.hex for record in key.about) if key.about else (None, None)
    return key.stream.hex, key.master, key.wrapped, first, second


def _stream_keys(rows: Sequence[tuple[Any, ...]]) -> list[StreamKey]:
    return [StreamKey(UUID(stream), master, wrapped) for stream, master, wrapped in rows]


def _json_array(streams: Sequence[UUID]) -> str:
    return json.dumps([stream.hex for stream in streams])


class SQLiteLogFactory(library.SQLiteFactory):
    """Makes the recorder of a log in SQLite."""

    application_recorder_class = SQLiteLogRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Take the file from `SQLITE_DBNAME`."""
        super().__init__(env)
        self.datastore = _Datastore(self.datastore.pool.db_name)
