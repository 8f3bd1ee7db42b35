"""Waking followers of the same process as soon as something was appended, and letting large writes go first."""

import threading
import time

MANY = 50
"""Events in one transaction that are a part of a batch or a file, of which more will follow at once."""

EXPECTED_SECONDS = 0.25
"""For how long the next part of a batch is expected: longer than reading and writing one takes."""

PATIENCE_SECONDS = 2.0
"""How long a follower gives way at most before it takes its next batch, and so how much later search finds a record."""


class Signal:
    """A counter that threads can wait on; missing a notification only costs one pause.

    Followers that share a process with a writer share its interpreter too: eight of them would leave the writer of a
    batch a ninth of it. So they give way while parts of a batch follow one another, and catch up afterwards.
    """

    def __init__(self) -> None:
        """Start at zero."""
        self._condition = threading.Condition()
        self._count = 0
        self._expected_until = time.monotonic()

    def notify(self, appended: int = 1) -> None:
        """Wake everybody who waits; so many events were appended in one transaction."""
        with self._condition:
            self._count += 1
            if appended >= MANY:
                self._expected_until = time.monotonic() + EXPECTED_SECONDS
            self._condition.notify_all()

    @property
    def count(self) -> int:
        """How often `notify` was called."""
        return self._count

    def wait(self, seen: int, seconds: float) -> None:
        """Return when the count is above `seen`, at the latest after some seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._count > seen, timeout=seconds)

    def give_way(self, stop: threading.Event) -> None:
        """Return when no part of a batch is expected any more, after :data:`PATIENCE_SECONDS`, or when told to stop."""
        last = time.monotonic() + PATIENCE_SECONDS
        while (seconds := min(self._expected_until, last) - time.monotonic()) > 0 and not stop.is_set():
            stop.wait(seconds)
