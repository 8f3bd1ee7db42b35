"""Exports and the feed: what a caller may see, whole or cut, written down first; and nothing of anybody else."""

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from typer.testing import CliRunner

from api.access.tokens import demo_key
from api.app import create_app
from api.cli.main import app as command_line
from api.exchange import exporting
from api.routes.exports import CURSOR_HEADER
from api.wiring import Service, migrate, open_service
from tests.api.conftest import ClientOf, clients, embedded_settings, serving, token_for
from tests.examples import BUREAU, FOR_A_CASE, SHELTER, report
from tracing.access import Caller, Role
from tracing.audit.entries import Action, Asked, Entry
from tracing.audit.log import AuditUnavailableError
from tracing.events import RestrictionGround


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def references(answer: httpx.Response) -> list[str]:
    return [line["reference"] for line in lines(answer)]


def end(service: Service) -> dict[str, int]:
    return {"at_least": service.application.max_position()}


def written(service: Service, action: Action) -> list[Entry]:
    return [found.entry for found in service.audit.entries(Asked(action=action))]


@pytest.fixture
def posted(service: Service) -> list[UUID]:
    """Five notices; the third for Italy only, the fourth retracted, the fifth restricted."""
    app = service.application
    recipients = [{}, {}, {"rule": "only", "countries": ["ITA"]}, {}, {}]
    records = [
        app.post(report(f"n{number}", recipients=each), BUREAU).record.id for number, each in enumerate(recipients)
    ]
    app.retract(records[3], "By mistake.", BUREAU)
    app.restrict(records[4], RestrictionGround.accuracy_contested, BUREAU)
    return records


def test_an_export_holds_what_the_caller_may_see_and_is_in_use_each_record_once(
    service: Service, posted: list[UUID], client_of: ClientOf
) -> None:
    service.application.correct(posted[0], report("n0", occurred_at="2026-03-02"), "The day.", BUREAU)
    officer, italian = client_of(Role.officer, "fra.police", "FRA"), client_of(Role.officer, "ita.police", "ITA")
    service.application.post(report("s1", kind="sighting"), BUREAU)
    path = "/v1/exports/ndjson"
    first = officer.get(path, params=end(service))
    assert references(first) == ["n1", "n0", "s1"], "in the order of their last change"
    assert lines(first)[1]["occurred_at"] == "2026-03-02"
    assert references(italian.get(path)) == ["n1", "n2", "n0", "s1"]
    assert references(officer.get(path, params={"kind": "yellow_notice"})) == ["n1", "n0"]
    assert references(officer.get(path, params={"kind": "yellow_notice", "limit": 1})) == ["n1"]
    assert references(officer.get(path, params={"country": "pl"})) == []
    assert client_of(Role.auditor).get(path).json()["code"] == "role-refused"
    assert (
        httpx.get(officer.base_url.join(path), headers={"Authorization": officer.headers["Authorization"]}).json()[
            "code"
        ]
        == "invalid"
    ), "an export says what it is for"


def test_an_export_goes_on_where_the_last_one_ended(service: Service, posted: list[UUID], client_of: ClientOf) -> None:
    officer, path = client_of(Role.officer, "fra.police", "FRA"), "/v1/exports/ndjson"
    part = officer.get(path, params=end(service) | {"limit": 1})
    rest = officer.get(path, params={"after": part.headers[CURSOR_HEADER]})
    assert (references(part), references(rest)) == (["n0"], ["n1"])
    nothing = officer.get(path, params={"after": rest.headers[CURSOR_HEADER]})
    assert references(nothing) == [] and nothing.headers[CURSOR_HEADER] == rest.headers[CURSOR_HEADER]
    service.application.correct(posted[0], report("n0", occurred_at="2026-03-02"), "The day.", BUREAU)
    changed = officer.get(path, params=end(service) | {"after": rest.headers[CURSOR_HEADER]})
    assert references(changed) == ["n0"]
    refused = client_of(Role.officer, "esp.police", "ESP").get(path, params={"after": rest.headers[CURSOR_HEADER]})
    assert refused.json()["code"] == "invalid", "a cursor serves the organisation that it was given to"


def test_where_a_shelter_is_stays_with_the_shelter(service: Service, client_of: ClientOf) -> None:
    details = {"shelter": "Casa Quercia", "consent": {"state": "given", "scopes": ["tracing"]}}
    place = {"country": "ITA", "name": "Montefosco"}
    service.application.post(report("b", kind="shelter_registration", details=details, place=place), SHELTER)
    answer = client_of(Role.officer).get("/v1/exports/ndjson", params=end(service))
    assert references(answer) == ["b"]
    assert "Quercia" not in answer.text and "Montefosco" not in answer.text


