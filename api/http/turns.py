"""Back-pressure: how much is received and written at once, and how the organisations that send share it.

A process writes a few requests at a time, and of one organisation no more than half of them, so that one that floods
waits for itself and leaves room. While more wait, organisations take turns, however many requests each has sent. Who
waits too long, or has posted as much as one organisation may, is answered 429 and when to come back. Files and
photographs, which take long to come in, have places of their own for that.

All of it happens on the event loop, one thing after the other, and needs no lock.
"""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool

from api.refusals import TooManyReportsError
from tracing.access import Caller

P = ParamSpec("P")
T = TypeVar("T")

WAIT_SECONDS = 1.0
"""How long a request waits for its turn. No refusal comes sooner, so that whoever sends again at once, whatever it was
told, sends one request a second over each connection and no more."""

WINDOW_SECONDS = 60.0

UPLOADS_AT_ONCE = 8
"""Files that a process reads at once, and photographs that it receives at once: each takes a thread or memory."""

_Place = asyncio.Future[None]


class Places:
    """Places that organisations share: none takes more than its share, and while more wait they take turns.

    Args:
        at_once: places.
        share: of one organisation.
    """

    def __init__(self, at_once: int, share: int) -> None:
        """Begin with all places free."""
        self._free, self._share = at_once, share
        self._inside: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[_Place]] = OrderedDict()

    @asynccontextmanager
    async def of(self, organisation: str) -> AsyncIterator[ExitStack]:
        """A place for the time of a `with`; closing the stack that it gives leaves the place earlier.

        Raises:
            TooManyReportsError: there was none within :data:`WAIT_SECONDS`.
        """
        await self.enter_soon(organisation)
        with ExitStack() as place:
            place.callback(self.leave, organisation)
            yield place

    async def enter_soon(self, organisation: str) -> None:
        """As :meth:`enter`.

        Raises:
            TooManyReportsError: there was no place within :data:`WAIT_SECONDS`.
        """
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.enter(organisation)
        except TimeoutError:
            raise TooManyReportsError(WAIT_SECONDS) from None

    async def enter(self, organisation: str) -> None:
        """Take a place, once there is one; whoever enters leaves."""
        if self._admits(organisation):
            self._seat(organisation)
            return
        place: _Place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(organisation, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave(organisation)  # the place was given at the very moment of giving up
            raise

    def leave(self, organisation: str) -> None:
        """Free a place, and give it to the organisation that has waited longest since its last turn."""
        self._free += 1
        self._inside[organisation] -= 1
        self._inside += Counter()  # forgets who has no place
        for name in list(self._waiting):
            places = self._waiting[name]
            while places and places[0].done():  # given up
                places.popleft()
            if places and self._admits(name):
                places.popleft().set_result(None)
                self._seat(name)
                self._waiting.move_to_end(name)
            if not places:
                del self._waiting[name]

    def _admits(self, organisation: str) -> bool:
        return self._free > 0 and self._inside[organisation] < self._share

    def _seat(self, organisation: str) -> None:
        self._free -= 1
        self._inside[organisation] += 1


def places_for_uploads() -> Places:
    """Places of one process. A quarter for one organisation: an import may take an hour, and three others find room."""
    return Places(UPLOADS_AT_ONCE, UPLOADS_AT_ONCE // 4)


class Turns:
    """The places for writing in one process, half of them for one organisation, and how much each has posted lately.

    Args:
        at_once: places.
        per_minute: reports that one organisation posts within a minute at most.
        clock: seconds that never go back.
    """

    def __init__(self, at_once: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with all places free and nothing posted."""
        self._places = Places(at_once, max(1, at_once // 2))
        self._per_minute, self._seconds_each = per_minute, WINDOW_SECONDS / per_minute
        self._clock = clock
        # When each organisation has its whole allowance again: a token bucket as one number (GCRA, ITU-T I.371).
        self._whole_at: dict[str, float] = {}

    @asynccontextmanager
    async def of_request(self, organisation: str) -> AsyncIterator[None]:
        """A place to write one thing.

        Raises:
            TooManyReportsError: the organisation has posted too much, or got no place within :data:`WAIT_SECONDS`.
        """
        if (seconds := self.seconds_until(organisation, 1)) > 0:
            await asyncio.sleep(WAIT_SECONDS)
            raise TooManyReportsError(seconds - WAIT_SECONDS)
        async with self._places.of(organisation):
            self._spend(organisation, 1)
            yield

    @asynccontextmanager
    async def of_lines(self, organisation: str, count: int) -> AsyncIterator[None]:
        """A place to write some lines of a batch or a file, however long it takes; meanwhile no more of it is read."""
        while (seconds := self.seconds_until(organisation, count)) > 0:
            await asyncio.sleep(seconds)
        await self._places.enter(organisation)
        try:
            self._spend(organisation, count)
            yield
        finally:
            self._places.leave(organisation)

    async def admit(self, organisation: str) -> None:
        """Let a batch, a file or a photograph begin.

        Raises:
            TooManyReportsError: the organisation has posted too much.
        """
        if (seconds := self.seconds_until(organisation, 1)) > 0:
            await asyncio.sleep(WAIT_SECONDS)
            raise TooManyReportsError(seconds - WAIT_SECONDS)

    def seconds_until(self, organisation: str, count: int) -> float:
        """How long an organisation has to wait before it may post so many reports; 0 if it may now."""
        now = self._clock()
        wanted = min(count, self._per_minute) * self._seconds_each
        return max(0.0, self._whole_at.get(organisation, now) + wanted - WINDOW_SECONDS - now)

    def _spend(self, organisation: str, count: int) -> None:
        now = self._clock()
        for name in [name for name, whole_at in self._whole_at.items() if whole_at <= now]:
            del self._whole_at[name]
        self._whole_at[organisation] = self._whole_at.get(organisation, now) + count * self._seconds_each


async def in_turn(turns: Turns, caller: Caller, command: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What a command of the application answers that the caller gives, once there is a place for it.

    Raises:
        TooManyReportsError: as :meth:`Turns.of_request`.
    """
    async with turns.of_request(caller.organisation):
        return await run_in_threadpool(command, *given, **named)
