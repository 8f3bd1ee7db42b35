"""How many records a person is shown in an hour: whoever looks through everybody is stopped, and that is seen.

Counted in the memory of each process, by what its answers show; a service of three processes lets three times as much
pass. Who is stopped has an entry in the audit log, and the metric `tracing_requests_total` counts the answers 429.
Going on takes a colleague who agrees (:mod:`tracing.allowances`).
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from api.refusals import BudgetExhaustedError
from tracing.access import Caller
from tracing.audit.entries import Action

WINDOW_SECONDS = 3600.0

DISCLOSURES = frozenset(
    {
        Action.search,
        Action.read_record,
        Action.read_photograph,
        Action.read_identity,
        Action.list_candidates,
        Action.read_candidate,
    }
)
"""What shows records, and so is counted."""


class Budgets:
    """Counts what each person is shown within a window that moves on.

    Args:
        most: records in any hour.
        clock: seconds that never go back.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing shown."""
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._shown: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    def spend(self, caller: Caller, records: int, *, budgets: int = 1) -> None:
        """Count an answer that is about to leave.

        Args:
            caller: who is shown it.
            records: how many it shows.
            budgets: how many budgets the caller has; a colleague gives a second one.

        Raises:
            BudgetExhaustedError: it would show more than the caller may see in an hour; it is not counted.
        """
        now = self._clock()
        with self._lock:
            shown = self._shown.setdefault((caller.organisation, caller.subject), deque())
            while shown and shown[0][0] <= now - WINDOW_SECONDS:
                shown.popleft()
            if sum(count for _, count in shown) + records > budgets * self._most:
                first = shown[0][0] if shown else now
                raise BudgetExhaustedError(first + WINDOW_SECONDS - now)
            if records:
                shown.append((now, records))
            self._forget_idle(now)

    def _forget_idle(self, now: float) -> None:
        """Keep no memory of who has been shown nothing for an hour; looks at one person a call."""
        who = next(iter(self._shown))
        shown = self._shown.pop(who)
        if shown and shown[-1][0] > now - WINDOW_SECONDS:
            self._shown[who] = shown  # at the end of the line again
