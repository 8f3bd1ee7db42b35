"""Pages that change by themselves: one follower of a process wakes the open lists, and each says what became of it.

A list is sent whole when it is not what its reader has: so nothing is kept for those who come back, and nothing is
lost. The id of an event is the hash of what it shows, which tells nothing of what others have or do.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import anyio
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import format_sse_event

from api.desk.reviewing.claims import Claims
from api.desk.visits.sessions import Session, Sessions
from api.refusals import BudgetExhaustedError
from api.wiring import Service
from tracing.audit.log import AuditUnavailableError
from tracing.database import LINK_ERRORS
from tracing.value import Value

LOOK_SECONDS = 0.25
"""Between two looks of the follower: whether anything changed, for all lists of the process together."""
SESSION_SECONDS = 1.0
"""Between two looks at whether those who have a list open are still signed in, to the same work."""
REST_SECONDS = 0.25
"""For which a list rests after a look at least, however much changes; and for twice as long as the look took."""
LIFE_SECONDS = 300.0
"""How long a stream lasts; then the browser asks again where it was."""
QUIET_SECONDS = 15.0
"""After which a comment tells proxies that a stream with nothing to say is alive."""
MOST = 200
"""Lists open at a time, in each process."""
MOST_OF_SESSION = 4
"""Lists that one session has open at a time, in each process."""
_LOOKING_AT_ONCE = 2
"""Lists that are looked at beside each other; the threads of other requests stay free."""

OVER, RELOAD, ELSEWHERE = "over", "reload", "elsewhere"
"""Name of the event that ends a list for good, and why: the page must be asked for anew, or too many are open."""


class Piece(Value, frozen=True, kw_only=True):
    """A list as somebody may see it at a moment: as it stands on the page, and the records that it names."""

    html: str
    records: frozenset[UUID]

    @property
    def id(self) -> str:
        """The same for the same list."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


@dataclass(eq=False)
class LiveList:
    """A list that somebody has open.

    Attributes:
        token: of the session.
        session: as it is when the list is opened.
        look: gives the list as it is now.
        tell: writes records down that the list names for the first time, before they are sent.
        over: whether the session is another by now, or none.
    """

    token: str
    session: Session
    look: Callable[[], Piece]
    tell: Callable[[frozenset[UUID]], None]
    over: bool = False


class LiveLists:
    """The open lists of one process, and the follower that wakes them."""

    def __init__(self, service: Service) -> None:
        """Begin with none; nothing is asked of the database while none is open."""
        self._claims, self._sessions = Claims(service.store), Sessions(service.store)
        self._position = service.candidates.position
        self._open: set[LiveList] = set()
        self._follower: asyncio.Task[None] | None = None
        self._changes, self._changed, self._ending = 0, asyncio.Event(), False
        self._threads = anyio.CapacityLimiter(_LOOKING_AT_ONCE)

    def end(self) -> None:
        """End all streams at once: the process ends, and browsers ask elsewhere."""
        self._ending = True
        self._wake()

    async def events(self, one: LiveList, first: Piece, seen: str | None) -> AsyncIterator[bytes]:
        """What a stream says.

        Args:
            one: the list.
            first: as it is when the stream begins; already written down.
            seen: id of the piece that the reader has; None for nothing.
        """
        if len(self._open) >= MOST or sum(other.token == one.token for other in self._open) >= MOST_OF_SESSION:
            yield format_sse_event(event=OVER, data_str=ELSEWHERE)
            return
        self._open.add(one)
        try:
            yield format_sse_event(comment="the list follows")
            if first.id != seen:
                yield _said(first)
            async for event in self._pieces(one, first):
                yield event
        finally:
            self._open.discard(one)

    async def _pieces(self, one: LiveList, last: Piece) -> AsyncIterator[bytes]:
        told, spoken = last.records, time.monotonic()
        ends = spoken + LIFE_SECONDS
        while time.monotonic() < ends and not self._ending:
            self._ensure_follower()
            known = self._changes
            began = time.monotonic()
            piece = await anyio.to_thread.run_sync(one.look, limiter=self._threads)
            rest = max(REST_SECONDS, 2 * (time.monotonic() - began))
            if (new := piece.records - told) and not one.over:
                one.over = not await anyio.to_thread.run_sync(_may_tell, one, new, limiter=self._threads)
            if one.over:
                yield format_sse_event(event=OVER, data_str=RELOAD)
                return
            if piece.id != last.id:
                yield _said(piece)
                spoken = time.monotonic()
            elif time.monotonic() - spoken > QUIET_SECONDS:
                # By what was said and never by what was looked at: a pause would tell of changes that are hidden.
                yield format_sse_event(comment="nothing new")
                spoken = time.monotonic()
            last, told = piece, told | new
            await asyncio.sleep(rest)
            await self._woken(known, spoken + QUIET_SECONDS)

    async def _woken(self, known: int, until: float) -> None:
        """Wait until something changed, or a time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(until - time.monotonic()):
                while self._changes == known:
                    await self._changed.wait()

    def _ensure_follower(self) -> None:
        if self._follower is None or self._follower.done():
            self._follower = asyncio.create_task(self._follow())

    def _wake(self) -> None:
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def _follow(self) -> None:
        """Look for changes as long as a list is open. A database out of reach is asked again; lists wait so long."""
        known, checked = None, 0.0
        while self._open and not self._ending:
            with suppress(*LINK_ERRORS):
                now = await run_in_threadpool(self._now)
                if time.monotonic() - checked > SESSION_SECONDS:
                    await self._check_sessions()
                    checked = time.monotonic()
                if now != known:
                    known = now
                    self._wake()
            await asyncio.sleep(LOOK_SECONDS)

    def _now(self) -> object:
        return self._position(), self._claims.standing()

    async def _check_sessions(self) -> None:
        """End the lists of those who signed out, whose session ended, or who work on something else now."""
        found = await run_in_threadpool(self._sessions.lasting, {one.token for one in self._open})
        for one in self._open:
            session = found.get(one.token)
            if session is None or _work(session) != _work(one.session):
                one.over = True
                self._wake()


def _may_tell(one: LiveList, records: frozenset[UUID]) -> bool:
    """Write down what is about to be shown; False when that may not be, for a reason that the page will give."""
    try:
        one.tell(records)
    except (BudgetExhaustedError, AuditUnavailableError):
        return False
    return True


def _said(piece: Piece) -> bytes:
    return format_sse_event(data_str=piece.html, id=piece.id)


def _work(session: Session) -> object:
    """What every entry in the audit log says of a session, and the words that it reads in."""
    return session.caller, session.purpose, session.case, session.language
