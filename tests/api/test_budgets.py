"""Whoever looks through everybody is stopped, and that is written down."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.budgets import WINDOW_SECONDS, Budgets
from api.refusals import BudgetExhaustedError
from api.wiring import migrate, open_service
from tests.api.conftest import clients, embedded_settings, serving
from tests.examples import OFFICER, SHELTER
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


def test_whoever_looks_through_everybody_is_stopped_and_written_down(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path).model_copy(update={"disclosures_per_hour": 3})
    migrate(settings)
    service = open_service(settings)
    try:
        with serving(create_app(service)) as url, clients(url, settings) as client_of:
            bureau = client_of(Role.bureau, "ukr.bureau", "UKR")
            officer, other = (client_of(Role.officer, "fra.police", "FRA", subject=name) for name in ("a", "b"))
            posted = bureau.post(
                "/v1/yellow-notices",
                json={"reference": "n", "occurred_at": "2026-03", "person": {"names": [{"full": "Ana Luz"}]}},
            )
            path = posted.headers["location"]

            def looked(client: httpx.Client) -> int:
                return client.get(path).status_code

            assert [looked(officer) for _ in range(4)] == [200, 200, 200, 429]
            refused = officer.get(path)
            assert refused.json()["code"] == "budget-exhausted"
            assert 0 < int(refused.headers["retry-after"]) <= WINDOW_SECONDS
            assert posted.json()["record"] not in refused.text
            assert (looked(other), looked(bureau)) == (200, 200)
            entries = [found.entry for found in service.audit.entries(Asked(action=Action.read_record, subject="a"))]
            assert [entry.result for entry in entries] == ["answered"] * 3 + ["budget-exhausted"] * 2
    finally:
        service.close()
