"""`tracing post` to a real server, over a link that is cut again and again."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli.main import app
from api.wiring import Service, migrate, open_service
from tests.api.conftest import embedded_settings, serving, token_for
from tests.links import bad_link
from tracing.access import Caller, Role

LINES = 10_000
BORDER = Caller(subject="gate", role=Role.agency, organisation="pol.border", country="POL")


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service whose log holds nothing else; its views are not kept, for nobody looks at them."""
    settings = embedded_settings(tmp_path / "service")
    migrate(settings)
    service = open_service(settings)
    yield service
    service.close()


def crossing(reference: str, **changes: Any) -> bytes:
    person = {"names": [{"full": "Nadia Petrenko"}]}
    report = {"kind": "border_crossing", "reference": reference, "occurred_at": "2026-03-04", "person": person}
    return json.dumps(report | changes).encode()


def file_of(folder: Path, lines: list[bytes]) -> Path:
    path = folder / "crossings.ndjson"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def run(service: Service, url: str, file: Path, *options: str) -> Result:
    token = token_for(service.settings, BORDER)
    arguments = ["post", str(file), "--url", url, "--json", *options]
    return CliRunner().invoke(app, arguments, env={"TRACING_TOKEN": token})


def counts(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(next(line for line in result.stdout.splitlines() if line.startswith("{")))
    return found


def test_over_a_link_that_is_cut_each_report_is_stored_once(own_service: Service, tmp_path: Path) -> None:
    file = file_of(tmp_path, [crossing(f"C-{number}") for number in range(LINES)])
    with serving(create_app(own_service)) as url, bad_link(url, seed=1) as (bad_url, done):
        result = run(own_service, bad_url, file)
        assert result.exit_code == 0, result.output
        assert min(done[what] for what in ("cut", "reset", "delayed")) > 0, "the link was bad"
        found = counts(result)
        assert found["read"] == LINES and found["rejected"] == 0
        assert own_service.application.max_position() == LINES
        again = counts(run(own_service, url, file))
        assert (again["new"], again["unchanged"]) == (0, LINES)
    assert own_service.application.max_position() == LINES


def test_a_pause_that_the_service_asks_for_is_kept(tmp_path: Path) -> None:
    """Of a minute's two hundred reports none is left: the next batch begins when `Retry-After` is over."""
    settings = embedded_settings(tmp_path / "service").model_copy(update={"reports_per_minute": 200})
    migrate(settings)
    service = open_service(settings)
    try:
        with serving(create_app(service)) as url:
            first = file_of(tmp_path, [crossing(f"C-{number}") for number in range(200)])
            assert counts(run(service, url, first))["new"] == 200
            second = file_of(tmp_path, [crossing("later")])
            started = time.monotonic()
            assert counts(run(service, url, second))["new"] == 1
            assert 1 <= time.monotonic() - started < 30
    finally:
        service.close()


def test_refused_lines_can_be_mended_and_posted(own_service: Service, tmp_path: Path) -> None:
    good, bad = crossing("good"), crossing("bad", occurred_at="yesterday")
    file = file_of(tmp_path, [good, b"", b"{", bad])
    with serving(create_app(own_service)) as url:
        result = run(own_service, url, file)
        assert result.exit_code == 1
        assert counts(result) == {"read": 3, "new": 1, "unchanged": 0, "disputed": 0, "rejected": 2}
        rejects = tmp_path / "crossings.ndjson.rejects"
        assert rejects.read_bytes().splitlines() == [b"{", bad]
        reasons = (tmp_path / "crossings.ndjson.rejects.problems").read_text()
        problems = [json.loads(line) for line in reasons.splitlines()]
        assert [problem["source"] for problem in problems] == ["line 3", "line 4"]
        assert problems[1]["problems"][0]["field"] == "occurred_at"
        rejects.write_bytes(crossing("bad"))
        assert counts(run(own_service, url, rejects, "--rejects", str(tmp_path / "again")))["new"] == 1


def test_a_service_that_is_not_there_is_told_apart_from_a_refused_token(own_service: Service, tmp_path: Path) -> None:
    file = file_of(tmp_path, [crossing("one")])
    gone = run(own_service, "http://127.0.0.1:9", file, "--patience", "0.5")
    assert gone.exit_code == 4
    assert "Nadia" not in gone.output
    with serving(create_app(own_service)) as url:
        refused = CliRunner().invoke(app, ["post", str(file), "--url", url], env={"TRACING_TOKEN": "a.b.c"})
        assert refused.exit_code == 3
        elsewhere = run(own_service, f"{url}/nowhere", file)
        assert elsewhere.exit_code == 3
