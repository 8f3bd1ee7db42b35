"""No log, no answer: every look is written down before it leaves, and whoever supervises can read and prove it."""

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import sqlalchemy as sql
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts
from typer.testing import CliRunner

from api.access.callers import allow, dependencies_of
from api.app import create_app
from api.cli.main import app as command_line
from api.disclosure.auditing import NotAudited, not_audited
from api.disclosure.witness import WitnessThread, read_witness
from api.http.routing import api_router
from api.schemas.audit import LEAST_SHOWN
from api.wiring import Service, migrate, open_service
from tests.api.conftest import ClientOf, embedded_settings, opened, serving, token_for
from tests.api.own_service.test_review import Story
from tests.examples import FOR_A_CASE
from tracing.access import Caller, Role
from tracing.audit.entries import Action, Asked, Entry, entry_now
from tracing.audit.keys import AuditKeyError, AuditKeys
from tracing.audit.log import AuditLog
from tracing.audit.verification import Finding, verify

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def story(client_of: ClientOf) -> Story:
    return Story(client_of)


def last_entry(service: Service) -> Entry:
    checkpoint = service.audit.checkpoint()
    assert checkpoint is not None
    return service.audit.opened(service.audit.row(checkpoint.size))


def test_leaving_a_message_is_an_act_of_its_own(client_of: ClientOf, service: Service) -> None:
    bureau = client_of(Role.bureau, "mda.bureau", "MDA")
    notice = {"reference": "n", "occurred_at": "2026-01", "person": {"names": [{"full": "Daria Popescu"}]}}
    record = bureau.post("/v1/yellow-notices", json=notice).json()["record"]
    left = bureau.post(f"/v1/records/{record}/message", json={"text": "Call home."})
    entry = last_entry(service)
    assert (entry.action, entry.records, entry.result) == (Action.leave_message, (UUID(record),), left.json()["code"])


def search_for(client: httpx.Client, name: str = "Oksana Melnychenko") -> httpx.Response:
    return client.post("/v1/search", json={"queries": {"q": {"person": {"names": [{"full": name}]}}}})


def looks(story: Story, one: str, other: str, candidate: str) -> Iterator[tuple[Action, httpx.Response]]:
    """Every route that shows something of somebody."""
    yield Action.search, search_for(story.officer)
    yield Action.search, story.officer.post("/v1/records:lookup", json={"identifier": "c"})
    yield Action.read_record, story.officer.get(f"/v1/records/{one}")
    yield Action.read_identity, story.officer.get(f"/v1/identities/{one}")
    yield Action.read_identity, story.officer.get(f"/v1/identities/{one}/timeline")
    yield Action.read_identity, story.first.get("/v1/identities/contested")
    yield Action.read_identity, story.officer.get("/v1/why", params={"a": one, "b": other})
    yield Action.list_candidates, story.first.get("/v1/candidates", params={"limit": 100})
    yield Action.read_candidate, story.first.get(f"/v1/candidates/{candidate}")
    yield Action.list_candidates, story.first.get("/v1/groups")
    yield Action.read_candidate, story.first.get(f"/v1/groups/{one}")


def test_every_record_that_an_answer_names_is_in_its_entry(story: Story, service: Service) -> None:
    one, other, candidate = story.proposed()
    for action, answer in looks(story, one, other, candidate):
        assert answer.status_code == 200, answer.text
        entry = last_entry(service)
        assert entry.action is action
        assert entry.request == answer.headers["x-request-id"]
        named = list(map(UUID, _UUID.findall(answer.text)))
        assert set(service.application.records(named)) <= set(entry.records), action
        assert entry.result == "answered"


def test_an_entry_says_who_what_for_and_with_which_data(story: Story, service: Service) -> None:
    one, _, _ = story.proposed()
    search_for(story.officer)
    entry = last_entry(service)
    assert (entry.role, entry.country, entry.purpose, entry.case) == (
        Role.officer, "FRA", "find_missing_person", "2026/17",
    )  # fmt: skip
    assert entry.organisation.startswith("fra.police.") and entry.subject == "officer@fra.police"
    assert entry.data == ("names", "report")
    assert UUID(one) in entry.records


