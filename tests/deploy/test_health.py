"""The follower's health check tells a follower that keeps up from one that does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.schemas.operations import Colour, Readiness, ViewHealth
from deploy.health import LONGEST_WAIT_SECONDS, complaint

ROOT = Path(__file__).resolve().parents[2]


def found(lag: float, *, dead: int = 0, status: Colour = Colour.green) -> Readiness:
    return Readiness(
        status=status,
        log=Colour.green,
        search=status,
        views=Colour.green,
        log_position=9,
        view={"records": ViewHealth(position=8, lag_seconds=lag, dead_letters=dead)},
    )


@pytest.mark.parametrize("report", [found(0.0), found(LONGEST_WAIT_SECONDS), found(1.0, dead=2, status=Colour.yellow)])
def test_a_follower_that_goes_on_is_healthy(report: Readiness) -> None:
    assert complaint(report) is None


def test_a_view_that_waits_too_long_is_named() -> None:
    assert "records" in (complaint(found(LONGEST_WAIT_SECONDS + 1)) or "")


def test_a_part_that_does_not_work_is_named() -> None:
    assert "search red" in (complaint(found(0.0, status=Colour.red)) or "")


def test_the_check_as_compose_runs_it(tmp_path: Path) -> None:
    environment = os.environ | {
        "TRACING_LOG": f"sqlite:///{tmp_path}/data/log.sqlite",
        "TRACING_VIEWS": f"sqlite:///{tmp_path}/data/views.sqlite",
        "TRACING_SEARCH": f"embedded://{tmp_path}/data/search",
    }

    def run(*command: str) -> int:
        return subprocess.run(
            [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, check=False
        ).returncode

    assert run("deploy/health.py") != 0, "nothing is there yet"
    assert run("-c", "from api.settings import Settings; from api.wiring import migrate; migrate(Settings())") == 0
    assert run("deploy/health.py") == 0
