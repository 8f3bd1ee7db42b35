"""Places for writing: organisations take turns, who posts too much is told when to come back, no place gets lost."""

import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.http import turns as module
from api.http.turns import UPLOADS_AT_ONCE, WINDOW_SECONDS, Turns
from api.intake.uploading import IDLE_SECONDS
from api.refusals import TooManyReportsError
from api.wiring import migrate, open_service
from tests.api.conftest import ClientOf, clients, embedded_settings, serving
from tests.pictures import drawn_face, encoded
from tracing.access import Role


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)


class Clock:
    """Goes on when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_who_floods_waits_for_itself() -> None:
    """Fifty requests of one wait; the first of another comes with the next place that is free."""
    served: list[str] = []

    async def write(turns: Turns, organisation: str) -> None:
        async with turns.of_lines(organisation, 1):
            await asyncio.sleep(0.001)
            served.append(organisation)

    async def run() -> None:
        turns = Turns(at_once=2, per_minute=1000)
        flood = [asyncio.create_task(write(turns, "flood")) for _ in range(50)]
        await asyncio.sleep(0)
        quiet = [asyncio.create_task(write(turns, name)) for name in ("a", "b", "a")]
        await asyncio.gather(*flood, *quiet)

    asyncio.run(run())
    assert len(served) == 53
    assert max(place for place, name in enumerate(served) if name != "flood") < 10


def test_who_gets_no_place_in_time_is_told_when_to_come_back() -> None:
    async def run() -> None:
        turns = Turns(at_once=1, per_minute=1000)
        async with turns.of_request("a"):
            with pytest.raises(TooManyReportsError) as refused:
                async with turns.of_request("b"):
                    pass
            assert refused.value.seconds >= 1
        async with turns.of_request("b"):
            pass

    asyncio.run(run())


def test_one_organisation_leaves_room_for_others() -> None:
    async def run() -> None:
        turns = Turns(at_once=2, per_minute=1000)
        async with turns.of_request("flood"):
            with pytest.raises(TooManyReportsError):
                async with turns.of_request("flood"):
                    pass
            async with turns.of_request("quiet"):
                pass

    asyncio.run(run())


def test_an_allowance_comes_back_as_time_goes_by() -> None:
    async def run() -> None:
        clock = Clock()
        turns = Turns(at_once=1, per_minute=60, clock=clock)
        async with turns.of_lines("a", 59):
            pass
        async with turns.of_request("a"):
            pass
        assert turns.seconds_until("a", 1) == pytest.approx(1)
        assert turns.seconds_until("b", 60) == 0
        with pytest.raises(TooManyReportsError):
            await turns.admit("a")
        clock.now += 30
        assert turns.seconds_until("a", 30) == pytest.approx(0)
        assert turns.seconds_until("a", 31) == pytest.approx(1)
        clock.now += 2 * WINDOW_SECONDS
        async with turns.of_lines("b", 1000):
            pass  # more than a minute's allowance is let through when nothing was spent before, and paid for afterwards
        assert turns.seconds_until("b", 1) > WINDOW_SECONDS
        assert set(turns._whole_at) == {"b"}, "who has its whole allowance is not kept"

    asyncio.run(run())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans()), max_size=25))
def test_no_place_is_lost_whatever_is_given_up(asked: list[tuple[str, int, bool]]) -> None:
    """After any mix of work and of clients that go away, every place is free again, and never one too many taken."""
    at_once, inside, most = 4, Counter[str](), Counter[str]()

    async def write(turns: Turns, organisation: str, steps: int) -> None:
        async with turns.of_lines(organisation, 1):
            inside[organisation] += 1
            for name, count in (("all", inside.total()), (organisation, inside[organisation])):
                most[name] = max(most[name], count)
            try:
                for _ in range(steps):
                    await asyncio.sleep(0)
            finally:
                inside[organisation] -= 1

    async def run() -> int:
        turns = Turns(at_once, per_minute=100_000)
        tasks = [asyncio.create_task(write(turns, name, steps)) for name, steps, _ in asked]
        for task, (_, steps, goes_away) in zip(tasks, asked, strict=True):
            for _ in range(steps):
                await asyncio.sleep(0)
            if goes_away:
                task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        return turns._places._free

    assert asyncio.run(run()) == at_once
    assert most.pop("all", 0) <= at_once
    assert all(count <= at_once // 2 for count in most.values())


@pytest.fixture
def few(tmp_path: Path) -> Iterator[ClientOf]:
    """Clients of a service that takes five reports a minute of each organisation."""
    settings = embedded_settings(tmp_path).model_copy(update={"reports_per_minute": 5})
    migrate(settings)
    service = open_service(settings)
    try:
        with serving(create_app(service)) as url, clients(url, settings) as client_of:
            yield client_of
    finally:
        service.close()


def crossing(reference: str) -> dict[str, Any]:
    person = {"names": [{"full": "Nadia Petrenko"}]}
    return {"reference": reference, "occurred_at": "2026-03-04", "person": person}


def posted(client: httpx.Client, reference: str) -> httpx.Response:
    return client.post("/v1/border-crossings", json=crossing(reference))


def test_over_the_limit_is_429_with_retry_after_for_this_organisation_alone(few: ClientOf) -> None:
    flooding, quiet = few(Role.agency), few(Role.agency, "est.border", "EST")
    assert [posted(flooding, str(number)).status_code for number in range(6)] == [201] * 5 + [429]
    refused = posted(flooding, "6")
    assert refused.json()["code"] == "too-many-reports"
    assert 1 <= int(refused.headers["retry-after"]) <= 60 / 5
    batch = flooding.post("/v1/reports:batch", content=json.dumps({"kind": "border_crossing", **crossing("7")}))
    assert (batch.status_code, batch.json()["code"]) == (429, "too-many-reports")
    assert posted(quiet, "1").status_code == 201
    assert flooding.get("/v1/livez").status_code == 200


def slowly(client: httpx.Client, path: str, begun: bytes) -> socket.socket:
    """A request of which the head and the beginning of the body are sent, and no more."""
    host, port = client.base_url.host, client.base_url.port
    connection = socket.create_connection((host, port or 0), timeout=10)
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000\r\n"
        f"Authorization: {client.headers['authorization']}\r\n\r\n".encode()
        + begun
    )
    return connection


def file_of(reference: str) -> bytes:
    return json.dumps({"kind": "border_crossing", **crossing(reference)}).encode() + b"\n"


@pytest.mark.parametrize("kind", ["file", "photograph"])
def test_slow_uploads_of_one_organisation_leave_room_for_others(client_of: ClientOf, kind: str) -> None:
    """Eight that never end take a quarter of the places: the others are told when to come back, and nobody waits."""
    flooding, quiet = client_of(Role.agency), client_of(Role.agency, "est.border", "EST")
    slow, quick = _uploads(flooding, kind), _uploads(quiet, kind)
    with ExitStack() as stack:
        path, _ = slow
        sent = [stack.enter_context(slowly(flooding, path, b"\n" * 70_000)) for _ in range(UPLOADS_AT_ONCE)]
        time.sleep(0.5)
        started = time.monotonic()
        assert _uploaded(quiet, quick).is_success
        assert time.monotonic() - started < IDLE_SECONDS / 6
        refused = _uploaded(flooding, slow)
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-reports")
        assert int(refused.headers["retry-after"]) >= 1
        told = [connection.recv(12) for connection in sent if _has_answer(connection)]
        assert told.count(b"HTTP/1.1 429") == UPLOADS_AT_ONCE - UPLOADS_AT_ONCE // 4
    # Whoever hangs up has left the place.
    deadline = time.monotonic() + IDLE_SECONDS / 6
    while not _uploaded(flooding, slow).is_success:
        assert time.monotonic() < deadline


def _uploads(client: httpx.Client, kind: str) -> tuple[str, bytes]:
    """Path and body of an upload of this client."""
    if kind == "file":
        return "/v1/imports?format=ndjson", file_of("upload")
    return f"/v1/records/{posted(client, 'pictured').json()['record']}/photographs", encoded(drawn_face())


def _uploaded(client: httpx.Client, upload: tuple[str, bytes]) -> httpx.Response:
    path, body = upload
    return client.post(path, content=body, timeout=IDLE_SECONDS / 2)


def _has_answer(connection: socket.socket) -> bool:
    """Whether a refusal came: the answer to a file that is being read begins with 200 at once."""
    connection.settimeout(0.1)
    try:
        return connection.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 429"
    except TimeoutError:
        return False


def test_lines_of_a_file_are_reports_of_which_an_organisation_has_so_many_a_minute(few: ClientOf) -> None:
    flooding, quiet = few(Role.agency), few(Role.agency, "est.border", "EST")
    body = b"".join(file_of(str(number)) for number in range(5))
    assert flooding.post("/v1/imports?format=ndjson", content=body).status_code == 200
    again = flooding.post("/v1/imports?format=ndjson", content=body)
    assert (again.status_code, again.json()["code"]) == (429, "too-many-reports")
    assert posted(quiet, "1").status_code == 201
