"""What the audit log adds to a request: one entry sealed, signed and on disk, beside a raw insert of an event."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from uuid import uuid4

import msgspec

from benchmarks.measuring import percentile, seconds_of
from benchmarks.queries import OFFICER
from benchmarks.raw import raw_log, rows_of
from benchmarks.report import Figure
from benchmarks.workshop import STORES, Form, Workshop
from tracing.audit.entries import Action, Purpose, entry_now
from tracing.audit.keys import AuditKeys
from tracing.audit.log import AuditLog
from tracing.log import migrate

TITLE = "Writing down who looked at whom: milliseconds an entry"
MILLISECONDS = 3.0
_RECORDS = 20
"""Records that the entry names: two for each result of a search."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Entries of a search one by one, in turns with raw inserts, on both stores."""
    for form in Form:
        yield _measured(workshop, form)


def _measured(workshop: Workshop, form: Form) -> Figure:
    count = workshop.sizes.singles
    events, raw_url = workshop.world.events(0, count), workshop.new_store(form)
    rows = rows_of(list(islice(events, count)))
    migrate(raw_url)
    entry = msgspec.structs.replace(
        entry_now(OFFICER, Action.search),
        purpose=Purpose.find_missing_person,
        case="2026/17",
        data=("names", "report"),
        records=tuple(uuid4() for _ in range(_RECORDS)),
    )
    ours, raw = [], []
    with closing(AuditLog(workshop.new_store(form), AuditKeys(bytes(32)))) as log, raw_log(form, raw_url) as inserted:
        log.migrate()
        for row in rows:
            raw.append(1000 * seconds_of(lambda row=row: inserted.insert(row)))  # type: ignore[misc]
            ours.append(1000 * seconds_of(lambda: log.append(entry)))
    p95 = percentile(ours, 95)
    beside = f"{percentile(raw, 50):.2f} / {percentile(raw, 95):.2f} raw inserts"
    said = f"{percentile(ours, 50):.2f} / {p95:.2f}"
    return Figure(
        f"{STORES[form]}: p50 / p95",
        said,
        beside,
        p95 / percentile(raw, 95),
        f"p95 below {MILLISECONDS:.0f}",
        p95 < MILLISECONDS,
    )
