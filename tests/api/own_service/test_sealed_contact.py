"""A shelter seals where it is to its own key: the service holds it, matches, and cannot read it."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from typer.testing import CliRunner

from api.cli.main import app as command_line
from api.wiring import Service
from tests.api.conftest import ClientOf
from tests.api.own_service.test_disclosure import PLACES, person, registration
from tracing.access import Role
from tracing.log.batches import Entry

WHERE = "Casa Quercia, Vicolo Nascosto 3, Montefosco; 44.123, 11.5; ask for House Seven"
PLACES_TOLD = [place for place in PLACES if place in WHERE]
OPENLY = registration()


def sealed_registration(contact: dict[str, Any]) -> dict[str, Any]:
    consent = {"state": "given", "scopes": ["tracing"]}
    return {
        "reference": "bed 7",
        "occurred_at": "2026-03-02",
        "place": {"country": "ITA", "kind": "shelter"},
        "person": person(),
        "details": {"consent": consent, "sealed_contact": contact},
    }


class Desk:
    """A shelter's own computer, with its own key, and its client."""

    def __init__(self, folder: Path, client: httpx.Client, organisation: str) -> None:
        self.file, self.client, self._organisation = folder / "shelter-key.pem", client, organisation
        self.public = json.loads(self.run("make-key"))

    def run(self, command: str, text: str = "", reference: str = "bed 7") -> str:
        options = [] if command == "make-key" else ["--organisation", self._organisation, "--reference", reference]
        done = CliRunner().invoke(command_line, ["seal", command, str(self.file), *options], input=text)
        assert done.exit_code == 0, done.output
        return done.stdout

    def sealed(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("close", WHERE))
        return found

    def post(self, report: dict[str, Any]) -> httpx.Response:
        return self.client.post("/v1/shelter-registrations", json=report)


@pytest.fixture
def desk(client_of: ClientOf, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    shelter = client_of(Role.shelter, "ita.shelter", "ITA")
    claims = msgspec.json.decode(_payload(shelter.headers["Authorization"]))
    return Desk(tmp_path_factory.mktemp("desk"), shelter, claims["organisation"])


def _payload(header: str) -> bytes:
    part = header.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_service_cannot_read_where_a_shelter_is(
    desk: Desk, service: Service, client_of: ClientOf, tmp_path: Path
) -> None:
    registered = desk.client.post("/v1/sealing-keys", json=desk.public)
    assert registered.status_code == 200, registered.text
    contact = desk.sealed()
    assert contact["key"] == registered.json()["keys"][-1]["key"]
    posted = desk.post(sealed_registration(contact))
    assert posted.status_code == 201, posted.text
    record = posted.json()["record"]

    # With all keys of its own: every event of the log, opened.
    entries = service.application.batch(0, 100).entries
    opened = [msgspec.json.encode(entry.event).decode() for entry in entries if isinstance(entry, Entry)]
    assert len(opened) == 2 and "Quillfeather" in opened[1]
    assert [place for place in PLACES_TOLD for event in opened if place in event] == []
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 5
    assert [place for place in PLACES_TOLD for content in files if place.encode() in content] == []

    officer = client_of(Role.officer, "fra.police", "FRA")
    shown = officer.get(f"/v1/records/{record}", params={"at_least": posted.json()["position"]})
    assert shown.status_code == 200
    assert "sealed_contact" not in shown.text and contact["content"] not in shown.text
    given_back = desk.client.get(f"/v1/records/{record}").json()["report"]["details"]["sealed_contact"]
    assert given_back == contact
    assert desk.run("open", json.dumps(given_back)).strip() == WHERE


def test_once_a_key_is_registered_nothing_is_told_openly(desk: Desk, client_of: ClientOf) -> None:
    before = desk.post(OPENLY)
    assert before.status_code == 201
    assert desk.client.post("/v1/sealing-keys", json=desk.public).status_code == 200
    again = desk.post(OPENLY)
    assert (again.status_code, again.json()["record"]) == (200, before.json()["record"]), "said before, and no news"
    openly = [
        OPENLY | {"reference": "bed 8"},
        sealed_registration(desk.sealed() | {"key": "A" * 22}) | {"reference": "bed 9"},
        {**sealed_registration(desk.sealed()), "reference": "bed 10", "details": {"shelter": "Casa Quercia"}},
    ]
    for report in openly:
        refused = desk.post(report)
        assert (refused.status_code, refused.json()["code"]) == (422, "not-sealed")
        assert not [place for place in PLACES if place in refused.text]
    good = sealed_registration(desk.sealed()) | {"reference": "bed 11"}
    lines = [report | {"kind": "shelter_registration"} for report in (openly[0], good)]
    batch = desk.client.post(
        "/v1/reports:batch",
        content="\n".join(map(json.dumps, lines)),
        headers={"Content-Type": "application/x-ndjson"},
    )
    assert [json.loads(line)["status"] for line in batch.text.splitlines()] == [422, 201]
    path = f"/v1/records/{before.json()['record']}/corrections"
    moved = OPENLY | {"kind": "shelter_registration", "occurred_at": "2026-03-03"}
    assert desk.client.post(path, json={"report": moved, "reason": "x"}).json()["code"] == "not-sealed"
    revealed = registration(place_revealed=True) | {"kind": "shelter_registration"}
    assert desk.client.post(path, json={"report": revealed, "reason": "She agreed."}).status_code == 201
    assert (
        client_of(Role.shelter, "fra.shelter", "FRA").post("/v1/shelter-registrations", json=OPENLY).status_code == 201
    )


@pytest.mark.parametrize(
    "change",
    [
        {"place": {"country": "ITA", "name": "Montefosco"}},
        {"place": {"country": "ITA", "latitude": 44.1, "longitude": 11.5}},
        {"person": person() | {"addresses": [{"text": "Vicolo Nascosto 3"}]}},
        {"unread": {"house": "Casa Quercia"}},
        {"details": {"shelter": "Casa Quercia"}},
        {"details": {"transferred_to": "House Seven"}},
        {"details": {"place_revealed": True}},
        {"details": {"sealed_contact": {"key": "A" * 22, "content": "Casa Quercia"}}},
        {"details": {"sealed_contact": {"key": "A" * 22, "content": "AAAA"}}},
    ],
)
def test_what_is_sealed_is_not_told_openly_as_well(desk: Desk, change: dict[str, Any]) -> None:
    report = sealed_registration(desk.sealed())
    report["details"] |= change.get("details", {})
    refused = desk.post(report | {name: value for name, value in change.items() if name != "details"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert not [place for place in PLACES if place in refused.text]


def test_a_shelter_sees_its_own_keys_and_what_is_none_is_refused(desk: Desk, client_of: ClientOf) -> None:
    for _ in range(2):
        keys = desk.client.post("/v1/sealing-keys", json=desk.public).json()["keys"]
        assert [key["public_key"] for key in keys] == [desk.public["public_key"]]
    assert desk.client.get("/v1/sealing-keys").json()["keys"] == keys
    other = client_of(Role.shelter, "fra.shelter", "FRA")
    assert other.get("/v1/sealing-keys").json() == {"keys": []}
    for wrong in ("", "no base64", "AAAA", "A" * 43 + "="):
        refused = other.post("/v1/sealing-keys", json={"public_key": wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "not-possible")
    officer = client_of(Role.officer, "fra.police", "FRA")
    assert officer.post("/v1/sealing-keys", json=desk.public).status_code == 403