def test_a_judgement_is_written_down_with_both_records(story: Story, service: Service) -> None:
    one, other, candidate = story.proposed()
    version = story.first.get(f"/v1/candidates/{candidate}").json()["standing"]["version"]
    body = {"verdict": "same", "reason": "Same passport.", "version": version}
    assert story.first.post(f"/v1/candidates/{candidate}/judgements", json=body).status_code == 201
    entry = last_entry(service)
    assert (entry.action, entry.data, set(map(str, entry.records))) == (Action.judge, ("same",), {one, other})


def test_a_look_that_was_refused_leaves_its_trace(story: Story, service: Service, client_of: ClientOf) -> None:
    hidden = story.sighting("hidden", recipients={"rule": "only", "countries": ["ITA"]}).json()["record"]
    assert story.officer.get(f"/v1/records/{hidden}").status_code == 404
    entry = last_entry(service)
    assert (entry.action, entry.result, entry.records) == (Action.read_record, "not-found", (UUID(hidden),))


def test_who_tries_a_door_of_another_role_leaves_a_trace(service: Service, client_of: ClientOf) -> None:
    border = client_of(Role.agency, "pol.border", "POL", subject="curious")
    assert search_for(border).status_code == 403
    entry = last_entry(service)
    assert (entry.subject, entry.action, entry.result, entry.records) == ("curious", Action.search, "role-refused", ())


def test_a_crossing_is_written_down_when_the_gate_is_told_something(story: Story, service: Service) -> None:
    before = service.audit.checkpoint()
    assert story.crossing("quiet").status_code == 201
    assert story.crossing("quiet", occurred_at="2026-03-05").status_code == 409
    assert story.crossing("quiet", occurred_at="never").status_code == 422
    assert service.audit.checkpoint() == before
    report = {"reference": "checked", "occurred_at": "2026-03-04", "place": {"country": "POL"}}
    person = {"names": [{"full": "Nobody Sought"}]}
    answer = story.border.post("/v1/border-crossings?check=true", json={**report, "person": person})
    assert answer.json()["gate"]["result"] == "no_hit"
    entry = last_entry(service)
    assert (entry.action, entry.data, entry.records) == (
        Action.check_at_gate, ("no_hit",), (UUID(answer.json()["record"]),),
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["Tracing-Purpose", "Tracing-Case"])
def test_nobody_looks_without_saying_what_for(story: Story, service: Service, missing: str) -> None:
    one, other, _ = story.proposed()
    del story.officer.headers[missing]
    before = service.audit.checkpoint()
    for answer in (
        search_for(story.officer),
        story.officer.get(f"/v1/records/{one}"),
        story.officer.get(f"/v1/identities/{one}"),
        story.officer.get(f"/v1/identities/{one}/timeline"),
        story.officer.get("/v1/why", params={"a": one, "b": other}),
    ):
        assert answer.status_code == 422
        assert [problem["field"] for problem in answer.json()["problems"]] == [f"header.{missing}"]
    assert service.audit.checkpoint() == before


@pytest.mark.parametrize("wrong", ["", "x" * 65, "Anna Nowak", "a?b"])
def test_a_case_number_is_no_free_text(story: Story, wrong: str) -> None:
    story.officer.headers["Tracing-Case"] = wrong
    answer = search_for(story.officer)
    assert answer.status_code == 422
    assert not wrong or wrong not in answer.text


def test_a_route_that_does_not_say_what_is_audited_cannot_be_made() -> None:
    router: APIRouter = api_router("x")
    needs_role = Depends(allow(Role.admin))
    with pytest.raises(TypeError, match="audited"):
        router.get("/quietly", dependencies=[needs_role])(lambda: None)
    router.get("/quietly", dependencies=[needs_role, Depends(not_audited("it is a test"))])(lambda: None)


