"""The log in PostgreSQL, written by any number of processes of any number of machines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

# The module and not its names: the library takes the one factory class that it finds in this module.
import eventsourcing.postgres as library
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.utils import retry
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed, Identifier, Literal

from tracing.keys.sealing import StreamKey
from tracing.log.recorder import LogRecorder, StoredRow

_LOCK_SECONDS = 10
"""How long a writer waits for the others before its attempt counts as failed."""

_retried = retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)

# A reader that remembers its last position loses an event whose position is lower but which commits later. So a writer
# takes the lock before its positions, and has it until its commit can be seen. An advisory lock, because a lock of the
# table would also wait for every VACUUM and ANALYZE of it; hence everybody who writes must use this function.
_APPEND_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}(
    ids uuid[], versions bigint[], topics text[], states bytea[],
    key_streams uuid[], key_masters text[], key_wrapped bytea[], key_firsts uuid[], key_seconds uuid[],
    about uuid[], erased uuid[]
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL lock_timeout = {lock_timeout};
    PERFORM pg_advisory_xact_lock({table_name}::regclass::oid::bigint);
    NOTIFY {channel};
    IF cardinality(about) > 0 AND EXISTS (SELECT FROM {keys} WHERE master = '' AND stream = ANY(about)) THEN
        RAISE unique_violation USING MESSAGE = 'a stream cannot begin about an erased record';
    END IF;
    IF cardinality(key_streams) > 0 THEN
        INSERT INTO {keys} (stream, master, wrapped, record_a, record_b)
        SELECT * FROM unnest(key_streams, key_masters, key_wrapped, key_firsts, key_seconds);
    END IF;
    IF cardinality(erased) > 0 THEN
        UPDATE {keys} SET master = '', wrapped = NULL
        WHERE stream = ANY(erased) OR record_a = ANY(erased) OR record_b = ANY(erased);
    END IF;
    RETURN QUERY
        INSERT INTO {table} (originator_id, originator_version, topic, state)
        SELECT * FROM unnest(ids, versions, topics, states)
        RETURNING notification_id;
END $$
"""

_KEY_TABLE = """
CREATE TABLE IF NOT EXISTS {keys} (
    stream uuid PRIMARY KEY, master text NOT NULL, wrapped bytea, record_a uuid, record_b uuid
)
"""
_KEY_INDEX = "CREATE INDEX IF NOT EXISTS {index} ON {keys} ({column}) WHERE {column} IS NOT NULL"


