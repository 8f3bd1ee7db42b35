"""Connections to one SQLite file, lent to one thread at a time."""

import sqlite3
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.engine import EngineUnavailableError

_BUSY_SECONDS = 30.0

# A batch changes pages all over the postings. With SQLite's usual 1,000 pages of write-ahead log each batch is copied
# back at once, page by page; with 16,000 (64 MB) a page that later batches change again is copied once:
# 1.7 times faster.
_SETTINGS = (
    "PRAGMA wal_autocheckpoint = 16000",
    # A crash of the machine may take the last batches with it, and their position with them: they are written again.
    "PRAGMA synchronous = NORMAL",
    # What a correction or an erasure takes away is overwritten in the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -32000",
    "PRAGMA temp_store = MEMORY",
)


class Connections:
    """A pool that grows to as many connections as threads use at once; they end with it.

    One connection is opened at once, so that whoever holds the pool goes on reading after the file was deleted.
    """

    def __init__(self, path: Path) -> None:
        """Open a file that exists.

        Raises:
            EngineUnavailableError: there is no such file, or it cannot be read.
        """
        self.path = path
        self._inode = _inode(path)
        self._idle: deque[sqlite3.Connection] = deque()
        self._close = weakref.finalize(self, _close_all, self._idle)
        with self.lend() as connection:
            # Reading anything opens the write-ahead log too, which could not be opened after the file was deleted.
            connection.execute("SELECT * FROM state").fetchone()

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own for the time of a `with`; what SQLite refuses becomes the engine's error."""
        connection = None
        try:
            connection = self._idle.pop() if self._idle else _open(self.path)
            yield connection
        except sqlite3.Error as error:
            raise EngineUnavailableError(f"the search index answered: {error}") from error
        finally:
            if connection is not None:
                self._take_back(connection)

    def file_exists(self) -> bool:
        """Whether the file is still in its place, and is not another one of the same name."""
        return _inode(self.path) == self._inode

    def close(self) -> None:
        """Close what is not lent now, and the rest when it comes back."""
        self._close()

    def _take_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.rollback()
        if self._close.alive:
            self._idle.append(connection)
        else:
            connection.close()


def create_file(path: Path, schema: str) -> None:
    """Make a new file with tables; FileExistsError when there is one."""
    path.touch(exist_ok=False)
    connection = _open(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {schema} COMMIT;")
    finally:
        connection.close()


def delete_file(path: Path) -> None:
    """Remove a file with its write-ahead log; whoever has it open goes on reading."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        # `mode=rw`: a file that was dropped must not come back empty.
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def _close_all(idle: deque[sqlite3.Connection]) -> None:
    while idle:
        idle.pop().close()