@dataclass
class Own:
    """A service of its own, whose audit log a test may spoil."""

    service: Service
    url: str
    clients: ExitStack

    def client(
        self, role: Role, organisation: str = "fra.office", *, subject: str = "s", country: str = "FRA"
    ) -> httpx.Client:
        caller = Caller(subject=subject, role=role, organisation=organisation, country=country)
        headers = {"Authorization": f"Bearer {token_for(self.service.settings, caller)}", **FOR_A_CASE}
        return self.clients.enter_context(httpx.Client(base_url=self.url, headers=headers, timeout=60))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    with opened(tmp_path) as service, serving(create_app(service)) as url, ExitStack() as clients:
        yield Own(service, url, clients)


def spoil(service: Service, statement: str) -> None:
    engine = sql.create_engine(service.settings.audit)
    with engine.begin() as connection:
        connection.execute(sql.text(statement))
    engine.dispose()


def test_without_the_audit_log_posts_succeed_and_nothing_is_shown(own: Own) -> None:
    service = own.service
    police = own.client(Role.officer)
    report = {"occurred_at": "2026-03-20", "person": {"names": [{"full": "Oksana Melnychenko"}]}}
    record = police.post("/v1/sightings", json={"reference": "a", **report}).json()["record"]
    spoil(service, "DROP TABLE audit_entry")
    assert police.post("/v1/sightings", json={"reference": "b", **report}).status_code == 201
    for answer in (search_for(police), police.get(f"/v1/records/{record}"), police.get(f"/v1/identities/{record}")):
        assert (answer.status_code, answer.json()["code"]) == (503, "audit-unavailable")
        assert "Melnychenko" not in answer.text and record not in answer.text


