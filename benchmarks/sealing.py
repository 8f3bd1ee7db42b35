"""What sealing costs: the log with a data key for each stream, beside the same application that seals nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median

from eventsourcing.persistence import StoredEvent

from benchmarks.appends import BATCH, each, shares_of
from benchmarks.filling import append
from benchmarks.measuring import Work, rates, ratio
from benchmarks.report import Figure
from benchmarks.workshop import STORES, Form, Workshop
from benchmarks.world import MASTERS
from tracing.application import Tracing
from tracing.events import Event
from tracing.keys.sealing import StreamKey
from tracing.log import migrate
from tracing.log.recorder import StoredRow
from tracing.log.sealed import SealedEvents

TITLE = "Sealing: events a second, beside the same log unsealed"
APPEND, REPLAY = 0.75, 0.5
"""Least ratios: an append takes less than a quarter of its speed for sealing, a replay less than half."""


class _Unsealed(Tracing):
    """The application with everything but keys; of the benchmark alone."""

    name = "tracing"

    def __init__(self, url: str) -> None:
        super().__init__(url, MASTERS)
        self._sealed = _Plain(self.mapper, self.keys)

    def _sealed_now(self, events: Sequence[Event]) -> tuple[list[StreamKey], list[StoredEvent]]:
        return [], [self.mapper.to_stored_event(event) for event in events]


class _Plain(SealedEvents):
    def event(self, row: StoredRow) -> Event | None:
        return self._mapper.decode(row[3], row[4])


def measure(workshop: Workshop) -> Iterator[Figure]:
    """First events of streams, each with a new key, one by one and in batches; and all of them read back."""
    for form in Form:
        with ExitStack() as stack:
            ours, plain = _logs(workshop, form, stack)
            yield _singles(workshop, form, ours, plain)
        with ExitStack() as stack:
            ours, plain = _logs(workshop, form, stack)
            yield _replayed(workshop, form, ours, plain)


def _singles(workshop: Workshop, form: Form, ours: Tracing, plain: Tracing) -> Figure:
    rounds, count = workshop.sizes.rounds, workshop.sizes.singles
    shares = shares_of(workshop, count)
    works: dict[str, Work] = {
        "ours": lambda number: each(ours.append, shares[number]),
        "plain": lambda number: each(plain.append, shares[number]),
    }
    return _figure(f"{STORES[form]}: single append, each with a new key", rates(works, rounds), APPEND)


def _replayed(workshop: Workshop, form: Form, ours: Tracing, plain: Tracing) -> Figure:
    count = workshop.sizes.replayed
    for log in (ours, plain):
        append(log, workshop.world.events(0, count))
    works: dict[str, Work] = {
        "ours": lambda _: _through(ours.batch, ours.max_position(), count),
        "plain": lambda _: _through(plain.batch, plain.max_position(), count),
    }
    return _figure(f"{STORES[form]}: replay of {count:,} events", rates(works, workshop.sizes.rounds), REPLAY)


def _through(batch: Callable[..., object], end: int, count: int) -> int:
    after = 0
    while after < end:
        after = batch(after, BATCH).position  # type: ignore[attr-defined]
    return count


def _logs(workshop: Workshop, form: Form, stack: ExitStack) -> tuple[Tracing, Tracing]:
    urls = [workshop.new_store(form) for _ in range(2)]
    for url in urls:
        migrate(url)
    ours, plain = Tracing(urls[0], MASTERS), _Unsealed(urls[1])
    stack.callback(ours.close)
    stack.callback(plain.close)
    return ours, plain


def _figure(what: str, measured: dict[str, list[float]], least: float) -> Figure:
    reached = ratio(measured["ours"], measured["plain"])
    return Figure(
        what,
        f"{median(measured['ours']):,.0f}",
        f"{median(measured['plain']):,.0f} unsealed",
        reached,
        f"ratio {least:.2f}",
        reached >= least,
    )
