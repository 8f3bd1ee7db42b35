"""`tracing post` to a real server, over a link that is cut again and again."""

import json
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli.main import app
from api.wiring import Service
from tests.api.conftest import opened, serving, token_for
from tracing.access import Caller, Role

LINES = 3_000
BORDER = Caller(subject="gate", role=Role.agency, organisation="pol.border", country="POL")


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service whose log holds nothing else."""
    with opened(tmp_path / "service") as service:
        yield service


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


@contextmanager
def cutting_proxy(url: str, seed: int) -> Iterator[tuple[str, list[int]]]:
    """A TCP proxy that ends two of three connections at some byte, in either direction; gives its URL and its cuts."""
    target, chance, cuts = urlsplit(url), random.Random(seed), list[int]()
    listening = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket, budget: int) -> None:
        with suppress(OSError):
            while chunk := source.recv(4_096):
                budget -= len(chunk)
                if budget < 0:
                    cuts.append(budget)
                    break
                sink.sendall(chunk)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # wakes the other direction
            each.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection((target.hostname, target.port))
                kept = chance.random() < 1 / 3
                for source, sink in ((client, server), (server, client)):
                    budget = 10**9 if kept else chance.randrange(100, 60_000)
                    threading.Thread(target=pump, args=(source, sink, budget), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", cuts
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def test_over_a_link_that_is_cut_each_report_is_stored_once(own_service: Service, tmp_path: Path) -> None:
    file = file_of(tmp_path, [crossing(f"C-{number}") for number in range(LINES)])
    with serving(create_app(own_service)) as url, cutting_proxy(url, seed=1) as (cut_url, cuts):
        result = run(own_service, cut_url, file)
        assert result.exit_code == 0, result.output
        assert len(cuts) >= 3, "the link was cut"
        found = counts(result)
        assert found["read"] == LINES and found["rejected"] == 0
        assert own_service.application.max_position() == LINES
        again = counts(run(own_service, url, file))
        assert (again["new"], again["unchanged"]) == (0, LINES)
    assert own_service.application.max_position() == LINES


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