def test_a_changed_entry_is_told_to_the_auditor_and_found_by_the_command_line(
    own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = own.service
    auditor = own.client(Role.auditor)
    for _ in range(3):
        assert auditor.post("/v1/audit/entries", json={}).status_code == 200
    monkeypatch.setenv("TRACING_AUDIT", service.settings.audit)
    monkeypatch.setenv("TRACING_AUDIT_KEY_FILE", str(service.settings.audit_key_file))
    assert CliRunner().invoke(command_line, ["audit", "verify"]).exit_code == 0
    spoil(service, "UPDATE audit_entry SET sealed = x'00112233445566778899aabbccddeeff' WHERE number = 2")
    answer = auditor.post("/v1/audit/entries", json={})
    assert (answer.status_code, answer.json()["code"]) == (500, "audit-changed")
    found = CliRunner().invoke(command_line, ["audit", "verify"])
    assert found.exit_code == 1 and "entry 2:" in found.stderr


def test_who_reads_which_entries(own: Own) -> None:
    officer = own.client(Role.officer, "fra.police", subject="officer")
    other = own.client(Role.officer, "fra.police", subject="colleague")
    abroad = own.client(Role.officer, "ita.police", subject="abroad", country="ITA")
    for one in (officer, other, abroad):
        search_for(one)

    def subjects(reader: httpx.Client, **question: Any) -> list[str]:
        answer = reader.post("/v1/audit/entries", json={"action": "search", **question})
        return [entry["subject"] for entry in answer.json()["entries"]]

    assert subjects(officer) == ["officer"]
    assert subjects(own.client(Role.bureau, "fra.bureau")) == ["officer", "colleague"]
    auditor = own.client(Role.auditor, "int.audit", country="CHE")
    assert subjects(auditor) == ["officer", "colleague", "abroad"]
    assert subjects(auditor, country="ITA") == ["abroad"]
    assert subjects(auditor, subject="colleague") == ["colleague"]
    first = auditor.post("/v1/audit/entries", json={"action": "search", "limit": 2}).json()
    assert [entry["subject"] for entry in first["entries"]] == ["officer", "colleague"]
    second = auditor.post("/v1/audit/entries", json={"action": "search", "limit": 2, "after": first["next"]}).json()
    assert ([entry["subject"] for entry in second["entries"]], second["next"]) == (["abroad"], None)
    assert own.client(Role.admin).post("/v1/audit/entries", json={}).status_code == 403
    # Reading is written down as well.
    assert [e["action"] for e in auditor.post("/v1/audit/entries", json={}).json()["entries"]].count("read_audit") >= 6


def test_small_numbers_are_not_told(own: Own) -> None:
    officer, abroad = (own.client(Role.officer, country=country) for country in ("FRA", "ITA"))
    for _ in range(LEAST_SHOWN):
        search_for(officer)
    for _ in range(LEAST_SHOWN - 1):
        search_for(abroad)
    auditor = own.client(Role.auditor, "int.audit", country="CHE")
    counts = auditor.post("/v1/audit/statistics", json={}).json()["counts"]
    assert [(row["country"], row["count"]) for row in counts if row["action"] == "search"] == [
        ("FRA", LEAST_SHOWN), ("ITA", None),
    ]  # fmt: skip
    assert auditor.post("/v1/audit/statistics", json={"until": "2020-01-01"}).json() == {"counts": []}
    assert officer.post("/v1/audit/statistics", json={}).status_code == 403


def test_a_person_learns_who_received_their_data_and_no_officers_name(own: Own) -> None:
    officer = own.client(Role.officer, "fra.police", subject="officer-seventeen")
    report = {"reference": "a", "occurred_at": "2026-03-20", "person": {"names": [{"full": "Oksana Melnychenko"}]}}
    record = officer.post("/v1/sightings", json=report).json()["record"]
    other = officer.post("/v1/sightings", json={**report, "reference": "b"}).json()["record"]
    for read in (record, record, other):
        assert officer.get(f"/v1/records/{read}").status_code == 200
    auditor = own.client(Role.auditor, "int.audit")
    answer = auditor.post("/v1/audit/subject-access", json={"records": [record]})
    (disclosure,) = answer.json()["disclosures"]
    assert (disclosure["organisation"], disclosure["action"], disclosure["data"]) == (
        "fra.police", "read_record", ["report"],
    )  # fmt: skip
    assert "officer-seventeen" not in answer.text


def test_the_command_line_proves_exports_and_checks_a_witness(
    own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = own.service
    officer = own.client(Role.officer)
    for _ in range(3):
        search_for(officer)
    monkeypatch.setenv("TRACING_AUDIT", service.settings.audit)
    monkeypatch.setenv("TRACING_AUDIT_KEY_FILE", str(service.settings.audit_key_file))

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(command_line, ["audit", *arguments])

    kept = tmp_path / "witness.ndjson"
    WitnessThread(service.audit, str(kept)).hand_over()
    proof = msgspec.json.decode(run("prove", "2").stdout)
    shown = msgspec.json.decode(run("checkpoint").stdout)
    assert proof["checkpoint"] == shown["note"] and proof["number"] == 2
    assert run("prove", "99").exit_code == 1
    exported = [msgspec.json.decode(line) for line in run("export", "--since", "2020").stdout.splitlines()]
    assert [entry["action"] for entry in exported] == ["search"] * 3
    assert run("export", "--since", "yesterday").exit_code == 2
    assert last_entry(service).action is Action.export_audit
    agreed = run("verify", "--witness", str(kept))
    assert agreed.exit_code == 0 and "1 checkpoints of witnesses agree" in agreed.stderr
    spoil(service, "DELETE FROM audit_entry WHERE number > 2")
    assert run("verify").exit_code == 0
    cut_off = run("verify", "--witness", str(kept))
    assert cut_off.exit_code == 1 and "a witness saw more entries" in cut_off.stderr
    kept.write_text("nothing\n")
    assert run("verify", "--witness", str(kept)).exit_code == 1


def test_without_its_store_or_secret_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACING_AUDIT", f"sqlite:///{tmp_path}/audit.sqlite")
    monkeypatch.setenv("TRACING_AUDIT_KEY_FILE", str(tmp_path / "secret"))
    refused = CliRunner().invoke(command_line, ["audit", "verify"])
    assert refused.exit_code == 2 and "migrate" in refused.stderr
    (tmp_path / "secret").write_text("A" * 43 + "=")
    refused = CliRunner().invoke(command_line, ["audit", "verify"])
    assert refused.exit_code == 2 and "migrate" in refused.stderr


def test_a_witness_elsewhere_gets_each_new_checkpoint_once(tmp_path: Path) -> None:
    received: list[str] = []

    class Witness(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204 if len(received) > 1 else 500)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    keys = AuditKeys(bytes(32))
    log = AuditLog(f"sqlite:///{tmp_path}/audit.sqlite", keys)
    log.migrate()
    with HTTPServer(("127.0.0.1", 0), Witness) as server:
        serving_thread = threading.Thread(target=server.serve_forever)
        serving_thread.start()
        witness = WitnessThread(log, f"http://127.0.0.1:{server.server_port}")
        witness.hand_over()
        assert received == []
        log.append(next_entry())
        for _ in range(3):
            witness.hand_over()
        server.shutdown()
        serving_thread.join()
    checkpoint = log.checkpoint()
    assert checkpoint is not None
    # The first was refused and sent again; after that there was nothing new.
    assert received == [checkpoint.note(keys.public)] * 2
    log.close()


def test_a_witness_is_told_at_the_end(tmp_path: Path) -> None:
    keys = AuditKeys(bytes(32))
    log = AuditLog(f"sqlite:///{tmp_path}/audit.sqlite", keys)
    log.migrate()
    kept = tmp_path / "witness.ndjson"
    witness = WitnessThread(log, str(kept))
    witness.start()
    log.append(next_entry())
    witness.stop()
    assert read_witness(kept, keys.public) == [log.checkpoint()]
    log.close()


def next_entry() -> Entry:
    return entry_now(None, Action.administer)


def test_a_service_that_could_write_nothing_down_does_not_start(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path)
    migrate(settings)
    settings.audit_key_file.unlink()
    service = open_service(settings)
    with pytest.raises(AuditKeyError):
        create_app(service)
    service.close()


def test_no_route_of_a_role_is_left_out(app: FastAPI) -> None:
    """What is not audited is posts, which are events, and what shows nothing of anybody."""
    reasons: dict[str, str] = {}
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context.original_route, "dependant", None)
        for found in dependencies_of(dependant) if dependant else ():
            if isinstance(found.call, NotAudited):
                reasons |= {f"{method} {context.path}": found.call.reason for method in context.methods or ()}
    assert set(reasons) == {
        "POST /v1/imports",
        "POST /v1/yellow-notices",
        "POST /v1/sightings",
        "POST /v1/shelter-registrations",
        "POST /v1/reports:batch",
        "POST /v1/records/{record}/corrections",
        "POST /v1/records/{record}/retraction",
        "POST /v1/records/{record}/photographs",
        "GET /v1/sealing-keys",
        "GET /v1/audit/checkpoint",
        "GET /v1/metrics",
        "GET /metrics",
        "GET /v1/numbers",
        "GET /desk/numbers",
        "GET /desk/numbers/file",
        "GET /desk/audit",
        "GET /desk/audit/chain",
        "POST /desk/audit/chain",
        "POST /desk/audit/witness",
        "GET /desk/operations",
        "GET /desk",
        "GET /desk/at-work",
        "GET /desk/post",
        "GET /desk/post/{kind}",
        "POST /desk/post/{kind}",
        "GET /desk/search",
        "GET /desk/upload",
        "POST /desk/upload/try",
        "POST /desk/upload/enter",
        "POST /desk/upload/file",
        "GET /desk/work",
        "POST /desk/work",
        "POST /desk/settings",
        "POST /desk/sign-out",
        "POST /desk/pairs/{candidate}/claim",
        "GET /desk/answers",
        "POST /desk/answers/{batch}/now",
        "POST /desk/answers/{batch}/read",
        "GET /desk/keys",
        "POST /desk/keys",
    }


def test_the_whole_log_is_in_order_after_all_that(service: Service) -> None:
    assert not [found for found in verify(service.audit.rows(), service.audit.keys) if isinstance(found, Finding)]
    assert next(service.audit.entries(Asked()), None) is not None
