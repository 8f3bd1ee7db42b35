"""Whether a record costs more when more are stored."""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from api.wiring import Service
from benchmarks.filling import append, catch_up, catch_up_without_matching
from benchmarks.measuring import Work, rates, ratio
from benchmarks.report import Figure
from benchmarks.workshop import ENGINES, Form, Workshop
from benchmarks.world import caller_of

TITLE = "Whole cost of a posted record: saved, indexed, matched, in all views"
TARGET = 1.5


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Records posted one by one, then all views and the matcher caught up, in a small service and in a large one.

    Both stand at once and take turns. What they hold already was indexed and not matched, because that would take
    longer than all else here; whatever is measured is matched against all of it.
    """
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    sizes = workshop.sizes
    with ExitStack() as stack:
        works: dict[str, Work] = {}
        for name, stored in zip(("small", "large"), sizes.grown, strict=True):
            service = stack.enter_context(workshop.service(form))
            append(service.application, workshop.world.events(0, stored))
            catch_up_without_matching(service)
            works[name] = _posting(workshop, service)
        measured = rates(works, sizes.rounds)
    small, large = (1000 / median(measured[name]) for name in ("small", "large"))
    grown = ratio(measured["small"], measured["large"])
    before, after = sizes.grown
    return Figure(
        f"{ENGINES[form]}, {after:,} records stored",
        f"{large:.1f} ms",
        f"{small:.1f} ms with {before:,} records",
        grown,
        f"ratio below {TARGET}",
        grown < TARGET,
    )


def _posting(workshop: Workshop, service: Service) -> Work:
    """Posts new records, the same ones in both services, and catches up."""
    sizes = workshop.sizes
    events = list(workshop.world.events(sizes.grown[1], sizes.rounds * sizes.posted))

    def work(number: int) -> int:
        for event in events[number * sizes.posted : (number + 1) * sizes.posted]:
            service.application.post(event.report, caller_of(event))
        catch_up(service)
        return sizes.posted

    return work
