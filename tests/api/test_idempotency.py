"""A key stands for a reference that is missing: sent again it is one record, for another report an error."""

import json
import threading
from typing import Any

import pytest

from api import examples
from tests.api.conftest import ClientOf
from tracing.access import Role
from tracing.reports import ReportKind

KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'
BATCH = "/v1/reports:batch"


def without_reference(kind: ReportKind = ReportKind.sighting) -> dict[str, Any]:
    return {name: value for name, value in examples.REPORTS[kind].items() if name != "reference"}


@pytest.mark.parametrize(
    ("kind", "path", "role"),
    [
        (ReportKind.yellow_notice, "/v1/yellow-notices", Role.bureau),
        (ReportKind.sighting, "/v1/sightings", Role.officer),
        (ReportKind.border_crossing, "/v1/border-crossings", Role.agency),
        (ReportKind.shelter_registration, "/v1/shelter-registrations", Role.shelter),
    ],
)
def test_the_same_key_is_one_record(client_of: ClientOf, kind: ReportKind, path: str, role: Role) -> None:
    client, report = client_of(role), without_reference(kind)
    first = client.post(path, json=report, headers={"Idempotency-Key": KEY})
    again = client.post(path, json=report, headers={"Idempotency-Key": KEY.strip('"')})
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert again.json() == first.json() | {"created": False}
    other = client.post(path, json=report, headers={"Idempotency-Key": "another"})
    assert other.status_code == 201 and other.json()["record"] != first.json()["record"]


def test_the_same_key_with_another_content_is_an_error_that_names_the_record(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    first = client.post("/v1/sightings", json=without_reference(), headers={"Idempotency-Key": KEY})
    changed = without_reference() | {"occurred_at": "2026-03-21"}
    refused = client.post("/v1/sightings", json=changed, headers={"Idempotency-Key": KEY})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")
    assert refused.json()["record"] == first.json()["record"]
    assert KEY.strip('"') not in refused.text
    elsewhere = client_of(Role.officer, "ita.police", "ITA")
    assert elsewhere.post("/v1/sightings", json=changed, headers={"Idempotency-Key": KEY}).status_code == 201


def test_many_at_once_with_one_key_are_one_record(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    answers: list[dict[str, Any]] = []

    def post() -> None:
        answer = client.post("/v1/sightings", json=without_reference(), headers={"Idempotency-Key": "at-once"})
        answers.append(answer.json())

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["created"] for answer in answers].count(True) == 1
    assert len({answer["record"] for answer in answers}) == 1


def test_a_reference_goes_before_the_key(client_of: ClientOf) -> None:
    client, report = client_of(Role.officer), examples.REPORTS[ReportKind.sighting]
    first = client.post("/v1/sightings", json=report)
    again = client.post("/v1/sightings", json=report, headers={"Idempotency-Key": KEY})
    assert again.json() == first.json() | {"created": False}


@pytest.mark.parametrize("key", ["", '"', "two words", "x" * 151, '"open', "na\u00efve".encode().decode("latin-1")])
def test_what_is_no_key_is_refused_and_not_repeated(client_of: ClientOf, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    refused = client_of(Role.officer).post("/v1/sightings", json=without_reference(), headers=headers)
    assert refused.status_code == 422
    assert "header.idempotency-key" in {problem["field"].lower() for problem in refused.json()["problems"]}
    assert len(key) < 3 or key not in refused.text


def test_without_key_and_reference_the_reference_is_missed(client_of: ClientOf) -> None:
    refused = client_of(Role.officer).post("/v1/sightings", json=without_reference())
    assert [problem["field"] for problem in refused.json()["problems"]] == ["reference"]


def test_a_key_names_the_lines_of_a_batch_by_their_places(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    lines = [{"kind": "sighting", **without_reference(), "occurred_at": f"2026-03-{day:02}"} for day in range(1, 4)]
    body = "\n".join(map(json.dumps, lines))

    def post(content: str) -> list[dict[str, Any]]:
        answer = client.post(BATCH, content=content, headers={"Idempotency-Key": "night shift".replace(" ", "-")})
        return [json.loads(line) for line in answer.text.splitlines()]

    first, again = post(body), post(body)
    assert [item["status"] for item in first] == [201] * 3
    assert again == [item | {"created": False, "status": 200} for item in first]
    swapped = post("\n".join(map(json.dumps, reversed(lines))))
    assert [(item["status"], item.get("code")) for item in swapped] == [
        (422, "idempotency-key-reused"),
        (200, None),
        (422, "idempotency-key-reused"),
    ]
