"""Who is signed in at the desk: sessions kept by the service, of which the browser holds a random token alone.

A session says who works, on which case and what for; it holds nothing of anybody who is sought. The table stands in
the database of the views, so that any process of a service can answer; losing it signs people out and loses nothing.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sql

from api.desk.reviewing.keys import KeyMap
from projections.candidates import QueueOrder
from search.sentences import Language
from tracing.access import Caller
from tracing.audit.entries import Purpose
from tracing.database import Database
from tracing.reports import ReportKind
from tracing.value import Value

IDLE = timedelta(minutes=15)
"""After how long without a request a session ends."""
WHOLE = timedelta(hours=8)
"""After how long it ends in any case."""
_NOTED = timedelta(seconds=30)
"""How old the note of the last request may grow before it is renewed: not every request writes."""

_METADATA = sql.MetaData()
_SESSIONS = sql.Table(
    "desk_session",
    _METADATA,
    sql.Column("token_hash", sql.String(64), primary_key=True),
    sql.Column("begun", sql.Float, nullable=False),
    sql.Column("seen", sql.Float, nullable=False),
    sql.Column("content", sql.Text, nullable=False),
)
_LOCK = 7_261_996_021
"""Any fixed number: the lock under which the table is made."""


class QueueChoice(Value, frozen=True, kw_only=True):
    """Which pairs a reviewer works through, and in which order."""

    order: QueueOrder = QueueOrder.strongest
    kinds: tuple[ReportKind, ...] = ()
    children: bool = False


class Session(Value, frozen=True, kw_only=True):
    """What the service remembers of somebody who is signed in.

    Attributes:
        caller: as the issuer's token proved.
        signed_in_at: when the person last proved who they are.
        csrf: secret that every form of this session carries.
        language: chosen at the desk; None follows the browser.
        purpose, case: of the piece of work; asked before anything of people is shown.
        keys: whether the keyboard decides on the page of a pair.
        keymap: by which keys.
        unweighed: whether score and waterfall stay closed until they are asked for.
        queue: chosen on the page of the queue.
    """

    caller: Caller
    signed_in_at: datetime | None
    csrf: str
    language: Language | None = None
    purpose: Purpose | None = None
    case: str = ""
    keys: bool = True
    keymap: KeyMap = KeyMap()
    unweighed: bool = False
    queue: QueueChoice = QueueChoice()


def new_session(
    caller: Caller, signed_in_at: datetime | None, language: Language | None = None, keymap: KeyMap | None = None
) -> Session:
    """A session that begins now."""
    csrf = secrets.token_urlsafe(32)
    return Session(caller=caller, signed_in_at=signed_in_at, csrf=csrf, language=language, keymap=keymap or KeyMap())


class Sessions:
    """The table of sessions.

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

    def begin(self, session: Session) -> str:
        """Keep a session, forget those that are over, and return the token for the browser."""
        token, now = secrets.token_urlsafe(32), _now()
        over = sql.or_(
            _SESSIONS.c.begun < now - WHOLE.total_seconds(),
            _SESSIONS.c.seen < now - IDLE.total_seconds() - _NOTED.total_seconds(),
        )
        with self._database.writing() as connection:
            connection.execute(sql.delete(_SESSIONS).where(over))
            connection.execute(
                sql.insert(_SESSIONS).values(token_hash=_hash(token), begun=now, seen=now, content=_encode(session))
            )
        return token

    def find(self, token: str, *, attended: bool = True) -> Session | None:
        """The session of a token, if it is not over; notes that it was used, unless nobody need be there."""
        now = _now()
        with self._database.reading() as connection:
            row = connection.execute(sql.select(_SESSIONS).where(_of(token), _lasting(now))).one_or_none()
        if row is None:
            return None
        if attended and row.seen < now - _NOTED.total_seconds():
            with self._database.writing() as connection:
                connection.execute(sql.update(_SESSIONS).where(_of(token)).values(seen=now))
        return msgspec.json.decode(row.content, type=Session)

    def lasting(self, tokens: Iterable[str]) -> dict[str, Session]:
        """Those of some tokens whose session is not over; does not note that they were used."""
        hashes = {_hash(token): token for token in tokens}
        query = sql.select(_SESSIONS).where(_SESSIONS.c.token_hash.in_(hashes), _lasting(_now()))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {hashes[row.token_hash]: msgspec.json.decode(row.content, type=Session) for row in rows}

    def change(self, token: str, session: Session) -> None:
        """Keep what somebody chose; does nothing when the session was ended meanwhile."""
        with self._database.writing() as connection:
            connection.execute(sql.update(_SESSIONS).where(_of(token)).values(content=_encode(session)))

    def end(self, token: str) -> None:
        """Forget a session."""
        with self._database.writing() as connection:
            connection.execute(sql.delete(_SESSIONS).where(_of(token)))


def _now() -> float:
    return datetime.now(UTC).timestamp()


def _hash(token: str) -> str:
    # Whoever reads the table cannot take over a session.
    return hashlib.sha256(token.encode()).hexdigest()


def _lasting(now: float) -> sql.ColumnElement[bool]:
    begun, seen = _SESSIONS.c.begun, _SESSIONS.c.seen
    return sql.and_(begun >= now - WHOLE.total_seconds(), seen >= now - IDLE.total_seconds())


def _of(token: str) -> sql.ColumnElement[bool]:
    return _SESSIONS.c.token_hash == _hash(token)


def _encode(session: Session) -> str:
    return msgspec.json.encode(session).decode()
