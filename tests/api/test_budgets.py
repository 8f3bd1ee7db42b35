"""Whoever looks through everybody is stopped, and that is written down."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from prometheus_client import generate_latest
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as command_line
from api.disclosure.alarms import DAY_SECONDS, HOURLY_BUDGETS, Watch
from api.disclosure.budgets import WINDOW_SECONDS, Budgets
from api.refusals import BudgetExhaustedError
from api.wiring import Service, migrate, open_service
from tests.api.conftest import clients, embedded_settings, serving
from tests.examples import FOR_A_CASE, OFFICER, SHELTER
from tracing.access import Role
from tracing.audit.entries import Action, Asked


class Clock:
    """Goes on when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield Clock()


def test_a_budget_comes_back_within_the_hour_as_it_was_spent(clock: Clock) -> None:
    budgets = Budgets(100, clock)
    budgets.spend(OFFICER, 60)
    clock.now += WINDOW_SECONDS / 2
    budgets.spend(OFFICER, 40)
    with pytest.raises(BudgetExhaustedError) as refused:
        budgets.spend(OFFICER, 1)
    assert refused.value.seconds == WINDOW_SECONDS / 2
    budgets.spend(OFFICER, 0)
    budgets.spend(SHELTER, 100)
    clock.now += WINDOW_SECONDS / 2
    budgets.spend(OFFICER, 60)
    with pytest.raises(BudgetExhaustedError):
        budgets.spend(OFFICER, 1)


def test_who_is_not_there_any_more_is_not_kept(clock: Clock) -> None:
    budgets = Budgets(100, clock)
    budgets.spend(OFFICER, 60)
    clock.now += 2 * WINDOW_SECONDS
    for _ in range(3):
        budgets.spend(SHELTER, 1)
    assert len(budgets._shown) == 1


def test_too_much_in_a_day_raises_one_alarm_a_day(clock: Clock) -> None:
    watch = Watch(100, clock)
    for _ in range(HOURLY_BUDGETS):
        assert not watch.is_steady(OFFICER, 100)
        clock.now += WINDOW_SECONDS
    assert not watch.is_steady(SHELTER, 100)
    assert watch.is_steady(OFFICER, 1) and watch.is_steady(OFFICER, 0), "until somebody says that it was raised"
    watch.raised(OFFICER)
    assert not watch.is_steady(OFFICER, 100)
    clock.now += DAY_SECONDS
    assert not watch.is_steady(OFFICER, HOURLY_BUDGETS * 100)
    assert watch.is_steady(OFFICER, 1)


def test_whoever_rests_for_a_day_is_forgotten_and_less_than_too_much_is_never_an_alarm(clock: Clock) -> None:
    watch = Watch(100, clock)
    for _ in range(100):
        assert not watch.is_steady(OFFICER, 16)
        clock.now += WINDOW_SECONDS
    clock.now += DAY_SECONDS
    assert not watch.is_steady(SHELTER, 1) and len(watch._shown) == 1


class Stopped(NamedTuple):
    """A service that shows three records an hour, and who calls it."""

    service: Service
    app: FastAPI
    bureau: httpx.Client
    officer: httpx.Client
    other: httpx.Client
    record: str

    def looked(self, client: httpx.Client) -> int:
        return client.get(f"/v1/records/{self.record}").status_code


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Stopped]:
    settings = embedded_settings(tmp_path).model_copy(update={"disclosures_per_hour": 3})
    migrate(settings)
    service = open_service(settings)
    try:
        app = create_app(service)
        with serving(app) as url, clients(url, settings) as client_of:
            bureau = client_of(Role.bureau, "ukr.bureau", "UKR")
            officer, other = (client_of(Role.officer, "fra.police", "FRA", subject=name) for name in ("a", "b"))
            notice = {"reference": "n", "occurred_at": "2026-03", "person": {"names": [{"full": "Ana Luz"}]}}
            record = bureau.post("/v1/yellow-notices", json=notice).json()["record"]
            yield Stopped(service, app, bureau, officer, other, record)
    finally:
        service.close()


def test_whoever_looks_through_everybody_is_stopped_and_written_down(stopped: Stopped) -> None:
    officer = stopped.officer
    assert [stopped.looked(officer) for _ in range(4)] == [200, 200, 200, 429]
    refused = officer.get(f"/v1/records/{stopped.record}")
    assert refused.json()["code"] == "budget-exhausted"
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW_SECONDS
    assert stopped.record not in refused.text
    assert (stopped.looked(stopped.other), stopped.looked(stopped.bureau)) == (200, 200)
    entries = [found.entry for found in stopped.service.audit.entries(Asked(action=Action.read_record, subject="a"))]
    assert [entry.result for entry in entries] == ["answered"] * 3 + ["budget-exhausted"] * 2


def test_a_second_person_must_agree_before_anybody_goes_on(stopped: Stopped) -> None:
    officer = stopped.officer
    assert [stopped.looked(officer) for _ in range(4)] == [200, 200, 200, 429]
    assert officer.post("/v1/allowances", json={"subject": "a"}).json()["code"] == "not-possible"
    assert stopped.bureau.post("/v1/allowances", json={"subject": "a"}).status_code == 200
    assert stopped.looked(officer) == 429, "of another organisation"
    assert stopped.other.post("/v1/allowances", json={"subject": "a"}).json()["created"]
    assert [stopped.looked(officer) for _ in range(4)] == [200, 200, 200, 429]
    entries = [found.entry for found in stopped.service.audit.entries(Asked(action=Action.allow_more, subject="b"))]
    assert [(entry.concerns, entry.case) for entry in entries] == [("a", FOR_A_CASE["Tracing-Case"])]


def test_steady_scraping_raises_an_alarm_that_the_operator_lists(
    stopped: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    state = stopped.app.state
    state.budgets, state.watch = Budgets(3, clock), Watch(3, clock)
    for _ in range(HOURLY_BUDGETS + 2):
        assert [stopped.looked(stopped.officer) for _ in range(3)] == [200] * 3
        clock.now += WINDOW_SECONDS
    for name, value in stopped.service.settings.model_dump(exclude_none=True).items():
        monkeypatch.setenv(f"TRACING_{name.upper()}", ",".join(value) if isinstance(value, tuple) else str(value))
    listed = CliRunner().invoke(command_line, ["audit", "alarms"])
    (alarm,) = map(msgspec.json.decode, listed.stdout.splitlines())
    assert (alarm["action"], alarm["subject"], alarm["data"]) == ("raise_alarm", "a", ["shown_in_a_day"])
    assert b"tracing_alarms_total 1.0" in generate_latest(state.metrics.registry)
