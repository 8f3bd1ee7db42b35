"""An erased person is gone from every answer and every file, for good, and no backup brings her back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.acts.erasing import CarriedOut, erase_again
from api.app import create_app
from api.wiring import Service, open_service
from projections.rebuild import rebuild_records
from projections.threads import FollowerThreads
from projections.verify import verify_index
from tests.api.conftest import ClientOf, clients, embedded_settings, opened, serving
from tests.pictures import drawn_face, encoded
from tracing.access import Role
from tracing.audit.entries import Action, Asked

NAME, NUMBER, PHONE, REASON = "Zoriana", "QZ7391184", "+380671928374", "zorianas-own-scar"
MARKERS = (NAME, NUMBER, PHONE.removeprefix("+"), REASON, "Quillfeather")
GROUND = {"ground": "consent_withdrawn"}


def person(**more: Any) -> dict[str, Any]:
    return {
        "names": [{"given": NAME, "family": "Quillfeather"}],
        "birth_date": "1999-04-11",
        "documents": [{"type": "passport", "number": NUMBER, "issuer": "UKR"}],
        "phones": [PHONE],
        "marks": [{"kind": "scar", "body_part": "left hand"}],
        **more,
    }


class Erasing:
    """A notice and a crossing of one person, judged as a pair, and two clerks of the notice's bureau."""

    def __init__(self, client_of: ClientOf) -> None:
        self.first = client_of(Role.bureau, "ukr.bureau", "UKR", subject="clerk-1")
        self.second = client_of(Role.bureau, "ukr.bureau", "UKR", subject="clerk-2")
        self.officer = client_of(Role.officer, "fra.police", "FRA")
        self.reviewer = client_of(Role.reviewer, "iom.geneva", "CHE")
        self.other_reviewer = client_of(Role.reviewer, "red.cross", "AUT", subject="other")
        self.border = client_of(Role.agency, "pol.border", "POL")
        self.client_of = client_of
        report = {"occurred_at": "2026-03-04", "person": person()}
        self.notice = self._posted(self.first, "yellow-notices", report | {"reference": "n"})
        self.crossing = self._posted(self.border, "border-crossings", report | {"reference": "c"})
        (self.candidate,) = self.queue()
        answered = self.reviewer.post(
            f"/v1/candidates/{self.candidate['candidate']}/judgements",
            json={"verdict": "same", "reason": REASON, "version": 1},
        )
        assert answered.status_code in (200, 201), answered.text

    @staticmethod
    def _posted(client: httpx.Client, kind: str, report: dict[str, Any]) -> str:
        posted = client.post(f"/v1/{kind}", json=report)
        assert posted.status_code == 201, posted.text
        record: str = posted.json()["record"]
        return record

    def queue(self) -> list[dict[str, Any]]:
        page = self.other_reviewer.get("/v1/candidates", params={"at_least": 2, "limit": 100})
        assert page.status_code == 200, page.text
        rows: list[dict[str, Any]] = page.json()["candidates"]
        return rows

    def found(self) -> list[str]:
        query = {"person": {"names": [{"given": NAME, "family": "Quillfeather"}]}}
        answer = self.officer.post("/v1/search", json={"queries": {"q": query}})
        assert answer.status_code == 200, answer.text
        return [record for record in (self.notice, self.crossing) if record in answer.text]

    def ask(self, client: httpx.Client, record: str, ground: dict[str, str] = GROUND) -> httpx.Response:
        return client.post(f"/v1/records/{record}/erasure", json=ground)

    def erase(self, record: str, first: httpx.Client, second: httpx.Client) -> dict[str, Any]:
        assert self.ask(first, record).status_code == 202
        done = self.ask(second, record)
        assert done.status_code == 200, done.text
        answer: dict[str, Any] = done.json()
        return answer


@pytest.fixture
def erasing(client_of: ClientOf) -> Erasing:
    return Erasing(client_of)


