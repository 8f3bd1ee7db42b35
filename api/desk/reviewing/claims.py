"""Who has which pair before her: a convenience, so that two reviewers do not look at one pair without knowing it.

A claim is no fact, and so not in the log: it is a row in the database of the views that ends by itself. Losing the
table means that two may look at a pair at once; the rules of judging protect what they decide. It tells a colleague
that somebody looks, never who: whose it is stands here as a hash, good for knowing one's own.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sql

from tracing.access import Caller
from tracing.database import Database

LASTING = timedelta(minutes=10)
"""How long a claim lasts after whoever has it was last seen at work on the pair."""

_METADATA = sql.MetaData()
_CLAIMS = sql.Table(
    "desk_claim",
    _METADATA,
    sql.Column("pair", sql.Uuid, primary_key=True),
    sql.Column("holder", sql.String(64), nullable=False, index=True),
    sql.Column("until", sql.Double, nullable=False),
)
_LOCK = 7_261_996_022
"""Any fixed number: the lock under which the table is made, and under which claims are made one after another."""


class Claims:
    """The table of claims: a pair has one holder at most, and a reviewer one pair.

    Args:
        database: in which it stands.
    """

    def __init__(self, database: Database) -> None:
        """Open nothing yet."""
        self._database = database

    def migrate(self) -> None:
        """Create the table; safe to repeat, and at once."""
        with self._database.writing(_LOCK) as connection:
            _METADATA.create_all(connection)

    def claim(self, pair: UUID, caller: Caller) -> bool:
        """Take a pair, or keep it, in place of the one that the caller had; False when somebody else has it."""
        now, holder = _now(), _holder(caller)
        with self._database.writing(_LOCK) as connection:
            over = sql.or_(_CLAIMS.c.holder == holder, _CLAIMS.c.until < now)
            connection.execute(sql.delete(_CLAIMS).where(over))
            taken = connection.scalar(sql.select(sql.exists().where(_CLAIMS.c.pair == pair)))
            if not taken:
                row = {"pair": pair, "holder": holder, "until": now + LASTING.total_seconds()}
                connection.execute(sql.insert(_CLAIMS).values(row))
        return not taken

    def release(self, caller: Caller) -> None:
        """Leave the pair that the caller has, if any."""
        with self._database.writing(_LOCK) as connection:
            connection.execute(sql.delete(_CLAIMS).where(_CLAIMS.c.holder == _holder(caller)))

    def standing(self) -> dict[UUID, str]:
        """The pairs that somebody has, with the hash of whose each is."""
        with self._database.reading() as connection:
            rows = connection.execute(sql.select(_CLAIMS.c.pair, _CLAIMS.c.holder).where(_CLAIMS.c.until >= _now()))
            return {row.pair: row.holder for row in rows}

    def of_others(self, caller: Caller) -> frozenset[UUID]:
        """The pairs that others have; to be shown of those alone that the caller may see."""
        own = _holder(caller)
        return frozenset(pair for pair, holder in self.standing().items() if holder != own)


def _now() -> float:
    return datetime.now(UTC).timestamp()


def _holder(caller: Caller) -> str:
    return hashlib.sha256(f"{caller.organisation}\0{caller.subject}".encode()).hexdigest()
