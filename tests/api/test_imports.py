"""A file in one request: what the sender's role may post is entered once, the rest is told, bombs are given up."""

import gzip
import json
import socket
import tomllib
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any

import anyio
import httpx
import pytest

from api.exchange.files import PIECE_BYTES
from api.exchange.formats import FORMATS
from api.http.turns import Turns
from api.intake import uploading
from api.intake.uploading import Upload, entered_lines, in_time, reader_threads
from api.wiring import Service
from tests.api.conftest import ClientOf
from tests.api.exchange import tables
from tests.examples import SHELTER
from tracing.access import Role

PATH = "/v1/imports"
NDJSON = {"format": "ndjson"}


def report(reference: str, kind: str = "border_crossing", **changes: Any) -> dict[str, Any]:
    person = {"names": [{"full": "Nadia Petrenko"}]}
    return {"kind": kind, "reference": reference, "occurred_at": "2026-03-04", "person": person} | changes


def lines_of(*reports: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(found).encode() + b"\n" for found in reports)


def answered(response: httpx.Response) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The lines before the last, and the last."""
    assert response.status_code == 200, response.text
    *lines, last = (json.loads(line) for line in response.text.splitlines())
    return lines, last


def counts(ended: dict[str, Any]) -> dict[str, int]:
    return {name: count for name, count in ended.items() if type(count) is int and count}


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.agency, ["border_crossing", "sighting"]),
        (Role.shelter, ["shelter_registration", "sighting"]),
        (Role.bureau, ["yellow_notice", "sighting"]),
    ],
)
def test_a_role_enters_what_it_may_post_and_no_more(client_of: ClientOf, role: Role, kinds: list[str]) -> None:
    client = client_of(role)
    every = ["yellow_notice", "sighting", "border_crossing", "shelter_registration"]
    refused, ended = answered(
        client.post(PATH, params=NDJSON, content=lines_of(*(report(kind, kind) for kind in every)))
    )
    assert [item["source"] for item in refused] == [
        f"line {number}" for number, kind in enumerate(every, 1) if kind not in kinds
    ]
    assert {problem["field"] for item in refused for problem in item["problems"]} == {"kind"}
    assert counts(ended) == {"read": 4, "new": 2, "rejected": 2}


def test_other_roles_and_unknown_formats_are_refused(client_of: ClientOf) -> None:
    for role in (Role.officer, Role.reviewer, Role.auditor, Role.admin):
        assert client_of(role).post(PATH, params=NDJSON, content=b"").status_code == 403
    for wrong in ({}, {"format": "SECRETVALUE"}):
        answer = client_of(Role.agency).post(PATH, params=wrong, content=b"")
        assert (answer.status_code, "SECRET" in answer.text) == (422, False)
    packed = client_of(Role.agency).post(PATH, params=NDJSON, content=b"", headers={"Content-Encoding": "br"})
    assert packed.status_code == 415


def test_an_import_repeated_enters_nothing_and_each_record_tells_its_owner_where_it_came_from(
    client_of: ClientOf,
) -> None:
    agency, bureau = client_of(Role.agency), client_of(Role.bureau, "ukr.bureau", "UKR")
    body = lines_of(*(report(str(number)) for number in range(500)))
    assert counts(answered(agency.post(PATH, params=NDJSON, content=body))[1]) == {"read": 500, "new": 500}
    again = agency.post(PATH, params=NDJSON, content=gzip.compress(body), headers={"Content-Encoding": "gzip"})
    assert counts(answered(again)[1]) == {"read": 500, "unchanged": 500}
    changed = report("7", occurred_at="2026-03-05")
    refused, _ = answered(agency.post(PATH, params=NDJSON, content=lines_of(changed)))
    assert [problem["field"] for problem in refused[0]["problems"]] == ["reference"]

    record = agency.post("/v1/border-crossings", json=_untagged("7")).json()
    path = f"/v1/records/{record['record']}"
    told = agency.get(path).json()["imported_from"]
    assert told.startswith("ndjson upload ") and told.endswith(", line 8")
    assert bureau.get(path).json()["imported_from"] is None


def _untagged(reference: str) -> dict[str, Any]:
    return {key: value for key, value in report(reference).items() if key != "kind"}


def test_refusals_tell_place_field_and_rule_and_no_value(client_of: ClientOf) -> None:
    faulty = report("SECRETVALUE", occurred_at="SECRETVALUE", person={"sex": "SECRETVALUE"})
    answer = client_of(Role.agency).post(PATH, params=NDJSON, content=lines_of(report("1"), faulty))
    refused, _ = answered(answer)
    assert refused[0]["source"] == "line 2"
    assert {problem["field"] for problem in refused[0]["problems"]} >= {"occurred_at", "person.sex"}
    assert "SECRET" not in answer.text


def test_a_dry_run_shows_and_enters_nothing(client_of: ClientOf) -> None:
    agency = client_of(Role.agency)
    body = lines_of(*(report(str(number)) for number in range(uploading.SHOWN + 10)), report("x", "yellow_notice"))
    lines, ended = answered(agency.post(PATH, params=NDJSON | {"dry_run": "true"}, content=body))
    assert [line["report"]["reference"] for line in lines[:-1]] == [str(n) for n in range(uploading.SHOWN)]
    assert lines[-1]["problems"][0]["field"] == "kind"
    assert counts(ended) == {"read": uploading.SHOWN + 11, "rejected": 1}
    assert counts(answered(agency.post(PATH, params=NDJSON, content=body))[1])["new"] == uploading.SHOWN + 10


def test_a_bomb_is_given_up_and_what_came_before_is_kept(client_of: ClientOf) -> None:
    agency = client_of(Role.agency)
    bomb = gzip.compress(lines_of(report("1"))) + gzip.compress(bytes(300_000_000))
    assert len(bomb) < 1_000_000
    _, ended = answered(agency.post(PATH, params=NDJSON, content=bomb, headers={"Content-Encoding": "gzip"}))
    assert (ended["complete"], ended["code"]) == (False, "malformed")
    assert counts(ended) == {"read": 1, "new": 1}


def test_a_cut_link_loses_and_doubles_nothing(client_of: ClientOf) -> None:
    agency = client_of(Role.agency)
    body = lines_of(*(report(str(number)) for number in range(1000)))
    host, port = agency.base_url.host, agency.base_url.port
    head = (
        f"POST {PATH}?format=ndjson HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: {agency.headers['authorization']}\r\n\r\n"
    )
    with socket.create_connection((host, port or 0)) as cut:
        cut.sendall(head.encode() + body[:-100])
    found = counts(answered(agency.post(PATH, params=NDJSON, content=body))[1])
    assert found["read"] == found.get("new", 0) + found.get("unchanged", 0) == 1000
    assert counts(answered(agency.post(PATH, params=NDJSON, content=body))[1]) == {"read": 1000, "unchanged": 1000}


def uploaded(service: Service, *chunks: bytes | float, most: int = 10 * PIECE_BYTES) -> dict[str, Any]:
    """The last line of the answer to these pieces; a number is a pause in seconds before the next."""

    async def pieces() -> AsyncIterator[bytes]:
        for chunk in chunks:
            if isinstance(chunk, float):
                await anyio.sleep(chunk)
            else:
                yield chunk

    async def run() -> bytes:
        upload = Upload(
            in_time(pieces()),
            FORMATS["ndjson"],
            SHELTER,
            most=most,
            name="test",
            threads=reader_threads(),
            turns=Turns(1, 1000),
            place=ExitStack(),
        )
        return b"".join([line async for line in entered_lines(upload, service.application)])

    ended: dict[str, Any] = json.loads(anyio.run(run).splitlines()[-1])
    return ended


def test_a_file_is_read_to_the_limit_and_not_waited_for_for_ever(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = lines_of(report("limit", "sighting"))
    filled = line.rjust(PIECE_BYTES)
    large = uploaded(service, filled, line, most=PIECE_BYTES)
    assert (large["complete"], large["code"], counts(large)) == (False, "too-large", {"read": 1, "new": 1})
    monkeypatch.setattr(uploading, "IDLE_SECONDS", 0.1)
    stalled = uploaded(service, filled, 5.0, line)
    assert (stalled["complete"], stalled["code"], counts(stalled)) == (False, "stalled", {"read": 1, "unchanged": 1})
    drops: list[bytes | float] = [0.05, b" "]
    dripping = uploaded(service, line, *drops * 10, line)
    assert (dripping["complete"], dripping["code"]) == (False, "stalled"), (
        "each piece comes in time, and all too slowly"
    )


def test_a_shelter_tries_its_table_and_then_enters_it(client_of: ClientOf) -> None:
    shelter = client_of(Role.shelter, "ita.shelter", "ITA")
    mapping = {"Tracing-Mapping": json.dumps(tomllib.loads(tables.MAPPING.decode()))}
    table = {"format": "csv"}
    lines, ended = answered(shelter.post(PATH, params=table | {"dry_run": "true"}, content=tables.CSV, headers=mapping))
    assert [line["report"]["person"]["names"] for line in lines] == [
        [{"given": "Lena", "family": "Popa"}],
        [{"full": "Lenka", "kind": "nickname"}],
        [{"given": "Ana", "family": "Rusu"}],
    ]
    assert counts(ended) == {"read": 3}
    for expected in ({"read": 3, "new": 3}, {"read": 3, "unchanged": 3}):
        assert counts(answered(shelter.post(PATH, params=table, content=tables.CSV, headers=mapping))[1]) == expected
    # Whose row has changed is corrected; two rows of one file are a mistake, and none of them wins.
    changed = tables.CSV.replace(b"17.03.1998", b"18.03.1998") + b"31;02.04.2026;Dana;;;;\n"
    refused, ended = answered(shelter.post(PATH, params=table, content=changed, headers=mapping))
    assert counts(ended) == {"read": 4, "corrected": 1, "unchanged": 2, "rejected": 1}
    assert [item["source"] for item in refused] == ["row 7"]


def test_a_table_needs_its_mapping_and_nothing_else_takes_one(client_of: ClientOf) -> None:
    shelter = client_of(Role.shelter)
    for params, headers in (
        ({"format": "csv"}, {}),
        ({"format": "csv"}, {"Tracing-Mapping": '{"columns": {"A": "person.SECRETVALUE"}}'}),
        ({"format": "csv"}, {"Tracing-Mapping": "é"}),
        (NDJSON, {"Tracing-Mapping": "{}"}),
    ):
        encoded = httpx.Headers(headers, encoding="utf-8")
        answer = shelter.post(PATH, params=params, content=tables.CSV, headers=encoded)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "mapping" in answer.json()["problems"][0]["field"]
