"""Many reports in one request: one answer for each line, in order, in constant memory, whatever some lines are."""

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import examples
from api.http.ndjson import Line, LineSplitter
from api.http.routing import MAX_BODY_BYTES
from tests.api.conftest import ClientOf
from tracing.access import Role

PATH = "/v1/reports:batch"


def crossing(reference: str, **changes: Any) -> dict[str, Any]:
    report = {
        "kind": "border_crossing",
        "reference": reference,
        "occurred_at": "2026-03-04",
        "person": {"names": [{"full": "Nadia Petrenko"}]},
    }
    return report | changes


def lines_of(*reports: dict[str, Any] | bytes) -> bytes:
    encoded = [report if isinstance(report, bytes) else json.dumps(report).encode() for report in reports]
    return b"".join(line + b"\n" for line in encoded)


def answers(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.splitlines()]


def test_each_line_has_its_answer_and_good_lines_are_kept_when_others_fail(client_of: ClientOf) -> None:
    agency = client_of(Role.agency)
    body = lines_of(
        crossing("1"),
        b'{"kind": "border_crossing", "refer',
        b"",
        crossing("2", person={}),
        crossing("3", kind="sighting"),
        crossing("4", kind="yellow_notice"),
        crossing("5", kind="rumour"),
        b"\xff\xfe",
        b"[" * 5000,
        b'{"kind": "sighting", "reference": NaN}',
        b"[1, 2]",
        crossing("1"),
        crossing("1", occurred_at="2026-03-05"),
        crossing("6"),
    )
    found = answers(agency.post(PATH, content=body))
    assert [(item["line"], item["status"], item.get("code")) for item in found] == [
        (1, 201, None),
        (2, 400, "malformed"),
        (4, 422, "invalid"),
        (5, 201, None),
        (6, 403, "role-refused"),
        (7, 422, "invalid"),
        (8, 400, "malformed"),
        (9, 400, "malformed"),
        (10, 400, "malformed"),
        (11, 422, "invalid"),
        (12, 200, None),
        (13, 409, "conflicting-report"),
        (14, 201, None),
    ]
    assert found[2]["problems"][0]["field"] == "body"
    assert found[5]["problems"] == [
        {
            "field": "kind",
            "rule": "`kind` is one of yellow_notice, sighting, border_crossing, shelter_registration",
        }
    ]
    assert found[10]["record"] == found[0]["record"] == found[11]["record"]
    assert agency.get(f"/v1/records/{found[-1]['record']}").json()["report"]["reference"] == "6"


def test_the_example_in_the_description_is_what_happens(client_of: ClientOf) -> None:
    found = answers(client_of(Role.agency).post(PATH, content=examples.BATCH))
    shown = [json.loads(line) for line in examples.BATCH_ANSWERED.splitlines()]
    assert [set(item) for item in found] == [set(item) for item in shown]
    assert found[1] == shown[1]


def test_sending_it_all_again_writes_nothing_and_answers_the_same(client_of: ClientOf) -> None:
    agency = client_of(Role.agency)
    body = lines_of(*(crossing(str(number)) for number in range(500)))
    first, second = (answers(agency.post(PATH, content=body)) for _ in range(2))
    assert all(item["created"] and item["status"] == 201 for item in first)
    assert second == [item | {"created": False, "status": 200} for item in first]


def test_an_empty_body_has_no_answers(client_of: ClientOf) -> None:
    assert answers(client_of(Role.agency).post(PATH, content=b"\n \n\r\n")) == []


def test_a_last_line_needs_no_end_and_windows_ends_are_read(client_of: ClientOf) -> None:
    body = lines_of(crossing("1")).replace(b"\n", b"\r\n") + lines_of(crossing("2")).rstrip()
    assert [item["status"] for item in answers(client_of(Role.agency).post(PATH, content=body))] == [201, 201]


def test_a_line_that_is_too_long_fails_alone(client_of: ClientOf) -> None:
    long = crossing("1", person={"names": [{"full": "A" * MAX_BODY_BYTES}]})
    found = answers(client_of(Role.agency).post(PATH, content=lines_of(long, crossing("2"))))
    assert [(item["line"], item["status"]) for item in found] == [(1, 413), (2, 201)]


def test_roles_that_post_nothing_send_no_batch(client_of: ClientOf) -> None:
    assert client_of(Role.auditor).post(PATH, content=b"").status_code == 403


