"""Fill a service with an invented world, and wait until every record was compared."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice

from api.wiring import Service
from api.world.population import postings
from api.world.postings import Posting
from api.world.stories import YULIIA
from projections.matcher import compared_position
from tracing.access import Caller, Role
from tracing.reports import ReportKind, read_report

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

SENDER_ROLES = {
    ReportKind.yellow_notice: Role.bureau,
    ReportKind.sighting: Role.officer,
    ReportKind.border_crossing: Role.agency,
    ReportKind.shelter_registration: Role.shelter,
}
"""In which role each kind of report is posted."""

_CHUNK = 500
_POLL_SECONDS = 0.05


def sender(organisation: str, country: str, kind: ReportKind) -> Caller:
    """Who posts the reports of an organisation."""
    return Caller(subject=f"{organisation}.desk", role=SENDER_ROLES[kind], organisation=organisation, country=country)


def post_world(service: Service, people: int, seed: int, progress: Progress) -> int:
    """Post all reports of a world but those of the story, which is told later; returns how many there are."""
    posted = 0
    others = (posting for posting in postings(people, seed) if posting.person != YULIIA)
    for chunk in _chunks(others):
        for (organisation, country, kind), group in groupby(sorted(chunk, key=_by_sender), key=_by_sender):
            reports = [read_report(posting.report) for posting in group]
            service.application.post_all(reports, sender(organisation, country, kind))
            posted += len(reports)
            progress(posted, posted)
    return posted


def wait_until_compared(service: Service, progress: Progress) -> None:
    """Return when the matcher has compared every record that is in the log now."""
    end = service.application.max_position()
    while (position := compared_position(service.store)) < end:
        progress(position, end)
        time.sleep(_POLL_SECONDS)
    progress(end, end)


def _chunks(items: Iterable[Posting]) -> Iterator[list[Posting]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _by_sender(posting: Posting) -> tuple[str, str, ReportKind]:
    return posting.organisation, posting.country, ReportKind(posting.report["kind"])