def test_every_part_is_written_down_before_it_leaves_and_without_that_nothing_does(
    service: Service, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [service.application.post(report(f"n{number}"), BUREAU).record.id for number in range(7)]
    monkeypatch.setattr(exporting, "PART", 3)
    monkeypatch.setattr(exporting, "_PIECE_BYTES", 1)
    officer, path = client_of(Role.officer, "fra.police", "FRA"), "/v1/exports/ndjson"
    assert len(lines(officer.get(path, params=end(service)))) == 7
    entries = written(service, Action.export)
    assert [len(entry.records) for entry in entries] == [3, 3, 1]
    assert {record for entry in entries for record in entry.records} == set(records)
    assert {(entry.case, entry.data, entry.subject) for entry in entries} == {
        ("2026/17", ("export as ndjson",), "officer@fra.police")
    }
    append, room = service.audit.append, [1]

    def fill(entry: Entry) -> int:
        if not room:
            raise AuditUnavailableError
        room.pop()
        return append(entry)

    monkeypatch.setattr(service.audit, "append", fill)
    received = b""
    with pytest.raises(httpx.RemoteProtocolError), officer.stream("GET", path) as answer:
        for piece in answer.iter_bytes():
            received += piece
    assert len(received.splitlines()) == 3, "the part that was written down, and then the link is cut"
    refused = officer.get(path)
    assert (refused.status_code, refused.json()["code"]) == (503, "audit-unavailable")
    assert "n0" not in refused.text


@pytest.fixture
def three_an_hour(tmp_path: Path) -> Iterator[tuple[Service, ClientOf]]:
    settings = embedded_settings(tmp_path / "three").model_copy(update={"disclosures_per_hour": 3})
    migrate(settings)
    service = open_service(settings)
    with serving(create_app(service)) as url, clients(url, settings) as client_of:
        yield service, client_of
    service.close()


def test_an_export_beyond_the_budget_is_refused_whole(three_an_hour: tuple[Service, ClientOf]) -> None:
    service, client_of = three_an_hour
    for number in range(4):
        service.application.post(report(f"n{number}"), BUREAU)
    for follower in service.followers():
        if follower.view.name == "changes":
            follower.catch_up()
    officer = client_of(Role.officer)
    refused = officer.get("/v1/exports/ndjson")
    assert (refused.status_code, refused.json()["code"]) == (429, "budget-exhausted")
    assert len(lines(officer.get("/v1/exports/ndjson", params={"limit": 3}))) == 3
    assert officer.get("/v1/exports/ndjson", params={"limit": 1}).status_code == 429
    colleague = client_of(Role.officer, subject="a colleague")
    assert colleague.post("/v1/allowances", json={"subject": "officer@pol.border"}).json()["created"]
    assert len(lines(officer.get("/v1/exports/ndjson", params={"limit": 3}))) == 3
    assert officer.get("/v1/exports/ndjson", params={"limit": 1}).status_code == 429


def test_an_export_takes_a_fresh_sign_in(service: Service, url: str, client_of: ClientOf) -> None:
    assert service.settings.demo_key is not None
    claims = jwt.decode(
        client_of(Role.officer).headers["Authorization"].split()[1], options={"verify_signature": False}
    )
    claims["auth_time"] = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    stale = jwt.encode(claims, demo_key(service.settings.demo_key), algorithm="EdDSA")
    answer = httpx.get(f"{url}/v1/exports/ndjson", headers={"Authorization": f"Bearer {stale}", **FOR_A_CASE})
    assert (answer.status_code, answer.json()["code"]) == (401, "stale-sign-in")


def follow(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/changes", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    found: list[dict[str, Any]] = answer.json()
    return found


def test_the_feed_tells_of_each_change_once_page_by_page_and_says_nothing_of_anybody(
    service: Service, posted: list[UUID], client_of: ClientOf
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while page := follow(officer, limit=2, **end(service), **after):
        found += page
        after = {"after": page[-1]["position"]}
    names = {str(record): f"n{number}" for number, record in enumerate(posted)}
    assert [(names[event["subject"]], event["type"]) for event in found] == [
        ("n0", "record.notice_published"),
        ("n1", "record.notice_published"),
        ("n3", "record.notice_published"),
        ("n3", "record.retracted"),
    ]
    assert set(found[0]) == {"specversion", "id", "source", "type", "time", "subject", "position"}
    assert len({event["id"] for event in found}) == 4
    looked = [record for entry in written(service, Action.follow_changes) for record in entry.records]
    assert set(looked) == {posted[0], posted[1], posted[3]}
    assert len(written(service, Action.follow_changes)) == 2, "an empty answer shows nothing"


def test_the_owner_alone_follows_a_restriction(service: Service, posted: list[UUID], url: str) -> None:
    with clients(url, service.settings) as client_of:
        assert [
            event for event in follow(client_of(Role.officer), **end(service)) if event["subject"] == str(posted[4])
        ] == []
    owner = Caller(subject="o", role=Role.bureau, organisation=BUREAU.organisation, country="UKR")
    headers = {"Authorization": f"Bearer {token_for(service.settings, owner)}"}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        own = [event["type"] for event in follow(client) if event["subject"] == str(posted[4])]
    assert own == ["record.notice_published", "record.restricted"]


def test_narrowed_recipients_bite_at_once_and_a_cursor_outlives_its_record(
    service: Service, posted: list[UUID], client_of: ClientOf
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    before = follow(officer, **end(service))
    service.application.correct(posted[0], report("n0", recipients={"rule": "only"}), "Narrower.", BUREAU)
    # Without waiting for any view:
    assert str(posted[0]) not in json.dumps(follow(officer))
    assert "n0" not in references(officer.get("/v1/exports/ndjson"))
    assert follow(officer, after=before[0]["position"], **end(service)) == before[1:]
    service.application.correct(posted[0], report("n0"), "Wider again.", BUREAU)
    again = follow(officer, after=before[-1]["position"], **end(service))
    assert [(event["subject"], event["type"]) for event in again] == [(str(posted[0]), "record.corrected")] * 2


def test_nobody_learns_by_a_cursor_of_their_own_making_whether_there_is_a_record(
    service: Service, posted: list[UUID], client_of: ClientOf
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    cursor = follow(officer, **end(service))[0]["position"]
    content = urlsafe_b64decode(cursor)
    answers = {
        officer.get("/v1/changes", params={"after": urlsafe_b64encode(made).decode()}).json()["detail"]
        for made in (posted[2].bytes + content[16:], bytes(16) + content[16:], content[:-1] + bytes([content[-1] ^ 1]))
    }
    assert len(answers) == 1 and "`problems`" in answers.pop()
    assert officer.get("/v1/changes", params={"after": "x"}).status_code == 422


def test_an_operator_exports_what_an_organisation_may_see_and_that_is_written_down(
    service: Service, posted: list[UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf
) -> None:
    client_of(Role.officer).get("/v1/exports/ndjson", params=end(service))  # waits for the view
    for name, value in service.settings.model_dump(exclude_none=True).items():
        if name in (
            "log",
            "views",
            "search",
            "photographs",
            "audit",
            "audit_key_file",
            "master_key_file",
            "index_key_file",
        ):
            monkeypatch.setenv(f"TRACING_{name.upper()}", str(value))
    options = ["--organisation", "ita.police", "--country", "IT", "--case", "2026/4"]
    done = CliRunner().invoke(command_line, ["export", "ndjson", *options])
    assert done.exit_code == 0, done.stderr
    assert [json.loads(line)["reference"] for line in done.stdout.splitlines()] == ["n0", "n1", "n2"]
    entry = written(service, Action.export)[-1]
    assert entry.subject.startswith("operator:") and entry.organisation == "ita.police" and len(entry.records) == 3
    again = CliRunner().invoke(command_line, ["export", "ndjson", *options, "--after", done.stderr.split()[-1]])
    assert (again.exit_code, again.stdout) == (0, "")
    assert CliRunner().invoke(command_line, ["export", "ndjson", *options, "--role", "auditor"]).exit_code == 2
    with sqlite3.connect(tmp_path / "audit.sqlite") as database:
        database.execute("DROP TABLE audit_entry")
    refused = CliRunner().invoke(command_line, ["export", "ndjson", *options])
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_a_record_that_is_used_again_is_told_of_without_saying_why(
    service: Service, posted: list[UUID], client_of: ClientOf
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    after = follow(officer, **end(service))[-1]["position"]
    service.application.lift_restriction(posted[4], BUREAU)
    (event,) = follow(officer, after=after, **end(service))
    assert (event["subject"], event["type"]) == (str(posted[4]), "record.changed")
    cursor = client_of(Role.officer, "fra.police").get("/v1/exports/ndjson", params={"limit": 2}).headers[CURSOR_HEADER]
    assert references(officer.get("/v1/exports/ndjson", params={"after": cursor})) == ["n4"]
