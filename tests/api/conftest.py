"""An embedded service in a folder of its own behind a real server, and clients that call it in a role."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.access.tokens import demo_key, demo_token
from api.app import create_app
from api.serving import Server
from api.settings import Settings
from api.wiring import Service, migrate, open_service
from projections.threads import FollowerThreads
from tests.examples import FOR_A_CASE
from tracing.access import Caller, Role

ClientOf = Callable[..., httpx.Client]


def embedded_settings(folder: Path, **changes: Any) -> Settings:
    return Settings(
        **changes,
        log=f"sqlite:///{folder}/log.sqlite",
        views=f"sqlite:///{folder}/views.sqlite",
        search=f"embedded://{folder}/search",
        photographs=folder / "photographs",
        audit=f"sqlite:///{folder}/audit.sqlite",
        audit_key_file=folder / "audit-key",
        master_key_file=folder / "master-keys",
        index_key_file=folder / "index-key",
        demo_key=folder / "demo-key.pem",
    )


def token_for(settings: Settings, caller: Caller) -> str:
    assert settings.demo_key is not None
    return demo_token(demo_key(settings.demo_key), caller, settings.oidc_audience, timedelta(hours=1))


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application, ours or another that tests need, on a free port of loopback; gives its URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    kind = Server if hasattr(app.state, "service") else uvicorn.Server
    server = kind(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def opened(folder: Path, **changes: Any) -> Iterator[Service]:
    """An embedded service on a new folder, whose followers run as in `tracing serve`; `changes` are settings."""
    settings = embedded_settings(folder, **changes)
    migrate(settings)
    service = open_service(settings)
    threads = FollowerThreads(service.followers())
    threads.start()
    try:
        yield service
    finally:
        threads.stop()
        service.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests; they do not meet, because each has organisations of its own."""
    with opened(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture(scope="session")
def app(service: Service) -> FastAPI:
    return create_app(service)


@pytest.fixture(scope="session")
def url(app: FastAPI) -> Iterator[str]:
    """The service's URL."""
    with serving(app) as found:
        yield found


@contextmanager
def clients(url: str, settings: Settings) -> Iterator[ClientOf]:
    """`client_of(Role.officer, "fra.police", "FRA")`: a client whose requests carry such a caller's token.

    The organisation's name gets an ending that no other test uses.
    """
    ending = uuid4().hex[:12]
    with ExitStack() as stack:

        def client(
            role: Role, organisation: str = "pol.border", country: str = "POL", subject: str | None = None
        ) -> httpx.Client:
            caller = Caller(
                subject=subject or f"{role.value}@{organisation}",
                role=role,
                organisation=f"{organisation}.{ending}",
                country=country,
            )
            headers = {"Authorization": f"Bearer {token_for(settings, caller)}", **FOR_A_CASE}
            return stack.enter_context(httpx.Client(base_url=url, headers=headers, timeout=60))

        yield client


@pytest.fixture
def client_of(url: str, service: Service) -> Iterator[ClientOf]:
    """Clients of the service, see :func:`clients`."""
    with clients(url, service.settings) as client:
        yield client
