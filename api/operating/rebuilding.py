"""Building views anew inside the service or from the command line, and how far that is."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from api.wiring import Service
from projections.alerts import AlertsView
from projections.candidates import CandidatesView
from projections.changes import ChangesView
from projections.identities import IdentitiesView
from projections.numbers import NumbersView
from projections.rebuild import rebuild_records, rebuild_sql
from projections.sqlview import SqlView
from projections.verify import Difference
from tracing.value import Value

logger = logging.getLogger(__name__)


class ViewName(StrEnum):
    """The views that can be rebuilt."""

    records = "records"
    candidates = "candidates"
    identities = "identities"
    changes = "changes"
    alerts = "alerts"
    numbers = "numbers"


_IN_SQL: dict[ViewName, type[SqlView[Any]]] = {
    ViewName.candidates: CandidatesView,
    ViewName.identities: IdentitiesView,
    ViewName.changes: ChangesView,
    ViewName.alerts: AlertsView,
    ViewName.numbers: NumbersView,
}


class Rebuild(Value, frozen=True, kw_only=True):
    """A rebuild that this process began.

    Attributes:
        view: which is built anew.
        position, end: how far it is, and where the log ends.
        running: whether it goes on.
        differences: in how many records the new index differed from the log, so that the live one stays.
        failed: name of the exception that ended it, if one did.
    """

    view: ViewName
    position: int = 0
    end: int = 0
    running: bool = True
    differences: int = 0
    failed: str = ""


class RebuildRunningError(Exception):
    """A rebuild goes on already; wait until it ends."""


def rebuild_view(service: Service, view: ViewName, progress: Callable[[int, int], None]) -> list[Difference]:
    """Build a view anew beside the live one and swap.

    Returns:
        Differences of a new index from the log; if there are any, the live one stays.

    Raises:
        RebuildError, EngineUnavailableError: as :mod:`projections.rebuild`.
    """
    if view is ViewName.records:
        return rebuild_records(service.application, service.engine, service.store, progress)
    rebuild_sql(service.application, service.store, _IN_SQL[view], progress)
    return []


class Rebuilds:
    """The rebuilds of one process: one at a time, in a thread of its own.

    A process that ends leaves a generation that is not whole and never becomes the live one; the next rebuild of the
    view drops it.
    """

    def __init__(self, service: Service) -> None:
        """Begin none yet."""
        self._service = service
        self._lock = threading.Lock()
        self._last: Rebuild | None = None

    @property
    def last(self) -> Rebuild | None:
        """The one that runs, or that ended last."""
        return self._last

    def start(self, view: ViewName) -> None:
        """Begin to build a view anew.

        Raises:
            RebuildRunningError: this process is at one.
        """
        with self._lock:
            if self._last is not None and self._last.running:
                raise RebuildRunningError
            self._last = Rebuild(view=view, end=self._service.application.max_position())
        threading.Thread(target=self._run, args=(view,), name=f"rebuild-{view}", daemon=True).start()

    def _run(self, view: ViewName) -> None:
        reached = (0, 0)

        def progress(position: int, end: int) -> None:
            nonlocal reached
            reached = (position, end)
            self._last = Rebuild(view=view, position=position, end=end)

        failed, differences = "", 0
        try:
            differences = len(rebuild_view(self._service, view, progress))
        except Exception as error:
            # Its text may hold an address or a value; operators find the position in the dead letters of the view.
            failed = type(error).__name__
            logger.error("rebuild of %s ended: %s", view, failed)
        self._last = Rebuild(
            view=view, position=reached[0], end=reached[1], running=False, differences=differences, failed=failed
        )
