"""What asking for rights in the query costs: the same searches for a reader, and for the service, which sees all."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from benchmarks.filling import append, catch_up_without_matching
from benchmarks.measuring import percentile, seconds_of
from benchmarks.report import Figure
from benchmarks.workshop import ENGINES, Form, Workshop
from search.document import Filters
from search.engine import Index
from search.profile import Profile, profile_of
from search.query import search
from tracing.access import Reader, RecipientRule, Recipients
from tracing.events import ReportEvent

TITLE = "Granting: searches that ask who may see each record, beside searches that do not"
MOST = 1.10
READER = Reader(organisation="fra.police", country="FRA", everywhere=True)
ALL_FOR_THE_READER = (
    Recipients(),
    Recipients(rule=RecipientRule.only, countries=("BEL", "FRA")),
    Recipients(rule=RecipientRule.all_but, countries=("ITA",)),
    Recipients(rule=RecipientRule.only, organisations=("esp.police", "fra.police")),
)
"""Many ways to be allowed: both searches find the same records, so that only the asking differs."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Search for people by all that their records say, in turns with and without a reader."""
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    count = 10 * workshop.sizes.queries
    events = [_meant_for_the_reader(number, event) for number, event in enumerate(workshop.world.events(0, count))]
    profiles = [profile_of(event.report) for event in islice(events, 0, None, 10)]
    with workshop.service(form) as service:
        append(service.application, events)
        catch_up_without_matching(service)
        asked, unasked = _timed(service.engine.live(), profiles)
    found, reference = percentile(asked, 95), percentile(unasked, 95)
    return Figure(
        f"{ENGINES[form]}: p95 of {len(profiles):,} searches among {count:,} records",
        f"{found:.2f} ms",
        f"{reference:.2f} ms for the service itself",
        found / reference,
        f"ratio ≤ {MOST:.2f}",
        found / reference <= MOST,
    )


def _meant_for_the_reader(number: int, event: ReportEvent) -> ReportEvent:
    recipients = ALL_FOR_THE_READER[number % len(ALL_FOR_THE_READER)]
    return msgspec.structs.replace(event, report=msgspec.structs.replace(event.report, recipients=recipients))


def _timed(index: Index, profiles: Sequence[Profile]) -> tuple[list[float], list[float]]:
    """Milliseconds of each search, for the reader and for nobody."""
    times: dict[Reader | None, list[float]] = {READER: [], None: []}
    for number, profile in enumerate((*profiles, *profiles)):
        for reader in (READER, None) if number % 2 else (None, READER):
            times[reader].append(1000 * seconds_of(lambda reader=reader: search(index, profile, reader, Filters())))  # type: ignore[misc]  # noqa: B023
    # The first round warms what is remembered of visibilities and names.
    return times[READER][len(profiles) :], times[None][len(profiles) :]
