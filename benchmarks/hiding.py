"""Whether the time of an answer tells of what is hidden: the same searches in two worlds, with and without it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from statistics import median

import msgspec

from api.schemas.search import Query, SearchRequest
from benchmarks.filling import append, catch_up_without_matching
from benchmarks.measuring import seconds_of
from benchmarks.queries import OFFICER
from benchmarks.report import Figure
from benchmarks.served import Client, client_of, encoded, running
from benchmarks.workshop import ENGINES, Form, Workshop
from tracing.access import RecipientRule, Recipients
from tracing.events import ReportEvent

TITLE = "Hiding: the time of a search for somebody who is hidden, beside a world without her"
WITHIN = 0.05
_VISIBLE, _HIDDEN = 8, 2
"""Of ten records in the world with hidden ones."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """The officer searches for each hidden person by all that her record says, in turns in both worlds."""
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    count = 10 * workshop.sizes.queries
    events = list(islice(workshop.world.events(0, count), count))
    is_hidden = [number % (_VISIBLE + _HIDDEN) >= _VISIBLE for number in range(count)]
    both = [_hidden(event) if away else event for event, away in zip(events, is_hidden, strict=True)]
    visible = [event for event, away in zip(events, is_hidden, strict=True) if not away]
    hidden = [event for event, away in zip(events, is_hidden, strict=True) if away]
    asked = [event for event in hidden if event.report.person.names][: workshop.sizes.queries]
    bodies = [encoded(SearchRequest(queries={"q": _query(event)})) for event in asked]
    with ExitStack() as stack:
        there = _client(workshop, form, both, stack)
        absent = _client(workshop, form, visible, stack)
        there.close()  # the server has given up a connection that was idle while the other world was made
        with_hidden, without = _timed(there, absent, bodies)
    ratio = median(with_hidden) / median(without)
    return Figure(
        f"{ENGINES[form]}: p50 of {len(bodies)} searches, {len(hidden):,} of {len(events):,} records hidden",
        f"{median(with_hidden):.2f} ms",
        f"{median(without):.2f} ms in the world without",
        ratio,
        f"ratio within {WITHIN:.0%}",
        abs(ratio - 1) <= WITHIN,
    )


def _hidden(event: ReportEvent) -> ReportEvent:
    report = msgspec.structs.replace(event.report, recipients=Recipients(rule=RecipientRule.only))
    return msgspec.structs.replace(event, report=report)


def _query(event: ReportEvent) -> Query:
    person = msgspec.structs.replace(event.report.person, faces=(), photographs=())
    return Query(person=person, occurred_at=event.report.occurred_at)


def _client(workshop: Workshop, form: Form, events: Sequence[ReportEvent], stack: ExitStack) -> Client:
    service = stack.enter_context(workshop.service(form))
    append(service.application, events)
    catch_up_without_matching(service)
    stack.enter_context(running(service.settings, "serve", workshop.folder() / "log"))
    return stack.enter_context(client_of(service.settings, OFFICER))


def _timed(there: Client, absent: Client, bodies: Sequence[bytes]) -> tuple[list[float], list[float]]:
    """Milliseconds of each search in either world."""
    first: list[float] = []
    second: list[float] = []
    for number, body in enumerate((*bodies, *bodies)):
        turns = [(there, first), (absent, second)]
        for client, times in turns if number % 2 else reversed(turns):
            times.append(1000 * seconds_of(lambda client=client: client.ask("POST", "/v1/search", body)))  # type: ignore[misc]  # noqa: B023
    # The first round warms both.
    return first[len(bodies) :], second[len(bodies) :]
