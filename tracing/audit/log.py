"""The store of the audit log: entries are added, sealed and signed; nothing is ever changed or taken away."""

from collections.abc import Iterator

import msgspec
import sqlalchemy as sql

from tracing.audit.checkpoint import Checkpoint, signed
from tracing.audit.entries import Asked, Entry, Numbered
from tracing.audit.keys import AuditKeys
from tracing.audit.tree import HASH_BYTES, Frontier, grown, leaf_hash, root
from tracing.database import LINK_ERRORS, Database
from tracing.errors import NotFoundError
from tracing.value import Value

_METADATA = sql.MetaData()
ENTRIES = sql.Table(
    "audit_entry",
    _METADATA,
    sql.Column("number", sql.BigInteger, primary_key=True, autoincrement=False),
    sql.Column("sealed", sql.LargeBinary, nullable=False),
    # Of the tree that ends with this entry; and the signature of its checkpoint.
    sql.Column("frontier", sql.LargeBinary, nullable=False),
    sql.Column("signature", sql.LargeBinary, nullable=False),
)
_LOCK = 7_261_996_002
"""Any fixed number but that of the views: PostgreSQL's advisory lock under which entries get their numbers."""
_LAST = sql.select(ENTRIES.c.number, ENTRIES.c.frontier, ENTRIES.c.signature).order_by(ENTRIES.c.number.desc()).limit(1)
_PAGE = 1000


class AuditUnavailableError(Exception):
    """The audit log cannot be written or read, so that nothing may be shown."""


class AuditChangedError(Exception):
    """An entry is not the one that was written; :func:`tracing.audit.verification.verify` finds out which."""


class Row(Value, frozen=True, kw_only=True):
    """An entry as it is stored."""

    number: int
    sealed: bytes
    frontier: Frontier
    signature: bytes


class AuditLog:
    """Entries in their order, in a database of their own.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/database`.
        keys: that seal and sign.
    """

    def __init__(self, url: str, keys: AuditKeys) -> None:
        """Open nothing yet."""
        self.keys = keys
        self._database = Database(url, durable=True)

    def migrate(self) -> None:
        """Create the table, once; safe to repeat, and at the same moment elsewhere."""
        with self._database.writing(_LOCK) as connection:
            _METADATA.create_all(connection)

    def append(self, entry: Entry) -> int:
        """Add an entry; when this returns it is on disk.

        Returns:
            Its number.

        Raises:
            AuditUnavailableError: it could not be written.
        """
        content = msgspec.json.encode(entry)
        try:
            with self._database.writing(_LOCK) as connection:
                last = connection.execute(_LAST).one_or_none()
                size, frontier = (last.number, frontier_of(last.frontier)) if last else (0, ())
                number = size + 1
                sealed = self.keys.seal(number, content)
                frontier = grown(frontier, size, leaf_hash(sealed))
                signature = signed(number, root(frontier), self.keys).signature
                values = {"number": number, "sealed": sealed, "frontier": b"".join(frontier), "signature": signature}
                connection.execute(sql.insert(ENTRIES).values(values))
        except LINK_ERRORS:
            raise AuditUnavailableError from None
        return number

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Entries as they are stored, by number, from one on.

        Raises:
            AuditUnavailableError: they cannot be read.
        """
        try:
            while True:
                query = sql.select(ENTRIES).where(ENTRIES.c.number > after).order_by(ENTRIES.c.number).limit(_PAGE)
                with self._database.reading() as connection:
                    found = connection.execute(query).all()
                for row in found:
                    yield Row(
                        number=row.number,
                        sealed=row.sealed,
                        frontier=frontier_of(row.frontier),
                        signature=row.signature,
                    )
                if len(found) < _PAGE:
                    return
                after = found[-1].number
        except LINK_ERRORS:
            raise AuditUnavailableError from None

    def entries(self, asked: Asked, after: int = 0) -> Iterator[Numbered]:
        """Entries that are wanted, in their order, from a number on.

        They are sealed, so that all are opened to find some: about 50,000 a second of one core.

        Raises:
            AuditUnavailableError: they cannot be read.
            AuditChangedError: one was changed.
        """
        for row in self.rows(after):
            entry = self.opened(row)
            if asked.matches(entry):
                yield Numbered(number=row.number, entry=entry)

    def opened(self, row: Row) -> Entry:
        """What a stored entry says.

        Raises:
            AuditChangedError: it was changed.
        """
        try:
            return msgspec.json.decode(self.keys.opened(row.number, row.sealed), type=Entry)
        except ValueError:
            raise AuditChangedError from None

    def row(self, number: int) -> Row:
        """One entry as it is stored.

        Raises:
            NotFoundError: the log is not so long.
            AuditUnavailableError: it cannot be read.
        """
        row = next(self.rows(number - 1), None)
        if row is None or row.number != number:
            raise NotFoundError("There is no such audit entry.")
        return row

    def checkpoint(self) -> Checkpoint | None:
        """The log as it stands; None before its first entry.

        Raises:
            AuditUnavailableError: it cannot be read.
        """
        try:
            with self._database.reading() as connection:
                last = connection.execute(_LAST).one_or_none()
        except LINK_ERRORS:
            raise AuditUnavailableError from None
        if last is None:
            return None
        return Checkpoint(size=last.number, root=root(frontier_of(last.frontier)), signature=last.signature)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()


def frontier_of(stored: bytes) -> Frontier:
    """The hashes that stand one after the other in a column."""
    return tuple(stored[place : place + HASH_BYTES] for place in range(0, len(stored), HASH_BYTES))
