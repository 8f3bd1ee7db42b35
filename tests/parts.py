"""Log, views and search engine put together, in the embedded form and on servers."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from projections.alerts import AlertsView
from projections.candidates import CandidatesView
from projections.changes import ChangesView
from projections.follower import Follower
from projections.identities import IdentitiesView
from projections.matcher import Matcher
from projections.numbers import NumbersView
from projections.records import RecordsView
from projections.releases import Releases
from projections.store import ViewStore
from projections.view import NotReadyError
from projections.watcher import Watcher
from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.opensearch import OpenSearchEngine
from tests.keys import MASTERS, SEAL
from tests.servers import Database, OpenSearchServer
from tracing.application import Tracing
from tracing.log import migrate


@dataclass(frozen=True)
class Places:
    """Where everything of one test is kept: the URL of log and views, and the engine's folder, or URL and prefix."""

    log: str
    views: str
    search: str
    prefix: str = ""

    def engine(self) -> Engine:
        """The engine, opened."""
        return (
            OpenSearchEngine(self.search, SEAL, self.prefix) if self.prefix else EmbeddedEngine(Path(self.search), SEAL)
        )


@dataclass
class Parts:
    """What a service is made of, opened."""

    places: Places
    app: Tracing = field(init=False)
    store: ViewStore = field(init=False)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        """Open everything; :func:`prepare` must have run."""
        self.app = Tracing(self.places.log, MASTERS)
        self.store = ViewStore(self.places.views)
        self.engine = self.places.engine()
        self.candidates = CandidatesView(self.store)
        self.identities = IdentitiesView(self.store)
        self.changes = ChangesView(self.store)
        self.alerts = AlertsView(self.store)
        self.numbers = NumbersView(self.store)
        self.records = RecordsView(self.app, self.engine.live)

    def matcher(self, shard: int = 1, shards: int = 1) -> Matcher:
        """The matcher, or a share of it."""
        return Matcher(self.app, self.engine.live, self.store, self.candidates, shard, shards)

    def follower(self, view: object, batch_size: int = 500) -> Follower:
        """A follower of one view."""
        return Follower(self.app, view, self.store, batch_size=batch_size)  # type: ignore[arg-type]

    def match(self, batch_size: int = 500) -> None:
        """Bring index and matcher to the end of the log, proposals included."""
        while True:
            self.follower(self.records, batch_size).catch_up()
            self.follower(self.candidates, batch_size).catch_up()
            with suppress(NotReadyError):  # it has proposed, so the log is longer than index and queue
                self.follower(self.matcher(), batch_size).catch_up()
                break
        self.follower(self.records).catch_up()

    def watcher(self) -> Watcher:
        """What looks for records that saved searches and watched documents are about."""
        return Watcher(self.app, self.engine.live, self.store, self.alerts)

    def watch(self, batch_size: int = 500) -> None:
        """Bring alerts and watcher to the end of the log, what the watcher notes included."""
        for view in (self.records, self.alerts, self.watcher(), self.records, self.watcher()):
            with suppress(NotReadyError):  # it has noted something, so the log is longer than index and alerts
                self.follower(view, batch_size).catch_up()

    def catch_up(self) -> None:
        """Bring all views to the end of the log."""
        self.match()
        self.watch()
        for view in (self.candidates, self.identities, self.changes, self.alerts, self.numbers):
            self.follower(view).catch_up()
        self.engine.live().refresh()

    def close(self) -> None:
        """Close everything."""
        self.engine.close()
        self.store.close()
        self.app.close()


def prepare(places: Places) -> None:
    """Create everything that is opened later."""
    migrate(places.log)
    store = ViewStore(places.views)
    views = (CandidatesView, IdentitiesView, ChangesView, AlertsView, NumbersView)
    store.migrate([(view.NAME, view.tables_of(1)) for view in views])
    Releases.migrate(store)
    store.close()
    engine = places.engine()
    engine.prepare()
    engine.close()


@pytest.fixture(params=["embedded", pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.opensearch])])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Empty stores of each form: files, or PostgreSQL and OpenSearch."""
    if request.param == "embedded":
        files = Places(f"sqlite:///{tmp_path}/log.sqlite", f"sqlite:///{tmp_path}/views.sqlite", f"{tmp_path}/index")
        prepare(files)
        yield files
        return
    database: Database = request.getfixturevalue("postgres_database")
    server: OpenSearchServer = request.getfixturevalue("opensearch_server")
    url = server.url.replace("http://", "opensearch://")
    servers = Places(database.url, database.url, url, prefix=f"parts-{uuid4().hex}")
    prepare(servers)
    yield servers
    httpx.delete(f"{server.url}/{servers.prefix}-*").raise_for_status()


@pytest.fixture
def parts(places: Places) -> Iterator[Parts]:
    """The opened parts of an empty service."""
    opened = Parts(places)
    yield opened
    opened.close()
