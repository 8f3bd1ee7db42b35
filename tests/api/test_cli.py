"""The commands that start the service: settings, tokens, and a real process from first start to end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from api import examples
from api.access.tokens import TokenVerifier
from api.cli.main import app
from api.settings import Settings
from tests.examples import FOR_A_CASE
from tracing.access import Caller, Role
from tracing.reports import ReportKind

TOKEN = ["token", "--role", "bureau", "--organisation", "ukr.bureau", "--country", "UA"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRACING_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env=environment)


@pytest.mark.parametrize("command", ["migrate", "serve", "token"])
def test_help_teaches_by_example(command: str) -> None:
    shown = run(command, "--help", COLUMNS="200", NO_COLOR="1", TERM="dumb")
    assert shown.exit_code == 0
    assert len(re.findall(rf"tracing {command}", shown.stdout)) >= 2


def test_a_token_is_accepted_by_a_service_with_the_same_key(folder: Path) -> None:
    printed = run(*TOKEN, "--subject", "o.bondar", TRACING_DEMO_KEY="keys/demo.pem")
    assert printed.exit_code == 0
    caller = TokenVerifier(Settings(demo_key=folder / "keys" / "demo.pem")).proved(printed.stdout.strip()).caller
    assert caller == Caller(subject="o.bondar", role=Role.bureau, organisation="ukr.bureau", country="UKR")


def test_without_a_demo_key_there_is_no_token_and_no_service() -> None:
    for command in (TOKEN, ["serve"]):
        refused = run(*command)
        assert refused.exit_code == 2
        assert "TRACING_DEMO_KEY" in refused.stderr


def test_production_knows_no_demo_tokens() -> None:
    for command in (TOKEN, ["serve"]):
        refused = run(*command, TRACING_DEMO_KEY="demo.pem", TRACING_PRODUCTION="true")
        assert refused.exit_code == 2
        assert "production takes no demo_key" in refused.stderr
    assert not Path("demo.pem").exists()


@pytest.mark.parametrize(
    ("option", "value"), [("--organisation", "Two Words"), ("--country", "Ukraine"), ("--role", "x")]
)
def test_a_token_for_nobody_is_refused(option: str, value: str) -> None:
    arguments = [*TOKEN]
    arguments[arguments.index(option) + 1] = value
    assert run(*arguments, TRACING_DEMO_KEY="demo.pem").exit_code == 2


def test_a_wrong_setting_is_named_without_its_value() -> None:
    refused = run("migrate", TRACING_PORT="pass-phrase")
    assert refused.exit_code == 2
    assert "TRACING_PORT" in refused.stderr and "pass-phrase" not in refused.stderr


def test_migrating_twice_changes_nothing(folder: Path) -> None:
    for _ in range(2):
        assert run("migrate").exit_code == 0
    assert {path.name for path in (folder / "tracing-data").iterdir()} >= {"log.sqlite", "views.sqlite", "search"}
    assert (folder / "tracing-data").stat().st_mode & 0o077 == 0


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`tracing serve` as a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"TRACING_PORT": str(port), "TRACING_DEMO_KEY": "demo.pem"}
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve"]
    process = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.PIPE)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def eventually(ask: Any, seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if (found := ask()) is not None:
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("it did not come in time")


def test_one_process_serves_and_follows_and_ends_in_good_order(folder: Path, request: pytest.FixtureRequest) -> None:
    assert run("migrate").exit_code == 0
    token = run(*TOKEN, TRACING_DEMO_KEY="demo.pem").stdout.strip()
    process, url = request.getfixturevalue("served")
    eventually(lambda: httpx.get(f"{url}/livez"))
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}", **FOR_A_CASE}, timeout=60) as client:
        posted = client.post("/v1/yellow-notices", json=examples.REPORTS[ReportKind.yellow_notice]).json()
        at = {"at_least": posted["position"]}
        found = client.post("/v1/search", params=at, json=examples.SEARCH | {"queries": {"q": {"person": PERSON}}})
    assert found.json()["answers"]["q"]["results"][0]["identity"] == posted["record"]
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"POST /v1/yellow-notices 201" in told
    assert b"at_least" not in told and b"Kovalchuk" not in told


PERSON = {"names": [{"full": "Yulia Kovalchuck"}], "birth_date": "1998-03-17"}
