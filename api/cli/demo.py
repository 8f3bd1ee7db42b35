"""`tracing demo`: the whole service on this machine, with an invented world and one story told by real requests."""

import logging
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.access.tokens import demo_key, demo_token
from api.app import create_app
from api.cli.opening import opened_service
from api.demo.seeding import post_world, wait_until_compared
from api.demo.story import OFFICER, REVIEWERS, StoryError, Storyteller
from api.desk.navigation import entries_for
from api.desk.reviewing.keeping import AnswerKeeper
from api.serving import Server
from api.settings import Settings
from api.wiring import Service, migrate
from projections.threads import FollowerThreads
from tracing.access import Caller, Role

FOLDER = Path("tracing-data/demo")
TOKEN_LIFETIME = timedelta(hours=12)
CALLERS = (
    OFFICER,
    Caller(subject="gate.one", role=Role.agency, organisation="pol.border", country="POL"),
    Caller(subject="night.desk", role=Role.shelter, organisation="fra.shelter", country="FRA"),
    *REVIEWERS,
    Caller(subject="kyiv.bureau", role=Role.bureau, organisation="ukr.bureau", country="UKR"),
    Caller(subject="data.protection", role=Role.auditor, organisation="tracing.audit", country="CHE"),
    Caller(subject="operator", role=Role.admin, organisation="tracing.operations", country="CHE"),
)
"""Somebody of each role, for whom a token is printed."""


def demo(
    people: Annotated[int, typer.Option(min=1, help="How many people to invent, when it begins anew.")] = 300,
    once: Annotated[bool, typer.Option("--once", help="Tell the story and end: exit code 0 if all went well.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Forget what an earlier demo kept, and begin anew.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback; 0 takes a free one.")] = 8000,
) -> None:
    """Fill the service with an invented world, serve it on loopback, print tokens, and walk one story.

    Everything runs in this one process and is kept under tracing-data/demo, so later starts are quick. The story goes
    from four reports in four countries to one person found under another spelling, by real requests with their
    answers. After it the service stays up until Ctrl-C, and says who can sign in at the desk.

    tracing demo

    tracing demo --once --people 50 --port 0

    tracing demo --reset
    """
    console = Console()
    if reset:
        shutil.rmtree(FOLDER, ignore_errors=True)
    settings = _settings()
    migrate(settings)
    service = opened_service(settings)
    # A view that waits for another says so; that is of no interest here.
    logging.getLogger().setLevel(logging.ERROR)
    followers = FollowerThreads(service.followers())
    followers.start()
    keeper = AnswerKeeper(service)
    try:
        _seed(service, people, console)
        keeper.start()
        with _served(service, port) as url:
            _print_tokens(settings, url, console)
            Storyteller(url, lambda caller: _token(settings, caller), console).tell()
            if not once:
                _print_people(url, console)
                _wait()
    except StoryError as error:
        console.print(f"\n[red]The story broke off: {error}[/red]")
        raise typer.Exit(1) from None
    finally:
        keeper.stop()
        followers.stop()
        service.close()
    console.print("\nAll went as it should.")


def _settings() -> Settings:
    return Settings(
        log=f"sqlite:///{FOLDER}/log.sqlite",
        views=f"sqlite:///{FOLDER}/views.sqlite",
        search=f"embedded://./{FOLDER}/search",
        photographs=FOLDER / "photographs",
        audit=f"sqlite:///{FOLDER}/audit.sqlite",
        audit_key_file=FOLDER / "audit-key",
        master_key_file=FOLDER / "master-keys",
        index_key_file=FOLDER / "index-key",
        demo_key=FOLDER / "demo-key.pem",
        oidc_issuer=None,
        oidc_jwks_url=None,
        production=False,
    )


def _seed(service: Service, people: int, console: Console) -> None:
    columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        if service.application.max_position() == 0:
            posting = progress.add_task("Posting an invented world", total=None)
            post_world(service, people, 1, lambda done, total: progress.update(posting, completed=done, total=total))
        comparing = progress.add_task("Comparing records", total=None)
        wait_until_compared(service, lambda done, total: progress.update(comparing, completed=done, total=total))


@contextmanager
def _served(service: Service, port: int) -> Iterator[str]:
    """The API on loopback, in a thread, for as long as the block runs; gives its URL."""
    listening = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = Server(uvicorn.Config(create_app(service, CALLERS), log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="api")
    thread.start()
    try:
        # The first answer waits for all that is read when it is asked; on an old machine for long.
        while httpx.get(f"{url}/v1/livez", timeout=60).is_error:
            time.sleep(0.05)
        yield url
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _print_tokens(settings: Settings, url: str, console: Console) -> None:
    console.print(
        f"\nServed at {url}/v1 (description: {url}/v1/openapi.json). A token for each role; to judge after a "
        f"quarter of an hour, `TRACING_DEMO_KEY={settings.demo_key} tracing token` makes another:"
    )
    for caller in CALLERS:
        console.print(f"\n[bold]{caller.role}[/bold] {caller.subject} of {caller.organisation}")
        console.print(_token(settings, caller), soft_wrap=True, highlight=False)


def _print_people(url: str, console: Console) -> None:
    console.print(f"\n[bold]Sign in at {url}/desk[/bold] as one of these, without a password:")
    for caller in CALLERS:
        if pages := entries_for(caller.role):
            told = ", ".join(entry.label for entry in pages)
            console.print(f"  {caller.role:<10}{caller.subject:<17}{caller.organisation:<16}{told}", soft_wrap=True)
    console.print("Ctrl-C ends it.")


def _token(settings: Settings, caller: Caller) -> str:
    assert settings.demo_key is not None
    return demo_token(demo_key(settings.demo_key), caller, settings.oidc_audience, TOKEN_LIFETIME)


def _wait() -> None:
    """Until Ctrl-C or SIGTERM, also where the process was begun with Ctrl-C ignored, as a shell does behind `&`."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: told.set())
    told.wait()
