"""Steady scraping: who is shown very many records in a day, though never too many in an hour, raises an alarm.

An alarm is an entry of the audit log and a count in the metrics; nobody is stopped by it. Counted in the memory of each
process, as the budgets are.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from tracing.access import Caller

DAY_SECONDS = 24 * 3600.0
HOURLY_BUDGETS = 4
"""Budgets of an hour that a day holds before it raises an alarm: half of each hour of a working day."""
_PART_SECONDS = 900.0
"""Answers within a quarter of an hour are counted together."""


class Watch:
    """Counts what each person is shown within a day that moves on.

    Args:
        most_per_hour: the budget of an hour.
        clock: seconds that never go back.
    """

    def __init__(self, most_per_hour: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing shown."""
        self._most, self._clock = HOURLY_BUDGETS * most_per_hour, clock
        self._lock = threading.Lock()
        self._shown: dict[tuple[str, str], deque[tuple[float, int]]] = {}
        self._raised: dict[tuple[str, str], float] = {}

    def is_steady(self, caller: Caller, records: int) -> bool:
        """Count an answer; whether an alarm is due: too much for a day, and no alarm of this person in the day before.

        It stays due until :meth:`raised` says that there was one.
        """
        who, part = (caller.organisation, caller.subject), self._clock() // _PART_SECONDS
        with self._lock:
            self._forget(part)
            shown = self._shown.pop(who, deque())
            if records and shown and shown[-1][0] == part:
                shown[-1] = (part, shown[-1][1] + records)
            elif records:
                shown.append((part, records))
            while shown and shown[0][0] <= part - DAY_SECONDS / _PART_SECONDS:
                shown.popleft()
            if shown:
                self._shown[who] = shown  # at the end of the line, so that the idle come to its front
            return sum(count for _, count in shown) > self._most and who not in self._raised

    def raised(self, caller: Caller) -> None:
        """Say that an alarm was raised; the next one is a day away."""
        with self._lock:
            self._raised[caller.organisation, caller.subject] = self._clock() // _PART_SECONDS

    def _forget(self, part: float) -> None:
        """Keep no memory of who has been shown nothing for a day, nor of alarms of the day before."""
        oldest = part - DAY_SECONDS / _PART_SECONDS
        for who in [who for who, at in self._raised.items() if at <= oldest]:
            del self._raised[who]
        while self._shown:
            who = next(iter(self._shown))
            if self._shown[who][-1][0] > oldest:
                return
            del self._shown[who]
