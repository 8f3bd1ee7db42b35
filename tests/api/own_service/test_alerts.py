"""Alerts over HTTP: sent, listed and heard; only to whom they may reach; each once in effect, and none lost."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.alerts import streaming
from api.webhooks.deliverer import Backoff, Deliverer
from api.wiring import Service
from tests.api.conftest import ClientOf, opened
from tests.receivers import Receiver, receiving
from tracing.access import Role
from tracing.audit.entries import Action, Asked

QUICK = Backoff(first=0.05, factor=1.0, rest=0.02)
THABO = {"names": [{"given": "Thabo", "family": "Mokoena"}], "birth_date": "1999-08-02"}
PASSPORT = {"type": "passport", "number": "A09876543", "issuer": "ZAF"}


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path / "receiver") as receiver:
        yield receiver


@pytest.fixture
def service(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("SSL_CERT_FILE", str(receiver.trust))
    allowed = {"webhook_hosts": receiver.host, "webhook_networks": "127.0.0.0/8,::1/128"}
    with opened(tmp_path / "service", **allowed) as service:
        yield service


@contextmanager
def delivering(service: Service, backoff: Backoff = QUICK) -> Iterator[None]:
    """What `tracing serve` does beside answering."""
    parts = (service.application, service.alerts, service.attempts, service.sender, service.audit)
    deliverer = Deliverer(*parts, backoff=backoff, look=0.02)
    deliverer.start()
    try:
        yield
    finally:
        deliverer.stop()


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


class Bureau:
    """The bureau that seeks Thabo, whose passport was taken, and the agencies that may see it."""

    def __init__(self, client_of: ClientOf) -> None:
        self.bureau = client_of(Role.bureau, "zaf.bureau", "ZAF")
        self.gate = client_of(Role.agency, "tha.immigration", "THA")
        for client in (self.bureau, self.gate):
            client.timeout = httpx.Timeout(60)

    def subscribe(self, client: httpx.Client | None = None, **asked: Any) -> dict[str, Any]:
        body = {"topics": ["document_seen"], "ends_at": in_days(30)} | asked
        made = (client or self.bureau).post("/v1/subscriptions", json=body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    def notice(self) -> dict[str, Any]:
        person = THABO | {"documents": [PASSPORT | {"status": "taken"}]}
        report = {"reference": "a6", "occurred_at": "2026-05-01", "person": person}
        return self._posted(self.bureau, "yellow-notices", report)

    def crossing(self, reference: str = "bkk-1", **changes: Any) -> dict[str, Any]:
        person = {"names": [{"full": "Somchai Wattana"}], "sex": "male", "documents": [PASSPORT]}
        report = {"reference": reference, "occurred_at": "2026-05-02", "person": person} | changes
        return self._posted(self.gate, "border-crossings", report)

    @staticmethod
    def _posted(client: httpx.Client, route: str, report: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(f"/v1/{route}", json=report)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def correct(self, record: str, **changes: Any) -> int:
        person = {"names": [{"full": "Somchai Wattana"}], "sex": "male", "documents": [PASSPORT]}
        report = {"kind": "border_crossing", "reference": "bkk-1", "occurred_at": "2026-05-02", "person": person}
        body = {"report": report | changes, "reason": "recipients"}
        answer = self.gate.post(f"/v1/records/{record}/corrections", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["position"])


@pytest.fixture
def bureau(client_of: ClientOf) -> Bureau:
    return Bureau(client_of)


def alerts(client: httpx.Client, at_least: int, **asked: Any) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 30
    while True:
        page = client.get("/v1/alerts", params={"at_least": at_least, **asked})
        if page.status_code == 200:
            return list(page.json()["alerts"])
        assert page.status_code == 503 and time.monotonic() < deadline, page.text


def test_a_receiver_gets_ids_and_links_signed_and_written_down(
    bureau: Bureau, receiver: Receiver, service: Service
) -> None:
    made = bureau.subscribe(webhook=receiver.url)
    notice = bureau.notice()
    with delivering(service):
        crossing = bureau.crossing()
        (got,) = receiver.wait_for(1)
    (listed,) = alerts(bureau.bureau, crossing["position"])
    sent = got.verified(made["secret"])
    assert (sent["type"], sent["data"], got.id) == ("alert.document_seen", listed, listed["id"])
    assert listed["records"] == [notice["record"], crossing["record"]]
    for link in listed["links"]:
        assert bureau.bureau.get(link).status_code == 200
    assert not {"Thabo", "Somchai", PASSPORT["number"], "tha."} & set(got.body.decode().replace('"', " ").split())
    (entry,) = [found.entry for found in service.audit.entries(Asked(action=Action.send_alert))]
    assert (entry.case, {str(record) for record in entry.records}) == ("2026/17", set(listed["records"]))
    assert made["secret"] not in bureau.bureau.get("/v1/subscriptions").text


def test_what_is_not_taken_comes_again_under_its_id(bureau: Bureau, receiver: Receiver, service: Service) -> None:
    receiver.answers += [500, "cut", 302, 429]
    name = bureau.subscribe(webhook=receiver.url)["subscription"]["id"]
    bureau.notice()
    with delivering(service):
        bureau.crossing()
        receiver.wait_for(1)
        time.sleep(0.3)
    assert [one.answered for one in receiver.received] == [500, "cut", 302, 429, 204]
    assert len({(one.id, one.body) for one in receiver.received}) == 1
    shown = bureau.bureau.get(f"/v1/subscriptions/{name}").json()["subscription"]
    assert shown["delivery"] == {"waiting": 0, "failures": 0, "given_up": 0}


def test_an_alert_is_given_up_in_the_end_and_a_replay_sends_it(
    bureau: Bureau, receiver: Receiver, service: Service
) -> None:
    receiver.otherwise = 503
    name = bureau.subscribe(webhook=receiver.url)["subscription"]["id"]
    bureau.notice()
    with delivering(service, Backoff(first=0.05, factor=1.0, rest=0.02, give_up_after=0.3)):
        crossing = bureau.crossing()
        deadline = time.monotonic() + 20
        # Until the view knows of the subscription there is nobody who could be given up.
        while not any(service.attempts.standing(one.id).given_up for one in service.alerts.live(datetime.now(UTC))):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        tried = len(receiver.received)
        assert tried > 2
        receiver.otherwise = 204
        time.sleep(0.2)
        assert len(receiver.received) == tried
        answer = bureau.bureau.post(f"/v1/subscriptions/{name}/replay", json={})
        assert (answer.status_code, answer.json()["waiting"]) == (202, 1)
        (got,) = receiver.wait_for(1)
    (listed,) = alerts(bureau.bureau, crossing["position"])
    assert {one.id for one in receiver.received} == {got.id} == {listed["id"]}


def test_a_narrowed_right_bites_what_waits_and_a_widened_one_sends_it(
    bureau: Bureau, receiver: Receiver, service: Service
) -> None:
    receiver.otherwise = 503
    bureau.subscribe(webhook=receiver.url)
    bureau.notice()
    with delivering(service):
        crossing = bureau.crossing()
        (listed,) = alerts(bureau.bureau, crossing["position"])
        cursor = bureau.bureau.get("/v1/alerts").json()["cursor"]
        hidden = bureau.correct(crossing["record"], recipients={"rule": "only", "countries": ["THA"]})
        assert alerts(bureau.bureau, hidden) == []
        receiver.otherwise = 204
        time.sleep(0.5)
        assert receiver.taken() == []
        shown = bureau.correct(crossing["record"], recipients={"rule": "only", "countries": ["ZAF"]})
        (got,) = receiver.wait_for(1)
        assert (got.id, alerts(bureau.bureau, shown, cursor=cursor)) == (listed["id"], [listed])


def test_a_test_message_tells_whether_the_receiver_takes_it(bureau: Bureau, receiver: Receiver) -> None:
    made = bureau.subscribe(webhook=receiver.url)
    name = made["subscription"]["id"]
    assert bureau.bureau.post(f"/v1/subscriptions/{name}/ping").json() == {"status": 204, "failure": None}
    receiver.answers.append(404)
    assert bureau.bureau.post(f"/v1/subscriptions/{name}/ping").json() == {"status": 404, "failure": "refused"}
    assert receiver.received[0].verified(made["secret"])["type"] == "ping"


def test_a_subscription_is_its_organisations_in_its_role(
    bureau: Bureau, receiver: Receiver, client_of: ClientOf
) -> None:
    name = bureau.subscribe(webhook=receiver.url)["subscription"]["id"]
    bureau.notice()
    crossing = bureau.crossing()
    others = [
        client_of(Role.officer, "zaf.bureau", "ZAF"),
        client_of(Role.bureau, "ken.bureau", "KEN"),
        client_of(Role.agency, "tha.immigration", "THA"),
    ]
    for other in others:
        assert alerts(other, crossing["position"]) == other.get("/v1/subscriptions").json()["subscriptions"] == []
        path = f"/v1/subscriptions/{name}"
        asked = (other.get(path), other.delete(path), other.post(f"{path}/ping"), other.post(f"{path}/replay", json={}))
        assert [answer.status_code for answer in asked] == [404] * 4
    assert len(alerts(bureau.bureau, crossing["position"])) == 1
    assert bureau.bureau.delete(f"/v1/subscriptions/{name}").status_code == 200
    assert bureau.bureau.delete(f"/v1/subscriptions/{name}").status_code == 404
    deadline = time.monotonic() + 20
    while bureau.bureau.get("/v1/alerts").json()["alerts"]:
        assert time.monotonic() < deadline
    assert client_of(Role.auditor).get("/v1/alerts").status_code == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"topics": []}, 422),
        ({"topics": ["saved_search"]}, 422),
        ({"search": {"person": {"sex": "male"}}}, 422),
        ({"ends_at": in_days(-1)}, 422),
        ({"ends_at": in_days(400)}, 422),
        ({"ends_at": "2026-09-30T00:00:00"}, 422),
        ({"webhook": "https://evil.example/"}, 422),
        ({"webhook": "http://localhost/"}, 422),
    ],
)
def test_what_cannot_be_subscribed_to_is_refused(bureau: Bureau, changes: dict[str, Any], status: int) -> None:
    body = {"topics": ["candidate"], "ends_at": in_days(30)} | changes
    assert bureau.bureau.post("/v1/subscriptions", json=body).status_code == status
    assert bureau.gate.post("/v1/subscriptions", json=body | {"search": {"person": THABO}}).status_code in (403, 422)


def test_a_border_agency_saves_no_search_and_nobody_subscribes_without_end(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"search": {"person": THABO}, "ends_at": in_days(30)}
    assert bureau.gate.post("/v1/subscriptions", json=body).status_code == 403
    monkeypatch.setattr("api.alerts.subscribing.MOST", 0)
    refused = bureau.bureau.post("/v1/subscriptions", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-subscriptions")


def test_a_crossing_that_could_not_be_checked_alerts_its_gate_later(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.subscribe(bureau.gate, topics=["gate_hit"])
    notice = bureau.notice()

    def fail(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("api.intake.gate.check", fail)
        report = {"reference": "bkk-2", "occurred_at": "2026-05-02", "person": {"documents": [PASSPORT]}}
        posted = bureau.gate.post("/v1/border-crossings", params={"check": True}, json=report).json()
    assert posted["gate"]["result"] == "not_checked"
    hits = alerts(bureau.gate, posted["position"])
    assert [alert["records"] for alert in hits] == [[posted["record"]]] * len(hits) and hits
    assert notice["record"] not in json.dumps(hits)
    (link,) = [link for link in hits[0]["links"] if link.endswith("/check")]
    (action,) = [one for one in bureau.gate.get(link).json()["actions"] if one["because"] == "document"]
    assert (action["action"], action["call"].rpartition(".")[0]) == ("taken", "zaf.bureau")
    assert bureau.bureau.get(link).status_code == 403


def heard(client: httpx.Client, **asked: Any) -> list[tuple[str, dict[str, Any]]]:
    """Ids and data of all events of one stream, until it ends."""
    found: list[tuple[str, dict[str, Any]]] = []
    fields: dict[str, str] = {}
    with client.stream("GET", "/v1/alerts/stream", timeout=30, **asked) as answer:
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
        for line in answer.iter_lines():
            if not line and "data" in fields:
                found.append((fields["id"], json.loads(fields["data"])))
            name, _, value = line.partition(": ")
            fields = fields | {name: value} if line else {}
    return found


def test_whoever_hears_a_stream_goes_on_after_the_last_event(
    bureau: Bureau, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "STREAM_SECONDS", 1.0)
    bureau.subscribe()
    bureau.notice()
    crossings = [bureau.crossing(f"bkk-{number}") for number in range(3)]
    listed = alerts(bureau.bureau, crossings[-1]["position"])
    everything = heard(bureau.bureau)
    assert [data for _, data in everything] == listed and len(listed) == 3
    for number in (0, 2):
        assert heard(bureau.bureau, headers={"Last-Event-ID": everything[number][0]}) == everything[number + 1 :]
    entries = [found.entry for found in service.audit.entries(Asked(action=Action.read_alerts))]
    assert any(entry.records for entry in entries), "what a stream says is written down before"
    monkeypatch.setattr(streaming, "MOST", 0)
    full = bureau.bureau.get("/v1/alerts/stream")
    assert (full.status_code, full.json()["code"]) == (429, "too-many-streams") and "retry-after" in full.headers


def test_an_ended_subscription_is_forgotten_though_nobody_ends_it(
    bureau: Bureau, receiver: Receiver, service: Service
) -> None:
    bureau.subscribe(webhook=receiver.url, ends_at=in_days(8 / 86_400))
    with delivering(service):
        deadline = time.monotonic() + 60
        while any(alive for alive in service.alerts.ended(datetime.now(UTC) + timedelta(days=1))):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert bureau.bureau.get("/v1/subscriptions").json() == {"subscriptions": []}
