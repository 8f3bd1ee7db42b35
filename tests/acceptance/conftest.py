"""The service as its operators start it, in both forms, and callers who use it over HTTP by their role."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from api.access.tokens import demo_key, demo_token
from api.demo.story import ROUTES
from api.world.postings import Posting
from tests.acceptance.canaries import Canaries
from tests.examples import FOR_A_CASE
from tests.receivers import Receiver, receiving
from tests.servers import OpenSearchServer, PostgresServer
from tests.servers.process import free_port
from tracing.access import Caller, Role
from tracing.reports import ReportKind

START_SECONDS = 60.0
TRACING = [sys.executable, "-c", "from api.cli.main import main; main()"]

ROLES = {
    ReportKind.yellow_notice: Role.bureau,
    ReportKind.sighting: Role.officer,
    ReportKind.border_crossing: Role.agency,
    ReportKind.shelter_registration: Role.shelter,
}


@dataclass
class Form:
    """A running service, and everything a test does with it."""

    url: str
    key: Path
    environment: dict[str, str]
    receiver: Receiver
    opensearch: OpenSearchServer | None = None
    canaries: Canaries = field(default_factory=Canaries)
    _clients: dict[Caller, httpx.Client] = field(default_factory=dict)

    def as_(self, role: Role, organisation: str, country: str, subject: str = "somebody") -> httpx.Client:
        """A client whose requests carry this caller's token."""
        caller = Caller(subject=subject, role=role, organisation=organisation, country=country)
        if caller not in self._clients:
            token = demo_token(demo_key(self.key), caller, "tracing", timedelta(hours=1))
            headers = {"Authorization": f"Bearer {token}", **FOR_A_CASE}
            self._clients[caller] = httpx.Client(
                base_url=self.url, headers=headers, timeout=60, event_hooks={"request": [self.canaries.note]}
            )
        return self._clients[caller]

    def close(self) -> None:
        """Close all clients."""
        for client in self._clients.values():
            client.close()

    @property
    def reviewers(self) -> tuple[httpx.Client, httpx.Client]:
        """Two reviewers of organisations that post nothing."""
        return self.as_(Role.reviewer, "nld.review", "NLD", "one"), self.as_(Role.reviewer, "prt.review", "PRT", "two")

    @property
    def officer(self) -> httpx.Client:
        """A tracing officer in Paris."""
        return self.as_(Role.officer, "fra.tracing", "FRA")

    def post(self, posting: Posting) -> dict[str, Any]:
        """Post one report in the role that posts its kind."""
        report = dict(posting.report)
        kind = ReportKind(report.pop("kind"))
        response = self.as_(ROLES[kind], posting.organisation, posting.country).post(ROUTES[kind], json=report)
        assert response.status_code in (200, 201), response.text
        return dict(response.json())

    def post_batch(self, caller: httpx.Client, postings: list[Posting]) -> list[dict[str, Any]]:
        """Post reports as one batch; a result for each."""
        body = batch_body(postings)
        response = caller.post("/v1/reports:batch", content=body, headers={"Content-Type": "application/x-ndjson"})
        assert response.status_code == 200, response.text
        return [httpx.Response(200, content=line).json() for line in response.iter_lines()]

    def queue(self, at_least: int, reviewer: httpx.Client | None = None) -> Iterator[dict[str, Any]]:
        """All rows of a reviewer's queue, when it knows of everything up to a position."""
        asked: dict[str, Any] = {"limit": 100, "at_least": at_least}
        while True:
            response = patiently(reviewer or self.reviewers[0], asked)
            yield from response["candidates"]
            if response["next"] is None:
                return
            asked["cursor"] = response["next"]

    def row(self, at_least: int, one: str, other: str) -> dict[str, Any] | None:
        """The row of a pair in a reviewer's queue, if it is there."""
        rows = self.queue(at_least)
        return next((row for row in rows if {row["record_a"], row["record_b"]} == {one, other}), None)

    def judge(self, reviewer: httpx.Client, candidate: str, verdict: str, **more: Any) -> httpx.Response:
        """A reviewer's answer on a pair as it stands."""
        standing = reviewer.get(f"/v1/candidates/{candidate}").json()["standing"]
        body = {"verdict": verdict, "reason": "Looked at both.", "version": standing["version"], **more}
        return reviewer.post(f"/v1/candidates/{candidate}/judgements", json=body)

    def members(self, record: str, at_least: int) -> list[str]:
        """The records of the identity that a record belongs to, as the officer sees it."""
        answer = self.officer.get(f"/v1/identities/{record}", params={"at_least": at_least})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["members"])

    def search(self, at_least: int = 0, **query: Any) -> dict[str, Any]:
        """The officer's answer to one query."""
        response = self.officer.post("/v1/search", params={"at_least": at_least}, json={"queries": {"q": query}})
        assert response.status_code == 200, response.text
        return dict(response.json()["answers"]["q"])