def test_answers_come_while_the_request_is_still_being_sent(client_of: ClientOf) -> None:
    """The second line is sent only after the first was answered."""
    client = client_of(Role.agency)
    host, port = client.base_url.host, client.base_url.port
    assert port is not None
    with RawRequest(host, port, client.headers["authorization"]) as connection:
        connection.send(lines_of(crossing("1")))
        assert json.loads(connection.line())["line"] == 1
        connection.send(lines_of(crossing("2")))
        assert json.loads(connection.line())["line"] == 2


class RawRequest:
    """A request whose body is sent piece by piece over a bare connection, and its answer read meanwhile."""

    def __init__(self, host: str, port: int, authorization: str) -> None:
        self.socket = socket.create_connection((host, port), timeout=20)
        head = f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization}\r\n"
        self.socket.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        self.answer = self.socket.makefile("rb")

    def __enter__(self) -> "RawRequest":
        return self

    def __exit__(self, *_: Any) -> None:
        self.answer.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(b"%x\r\n%s\r\n" % (len(data), data))

    def line(self) -> bytes:
        while not (line := self.answer.readline()).startswith(b"{"):
            assert line, "the connection ended"
        return line


def test_a_client_that_reads_only_after_it_has_sent_everything_is_not_stuck(client_of: ClientOf) -> None:
    """The answers take far more room than the connection's buffers."""
    broken = b"{\n" * 60_000

    def body() -> Iterator[bytes]:
        for start in range(0, len(broken), 1_000):
            yield broken[start : start + 1_000]

    found = answers(client_of(Role.agency).post(PATH, content=body(), timeout=60))
    assert len(found) == 60_000
    assert [item["line"] for item in found] == list(range(1, 60_001))


@given(
    lines=st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=8),
    cuts=st.lists(st.integers(1, 7), min_size=1),
    ended=st.booleans(),
)
def test_lines_are_the_same_however_the_bytes_are_cut(lines: list[bytes], cuts: list[int], ended: bool) -> None:
    whole = b"\n".join(lines) + (b"\n" if ended else b"")
    splitter, found, start = LineSplitter(max_line_bytes=8), [], 0
    while start < len(whole):
        size = cuts[start % len(cuts)]
        found += splitter.feed(whole[start : start + size])
        start += size
    found += splitter.end()
    expected = [
        Line(number, line.strip() if len(line) <= 8 else None)
        for number, line in enumerate(whole.split(b"\n"), 1)
        if line.strip() or len(line) > 8
    ]
    assert found == expected


GZIP = {"Content-Encoding": "gzip"}


def test_a_packed_batch_is_unpacked_as_it_comes(client_of: ClientOf) -> None:
    body = lines_of(*(crossing(f"packed-{number}") for number in range(500)))
    half = len(body) // 2
    packed = gzip.compress(body[:half]) + gzip.compress(body[half:])
    found = answers(client_of(Role.agency).post(PATH, content=packed, headers=GZIP))
    assert [item["status"] for item in found] == [201] * 500
    again = answers(client_of(Role.agency).post(PATH, content=body))
    assert [item["record"] for item in again] == [item["record"] for item in found]


@pytest.mark.parametrize("damage", ["cut", "garbled"])
def test_what_comes_before_the_damage_is_kept(client_of: ClientOf, damage: str) -> None:
    # Without shrinking, so that the lines before the damage can be read.
    packed = gzip.compress(lines_of(*(crossing(f"damaged-{number}") for number in range(200))), compresslevel=0)
    broken = packed[:-1000] if damage == "cut" else packed[:-1000] + bytes(1000)
    found = answers(client_of(Role.agency).post(PATH, content=broken, headers=GZIP))
    assert [item["status"] for item in found[:-1]] == [201] * (len(found) - 1)
    assert (found[-1]["status"], found[-1]["line"]) == (400, len(found))


def test_a_stream_that_grows_without_measure_is_given_up(client_of: ClientOf) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    assert len(bomb) < 1_000_000
    found = answers(client_of(Role.agency).post(PATH, content=bomb, headers=GZIP))
    assert [item["status"] for item in found] == [400]


def test_another_packing_is_refused(client_of: ClientOf) -> None:
    answer = client_of(Role.agency).post(PATH, content=b"x", headers={"Content-Encoding": "br"})
    assert answer.status_code == 415
