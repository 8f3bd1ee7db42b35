"""Waiting until views have come as far as a write: "read what I wrote"."""

import time
from collections.abc import Callable, Sequence


class TooFarBehindError(Exception):
    """A view did not reach the position in time; ask again in a moment."""


def wait_for(views: Sequence[Callable[[], int]], position: int, seconds: float) -> None:
    """Return when every view stands at a log position or beyond.

    Args:
        views: each gives the position that a view has reached.
        position: log position of the write that the reader wants to see.
        seconds: how long to wait at most.

    Raises:
        TooFarBehindError: the time is over.
    """
    deadline = time.monotonic() + seconds
    pause = 0.002
    for reached in views:
        while reached() < position:
            if time.monotonic() > deadline:
                raise TooFarBehindError("The views have not come as far as this position yet.")
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)


def matched(compared: Callable[[], int], queue: Callable[[], int], log_end: Callable[[], int]) -> Callable[[], int]:
    """The position up to which all pairs are found *and* shown in the queue.

    What the matcher proposes goes to the end of the log, so the queue must come as far as the log was when the matcher
    was done. On a log that never rests the queue never is at its end: so what is asked for is remembered, and each
    call looks whether the queue has come as far as the end was then. Keep what is returned, and call it again.

    Args:
        compared: position up to which the matcher has compared.
        queue: position of the view of candidates.
        log_end: position of the last event.
    """
    known = 0
    awaited: tuple[int, int] | None = None

    def reached() -> int:
        nonlocal known, awaited
        for _ in range(2):  # what was remembered, then what is the case now
            done, end = awaited or (compared(), log_end())
            awaited = None if queue() >= end else (done, end)
            if awaited is not None:
                break
            known = max(known, done)
        return known

    return reached
