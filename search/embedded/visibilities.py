"""Which classes of visibility a reader may see: the one rule of access, asked once a class and not once a document."""

import json
import sqlite3
import threading
from collections.abc import Iterable

import msgspec

from search.embedded.conditions import EVERYTHING, Condition
from tracing.access import Reader, Visibility, may_see

_FEW = 16
"""Up to this many classes, looking each up in a key's postings is quicker than reading all postings of the key."""


class _Allowed(msgspec.Struct, frozen=True):
    """The classes that a reader may see, of as many as were known then; their numbers as a JSON list."""

    of: int
    count: int
    numbers: str


class Visibilities:
    """The distinct visibilities of an index; each has a number that stands for it in the tables."""

    def __init__(self) -> None:
        """Know none yet; they are read from the index when asked for."""
        self._lock = threading.Lock()
        self._known: dict[int, Visibility] = {}
        self._allowed: dict[Reader, _Allowed] = {}

    def intern(self, connection: sqlite3.Connection, visibilities: Iterable[Visibility]) -> dict[Visibility, int]:
        """Numbers of visibilities, given to those that are new; within the writer's transaction."""
        texts = {visibility: msgspec.json.encode(visibility).decode() for visibility in set(visibilities)}
        connection.executemany(
            "INSERT OR IGNORE INTO visibilities (visibility) VALUES (?)", [(text,) for text in texts.values()]
        )
        return {
            visibility: connection.execute("SELECT id FROM visibilities WHERE visibility = ?", (text,)).fetchone()[0]
            for visibility, text in texts.items()
        }

    def condition(self, connection: sqlite3.Connection, reader: Reader | None) -> Condition:
        """Holds where the reader may see, on a table with a column `visibility`."""
        if reader is None:
            return EVERYTHING
        allowed = self._allowed_to(connection, reader)
        # A plus keeps SQLite from using the column to find rows: it then reads them all and tests each.
        plus = "" if allowed.count <= _FEW else "+"
        return Condition(
            sql=f"{plus}visibility IN (SELECT value FROM json_each(:visible))", parameters={"visible": allowed.numbers}
        )

    def _allowed_to(self, connection: sqlite3.Connection, reader: Reader) -> _Allowed:
        with self._lock:
            for number, text in connection.execute(
                "SELECT id, visibility FROM visibilities WHERE id > ?", (len(self._known),)
            ):
                self._known[number] = msgspec.json.decode(text, type=Visibility)
            allowed = self._allowed.get(reader)
            if allowed is None or allowed.of != len(self._known):
                numbers = [number for number, visibility in self._known.items() if may_see(reader, visibility)]
                allowed = _Allowed(of=len(self._known), count=len(numbers), numbers=json.dumps(numbers))
                self._allowed[reader] = allowed
            return allowed
