"""Reading the log from its beginning, as every rebuild does."""

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.filling import append
from benchmarks.measuring import rates, ratio
from benchmarks.raw import raw_log
from benchmarks.report import Figure
from benchmarks.workshop import STORES, Form, Workshop
from benchmarks.world import MASTERS
from tracing.application import Tracing
from tracing.log import migrate

TITLE = "Replay: events read and decoded a second"
TARGETS = {Form.embedded: 100_000, Form.servers: 35_000}
BATCH = 500
"""As large as a follower's batches."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """The whole log in batches, decoded; beside it the same rows, selected the same way and not decoded."""
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    count = workshop.sizes.replayed
    url = workshop.new_store(form)
    migrate(url)
    application = Tracing(url, MASTERS)
    append(application, workshop.world.events(0, count))
    end = application.max_position()
    with raw_log(form, url) as raw:
        works = {
            "raw": lambda _: _through(lambda after: raw.read(after, BATCH), end, count),
            "ours": lambda _: _through(lambda after: application.batch(after, BATCH).position, end, count),
        }
        measured = rates(works, workshop.sizes.rounds)
    application.close()
    reached = median(measured["ours"])
    return Figure(
        f"{STORES[form]}: replay of {count:,} events",
        f"{reached:,.0f}",
        f"{median(measured['raw']):,.0f} rows selected",
        ratio(measured["ours"], measured["raw"]),
        f"{TARGETS[form]:,}",
        reached >= TARGETS[form],
    )


def _through(read: Callable[[int], int], end: int, count: int) -> int:
    after = 0
    while after < end:
        after = read(after)
    return count
