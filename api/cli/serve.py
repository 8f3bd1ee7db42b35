"""`tracing serve`: the HTTP API."""

import signal
import sys
from contextlib import suppress
from types import FrameType
from urllib.parse import urlsplit

import typer
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.cli.opening import opened_service
from api.cli.settings import read_settings
from api.desk.reviewing.keeping import AnswerKeeper
from api.disclosure.witness import WitnessThread
from api.operating.logs import configure_logging
from api.serving import Server
from api.settings import Settings
from projections.threads import FollowerThreads

_SWITCH_SECONDS = 0.001
"""How long a thread that computes keeps the interpreter while another asks for it: a gate's post passes several times
from thread to thread, and would wait five times as long each time beside somebody's batch."""


def serve() -> None:
    """Serve the HTTP API on TRACING_HOST and TRACING_PORT until stopped with Ctrl-C or SIGTERM.

    In the embedded form (TRACING_SEARCH=embedded://…, the default) this one process also keeps the views up to date.
    In the server form `tracing follow` does that, and any number of `tracing serve` can run side by side. Alerts are
    sent to the hosts in TRACING_WEBHOOK_HOSTS; several processes share the work.

    tracing migrate

    TRACING_DEMO_KEY=tracing-data/demo-key.pem tracing serve

    curl http://127.0.0.1:8000/readyz
    """
    settings = read_settings()
    if settings.demo_key is None and settings.oidc_issuer is None:
        typer.echo(
            "Nobody could call: set TRACING_OIDC_ISSUER and TRACING_OIDC_JWKS_URL or, to try it out, TRACING_DEMO_KEY.",
            err=True,
        )
        raise typer.Exit(2)
    configure_logging()
    sys.setswitchinterval(_SWITCH_SECONDS)
    # The server passes a signal on when it has ended; by default that would end the process before it closes anything.
    signal.signal(signal.SIGTERM, _leave)
    service = opened_service(settings)
    embedded = urlsplit(settings.search).scheme == "embedded"
    threads = FollowerThreads(service.followers() if embedded else [])
    deliverer = service.deliverer()
    keeper = AnswerKeeper(service)
    witness: WitnessThread | None = None
    try:
        app = create_app(service)
        threads.start()
        deliverer.start()
        keeper.start()
        if settings.audit_witness is not None:
            witness = WitnessThread(service.audit, settings.audit_witness)
            witness.start()
        _answer(app, settings)
    finally:
        if witness is not None:
            witness.stop()
        keeper.stop()
        deliverer.stop()
        threads.stop()
        service.close()


def _answer(app: FastAPI, settings: Settings) -> None:
    """Answer until told to end. The server's own access log would hold ids; each request has a line of ours."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        # Whose address a request comes from is the link's to say, never a header's.
        proxy_headers=False,
    )
    server = Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(3)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
