"""What all topics share: sizes, the world, servers that start when they are first asked for, opened services."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from api.settings import Settings
from api.wiring import Service, migrate, open_service
from benchmarks.filling import append, catch_up_without_matching
from benchmarks.world import CACHE, World
from tests.servers import PostgresServer, running_opensearch, running_postgres
from tests.servers.process import free_port


class Form(StrEnum):
    """The two forms in which the product runs."""

    embedded = "embedded"
    servers = "servers"


ENGINES = {Form.embedded: "embedded", Form.servers: "OpenSearch"}
STORES = {Form.embedded: "SQLite", Form.servers: "PostgreSQL"}


class Sizes(NamedTuple):
    """How much is measured.

    Attributes:
        rounds: turns of each way that is compared with another.
        singles, batches: events appended one by one, and batches of 500, in each round.
        replayed: events read back.
        indexed: batches of 500 records made searchable in each round, four or a multiple.
        stored: records stored while queries are measured.
        queries: queries timed.
        found: records posted and searched for until found.
        grown: records stored before and after growing.
        posted: records whose whole cost is measured at either size, in each round.
    """

    rounds: int
    singles: int
    batches: int
    replayed: int
    indexed: int
    stored: int
    queries: int
    found: int
    grown: tuple[int, int]
    posted: int

    @property
    def world(self) -> int:
        """Records that the world must have, so that no measurement runs out of new ones."""
        appended = self.rounds * (self.singles + 500 * self.batches)
        posted = max(self.stored + 5 * (self.queries + self.found), self.grown[1] + self.rounds * self.posted)
        return max(appended, self.replayed, 500 * self.indexed * 2 * self.rounds, posted)


FULL = Sizes(
    rounds=7,
    singles=400,
    batches=4,
    replayed=100_000,
    indexed=8,
    stored=100_000,
    queries=500,
    found=100,
    grown=(10_000, 200_000),
    posted=100,
)
QUICK = Sizes(
    rounds=3,
    singles=100,
    batches=1,
    replayed=5_000,
    indexed=4,
    stored=5_000,
    queries=100,
    found=20,
    grown=(1_000, 10_000),
    posted=20,
)


class Workshop:
    """Sizes, the world, servers and services, for the time of a `with`."""

    def __init__(self, sizes: Sizes) -> None:
        """Start nothing yet."""
        self.sizes = sizes
        self._stack = ExitStack()
        self._stored: dict[Form, Service] = {}

    def __enter__(self) -> "Workshop":
        """Nothing is started before it is asked for."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the servers and remove what was stored."""
        self._stack.close()

    @cached_property
    def world(self) -> World:
        """The world, invented when it is not in the cache."""
        world = World(self.sizes.world)
        self._stack.callback(world.close)
        return world

    def folder(self) -> Path:
        """A new folder on the disk that the checkout is on; /tmp may be memory, which makes durability free."""
        CACHE.mkdir(parents=True, exist_ok=True)
        name = self._stack.enter_context(tempfile.TemporaryDirectory(dir=CACHE, prefix="data-"))
        return Path(name).absolute()

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL that writes every commit through to the disk."""
        return self._stack.enter_context(running_postgres(durable=True))

    def new_store(self, form: Form) -> str:
        """The URL of a new, empty place for a log or for views."""
        if form is Form.embedded:
            return f"sqlite:///{self.folder() / 'data.sqlite'}"
        return self._stack.enter_context(self.postgres.fresh_database()).url

    @contextmanager
    def settings(self, form: Form) -> Iterator[Settings]:
        """Settings of a new, empty, migrated service; its OpenSearch node, its own, ends with the `with`."""
        with ExitStack() as stack:
            if form is Form.embedded:
                search = f"embedded://{self.folder()}"
            else:
                search = f"opensearch://127.0.0.1:{stack.enter_context(running_opensearch(measured=True)).port}"
            settings = Settings(
                log=self.new_store(form),
                views=self.new_store(form),
                search=search,
                photographs=self.folder() / "photographs",
                disclosures_per_hour=10**9,
                audit=self.new_store(form),
                audit_key_file=self.folder() / "audit-key",
                master_key_file=self.folder() / "master-keys",
                index_key_file=self.folder() / "index-key",
                demo_key=self.folder() / "demo.pem",
                port=free_port(),
            )
            migrate(settings)
            yield settings

    @contextmanager
    def service(self, form: Form) -> Iterator[Service]:
        """A new service in this process, without followers."""
        with self.settings(form) as settings, closing(open_service(settings)) as service:
            yield service

    def stored(self, form: Form) -> Service:
        """The one service that holds as many records as are stored for queries; made when first asked for."""
        if form not in self._stored:
            service = self._stack.enter_context(self.service(form))
            append(service.application, self.world.events(0, self.sizes.stored))
            catch_up_without_matching(service)
            self._stored[form] = service
        return self._stored[form]
