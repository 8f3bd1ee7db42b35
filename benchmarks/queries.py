"""Search by example over HTTP, one client, and the memory of the process that answers."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from statistics import fmean
from typing import NamedTuple

import msgspec

from api.schemas.search import Query, SearchRequest
from api.wiring import Service
from benchmarks.measuring import percentile, seconds_of
from benchmarks.report import Figure
from benchmarks.served import Client, client_of, encoded, resident_bytes, running
from benchmarks.workshop import ENGINES, Form, Workshop
from search.blocking import COMPARED, find
from search.document import Filters
from tracing.access import Caller, Role, reader_of
from tracing.events import ReportEvent
from tracing.person import Name, Person

TITLE = "Search by example over HTTP, one client"
OFFICER = Caller(subject="benchmark", role=Role.officer, organisation="fra.police", country="FRA")
MEGABYTES = 500
_WARMING = 200
"""Queries that are not timed: a server that was just started has still to compile what it does often."""


class Wanted(NamedTuple):
    """Targets: milliseconds that half and 95 % of the queries may take, and queries a second."""

    p50: float
    p95: float
    rate: float


SERVICE, MATCHING = Wanted(12, 30, 75), Wanted(8, 20, 120)


def measure(workshop: Workshop, wanted: Wanted = SERVICE) -> Iterator[Figure]:
    """`POST /v1/search` against `tracing serve`, each followed by `GET /livez` on the same connection.

    A query holds names, sex, birth, nationalities and marks of a report that is not stored, of a person of whom others
    are. Its names are written as no stored one is.
    """
    for form in Form:
        yield from _measured(workshop, form, wanted)


def _measured(workshop: Workshop, form: Form, wanted: Wanted) -> Iterator[Figure]:
    service = workshop.stored(form)
    waiting = list(workshop.world.events(workshop.sizes.stored, 5 * workshop.sizes.queries))
    queries = list(islice(_queries(waiting, _stored_names(workshop)), workshop.sizes.queries))
    bodies = [encoded(SearchRequest(queries={"q": query})) for query in queries]
    with (
        running(service.settings, "serve", workshop.folder() / "log") as process,
        client_of(service.settings, OFFICER) as client,
    ):
        searches, bare = _timed(client, bodies)
        _ask_everything(client, waiting[:50])
        memory = resident_bytes(process) / 1e6
    compared = _compared(service, queries)
    engine, stored = ENGINES[form], f"{workshop.sizes.stored:,} records"
    beside = f"{percentile(bare, 50):.1f} / {percentile(bare, 95):.1f} ms for livez"
    p50, p95, rate = percentile(searches, 50), percentile(searches, 95), 1000 / fmean(searches)
    yield Figure(f"{engine}, {stored}: p50", f"{p50:.1f} ms", beside, None, f"{wanted.p50:.0f} ms", p50 <= wanted.p50)
    yield Figure(
        f"{engine}, {stored}: p95; {fmean(compared):.1f} candidates scored on average, at most {COMPARED}",
        f"{p95:.1f} ms", "", None, f"{wanted.p95:.0f} ms", p95 <= wanted.p95,
    )  # fmt: skip
    bare_rate = f"{1000 / fmean(bare):,.0f}/s for livez"
    yield Figure(
        f"{engine}, {stored}: requests", f"{rate:.0f}/s", bare_rate, None, f"{wanted.rate:.0f}/s", rate >= wanted.rate
    )
    if form is Form.embedded:
        what = f"memory of the API process, {stored} embedded, after these queries"
        yield Figure(what, f"{memory:.0f} MB", "", None, f"{MEGABYTES} MB", memory < MEGABYTES)


def _timed(client: Client, bodies: Sequence[bytes]) -> tuple[list[float], list[float]]:
    """Milliseconds of each search, and of each request that asks nothing."""
    for body in bodies[-_WARMING:]:
        client.ask("POST", "/v1/search", body)
    searches, bare = [], []
    for body in bodies:
        searches.append(1000 * seconds_of(lambda body=body: client.ask("POST", "/v1/search", body)))  # type: ignore[misc]
        bare.append(1000 * seconds_of(lambda: client.ask("GET", "/livez")))
    return searches, bare


def _ask_everything(client: Client, events: Sequence[ReportEvent]) -> None:
    """Search by whole descriptions, so that what is kept in memory for faces and documents is there too."""
    for event in events:
        person = msgspec.to_builtins(event.report.person)
        faces = [{"model": face.model, "encoding": face.vector().tolist()} for face in event.report.person.faces]
        client.ask("POST", "/v1/search", encoded({"queries": {"q": {"person": {**person, "faces": faces}}}}))


def _compared(service: Service, queries: Sequence[Query]) -> list[int]:
    index, reader, today = service.engine.live(), reader_of(OFFICER), datetime.now(UTC).date()
    return [len(find(index, query.profile(today), reader, Filters(), COMPARED)) for query in queries]


def _stored_names(workshop: Workshop) -> set[str]:
    events = workshop.world.events(0, workshop.sizes.stored)
    return {_text(name) for event in events for name in event.report.person.names}


def _queries(events: Sequence[ReportEvent], stored: set[str]) -> Iterator[Query]:
    for event in events:
        said = event.report.person
        if said.names and not any(_text(name) in stored for name in said.names):
            person = Person(
                names=said.names,
                sex=said.sex,
                birth_date=said.birth_date,
                birth_date_approximate=said.birth_date_approximate,
                age=said.age,
                nationalities=said.nationalities,
                marks=said.marks,
            )
            # The age was right when the report was made.
            yield Query(person=person, occurred_at=event.report.occurred_at)


def _text(name: Name) -> str:
    return " ".join(part for part in (name.given, name.family, name.full) if part).casefold()