def files_with(folder: Path, markers: tuple[str, ...]) -> dict[str, list[str]]:
    """Files that hold a marker, in any case, as UTF-8."""
    found: dict[str, list[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            for marker in markers:
                if marker.lower().encode() in content:
                    found.setdefault(path.relative_to(folder).as_posix(), []).append(marker)
    return found


def test_no_file_holds_a_value_of_anybody(erasing: Erasing, service: Service, tmp_path: Path) -> None:
    assert erasing.found() == [erasing.notice, erasing.crossing]
    assert erasing.officer.get(f"/v1/records/{erasing.notice}").status_code == 200
    assert files_with(tmp_path, MARKERS) == {}


def test_what_an_index_held_of_an_erased_record_is_overwritten(erasing: Erasing, tmp_path: Path) -> None:
    (file,) = (tmp_path / "search").glob("*.sqlite")
    with closing(sqlite3.connect(file)) as index:
        before = {bytes(body) for (body,) in index.execute("SELECT body FROM bodies")}
        tokens = {key for (key,) in index.execute("SELECT key FROM postings")}
    for record, clerks in (
        (erasing.notice, (erasing.first, erasing.second)),
        (erasing.crossing, crossing_clerks(erasing)),
    ):
        erasing.erase(record, *clerks)
    content = b"".join(path.read_bytes() for path in (tmp_path / "search").iterdir())
    assert len(before) == 2 and len(tokens) > 10
    assert not any(body in content for body in before)
    assert not any(token.encode() in content for token in tokens)


def test_an_erased_person_is_gone_from_every_answer_and_every_file(
    erasing: Erasing, service: Service, tmp_path: Path
) -> None:
    picture = erasing.first.post(f"/v1/records/{erasing.notice}/photographs", content=encoded(drawn_face()))
    assert picture.status_code == 201
    place = picture.headers["location"]
    assert erasing.officer.get(place).status_code == 200
    assert erasing.found() == [erasing.notice, erasing.crossing]
    assert len(erasing.queue()) == 1

    answer = erasing.erase(erasing.notice, erasing.first, erasing.second)
    assert (answer["state"], answer["forgotten"], answer["signed"]["report"]["streams"]) == ("erased", True, 2)
    assert erasing.found() == [erasing.crossing]
    assert erasing.queue() == []
    gone = [
        erasing.officer.get(f"/v1/records/{erasing.notice}"),
        erasing.officer.get(f"/v1/records/{erasing.notice}?as_of=2100-01-01"),
        erasing.officer.get(place),
        erasing.officer.get(f"/v1/identities/{erasing.notice}"),
        erasing.officer.get(f"/v1/identities/{erasing.notice}/timeline"),
        erasing.reviewer.get(f"/v1/candidates/{erasing.candidate['candidate']}"),
        erasing.reviewer.get(f"/v1/groups/{erasing.notice}"),
        erasing.officer.get("/v1/why", params={"a": erasing.notice, "b": erasing.crossing}),
        erasing.ask(erasing.second, erasing.notice),
        erasing.first.post(f"/v1/records/{erasing.notice}/photographs", content=encoded(drawn_face())),
    ]
    assert [one.status_code for one in gone] == [404] * len(gone)
    unknown = erasing.officer.get(f"/v1/records/{uuid4()}").json()
    assert gone[0].json() | {"instance": ""} == unknown | {"instance": ""}

    erasing.erase(erasing.crossing, *crossing_clerks(erasing))
    assert erasing.found() == []
    assert files_with(tmp_path, MARKERS) == {}
    assert not [path for path in (tmp_path / "photographs").rglob("*") if path.is_file()]
    assert verify_index(service.application, service.engine.live(), lambda done, of: None) == []


def crossing_clerks(erasing: Erasing) -> tuple[httpx.Client, httpx.Client]:
    """The bureau of the crossing's country, which erases for its border agency."""
    return tuple(  # type: ignore[return-value]
        erasing.client_of(Role.bureau, "pol.bureau", "POL", subject=f"clerk-{number}") for number in (1, 2)
    )


def test_two_people_of_the_owner_must_agree_on_the_ground(erasing: Erasing) -> None:
    asked = [erasing.ask(erasing.first, erasing.notice) for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in asked] == [(202, "asked")] * 2
    other = erasing.ask(erasing.second, erasing.notice, {"ground": "objection"})
    assert (other.status_code, other.json()["code"]) == (422, "not-possible")
    foreign = erasing.client_of(Role.bureau, "fra.bureau", "FRA")
    refused = erasing.ask(foreign, erasing.notice)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-owner")
    for client in (erasing.officer, erasing.reviewer, erasing.border):
        assert erasing.ask(client, erasing.notice).status_code == 403
    assert erasing.ask(foreign, str(uuid4())).status_code == 404
    assert erasing.officer.get(f"/v1/records/{erasing.notice}").status_code == 200
    assert erasing.ask(erasing.second, erasing.notice).status_code == 200


def test_a_record_that_may_not_be_known_cannot_be_told_from_none(client_of: ClientOf) -> None:
    shelter = client_of(Role.shelter, "ita.shelter", "ITA")
    registered = shelter.post(
        "/v1/shelter-registrations",
        json={"reference": "r", "occurred_at": "2026-03-04", "person": {"names": [{"full": NAME}]}},
    )
    record = registered.json()["record"]
    bureau = client_of(Role.bureau, "ita.bureau", "ITA")
    hidden, none = (bureau.post(f"/v1/records/{one}/erasure", json=GROUND) for one in (record, uuid4()))
    assert hidden.status_code == 404
    assert hidden.json() | {"instance": ""} == none.json() | {"instance": ""}
    other = client_of(Role.shelter, "ita.shelter", "ITA", subject="second")
    assert shelter.post(f"/v1/records/{record}/erasure", json=GROUND).status_code == 202
    assert other.post(f"/v1/records/{record}/erasure", json=GROUND).status_code == 200


def test_its_reference_is_used_up(erasing: Erasing) -> None:
    erasing.erase(erasing.notice, erasing.first, erasing.second)
    report = {"reference": "n", "occurred_at": "2026-03-04", "person": person()}
    again = erasing.first.post("/v1/yellow-notices", json=report)
    assert (again.status_code, again.json()["code"]) == (409, "erased")
    known = erasing.first.post("/v1/yellow-notices", json=report | {"reference": "another"})
    lines = [json.dumps(report | {"kind": "yellow_notice", "reference": one}) for one in ("another", "n", "new")]
    for sent, statuses in ((lines[1:2], [409]), (lines, [200, 409, 201])):
        batch = erasing.first.post(
            "/v1/reports:batch", content="\n".join(sent), headers={"Content-Type": "application/x-ndjson"}
        )
        answers = [json.loads(line) for line in batch.text.splitlines()]
        assert [answer["status"] for answer in answers] == statuses
        assert [answer["code"] for answer in answers if answer["status"] == 409] == ["erased"]
    assert answers[0]["position"] == known.json()["position"]
    by_hand = erasing.officer.post(
        "/v1/candidates", json={"record_a": erasing.notice, "record_b": erasing.crossing, "reason": "same scar"}
    )
    assert by_hand.status_code == 404


def test_the_report_is_signed(erasing: Erasing, service: Service) -> None:
    signed = erasing.erase(erasing.notice, erasing.first, erasing.second)["signed"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed["public_key"]))
    body = json.dumps(signed["report"], sort_keys=True, separators=(",", ":")).encode()
    key.verify(bytes.fromhex(signed["signature"]), body)
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(signed["signature"]), body.replace(b"consent", b"consemt"))
    assert key.public_bytes_raw() == service.audit.keys.public


