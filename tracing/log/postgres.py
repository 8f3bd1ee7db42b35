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

from tracing.log.recorder import LogRecorder, StoredRow

_LOCK_SECONDS = 10
"""How long a writer waits for the others before its attempt counts as failed."""

_retried = retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)

# A reader that remembers its last position loses an event whose position is lower but which commits later. So a writer
# takes the lock before its positions, and has it until its commit can be seen. An advisory lock, because a lock of the
# table would also wait for every VACUUM and ANALYZE of it; hence everybody who writes must use this function.
_APPEND_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}(ids uuid[], versions bigint[], topics text[], states bytea[])
RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL lock_timeout = {lock_timeout};
    PERFORM pg_advisory_xact_lock({table_name}::regclass::oid::bigint);
    NOTIFY {channel};
    RETURN QUERY
        INSERT INTO {table} (originator_id, originator_version, topic, state)
        SELECT * FROM unnest(ids, versions, topics, states)
        RETURNING notification_id;
END $$
"""


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
        # Columns go as arrays: one parameter each for any number of events, and no composite type to look up first.
        self._append = SQL("SELECT {}(%b, %b, %b, %b)").format(function)
        self.sql_create_statements = [
            statement for statement in self.sql_create_statements if "CREATE TYPE" not in statement.as_string()
        ]
        self.sql_create_statements[-1] = SQL(_APPEND_FUNCTION).format(
            function=function,
            lock_timeout=Literal(f"{_LOCK_SECONDS}s"),
            table_name=Literal(table.as_string()),
            channel=Identifier(self.channel_name),
            table=table,
        )
        self._select_after = SQL(
            "SELECT notification_id, topic, state FROM {} WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
        ).format(table)
        self._select_many = SQL(
            "SELECT originator_id, originator_version, topic, state FROM {} WHERE originator_id = ANY(%s) "
            "ORDER BY originator_id, originator_version"
        ).format(table)
        self._first_positions = SQL(
            "SELECT originator_id, notification_id FROM {} WHERE originator_id = ANY(%s) AND originator_version = 1"
        ).format(table)

    def create_table(self) -> None:
        """Create table, index and function in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            # `IF NOT EXISTS` and `OR REPLACE` fail when two sessions run them at the same moment.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self.events_table_name,))
            self._create_table(cursor)

    @_retried
    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Append events, all of them or none; their positions."""
        rows = self._rows(
            self._append,
            [
                [event.originator_id for event in stored_events],
                [event.originator_version for event in stored_events],
                [event.topic for event in stored_events],
                [event.state for event in stored_events],
            ],
        )
        return [position for (position,) in rows]

    @_retried
    def select_after(self, position: int, limit: int) -> Sequence[StoredRow]:
        """The first `limit` events after a position."""
        return self._rows(self._select_after, [position, limit])

    @_retried
    def select_many(self, streams: Sequence[UUID]) -> Sequence[StoredEvent]:
        """All events of several streams, ordered by stream and version."""
        return [StoredEvent(*row) for row in self._rows(self._select_many, [list(streams)])]

    @_retried
    def first_positions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The position of version 1 of each stream."""
        return dict(self._rows(self._first_positions, [list(streams)]))

    def _rows(self, query: Composed, parameters: Sequence[object]) -> list[Any]:
        # Binary, because the text form of a state is twice as long.
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(query, parameters, prepare=True).fetchall()


class PostgresLogFactory(library.PostgresFactory):
    """Makes the recorder of a log in PostgreSQL."""

    application_recorder_class = PostgresLogRecorder
