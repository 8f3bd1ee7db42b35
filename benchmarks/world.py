"""The invented world that is measured on, as ready-made events in a log that is kept from run to run."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import track

import api.world
from api.world.population import postings
from api.world.postings import Posting
from tracing.access import Caller, Role
from tracing.application import Tracing
from tracing.events import ReportEvent
from tracing.keys.masters import KEY_BYTES, HeldMasterKeys
from tracing.log.batches import Entry
from tracing.reports import read_report

CACHE = Path(".cache/benchmarks")
MASTERS = HeldMasterKeys({"benchmark": bytes(KEY_BYTES)})
"""The same in every run: this log is kept, and holds nobody's life."""
SEED = 11
_CHUNK = 500


class World:
    """So many reports of one invented world, in their order of arrival, as the first events of their records."""

    def __init__(self, records: int) -> None:
        """Take the world from the cache, or invent it: 200,000 reports take about three minutes."""
        path = CACHE / f"world-{records}-{code_digest()}.sqlite"
        if not path.exists():
            _invent(path, records)
        self.records = records
        self._log = Tracing(_url(path), MASTERS)

    def events(self, start: int, count: int) -> Iterator[ReportEvent]:
        """Events `start` to `start + count`, numbered from 0.

        Raises:
            ValueError: the world is smaller than that.
        """
        if start + count > self.records:
            raise ValueError("the world is smaller than that")
        # This log has one writer and no gaps, so that its positions count its events.
        while count:
            batch = self._log.batch(start, min(count, _CHUNK))
            for entry in batch.entries:
                assert isinstance(entry, Entry) and isinstance(entry.event, ReportEvent)
                yield entry.event
            count -= len(batch.entries)
            start = batch.position

    def close(self) -> None:
        """Release the file."""
        self._log.close()


def caller_of(event: ReportEvent) -> Caller:
    """Who posted the report of an event."""
    return Caller(subject=event.posted_by, role=Role.agency, organisation=event.organisation, country=event.country)


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def code_digest() -> str:
    """A digest of the code that invents: another world is another file. What stores it reads older forms too."""
    digest = hashlib.sha256()
    for path in sorted(Path(api.world.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _invent(path: Path, records: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for earlier in path.parent.glob(f"world-{records}-*"):
        earlier.unlink()
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    application = Tracing(_url(unfinished), MASTERS, create=True)
    arriving = islice(postings(records, SEED), records)  # everybody leaves at least one report
    chunks = range(0, records, _CHUNK)
    for _ in track(chunks, f"Inventing {records:,} reports, once", console=Console(stderr=True)):
        _post(application, list(islice(arriving, _CHUNK)))
    application.close()
    unfinished.rename(path)


def _post(application: Tracing, chunk: list[Posting]) -> None:
    """Post a chunk in one transaction a sender."""
    by_sender: dict[tuple[str, str], list[Posting]] = {}
    for posting in chunk:
        by_sender.setdefault((posting.organisation, posting.country), []).append(posting)
    for (organisation, country), posted in by_sender.items():
        caller = Caller(subject="benchmark", role=Role.agency, organisation=organisation, country=country)
        application.post_all([read_report(posting.report) for posting in posted], caller)
