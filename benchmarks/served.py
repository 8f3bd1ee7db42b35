"""The product's own processes, started as operators start them, and one client."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from api.access.tokens import demo_key, demo_token
from api.disclosure.auditing import CASE_HEADER, PURPOSE_HEADER
from api.settings import Settings
from tracing.access import Caller
from tracing.audit.entries import Purpose

_START_SECONDS = 60.0
_STOP_SECONDS = 120.0


class ProcessFailed(Exception):
    """A process ended, or did not answer in time; the message is what it wrote."""


def token_of(settings: Settings, caller: Caller) -> str:
    """A token that proves this caller to the service for an hour."""
    assert settings.demo_key is not None
    return demo_token(demo_key(settings.demo_key), caller, settings.oidc_audience, timedelta(hours=1))


class Client:
    """One connection that is kept open, and one caller."""

    def __init__(self, settings: Settings, caller: Caller) -> None:
        """Connect at the first request."""
        self._headers = {
            "Authorization": f"Bearer {token_of(settings, caller)}",
            "Content-Type": "application/json",
            PURPOSE_HEADER: Purpose.find_missing_person,
            CASE_HEADER: "2026/17",
        }
        self._connection = http.client.HTTPConnection(settings.host, settings.port, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of a successful answer.

        Raises:
            RuntimeError: the answer is not 2xx.
        """
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        if not http.client.OK <= response.status < http.client.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path} answered {response.status}")
        return answer

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()


@contextmanager
def running(settings: Settings, command: str, log: Path) -> Iterator[int]:
    """`tracing serve` or `tracing follow` with these settings; gives the id of the process.

    Raises:
        ProcessFailed: it does not stop when asked to.
    """
    set_ones = settings.model_dump(include=settings.model_fields_set)
    environment = {**os.environ, **{f"TRACING_{name.upper()}": _as_text(value) for name, value in set_ones.items()}}
    with log.open("wb") as output:
        program = Path(sys.executable).with_name("tracing")
        process = subprocess.Popen([program, command], env=environment, stdout=output, stderr=output)
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise ProcessFailed(log.read_text()[-2000:]) from None


def _as_text(value: Any) -> str:
    """A setting as it stands in the environment."""
    return ",".join(value) if isinstance(value, tuple) else str(value)


@contextmanager
def client_of(settings: Settings, caller: Caller) -> Iterator[Client]:
    """A client, when the API answers.

    Raises:
        ProcessFailed: it does not answer in time.
    """
    with closing(Client(settings, caller)) as client:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                client.ask("GET", "/livez")
                break
            except OSError:
                client.close()
                if time.monotonic() > deadline:
                    raise ProcessFailed("the API did not answer in time") from None
                time.sleep(0.1)
        yield client


def resident_bytes(process: int) -> int:
    """Memory of a process that is in RAM (VmRSS)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessFailed("the process has ended")


def encoded(value: Any) -> bytes:
    """A body of a request."""
    return msgspec.json.encode(value)