class PostgresLogRecorder(library.PostgresApplicationRecorder, LogRecorder):
    """The library's recorder with a function that appends events in the order in which they can be seen.

    The library either locks the table from the client, at a third of the speed, or has a function without a lock,
    with which readers lose events.
    """

    def __init__(self, datastore: library.PostgresDatastore, *, events_table_name: str = "stored_events") -> None:
        """Use the table of this name."""
        super().__init__(datastore, events_table_name=events_table_name)
        function_name = f"{events_table_name}_append"
        self.check_identifier_length(function_name)
        table = Identifier(datastore.schema, events_table_name)
        function = Identifier(datastore.schema, function_name)
        keys = Identifier(datastore.schema, f"{events_table_name}_key")
        # Columns go as arrays: one parameter each for any number of events, and no composite type to look up first.
        self._append = SQL("SELECT {}(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)").format(function)
        self.sql_create_statements = [
            statement for statement in self.sql_create_statements if "CREATE TYPE" not in statement.as_string()
        ]
        self.sql_create_statements[-1:] = [
            SQL(_KEY_TABLE).format(keys=keys),
            *(
                SQL(_KEY_INDEX).format(
                    index=Identifier(f"{events_table_name}_{column}"), keys=keys, column=Identifier(column)
                )
                for column in ("record_a", "record_b")
            ),
            SQL(_APPEND_FUNCTION).format(
                function=function,
                lock_timeout=Literal(f"{_LOCK_SECONDS}s"),
                table_name=Literal(table.as_string()),
                channel=Identifier(self.channel_name),
                table=table,
                keys=keys,
            ),
        ]
        self._queries = {name: SQL(query).format(table=table, keys=keys) for name, query in _QUERIES.items()}

    def create_table(self) -> None:
        """Create table, index and function in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            # `IF NOT EXISTS` and `OR REPLACE` fail when two sessions run them at the same moment.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self.events_table_name,))
            self._create_table(cursor)

    @_retried
    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        keys: Sequence[StreamKey] = (),
        erased: Sequence[UUID] = (),
        **_: Any,
    ) -> Sequence[int]:
        """Append events, all of them or none; their positions."""
        abouts = [key.about or (None, None) for key in keys]
        rows = self._rows(
            self._append,
            [
                [event.originator_id for event in stored_events],
                [event.originator_version for event in stored_events],
                [event.topic for event in stored_events],
                [event.state for event in stored_events],
                [key.stream for key in keys],
                [key.master for key in keys],
                [key.wrapped for key in keys],
                [first for first, _ in abouts],
                [second for _, second in abouts],
                [record for key in keys for record in key.about],
                list(erased),
            ],
        )
        return [position for (position,) in rows]

    @_retried
    def select_after(self, position: int, limit: int) -> Sequence[StoredRow]:
        """The first `limit` events after a position."""
        return self._rows(self._queries["select_after"], [position, limit])

    @_retried
    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredRow]:
        """All events of several streams, ordered by stream and version."""
        return self._rows(self._queries["select_many"], [list(streams)])

    @_retried
    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream."""
        return dict(self._rows(self._queries["first_positions"], [list(streams)]))

    @_retried
    def keys_of(self, streams: Sequence[UUID]) -> Sequence[StreamKey]:
        """The data keys of some streams."""
        return [StreamKey(*row) for row in self._rows(self._queries["keys_of"], [list(streams)])]

    @_retried
    def keys_under_others(self, master: str, limit: int) -> Sequence[StreamKey]:
        """Data keys that any other master key than this one wraps."""
        return [StreamKey(*row) for row in self._rows(self._queries["keys_under_others"], [master, limit])]

    @_retried
    def replace_keys(self, keys: Sequence[StreamKey]) -> None:
        """Store data keys in their new wrapping."""
        columns = [[key.master for key in keys], [key.wrapped for key in keys], [key.stream for key in keys]]
        self._rows(self._queries["replace_keys"], columns)

    @_retried
    def masters_in_use(self) -> dict[str, int]:
        """How many data keys each master key wraps."""
        return dict(self._rows(self._queries["masters_in_use"], []))

    @_retried
    def about(self, record: UUID) -> list[UUID]:
        """The streams that tell of a record and can be read."""
        return [stream for (stream,) in self._rows(self._queries["about"], [record, record, record])]

    def _rows(self, query: Composed, parameters: Sequence[object]) -> list[Any]:
        # Binary, because the text form of a state is twice as long.
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(query, parameters, prepare=True).fetchall()


# The stream in hexadecimal digits: it is part of what an event is bound to, and a UUID costs more to make than to skip.
_ROW = """
SELECT e.notification_id, encode(uuid_send(e.originator_id), 'hex'), e.originator_version, e.topic, e.state,
       k.master, k.wrapped
FROM {table} e LEFT JOIN {keys} k ON k.stream = e.originator_id
"""
_QUERIES = {
    "select_after": f"{_ROW} WHERE e.notification_id > %s ORDER BY e.notification_id LIMIT %s",
    "select_many": f"{_ROW} WHERE e.originator_id = ANY(%s) ORDER BY e.originator_id, e.originator_version",
    "first_positions": "SELECT originator_id, notification_id FROM {table} "
    "WHERE originator_id = ANY(%s) AND originator_version = 1",
    "keys_of": "SELECT stream, master, wrapped FROM {keys} WHERE stream = ANY(%s)",
    "keys_under_others": "SELECT stream, master, wrapped FROM {keys} "
    "WHERE master NOT IN (%s, '') ORDER BY stream LIMIT %s",
    "replace_keys": "UPDATE {keys} k SET master = n.master, wrapped = n.wrapped "
    "FROM unnest(%b::text[], %b::bytea[], %b::uuid[]) AS n (master, wrapped, stream) "
    "WHERE k.stream = n.stream AND k.master <> '' RETURNING 1",
    "masters_in_use": "SELECT master, count(*) FROM {keys} WHERE master <> '' GROUP BY master",
    "about": "SELECT stream FROM {keys} WHERE master <> '' AND (stream = %s OR record_a = %s OR record_b = %s)",
}


class PostgresLogFactory(library.PostgresFactory):
    """Makes the recorder of a log in PostgreSQL."""

    application_recorder_class = PostgresLogRecorder
