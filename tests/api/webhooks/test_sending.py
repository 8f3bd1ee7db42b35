"""One request to a receiver: signed as the standard says, to nobody else, and never for long."""

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.webhooks import sending
from api.webhooks.addresses import AddressRefusedError, require_listed, resolved
from api.webhooks.sending import Failure, Outcome, Sender, signed
from tests.receivers import Receiver, receiving
from tracing.errors import TracingError
from tracing.subscriptions import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiving(tmp_path_factory.mktemp("receiver")) as receiver:
        yield receiver


@pytest.fixture
def receiver(listening: Receiver) -> Receiver:
    listening.received.clear()
    listening.answers.clear()
    return listening


def sender(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Sender:
    monkeypatch.setenv("SSL_CERT_FILE", str(receiver.trust))
    known: dict[str, Any] = {"hosts": [receiver.host], "networks": LOOPBACK, "trust": httpx.create_ssl_context()}
    return Sender(**known | changes)


def test_the_signature_is_that_of_the_specification() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    webhook = Webhook(url="https://r.example/", secret=SECRET)
    headers = signed(webhook, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_what_arrives_is_what_was_signed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sender(receiver, monkeypatch).send(Webhook(url=receiver.url, secret=SECRET), "m-1", b'{"type": "x"}')
    assert sent == Outcome(status=204)
    (got,) = receiver.received
    assert (got.id, got.headers["host"], got.verified(SECRET)) == ("m-1", receiver.host, {"type": "x"})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (302, Outcome(status=302, failure=Failure.refused)),
        (500, Outcome(status=500, failure=Failure.refused)),
        ("cut", Outcome(failure=Failure.unreachable)),
        ("slow", Outcome(failure=Failure.too_slow)),
    ],
)
def test_no_redirect_is_followed_and_nobody_waits(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, answer: int | str, expected: Outcome
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    receiver.answers.append(answer)
    begun = time.monotonic()
    assert sender(receiver, monkeypatch).send(Webhook(url=receiver.url, secret=SECRET), "m", b"{}") == expected
    assert time.monotonic() - begun < 3
    assert len(receiver.received) == 1


def test_a_certificate_nobody_vouches_for_gets_nothing(receiver: Receiver) -> None:
    untrusting = Sender([receiver.host], LOOPBACK, httpx.create_ssl_context(trust_env=False))
    sent = untrusting.send(Webhook(url=receiver.url, secret=SECRET), "m", b"{}")
    assert (sent, receiver.received) == (Outcome(failure=Failure.unreachable), [])


def test_a_certificate_of_another_host_gets_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    answers_with(monkeypatch, ["127.0.0.1"])
    host = f"others.example:{receiver.port}"
    sent = sender(receiver, monkeypatch, hosts=[host]).send(Webhook(url=f"https://{host}/", secret=SECRET), "m", b"{}")
    assert (sent, receiver.received) == (Outcome(failure=Failure.unreachable), [])


def test_what_is_not_listed_or_private_is_sent_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook = Webhook(url=receiver.url, secret=SECRET)
    assert sender(receiver, monkeypatch, hosts=["localhost"]).send(webhook, "m", b"{}").failure == "host_not_listed"
    assert sender(receiver, monkeypatch, networks=()).send(webhook, "m", b"{}").failure == "address_refused"
    assert receiver.received == []


def answers_with(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let the resolver answer so, one list after another; the names that it is asked for."""
    asked, rest = [], list(answers)

    def answer(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        found = rest.pop(0) if len(rest) > 1 else rest[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_name_is_asked_once_and_what_it_said_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name that answers otherwise when it is asked again is not asked again."""
    asked = answers_with(monkeypatch, ["127.0.0.1"], ["192.0.2.1"])
    host = f"alerts.example:{receiver.port}"  # the certificate is this host's too
    sent = sender(receiver, monkeypatch, hosts=[host]).send(Webhook(url=f"https://{host}/", secret=SECRET), "m", b"{}")
    assert sent == Outcome(status=204)
    assert (receiver.received[0].headers["host"], asked) == (host, ["alerts.example"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::", "2001:0:a00:1::",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    answers_with(monkeypatch, ["93.184.216.34", address])
    with pytest.raises(AddressRefusedError):
        asyncio.run(resolved("alerts.example", 443, ()))
    answers_with(monkeypatch, ["93.184.216.34"])
    assert asyncio.run(resolved("alerts.example", 443, ())) == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/", "https://alerts.example.evil.example/", "https://alerts.example:8443/",
        "https://alerts.example@evil.example/", "https://u:p@alerts.example/", "https://alerts.example/#x",
        "http://alerts.example/", "https://alerts.example:port/", "https://",
    ],
)  # fmt: skip
def test_only_listed_hosts_and_ports_are_taken(url: str) -> None:
    require_listed("https://Alerts.example/path?key=1", ["alerts.example"])
    require_listed("https://alerts.example:8443/", ["alerts.example:8443"])
    with pytest.raises(TracingError) as refused:
        require_listed(url, ["alerts.example"])
    assert "example" not in str(refused.value)


def test_the_client_writes_no_line_of_its_own(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level("INFO"):
        sender(receiver, monkeypatch).send(Webhook(url=receiver.url, secret=SECRET), "m", b"{}")
    assert caplog.text == ""
