"""How fast reports come in over HTTP: batches beside the log alone, the answer at the gate, memory by lines sent."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from statistics import median

from api.settings import Settings
from benchmarks import importing
from benchmarks.flooding import QUIET, crossing
from benchmarks.measuring import Work, percentile, rates, ratio, seconds_of
from benchmarks.raw import raw_log, rows_of
from benchmarks.report import Figure
from benchmarks.served import client_of, encoded, resident_bytes, running, token_of
from benchmarks.workshop import ENGINES, STORES, Form, Workshop
from tracing.application import Tracing
from tracing.keys.masters import KEY_BYTES, HeldMasterKeys
from tracing.log import migrate
from tracing.reports import BorderCrossing

TITLE = "Reports that come in over HTTP"
TARGET = 0.5
GATE_MILLISECONDS = 150.0
FLAT = 1.2
"""How much more memory a hundred times as many lines may take."""
_BATCH = 500
_LINES = 10_000


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Batches of lines, crossings that are checked, files of each format, and memory while ever more lines come in."""
    for form in Form:
        yield _batches(workshop, form)
        yield _gate(workshop, form)
    yield from importing.measure(workshop, _UNLIMITED)
    yield _memory(workshop)


def _batches(workshop: Workshop, form: Form) -> Figure:
    """One request of many lines to `tracing serve`, beside as many events given to a log in this process, 500 a commit.

    Nobody keeps views of what the server form is sent; the embedded form indexes and matches meanwhile. What the rows
    alone take, inserted raw, is named beside.
    """
    sizes = workshop.sizes
    count = sizes.batches * _BATCH
    events = list(workshop.world.events(0, sizes.rounds * count))
    shares = [events[start : start + count] for start in range(0, len(events), count)]
    rows = [[rows_of(share[at : at + _BATCH]) for at in range(0, count, _BATCH)] for share in shares]
    url = workshop.new_store(form)
    migrate(url)
    with (
        workshop.settings(form) as settings,
        running(settings.model_copy(update=_UNLIMITED), "serve", workshop.folder() / "log"),
        client_of(settings, QUIET),
        raw_log(form, url) as raw,
        closing(log_alone(workshop, form)) as log,
    ):

        def append(number: int) -> int:
            for at in range(0, count, _BATCH):
                log.append_all(shares[number][at : at + _BATCH])
            return count

        def insert(number: int) -> int:
            for batch in rows[number]:
                raw.insert_all(batch)
            return count

        works: dict[str, Work] = {
            "raw": insert,
            "log": append,
            "post": lambda number: _send(settings, f"{number}", count),
        }
        measured = rates(works, sizes.rounds)
    reached = ratio(measured["post"], measured["log"])
    return Figure(
        f"{STORES[form]}: lines a second in one batch",
        f"{median(measured['post']):,.0f}",
        f"{median(measured['log']):,.0f} by the log alone, {median(measured['raw']):,.0f} raw inserts",
        reached,
        f"ratio {TARGET}",
        reached >= TARGET,
    )


def log_alone(workshop: Workshop, form: Form) -> Tracing:
    """An empty log of its own, with nobody who follows it."""
    url = workshop.new_store(form)
    migrate(url)
    return Tracing(url, HeldMasterKeys({"only": bytes(KEY_BYTES)}))


_UNLIMITED = {"reports_per_minute": 10**9}
"""What is measured is what the service can do, not what one organisation may."""


def _gate(workshop: Workshop, form: Form) -> Figure:
    """`POST /v1/border-crossings?check=true` of crossings by people of whom others are stored."""
    service = workshop.stored(form)
    sizes = workshop.sizes
    later = workshop.world.events(sizes.stored, 5 * sizes.queries)
    crossings = [event.report for event in later if isinstance(event.report, BorderCrossing)]
    taken = []
    with running(service.settings, "serve", workshop.folder() / "log"), client_of(service.settings, QUIET) as client:
        for number, report in enumerate(islice(crossings, sizes.queries)):
            said = json.loads(encoded(report)) | {"reference": f"gate-{number}"}
            del said["kind"]
            said["person"].pop("faces", None)  # gates send none
            body = encoded(said)
            taken.append(
                1000 * seconds_of(lambda body=body: client.ask("POST", "/v1/border-crossings?check=true", body))  # type: ignore[misc]
            )
    p95 = percentile(taken, 95)
    return Figure(
        f"{ENGINES[form]}, {sizes.stored:,} records: crossing stored and checked, p50 / p95 of {len(taken)}",
        f"{percentile(taken, 50):.0f} / {p95:.0f} ms",
        target=f"p95 {GATE_MILLISECONDS:.0f} ms",
        met=p95 <= GATE_MILLISECONDS,
    )


def _memory(workshop: Workshop) -> Figure:
    """Resident memory of the API while one batch after another of the same lines is sent: PostgreSQL holds the log."""
    most = 100 * _LINES if workshop.sizes.stored >= 100_000 else 2 * _LINES
    with (
        workshop.settings(Form.servers) as settings,
        running(settings.model_copy(update=_UNLIMITED), "serve", workshop.folder() / "log") as process,
        client_of(settings, QUIET),
    ):
        _send(settings, "memory", _LINES)
        small = resident_bytes(process) / 1e6
        _send(settings, "memory", most, distinct=_LINES)
        large = resident_bytes(process) / 1e6
    return Figure(
        f"memory of the API after one batch of {most:,} lines",
        f"{large:.0f} MB",
        f"{small:.0f} MB after {_LINES:,}",
        large / small,
        f"ratio below {FLAT}",
        large / small < FLAT,
    )


def _send(settings: Settings, prefix: str, count: int, distinct: int = 10**9) -> int:
    """Send lines as one request, and read an answer for each; so many."""
    headers = {"Authorization": f"Bearer {token_of(settings, QUIET)}", "Content-Type": "application/x-ndjson"}

    def body() -> Iterator[bytes]:
        for start in range(0, count, _BATCH):
            numbers = range(start, min(start + _BATCH, count))
            lines = (encoded({"kind": "border_crossing", **crossing(f"{prefix}-{n % distinct}")}) for n in numbers)
            yield b"".join(line + b"\n" for line in lines)

    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=600)
    connection.request("POST", "/v1/reports:batch", body(), headers, encode_chunked=True)
    answered = sum(1 for _ in connection.getresponse())
    connection.close()
    if answered != count:
        raise RuntimeError(f"{answered} of {count} lines were answered")
    return answered
