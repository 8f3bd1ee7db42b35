"""Story A13, without its MRZ part: a cut link and a second sending store each crossing once; search may be down."""

import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from api.world.postings import Posting
from tests.acceptance.conftest import TRACING, Form, batch_body, patiently
from tests.links import bad_link
from tracing.access import Role
from tracing.application import Tracing
from tracing.keys.masters import MasterKeyFile
from tracing.stream_ids import record_id

CROSSINGS = 500
OVER_A_BAD_LINK = 400
"""The story's ten thousand are posted in tests/api/test_post.py, where nobody waits until all are compared."""


def crossings(prefix: str, count: int) -> list[Posting]:
    """Invented crossings of one gate."""
    return [
        Posting(
            "est.border",
            "EST",
            {
                "kind": "border_crossing",
                "reference": f"{prefix}-{number}",
                "occurred_at": "2026-01-05T08:00:00+02:00",
                "person": {"names": [{"given": f"Reisija {number}", "family": f"Tamm{number}"}]},
            },
            f"{prefix}-{number}",
        )
        for number in range(count)
    ]


def send_and_hang_up(form: Form, gate: httpx.Client, body: bytes) -> None:
    """Send a whole batch and cut the link before the answer is read."""
    address = urlsplit(form.url)
    head = (
        f"POST /v1/reports:batch HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/x-ndjson\r\n"
        f"Authorization: {gate.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port or 80)) as link:
        link.sendall(head.encode() + body[: len(body) // 2])
        link.recv(1)  # the service has begun to answer
        link.sendall(body[len(body) // 2 :])


def stored(form: Form, records: set[UUID]) -> int:
    """How many events the log holds in these streams."""
    application = Tracing(
        form.environment["TRACING_LOG"], MasterKeyFile(Path(form.environment["TRACING_MASTER_KEY_FILE"]))
    )
    try:
        return len(application.recorder.select_many(list(records)))
    finally:
        application.close()


def test_sent_twice_stored_once(form: Form) -> None:
    gate = form.as_(Role.agency, "est.border", "EST")
    sent = crossings("EE-NARVA", CROSSINGS)
    send_and_hang_up(form, gate, batch_body(sent))
    again = form.post_batch(gate, sent)
    assert {result["status"] for result in again} <= {200, 201}
    records = {UUID(result["record"]) for result in again}
    assert len(records) == CROSSINGS
    third = form.post_batch(gate, sent)
    assert {result["status"] for result in third} == {200}
    assert [result["position"] for result in third] == [result["position"] for result in again]
    assert stored(form, records) == CROSSINGS


def test_posts_over_a_bad_link_are_as_many_records(form: Form, tmp_path: Path) -> None:
    """`tracing post` through a link that cuts, delays and resets, in both directions."""
    gate = form.as_(Role.agency, "est.border", "EST")
    file = tmp_path / "crossings.ndjson"
    file.write_bytes(batch_body(crossings("EE-BAD", OVER_A_BAD_LINK)))
    token = gate.headers["Authorization"].removeprefix("Bearer ")
    with bad_link(form.url, seed=13) as (url, done):
        command = [*TRACING, "post", str(file), "--url", url, "--json"]
        posted = subprocess.run(
            command, env=form.environment | {"TRACING_TOKEN": token}, capture_output=True, check=True, timeout=240
        )
    assert min(done[what] for what in ("cut", "reset", "delayed")) > 0, "the link was bad"
    counted = httpx.Response(200, content=posted.stdout).json()
    assert (counted["read"], counted["rejected"]) == (OVER_A_BAD_LINK, 0)
    assert counted["new"] + counted["unchanged"] == OVER_A_BAD_LINK
    records = {record_id("est.border", f"EE-BAD-{number}") for number in range(OVER_A_BAD_LINK)}
    assert stored(form, records) == OVER_A_BAD_LINK
    assert len({result["record"] for result in form.post_batch(gate, crossings("EE-BAD", 100))}) == 100


def test_a_link_that_is_cut_early_loses_nothing_that_is_sent_again(form: Form) -> None:
    gate = form.as_(Role.agency, "est.border", "EST")
    sent = crossings("EE-CUT", 50)
    assert form.post_batch(gate, sent[:20])[-1]["created"]
    results = form.post_batch(gate, sent)
    assert [result["created"] for result in results] == [False] * 20 + [True] * 30


def test_posts_succeed_while_search_is_down_and_search_catches_up(form: Form) -> None:
    if form.opensearch is None:
        # The embedded engine is part of the process: it cannot be down by itself. Nothing is left untested here.
        return
    gate = form.as_(Role.agency, "est.border", "EST")
    form.opensearch.stop()
    try:
        results = form.post_batch(gate, crossings("EE-DOWN", 50))
        assert {result["status"] for result in results} == {201}
        refused = form.officer.post("/v1/search", json={"queries": {"q": {"person": {"names": [{"full": "Tamm7"}]}}}})
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
    finally:
        form.opensearch.start()
    position = results[-1]["position"]
    patiently(form.reviewers[0], {"at_least": position})
    assert found_soon(form, position, "Reisija 7 Tamm7") > 0


def found_soon(form: Form, position: int, name: str) -> int:
    """How many are found once search answers again, without anybody's doing."""
    deadline = time.monotonic() + 60
    query: dict[str, Any] = {"queries": {"q": {"person": {"names": [{"full": name}]}}}}
    while True:
        response = form.officer.post("/v1/search", params={"at_least": position}, json=query)
        if response.status_code == 200:
            return int(response.json()["answers"]["q"]["total"])
        if time.monotonic() > deadline:
            pytest.fail(response.text)
        time.sleep(0.5)