def patiently(client: httpx.Client, asked: dict[str, Any]) -> dict[str, Any]:
    """The queue, asking again while the service says that it is not as far yet, as a client would."""
    deadline = time.monotonic() + 120
    while True:
        response = client.get("/v1/candidates", params=asked)
        if response.status_code == 200:
            return dict(response.json())
        assert response.status_code == 503 and time.monotonic() < deadline, response.text
        time.sleep(float(response.headers["Retry-After"]))


def batch_body(postings: list[Posting]) -> bytes:
    """Reports as lines; the token says whose they are."""
    return b"".join(msgspec.json.encode(posting.report) + b"\n" for posting in postings)


@pytest.fixture(
    scope="package",
    params=["embedded", pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.opensearch])],
)
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    """The embedded form in one process; or API and follower as two processes, on PostgreSQL and OpenSearch."""
    folder = tmp_path_factory.mktemp(request.param)
    opensearch: OpenSearchServer | None = None
    with contextlib.ExitStack() as stack:
        receiver = stack.enter_context(receiving(folder / "receiver"))
        if request.param == "embedded":
            urls = {
                "TRACING_LOG": f"sqlite:///{folder}/log.sqlite",
                "TRACING_VIEWS": f"sqlite:///{folder}/views.sqlite",
                "TRACING_AUDIT": f"sqlite:///{folder}/audit.sqlite",
                "TRACING_SEARCH": f"embedded://{folder}/search",
            }
        else:
            postgres: PostgresServer = request.getfixturevalue("postgres_server")
            opensearch = request.getfixturevalue("opensearch_server")
            assert opensearch is not None
            database = stack.enter_context(postgres.fresh_database())
            urls = {
                "TRACING_LOG": database.url,
                "TRACING_VIEWS": database.url,
                "TRACING_AUDIT": database.url,
                "TRACING_SEARCH": opensearch.url.replace("http://", "opensearch://"),
            }
        port = free_port()
        key = folder / "demo-key.pem"
        environment = (
            os.environ
            | urls
            | {
                "TRACING_PORT": str(port),
                "TRACING_DEMO_KEY": str(key),
                "TRACING_PHOTOGRAPHS": str(folder / "photographs"),
                "TRACING_AUDIT_KEY_FILE": str(folder / "audit-key"),
                "TRACING_MASTER_KEY_FILE": str(folder / "master-keys"),
                "TRACING_INDEX_KEY_FILE": str(folder / "index-key"),
                "TRACING_PFIF_DOMAINS": "missing.example.org=zaf.redcross,found.example.net=bra.redcross",
                "TMPDIR": str(folder / "temporary"),
                "TRACING_WEBHOOK_HOSTS": receiver.host,
                "TRACING_WEBHOOK_NETWORKS": "127.0.0.0/8,::1/128",
                "SSL_CERT_FILE": str(receiver.trust),
            }
        )
        (folder / "temporary").mkdir()
        canaries = Canaries()
        subprocess.run([*TRACING, "migrate"], env=environment, check=True, timeout=START_SECONDS)
        for command in ("serve",) if request.param == "embedded" else ("serve", "follow"):
            stack.enter_context(running(command, environment, canaries))
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url)
        form = Form(
            url=url, key=key, environment=environment, receiver=receiver, opensearch=opensearch, canaries=canaries
        )
        stack.callback(form.close)
        yield form
        metrics = form.as_(Role.admin, "int.operators", "CHE").get("/metrics")
        assert metrics.status_code == 200
        assert canaries.among(metrics.content) == []
        assert canaries.in_files(folder) == {}
        if request.param == "servers":
            assert canaries.in_tables(database.dsn) == {}
        assert canaries.noted, "the journeys were watched"


@contextlib.contextmanager
def running(command: str, environment: dict[str, str], canaries: Canaries) -> Iterator[None]:
    """One process of the service, ended as an operator ends it: it ends well, and has written its own lines only."""
    # Not into a pipe: nobody reads while the tests run, and whoever writes into a full one waits for ever.
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([*TRACING, command], env=environment, stderr=log, text=True)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)
        log.seek(0)
        written = log.read()
    assert process.returncode == 0, written[-2000:]
    assert "Traceback" not in written, written[-2000:]
    assert canaries.among(written.encode()) == []
    assert " opensearch " not in written, "a server's client wrote down what was asked"


def wait_until_ready(url: str) -> None:
    """Return when the service says that it can answer."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/v1/readyz").status_code == 200:
                return
        assert time.monotonic() < deadline, "the service was not ready in time"
        time.sleep(0.1)
