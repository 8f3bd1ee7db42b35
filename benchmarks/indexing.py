"""From the log to the search index: one follower, beside the engine's own rate for the same documents."""

import http.client
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from statistics import median
from urllib.parse import urlsplit

import msgspec

from api.wiring import Service
from benchmarks.filling import append
from benchmarks.measuring import Work, rates, ratio
from benchmarks.report import Figure
from benchmarks.workshop import ENGINES, Form, Workshop
from projections.records import PART, RecordsView
from search.embedded.connections import create_file
from search.embedded.schema import SCHEMA
from search.entry import Entry, enter
from search.indexing import document_of
from search.opensearch.mapping import layout, source
from search.sealing import IndexSeal
from tracing.events import ReportEvent
from tracing.keys.secret import SECRET_BYTES
from tracing.records import folded

TITLE = "From the log to the search index: records a second of one follower"
TARGETS = {Form.embedded: 3_000, Form.servers: 4_000}
BATCH = PART
WARMING = 2
"""Rounds that are not counted: a server that was just started has still to compile what it does often."""

Prepare = Callable[[Sequence[Entry]], Callable[[], None]]
"""Encodes a batch of documents, and gives what puts it."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Read, fold, derive keys and profile, write and commit the position; the matcher and other views stand still.

    The reference puts the same documents, made and encoded before: bodies and keys into two SQLite tables, or whole
    documents by `_bulk`.
    """
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    rounds = workshop.sizes.rounds
    batches = workshop.sizes.indexed
    events = list(workshop.world.events(0, (WARMING + rounds) * batches * BATCH))
    with ExitStack() as stack:
        service = stack.enter_context(workshop.service(form))
        append(service.application, events)
        follower = next(one for one in service.followers() if isinstance(one.view, RecordsView))
        raw = _raw_embedded(workshop, stack) if form is Form.embedded else _raw_opensearch(service, stack)
        puts = [raw(part) for part in _parts(events)]
        works: dict[str, Work] = {
            "raw": lambda number: _run(puts[number * batches : (number + 1) * batches], batches),
            "ours": lambda _: _run([follower.step] * (batches * BATCH // follower.batch_size), batches),
        }
        measured = rates(works, rounds, WARMING)
        assert service.searchable() == len(events)
    reached = median(measured["ours"])
    return Figure(
        f"{ENGINES[form]}: up to {len(events):,} records",
        f"{reached:,.0f}",
        f"{median(measured['raw']):,.0f} {_RAW[form]}",
        ratio(measured["ours"], measured["raw"]),
        f"{TARGETS[form]:,}",
        reached >= TARGETS[form],
    )


_SEAL = IndexSeal(bytes(SECRET_BYTES))
_RAW = {Form.embedded: "raw inserts of bodies and keys", Form.servers: "raw _bulk"}


def _parts(events: Sequence[ReportEvent]) -> Iterator[list[Entry]]:
    for start in range(0, len(events), BATCH):
        part = enumerate(events[start : start + BATCH], start + 1)
        yield enter((document_of(folded([event]), number, number) for number, event in part), _SEAL)[0]


def _run(steps: Sequence[Callable[[], object]], batches: int) -> int:
    for step in steps:
        step()
    return batches * BATCH


def _raw_embedded(workshop: Workshop, stack: ExitStack) -> Prepare:
    path = workshop.folder() / "raw.sqlite"
    create_file(path, SCHEMA)
    connection = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
    connection.execute("PRAGMA synchronous=NORMAL")

    def prepare(entries: Sequence[Entry]) -> Callable[[], None]:
        bodies = [(entry.document.number, entry.body) for entry in entries]
        postings = sorted((key, 1, entry.document.number) for entry in entries for key in entry.keys)

        def put() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bodies VALUES (?, ?)", bodies)
            connection.executemany("INSERT INTO postings VALUES (?, ?, ?)", postings)
            connection.execute("COMMIT")

        return put

    return prepare


def _raw_opensearch(service: Service, stack: ExitStack) -> Prepare:
    address = urlsplit(service.settings.search)
    connection = stack.enter_context(closing(http.client.HTTPConnection(address.netloc, timeout=60)))

    def ask(method: str, path: str, body: bytes) -> bytes:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        if response.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"OpenSearch answered {response.status}")
        return answer

    ask("PUT", "/raw", msgspec.json.encode(layout(1, 0, [])))

    def prepare(entries: Sequence[Entry]) -> Callable[[], None]:
        lines = [
            line
            for entry in entries
            for line in (msgspec.json.encode({"index": {"_id": str(entry.record)}}), msgspec.json.encode(source(entry)))
        ]
        body = b"\n".join(lines) + b"\n"

        def put() -> None:
            if b'"errors":true' in ask("POST", "/raw/_bulk?filter_path=errors", body):
                raise RuntimeError("OpenSearch refused a document of the reference")

        return put

    return prepare
