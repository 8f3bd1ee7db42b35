"""Whoever sends alerts and is killed at any moment loses none: each arrives, and a repetition has the same id."""

import random
import threading
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from api.webhooks.sending import new_secret
from api.wiring import Service, migrate, open_service
from projections.alerts import BEGINNING
from projections.freshness import wait_for
from tests.examples import BORDER, BUREAU, report
from tests.faults.processes import Victim, settings_at
from tests.faults.worker import deliver
from tests.receivers import Receiver, receiving
from tests.stores import StoreUrls
from tracing.events import now
from tracing.subscriptions import Wanted

KILLS = 6
SECONDS_AT_WORK = 0.3
"""At most, after the first request; the time is random, so that one is killed while it sends, notes and folds."""


class Load(threading.Thread):
    """Says again and again that a passport was taken, and presents it at a border."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service, self.stopped, self.posted = service, threading.Event(), list[UUID]()

    def run(self) -> None:
        while not self.stopped.wait(0.1):
            number = len(self.posted)
            passport = {"number": sha256(bytes([number % 256, number // 256])).hexdigest()[:9], "issuer": "ZAF"}
            taken = report(f"N-{number}", person={"documents": [passport | {"status": "taken"}]})
            self.service.application.post(taken, BUREAU)
            crossing = report(f"X-{number}", kind="border_crossing", person={"documents": [passport]})
            self.posted.append(self.service.application.post(crossing, BORDER).record.id)


def subscribe(service: Service, receiver: Receiver) -> str:
    secret = new_secret()
    asked = {
        "topics": ["document_seen"],
        "purpose": "find_missing_person",
        "case": "1",
        "ends_at": now() + timedelta(days=1),
        "webhook": {"url": receiver.url, "secret": secret},
    }
    service.application.subscribe(msgspec.convert(asked, Wanted), BUREAU, now())
    return secret


def test_kills_lose_no_alert(urls: StoreUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(tmp_path / "receiver") as receiver:
        monkeypatch.setenv("SSL_CERT_FILE", str(receiver.trust))
        hosts = {"webhook_hosts": receiver.host, "webhook_networks": "127.0.0.0/8,::1/128"}
        settings, chance = settings_at(tmp_path, urls, **hosts), random.Random(8)
        migrate(settings)
        service = open_service(settings)
        secret, load = subscribe(service, receiver), Load(service)
        load.start()
        alive: list[int] = []
        for _ in range(KILLS):
            # Some answers are lost, so that the receiver has what the sender does not know that it has.
            receiver.answers[:] = chance.choices([503, "cut"])
            victim = Victim(deliver, tmp_path / "output", settings, receiver.trust)
            before = len(receiver.received)
            deadline = time.monotonic() + 30
            while len(receiver.received) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, SECONDS_AT_WORK))
            victim.kill()
            alive.append(len(receiver.received))
        load.stopped.set()
        load.join()
        assert len(set(alive)) == KILLS, "all were killed at work"

        last = Victim(deliver, tmp_path / "output", settings, receiver.trust)
        try:
            wait_for([service.alerted], service.application.max_position(), 60)
            told = service.alerts.alerts(BUREAU, now(), BEGINNING, 10_000)
            assert {alert.records[1] for alert in told} == set(load.posted)
            deadline = time.monotonic() + 60
            while {UUID(one.id) for one in receiver.taken()} != {alert.id for alert in told}:
                assert time.monotonic() < deadline, "an alert was lost"
                time.sleep(0.05)
        finally:
            last.kill()
            service.close()
        bodies = {(one.id, one.body) for one in receiver.received}
        assert len(bodies) == len(told) == len({alert.id for alert in told}), "a repetition says the same"
        assert len(receiver.received) > len(bodies), "some came again"
        for one in receiver.received:
            one.verified(secret)