def test_it_is_written_down_who_asked_and_who_agreed(erasing: Erasing, service: Service) -> None:
    erasing.erase(erasing.notice, erasing.first, erasing.second)
    asked = [found.entry for found in service.audit.entries(Asked(action=Action.ask_erasure))]
    (erased,) = (found.entry for found in service.audit.entries(Asked(action=Action.erase)))
    assert [entry.subject for entry in asked] == ["clerk-1", "clerk-2"]
    assert (erased.subject, [str(one) for one in erased.records]) == ("clerk-2", [erasing.notice])


def test_nothing_is_erased_that_cannot_be_written_down(
    erasing: Erasing, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert erasing.ask(erasing.first, erasing.notice).status_code == 202
    with closing(sqlite3.connect(service.settings.audit.removeprefix("sqlite:///"))) as store:
        store.execute("ALTER TABLE audit_entry RENAME TO gone")
        refused = erasing.ask(erasing.second, erasing.notice)
        assert (refused.status_code, refused.json()["code"]) == (503, "audit-unavailable")
        store.execute("ALTER TABLE gone RENAME TO audit_entry")
    assert erasing.officer.get(f"/v1/records/{erasing.notice}").status_code == 200


@contextmanager
def stopped_and_restored(folder: Path, backup: Path) -> Iterator[Service]:
    """The service opened anew on data of which all but the audit log is an older copy."""
    for path in (*folder.glob("log.sqlite*"), *folder.glob("views.sqlite*")):
        path.unlink()
    shutil.rmtree(folder / "photographs", ignore_errors=True)
    shutil.rmtree(folder / "search")
    shutil.copytree(backup, folder, dirs_exist_ok=True)
    service = open_service(embedded_settings(folder))
    try:
        yield service
    finally:
        service.close()


def test_no_backup_brings_her_back(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    backup = tmp_path_factory.mktemp("backup")
    with (
        opened(tmp_path) as service,
        serving(create_app(service)) as url,
        clients(url, service.settings) as client_of,
    ):
        erasing = Erasing(client_of)
        erasing.first.post(f"/v1/records/{erasing.notice}/photographs", content=encoded(drawn_face()))
        erasing.ask(erasing.first, erasing.notice)
        for name in ("log", "views"):
            with (
                closing(sqlite3.connect(tmp_path / f"{name}.sqlite")) as live,
                closing(sqlite3.connect(backup / f"{name}.sqlite")) as copy,
            ):
                live.backup(copy)
        for folder in ("photographs", "search"):
            shutil.copytree(tmp_path / folder, backup / folder)
        erasing.erase(erasing.notice, erasing.first, erasing.second)
    with stopped_and_restored(tmp_path, backup) as service:
        assert service.application.records([UUID(erasing.notice)]) != {}
        (report,) = erase_again(service).reports
        assert str(report.record) == erasing.notice
        assert erase_again(service) == CarriedOut([], pictures_removed=True)
        assert service.application.records([UUID(erasing.notice)]) == {}
        threads = FollowerThreads(service.followers())
        rebuild_records(service.application, service.engine, service.store, lambda done, of: None)
        threads.start()
        threads.stop()
        assert not [path for path in (tmp_path / "photographs").rglob("*") if path.is_file()]
        found = service.engine.live().get([UUID(erasing.notice)], None)
        assert [document.profile for document in found.values()] == [None]
