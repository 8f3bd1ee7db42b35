"""Whether an organisation that floods the service slows down another's posts."""

import http.client
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from api.settings import Settings
from benchmarks.measuring import percentile, seconds_of
from benchmarks.report import Figure
from benchmarks.served import Client, client_of, encoded, running, token_of
from benchmarks.workshop import STORES, Form, Workshop
from tracing.access import Caller, Role

TITLE = "Posts of one agency while another floods"
TARGET = 2.0
CONNECTIONS = 16
PAUSE = 0.02
"""Seconds between two posts of the quiet agency: a gate through which fifty people pass in a second."""

QUIET = Caller(subject="gate", role=Role.agency, organisation="est.border", country="EST")
FLOODING = Caller(subject="gate", role=Role.agency, organisation="xut.border", country="FIN")


class Flood(NamedTuple):
    """What every connection of the flooding agency sends again and again, as soon as it is answered."""

    name: str
    path: str
    lines: int


FLOODS = (Flood("single posts", "/v1/border-crossings", 1), Flood("batches of 500", "/v1/reports:batch", 500))


def measure(workshop: Workshop, forms: Sequence[Form] = tuple(Form)) -> Iterator[Figure]:
    """The time of single posts of a quiet agency, alone and while another sends over sixteen connections at once.

    The other takes no notice of 429 and `Retry-After`. Alone and beside it take turns. In the server form the views are
    kept elsewhere; the embedded form keeps them in the same process meanwhile, also when the agency is alone.
    """
    for form in forms:
        with ExitStack() as stack:
            settings = stack.enter_context(workshop.settings(form))
            stack.enter_context(running(settings, "serve", workshop.folder() / "log"))
            client = stack.enter_context(client_of(settings, QUIET))
            for flood in FLOODS:
                yield _measured(workshop, form, settings, client, flood)


def _measured(workshop: Workshop, form: Form, settings: Settings, client: Client, flood: Flood) -> Figure:
    rounds = workshop.sizes.rounds
    count = workshop.sizes.queries // rounds + 1
    alone: list[float] = []
    beside: list[float] = []
    answered: dict[str, int] = {}
    _posts(client, count, f"warm-{flood.lines}")
    for number in range(rounds):
        alone += _posts(client, count, f"alone-{flood.lines}-{number}")
        with flooding(settings, flood, number) as statuses:
            time.sleep(1)  # until the queue of the other is as long as it gets
            beside += _posts(client, count, f"beside-{flood.lines}-{number}")
        for status, times in statuses.items():
            answered[status] = answered.get(status, 0) + times
    ours, bare = percentile(beside, 99), percentile(alone, 99)
    told = ", ".join(f"{times:,} × {status}" for status, times in sorted(answered.items()))
    return Figure(
        f"{STORES[form]}, {flood.name} ({told}): p99",
        f"{ours:.1f} ms (p50 {percentile(beside, 50):.1f})",
        f"{bare:.1f} ms alone (p50 {percentile(alone, 50):.1f})",
        ours / bare,
        f"ratio at most {TARGET}",
        ours / bare <= TARGET,
    )


def _posts(client: Client, count: int, prefix: str) -> list[float]:
    """Milliseconds of each post."""
    taken = []
    client.close()  # the service closes connections that rest
    client.ask("GET", "/livez")
    for number in range(count):
        body = encoded(crossing(f"{prefix}-{number}"))
        taken.append(1000 * seconds_of(lambda body=body: client.ask("POST", "/v1/border-crossings", body)))  # type: ignore[misc]
        time.sleep(PAUSE)
    return taken


def crossing(reference: str) -> dict[str, Any]:
    """An invented crossing; no two persons are alike."""
    return {
        "reference": reference,
        "occurred_at": "2026-01-05T08:00:00+02:00",
        "person": {"names": [{"given": f"Reisija {reference}", "family": f"Tamm {reference}"}]},
    }


@contextmanager
def flooding(settings: Settings, flood: Flood, number: int) -> Iterator[dict[str, int]]:
    """Flood from a process of its own for the time of a `with`; afterwards, how often there was which answer."""
    statuses: dict[str, int] = {}
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_flood, args=(settings.host, settings.port, _token(settings), flood, number, there)
    )
    process.start()
    here.recv()
    try:
        yield statuses
    finally:
        here.send("stop")
        statuses.update(here.recv())
        process.join()


def _token(settings: Settings) -> str:
    return token_of(settings, FLOODING)


def _flood(host: str, port: int, token: str, flood: Flood, number: int, link: Any) -> None:
    os.nice(10)  # elsewhere it would be another machine that is busy with sending
    stopped, statuses = threading.Event(), list[int]()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(connection: int) -> None:
        client = http.client.HTTPConnection(host, port, timeout=120)
        sent = 0
        while not stopped.is_set():
            lines = [crossing(f"{number}-{connection}-{sent}-{line}") for line in range(flood.lines)]
            if flood.lines > 1:
                lines = [{"kind": "border_crossing", **line} for line in lines]
            client.request("POST", flood.path, b"\n".join(map(encoded, lines)), headers)
            response = client.getresponse()
            response.read()
            statuses.append(response.status)
            sent += 1
        client.close()

    threads = [threading.Thread(target=send, args=(connection,)) for connection in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    link.send("begun")
    link.recv()
    stopped.set()
    for thread in threads:
        thread.join()
    link.send({str(status): statuses.count(status) for status in set(statuses)})
