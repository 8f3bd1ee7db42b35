"""Waking followers of the same process as soon as something was appended, instead of at their next look."""

import threading


class Signal:
    """A counter that threads can wait on; missing a notification only costs one pause."""

    def __init__(self) -> None:
        """Start at zero."""
        self._condition = threading.Condition()
        self._count = 0

    def notify(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    @property
    def count(self) -> int:
        """How often `notify` was called."""
        return self._count

    def wait(self, seen: int, seconds: float) -> None:
        """Return when the count is above `seen`, at the latest after some seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._count > seen, timeout=seconds)
