"""SQL databases opened the same way everywhere: SQLite or PostgreSQL, with the write lock taken at the start."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sql
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tracing.write_ahead import use_write_ahead_log

LINK_ERRORS: tuple[type[Exception], ...] = (OperationalError, InterfaceError, PoolTimeoutError)
"""What a database raises when it cannot be reached or was interrupted; the same work succeeds later."""


class Database:
    """Connections to one SQL database.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/database`.
        durable: whether what was committed survives a power cut on SQLite, as it always does on PostgreSQL; what can
            be derived again need not.
    """

    def __init__(self, url: str, *, durable: bool) -> None:
        """Open nothing yet; connections are made when they are needed."""
        self.is_sqlite = urlsplit(url).scheme == "sqlite"
        if self.is_sqlite:
            self.engine = sql.create_engine(url, poolclass=sql.pool.QueuePool, connect_args={"timeout": 30})
            event.listen(self.engine, "connect", _prepare_durable_sqlite if durable else _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            driver_url = url.replace("postgresql://", "postgresql+psycopg://", 1)
            self.engine = sql.create_engine(driver_url, pool_size=8, max_overflow=16, pool_pre_ping=True)

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """A connection whose reads agree with each other."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self, lock: int | None = None) -> Iterator[sql.Connection]:
        """A transaction that is committed at the end of the block, or rolled back by an exception.

        Args:
            lock: a number on which writers of PostgreSQL wait for each other; those of SQLite always do.
        """
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            if lock is not None and not self.is_sqlite:
                connection.execute(sql.select(sql.func.pg_advisory_xact_lock(lock)))
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it would begin them without the write lock.
    connection.isolation_level = None
    use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=NORMAL")


def _prepare_durable_sqlite(connection: Any, record: object) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: sql.Connection) -> None:
    # A transaction that reads first and writes later would fail when another writer was quicker in between.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
