"""How long after its save a record is found by search."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from api.wiring import Service
from benchmarks.filling import catch_up_without_matching
from benchmarks.measuring import percentile
from benchmarks.report import Figure
from benchmarks.served import running
from benchmarks.workshop import ENGINES, Form, Workshop
from benchmarks.world import caller_of
from projections.threads import FollowerThreads
from search.blocking import COMPARED
from search.document import Filters
from search.indexing import document_of
from tracing.application import Posted
from tracing.events import ReportEvent

TITLE = "From saved to found by search"
TARGETS = {Form.embedded: (20.0, 60.0), Form.servers: (300.0, 1200.0)}
_PATIENCE_SECONDS = 30.0
_POLL_SECONDS = 0.001
_BETWEEN_SECONDS = 0.05
"""Reports come one by one, each when the views are at rest again, or nearly so."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """One record posted, then searched for by its keys until it is among the hits; all views and the matcher follow.

    The records name a document, so that no crowd shares as many of their keys.
    They follow as in production: as threads beside the writer in the embedded form, by `tracing follow` in the other.
    The time begins before the save, whose own share stands beside.
    """
    for form in Form:
        yield from _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Iterator[Figure]:
    service = workshop.stored(form)
    arriving = workshop.world.events(workshop.sizes.stored, 5 * workshop.sizes.found)
    with_documents = (event for event in arriving if event.report.person.documents)
    events = list(islice(with_documents, workshop.sizes.found))
    with _following(workshop, service, form):
        saves, found = _timed(service, events)
    stored = f"{ENGINES[form]}, {workshop.sizes.stored:,} records"
    for percent, target in zip((50, 95), TARGETS[form], strict=True):
        reached = percentile(found, percent)
        beside = f"{percentile(saves, percent):.1f} ms for the save alone"
        yield Figure(f"{stored}: p{percent}", f"{reached:.0f} ms", beside, None, f"{target:.0f} ms", reached <= target)


@contextmanager
def _following(workshop: Workshop, service: Service, form: Form) -> Iterator[None]:
    catch_up_without_matching(service)
    if form is Form.servers:
        with running(service.settings, "follow", workshop.folder() / "log"):
            yield
        return
    threads = FollowerThreads(service.followers())
    threads.start()
    try:
        yield
    finally:
        threads.stop()


def _timed(service: Service, events: Sequence[ReportEvent]) -> tuple[list[float], list[float]]:
    """Milliseconds until each record was saved, and until it was found. The first is left out: processes start."""
    saves, found = [], []
    for event in events:
        started = time.perf_counter()
        posted = service.application.post(event.report, caller_of(event))
        saves.append(1000 * (time.perf_counter() - started))
        _wait_until_found(service, posted)
        found.append(1000 * (time.perf_counter() - started))
        time.sleep(_BETWEEN_SECONDS)
    return saves[1:], found[1:]


def _wait_until_found(service: Service, posted: Posted) -> None:
    document = document_of(posted.record, posted.position, posted.position)
    weights = dict.fromkeys(document.keys, 1)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    index = service.engine.live()
    while all(hit.document.record != document.record for hit in index.candidates(weights, None, Filters(), COMPARED)):
        if time.monotonic() > deadline:
            raise TimeoutError("a record was not found")
        time.sleep(_POLL_SECONDS)
