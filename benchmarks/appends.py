"""Appending events, one by one and in batches, beside raw inserts of the same rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import TypeVar

from benchmarks.measuring import Work, rates, ratio
from benchmarks.raw import RawLog, raw_log, rows_of
from benchmarks.report import Figure
from benchmarks.workshop import STORES, Form, Workshop
from benchmarks.world import MASTERS, caller_of
from tracing.application import Tracing
from tracing.events import ReportEvent
from tracing.log import migrate

TITLE = "Appending to the log: events a second"
BATCH = 500
TARGETS = {Form.embedded: 0.5, Form.servers: 0.45}

Events = Sequence[ReportEvent]
T = TypeVar("T")


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Appends one by one and in batches, on both stores.

    The event of an append is ready-made; `post` makes it from a report, and answers with the record. The reference
    inserts rows that were encoded before, into a table that the same migration made, as durably. On PostgreSQL a raw
    batch is one prepared statement on arrays, which is faster than `executemany`.
    """
    for form in Form:
        yield from _singles(workshop, form)
        yield from _batches(workshop, form)


def _singles(workshop: Workshop, form: Form) -> Iterator[Figure]:
    rounds, count = workshop.sizes.rounds, workshop.sizes.singles
    shares = shares_of(workshop, count)
    rows = [rows_of(share) for share in shares]
    with ExitStack() as stack:
        raw, appending, posting = _logs(workshop, form, stack)
        works: dict[str, Work] = {
            "raw": lambda number: each(raw.insert, rows[number]),
            "append": lambda number: each(appending.append, shares[number]),
            "post": lambda number: each(lambda event: posting.post(event.report, caller_of(event)), shares[number]),
        }
        measured = rates(works, rounds)
    yield _figure(f"{STORES[form]}: single append", measured["append"], measured["raw"], TARGETS[form])
    yield _figure(f"{STORES[form]}: single post, event made and answered", measured["post"], measured["raw"], None)


def _batches(workshop: Workshop, form: Form) -> Iterator[Figure]:
    rounds, batches = workshop.sizes.rounds, workshop.sizes.batches
    shares = [_cut(share) for share in shares_of(workshop, batches * BATCH)]
    rows = [[rows_of(batch) for batch in share] for share in shares]
    with ExitStack() as stack:
        raw, appending, _ = _logs(workshop, form, stack)
        works: dict[str, Work] = {
            "raw": lambda number: each(raw.insert_all, rows[number]) * BATCH,
            "append": lambda number: each(appending.append_all, shares[number]) * BATCH,
        }
        measured = rates(works, rounds)
    yield _figure(f"{STORES[form]}: append of {BATCH}", measured["append"], measured["raw"], TARGETS[form])


def _logs(workshop: Workshop, form: Form, stack: ExitStack) -> tuple[RawLog, Tracing, Tracing]:
    """Three logs of their own, which are filled with the same events."""
    urls = [workshop.new_store(form) for _ in range(3)]
    for url in urls:
        migrate(url)
    appending, posting = Tracing(urls[1], MASTERS), Tracing(urls[2], MASTERS)
    stack.callback(appending.close)
    stack.callback(posting.close)
    return stack.enter_context(raw_log(form, urls[0])), appending, posting


def shares_of(workshop: Workshop, size: int) -> list[Events]:
    """New events for each round, so many."""
    events = list(workshop.world.events(0, workshop.sizes.rounds * size))
    return [events[start : start + size] for start in range(0, len(events), size)]


def _cut(events: Events) -> list[Events]:
    return [events[start : start + BATCH] for start in range(0, len(events), BATCH)]


def each(work: Callable[[T], object], things: Sequence[T]) -> int:
    """Do something with each of many things; how many they were."""
    for thing in things:
        work(thing)
    return len(things)


def _figure(what: str, ours: Sequence[float], raw: Sequence[float], target: float | None) -> Figure:
    reached = ratio(ours, raw)
    return Figure(
        what,
        f"{median(ours):,.0f}",
        f"{median(raw):,.0f} raw inserts",
        reached,
        "" if target is None else f"ratio {target:.2f}",
        None if target is None else reached >= target,
    )
