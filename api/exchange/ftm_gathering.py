"""Entities of a FollowTheMoney file put together by person, whatever their order, in little memory.

They wait in a temporary database that ends with the reading. Lines are sealed there with a key that is nowhere else,
and ids stand as digests: what the disk keeps of it afterwards tells nothing.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE fragment (line INTEGER PRIMARY KEY, entity BLOB NOT NULL, sealed BLOB NOT NULL, used INTEGER NOT NULL);
CREATE INDEX fragment_entity ON fragment (entity);
CREATE TABLE person (entity BLOB PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE part (whole BLOB NOT NULL, entity BLOB NOT NULL, PRIMARY KEY (whole, entity)) WITHOUT ROWID;
"""
_PAGE = 500


class Fragment(NamedTuple):
    """A line of the file and its number."""

    line: int
    content: bytes


class Gathering:
    """Takes lines in any order, and gives them back entity by entity."""

    def __init__(self) -> None:
        """Open an empty database that no other process can."""
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._digest_key, self._cipher = secrets.token_bytes(32), AESGCM(secrets.token_bytes(32))

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    def add(
        self, fragment: Fragment, entity: str, *, person: bool, wholes: Sequence[str], parts: Sequence[str]
    ) -> None:
        """Take a line about an entity.

        Args:
            fragment: the line.
            entity: the id.
            person: whether it is a Person.
            wholes: ids of what it belongs to.
            parts: ids of what belongs to it.
        """
        digest = self._digest(entity)
        sealed = self._cipher.encrypt(_nonce(fragment.line), fragment.content, None)
        self._database.execute("INSERT INTO fragment VALUES (?, ?, ?, 0)", (fragment.line, digest, sealed))
        if person:
            self._database.execute("INSERT OR IGNORE INTO person VALUES (?, ?)", (digest, fragment.line))
        links = [(self._digest(whole), digest) for whole in wholes]
        links += [(digest, self._digest(part)) for part in parts]
        self._database.executemany("INSERT OR IGNORE INTO part VALUES (?, ?)", links)

    def people(self) -> Iterator[tuple[bytes, int]]:
        """A handle of every Person and its first line, in the order of these."""
        line = 0
        query = "SELECT entity, line FROM person WHERE line > ? ORDER BY line LIMIT ?"
        self._database.execute("CREATE INDEX person_line ON person (line)")
        while found := self._database.execute(query, (line, _PAGE)).fetchall():
            for entity, line in found:
                yield entity, line

    def parts(self, whole: bytes) -> Iterator[bytes]:
        """A handle of everything in the file that belongs to an entity, in the order of the lines."""
        query = (
            "SELECT part.entity FROM part JOIN fragment ON fragment.entity = part.entity "
            "WHERE part.whole = ? AND part.entity <> part.whole GROUP BY part.entity ORDER BY min(fragment.line)"
        )
        for (entity,) in self._database.execute(query, (whole,)):
            yield entity

    def size(self, entity: bytes) -> int:
        """How many bytes the lines about an entity have together."""
        query = "SELECT coalesce(sum(length(sealed)), 0) FROM fragment WHERE entity = ?"
        (size,) = self._database.execute(query, (entity,)).fetchone()
        return int(size)

    def fragments(self, entity: bytes) -> list[Fragment]:
        """The lines about an entity; they count as used."""
        query = "SELECT line, sealed FROM fragment WHERE entity = ? ORDER BY line"
        found = [self._opened(line, sealed) for line, sealed in self._database.execute(query, (entity,))]
        self.use(entity)
        return found

    def use(self, entity: bytes) -> None:
        """Count the lines about an entity as used."""
        self._database.execute("UPDATE fragment SET used = 1 WHERE entity = ?", (entity,))

    def unused(self) -> Iterator[Fragment]:
        """Every line that belongs to no person, in their order."""
        line = 0
        query = "SELECT line, sealed FROM fragment WHERE line > ? AND NOT used ORDER BY line LIMIT ?"
        while found := self._database.execute(query, (line, _PAGE)).fetchall():
            for line, sealed in found:
                yield self._opened(line, sealed)

    def _digest(self, entity: str) -> bytes:
        return blake2b(entity.encode(), key=self._digest_key, digest_size=16).digest()

    def _opened(self, line: int, sealed: bytes) -> Fragment:
        return Fragment(line, self._cipher.decrypt(_nonce(line), sealed, None))


def _nonce(line: int) -> bytes:
    # The key is used for one reading, in which each line is sealed once.
    return line.to_bytes(12, "big")
