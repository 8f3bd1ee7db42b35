"""Switching a file of SQLite to write-ahead logging, which it keeps."""

import sqlite3
from typing import Any

from eventsourcing.utils import retry


# SQLite does not wait when two connections switch at once, whatever their timeout; the second finds it done.
@retry(sqlite3.OperationalError, max_attempts=600, wait=0.05)
def use_write_ahead_log(connection: Any) -> None:
    """Switch the file of a connection, `sqlite3`'s or the library's; waits up to 30 seconds for others who do the same.

    Raises:
        sqlite3.OperationalError: others hindered it for longer.
    """
    connection.cursor().execute("PRAGMA journal_mode=WAL")
