"""What operators see: health, metrics and log lines, and that nothing personal is in any of them."""

import logging
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from eventsourcing.persistence import OperationalError
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError as ViewsError

from api import examples
from api.app import create_app
from api.wiring import Service
from tests.api.conftest import ClientOf, opened, serving, token_for
from tests.examples import FOR_A_CASE
from tracing.access import Caller, Role
from tracing.reports import ReportKind

NOTICE = examples.REPORTS[ReportKind.yellow_notice]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    """A service for one test, to be broken, and its URL."""
    with opened(tmp_path) as service, serving(create_app(service)) as url:
        yield service, url


def test_a_healthy_service_is_alive_and_ready(url: str, client_of: ClientOf) -> None:
    position = client_of(Role.bureau).post("/v1/yellow-notices", json=NOTICE).json()["position"]
    for prefix in ("", "/v1"):
        assert httpx.get(f"{url}{prefix}/livez").json() == {"status": "alive"}
        ready = httpx.get(f"{url}{prefix}/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "green")
        assert ready.json()["log_position"] >= position
        assert set(ready.json()["view"]) == {
            "records",
            "matcher",
            "candidates",
            "identities",
            "changes",
            "holds",
            "alerts",
            "numbers",
            "watcher",
            "deliveries",
            "faces",
        }


def test_a_dead_letter_turns_health_yellow(own: tuple[Service, str]) -> None:
    service, url = own
    service.store.add_dead_letter("matcher-2-of-4", 1, uuid4(), "refused")
    ready = httpx.get(f"{url}/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["views"]) == (200, "yellow", "yellow")
    assert ready.json()["view"]["matcher"]["dead_letters"] == 1


def test_a_search_engine_out_of_reach_turns_health_red_and_stops_searches_but_no_posts(
    own: tuple[Service, str], tmp_path: Path
) -> None:
    service, url = own
    shutil.rmtree(tmp_path / "search")
    ready = httpx.get(f"{url}/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["search"]) == (503, "red", "red")
    assert httpx.get(f"{url}/livez").status_code == 200
    client = httpx.Client(base_url=url, headers=headers(service, Role.bureau), timeout=60)
    assert client.post("/v1/yellow-notices", json=NOTICE).status_code == 201
    answer = client.post("/v1/search", json=examples.SEARCH)
    assert (answer.status_code, answer.json()["code"]) == (503, "search-unavailable")
    assert int(answer.headers["retry-after"]) > 0
    client.close()


def headers(service: Service, role: Role) -> dict[str, str]:
    caller = Caller(subject="a", role=role, organisation="ukr.bureau", country="UKR")
    return {"Authorization": f"Bearer {token_for(service.settings, caller)}", **FOR_A_CASE}


def test_a_log_or_views_out_of_reach_are_told_without_their_address(
    own: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database behind an open service is locked for longer than a request may wait."""
    service, url = own

    def locked(*_: Any, **__: Any) -> Any:
        raise OperationalError("could not connect to postgresql://tracing:pass-phrase@db")

    def out_of_reach() -> Any:
        raise ViewsError("SELECT", {}, Exception("pass-phrase"))

    monkeypatch.setattr(service.application.recorder, "insert_events", locked)
    client = httpx.Client(base_url=url, headers=headers(service, Role.bureau), timeout=60)
    posted = client.post("/v1/yellow-notices", json=NOTICE)
    assert (posted.status_code, posted.json()["code"]) == (503, "log-unavailable")
    batch = client.post("/v1/reports:batch", json={"kind": "yellow_notice", **NOTICE})
    assert (batch.status_code, batch.json()["status"], batch.json()["code"]) == (200, 503, "log-unavailable")
    monkeypatch.setattr(service.store, "reading", out_of_reach)
    found = client.get(f"/v1/identities/{uuid4()}")
    assert (found.status_code, found.json()["code"]) == (503, "views-unavailable")
    for part in ("views", "log"):
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()[part], ready.json()["view"]) == (503, "red", {})
        monkeypatch.setattr(service.application.recorder, "max_notification_id", locked)
    assert not any("pass-phrase" in answer.text for answer in (posted, batch, found, ready))
    client.close()


def test_metrics_are_for_administrators_and_hold_templates_only(client_of: ClientOf, url: str) -> None:
    bureau, admin = client_of(Role.bureau), client_of(Role.admin)
    posted = bureau.post("/v1/yellow-notices", json=NOTICE)
    bureau.get(posted.headers["location"])
    bureau.get("/v1/Kovalchuk?name=Kovalchuk")
    bureau.request("KOVALCHUK", "/v1/search")
    assert httpx.get(f"{url}/metrics").status_code == 401
    assert bureau.get("/metrics").status_code == 403
    text = admin.get("/metrics").text
    assert 'tracing_requests_total{method="POST",route="/v1/yellow-notices",status="201"}' in text
    assert 'route="/v1/records/{record}"' in text
    assert 'tracing_view_lag_seconds{view="records"}' in text
    assert posted.json()["record"] not in text
    assert not re.search("kovalchuk", text, re.IGNORECASE)


def test_log_lines_name_the_template_and_the_answer_s_id(client_of: ClientOf, caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(Role.bureau)
    with caplog.at_level(logging.DEBUG, logger="tracing"):
        posted = client.post("/v1/yellow-notices", json=NOTICE)
        read = client.get(posted.headers["location"], params={"as_of": "1999", "name": "Kovalchuk"})
        client.post("/v1/yellow-notices", json=NOTICE | {"reference": ""}, headers={"X-Request-Id": "Kovalchuk"})
        # A line is written after its answer was sent.
        deadline = time.monotonic() + 30
        while len(lines := _request_lines(caplog)) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert lines[0].startswith("POST /v1/yellow-notices 201 ")
    assert lines[0].endswith(f"id={posted.headers['x-request-id']}")
    assert lines[1].startswith("GET /v1/records/{record} 404 ")
    assert read.json()["instance"] == f"urn:uuid:{read.headers['x-request-id']}"
    shown = "\n".join(lines)
    assert len(lines) == 3
    token = client.headers["authorization"].removeprefix("Bearer ")
    for private in ("Kovalchuk", "Юлія", "FE123456", posted.json()["record"], "127.0.0.1", token, "1999"):
        assert private not in shown


def _request_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "tracing.requests"]


def test_a_failure_nobody_foresaw_says_nothing_of_what_was_sent(
    app: FastAPI,
    client_of: ClientOf,
    service: Service,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(report: Any, caller: Any) -> None:
        raise RuntimeError(f"cannot post {report.person.names[0].family}") from ValueError("FE123456")

    monkeypatch.setattr(service.application, "post", fail)
    answer = client_of(Role.bureau).post("/v1/yellow-notices", json=NOTICE)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1
    assert told[0].startswith(f"RuntimeError id={answer.headers['x-request-id']} at ")
    assert "test_operations.py" in told[0]
    for text in (answer.text, caplog.text):
        assert "Kovalchuk" not in text and "FE123456" not in text
