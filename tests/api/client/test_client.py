"""The client is what the API says of itself, and finds by it what a gate posted."""

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.client import ProblemError, TracingClient, models
from api.exchange.sending import RefusedCallerError
from api.wiring import Service
from tests.api.client.generating import MODELS, generated
from tests.api.conftest import token_for
from tracing.access import Caller, Role


def test_the_models_are_those_of_the_description(app: FastAPI) -> None:
    """`make client` makes them anew."""
    assert MODELS.read_text() == generated(app.openapi())


@pytest.fixture
def ending() -> str:
    return uuid4().hex[:8]


@pytest.fixture
def gate(url: str, service: Service, ending: str) -> Iterator[TracingClient]:
    caller = Caller(subject="gate", role=Role.agency, organisation=f"est.border.{ending}", country="EST")
    with TracingClient(url, token_for(service.settings, caller)) as client:
        yield client


@pytest.fixture
def bureau(url: str, service: Service, ending: str) -> Iterator[TracingClient]:
    caller = Caller(subject="desk", role=Role.bureau, organisation=f"ukr.bureau.{ending}", country="UKR")
    token = token_for(service.settings, caller)
    with TracingClient(url, token, purpose=models.Purpose.find_missing_person, case="2026/17") as client:
        yield client


def test_from_a_gate_to_a_found_person(gate: TracingClient, bureau: TracingClient) -> None:
    """A notice is published, its person crosses a border and is checked, searched for, read and corrected."""
    person = models.Person(
        names=[models.Name(given="Halyna", family="Ostapenko")],
        birth_date="2009-08-21",
        documents=[models.Document(type=models.DocumentType.passport, number="HO552817", issuer="UKR")],
    )
    notice = bureau.post(models.YellowNoticeToPost(occurred_at="2026-02-20", person=person), key="halyna")
    again = bureau.post(models.YellowNoticeToPost(occurred_at="2026-02-20", person=person), key="halyna")
    assert (notice.created, again.created, again.record) == (True, False, notice.record)
    bureau.search({"q": models.Query(person=person)}, at_least=notice.position)

    crossing = models.BorderCrossing(
        reference="EE-1",
        occurred_at="2026-03-04T06:40:00+01:00",
        place=models.Place(country="EST", name="Narva"),
        person=person,
    )
    crossed = gate.check(crossing)
    assert isinstance(crossed.gate, models.Checked) and crossed.gate.result is models.GateResult.hit
    found = bureau.search({"q": models.Query(person=models.Person(names=[models.Name(full="Galina Ostapenko")]))},
                          at_least=crossed.position)  # fmt: skip
    assert crossed.record in {record.record for result in found["q"].results for record in result.records}

    read = bureau.read(crossed.record, at_least=crossed.position)
    assert isinstance(read.report, models.BorderCrossing)
    assert read.report.reference == "EE-1" and read.report.person.names == person.names
    moved = gate.correct(crossed.record, models.BorderCrossing(
        reference="EE-1", occurred_at="2026-03-05", person=person), "The clock was a day slow.")  # fmt: skip
    assert moved.version == 2
    assert gate.retract(crossed.record, "Another traveller's passport.").version == 3


def test_many_reports_have_an_answer_each(gate: TracingClient) -> None:
    person = models.Person(names=[models.Name(full="Nadia Petrenko")])
    days = ["2026-03-01", "yesterday", "2026-03-03"] * 200
    reports = (
        models.BorderCrossing(reference=f"C-{number}", occurred_at=day, person=person)
        for number, day in enumerate(days)
    )
    answers = list(gate.post_all(reports))
    assert [answer.line for answer in answers] == list(range(1, 601))
    assert [isinstance(answer, models.LinePosted) for answer in answers] == [day != "yesterday" for day in days]


def test_what_is_refused_is_a_problem_with_its_code(gate: TracingClient, url: str) -> None:
    with pytest.raises(ProblemError) as refused:
        gate.post(models.SightingToPost(occurred_at="yesterday", person=models.Person()))
    assert refused.value.problem.code == "invalid"
    assert "occurred_at" in {problem.field_ for problem in refused.value.problem.problems or ()}
    with TracingClient(url, "a.b.c") as stranger:
        started = time.monotonic()
        with pytest.raises(ProblemError, match="token-refused"):
            stranger.read(str(uuid4()))
        with pytest.raises(RefusedCallerError):
            list(stranger.post_all([models.Sighting(reference="1", occurred_at="2026", person=models.Person())]))
        assert time.monotonic() - started < 10, "what would be refused again is not tried again"
