"""How long the service takes for each page of the desk: one client, signed in, who loads nothing but the page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from typing import NamedTuple

import httpx
import msgspec

from api.desk.navigation import entries_for
from api.desk.visits.sessions import Session, Sessions, new_session
from api.desk.visits.visit import COOKIE
from api.wiring import Service
from benchmarks.filling import catch_up
from benchmarks.measuring import percentile, seconds_of
from benchmarks.queries import OFFICER
from benchmarks.report import Figure
from benchmarks.served import client_of, running
from benchmarks.workshop import ENGINES, Form, Workshop
from benchmarks.world import caller_of
from projections.candidates import QueueFilter, QueueOrder
from tracing.access import Caller, Role
from tracing.audit.entries import Purpose
from tracing.judgements import OPEN_STATES

TITLE = "Pages of the desk, one client"
TARGET = 150.0
"""Milliseconds that 95 % of the visits of a page may take."""
_REVIEWER = Caller(subject="benchmark", role=Role.reviewer, organisation="nld.review", country="NLD")
_WARMING = 10


class Visits(NamedTuple):
    """Visits of one page by one person; with forms, each is sent by one of them."""

    page: str
    caller: Caller
    paths: Sequence[str]
    forms: Sequence[Mapping[str, str]] = ()


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Every page that the header leads to, once for the first role that may open it; then results, people and pairs.

    Most of the stored records were not matched; those that are posted here were, against all of them, and make up the
    queue.
    """
    for form in Form:
        service = workshop.stored(form)
        _fill_queue(workshop, service)
        visits = list(_visits(workshop, service))
        with running(service.settings, "serve", workshop.folder() / "log"), client_of(service.settings, OFFICER):
            for one in visits:
                yield _measured(workshop, form, service, one)


def _fill_queue(workshop: Workshop, service: Service) -> None:
    for event in workshop.world.events(workshop.sizes.stored, 5 * workshop.sizes.found):
        service.application.post(event.report, caller_of(event))
    catch_up(service)


def _visits(workshop: Workshop, service: Service) -> Iterator[Visits]:
    seen: set[str] = set()
    for role in Role:
        caller = Caller(subject="benchmark", role=role, organisation="fra.police", country="FRA")
        for entry in entries_for(role):
            if entry.path not in seen:
                seen.add(entry.path)
                yield Visits(entry.path, caller, [entry.path])
    waiting = workshop.world.events(workshop.sizes.stored, 5 * workshop.sizes.queries)
    names = [name for event in waiting for name in event.report.person.names]
    forms = [{"name": " ".join(filter(None, (name.given, name.family, name.full)))[:200]} for name in names]
    yield Visits("results of a name", OFFICER, ["/desk/search"], forms)
    pairs = service.candidates.queue(_REVIEWER, QueueFilter(states=OPEN_STATES), QueueOrder.strongest, 200)
    yield Visits("a person", _REVIEWER, [f"/desk/identities/{pair.record_a}" for pair in pairs])
    yield Visits("a pair", _REVIEWER, [f"/desk/pairs/{pair.judgement}" for pair in pairs])


def _measured(workshop: Workshop, form: Form, service: Service, visits: Visits) -> Figure:
    token, session = _signed_in(service, visits.caller)
    paths, forms = cycle(visits.paths), cycle(visits.forms or [{}])
    with httpx.Client(base_url=_url(service), headers={"Cookie": f"{COOKIE}={token}"}, timeout=30) as client:

        def visit() -> None:
            path, sent = next(paths), next(forms)
            fields = {**sent, "csrf": session.csrf}
            answer = client.post(path, data=fields) if visits.forms else client.get(path)
            if answer.status_code != httpx.codes.OK:
                raise RuntimeError(f"{visits.page} answered {answer.status_code}")

        for _ in range(_WARMING):
            visit()
        taken = [1000 * seconds_of(visit) for _ in range(workshop.sizes.queries)]
    p95 = percentile(taken, 95)
    return Figure(
        f"{ENGINES[form]}, {workshop.sizes.stored:,} records: {visits.page}, p95",
        f"{p95:.0f} ms (p50 {percentile(taken, 50):.0f})",
        target=f"{TARGET:.0f} ms",
        met=p95 <= TARGET,
    )


def _signed_in(service: Service, caller: Caller) -> tuple[str, Session]:
    session = new_session(caller, datetime.now(UTC))
    session = msgspec.structs.replace(session, purpose=Purpose.find_missing_person, case="2026/17")
    return Sessions(service.store).begin(session), session


def _url(service: Service) -> str:
    return f"http://{service.settings.host}:{service.settings.port}"
