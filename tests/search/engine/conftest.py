"""An engine of each kind; a test that asks for `engine` runs on both."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from search.embedded import EmbeddedEngine
from search.engine import Engine, Index
from search.opensearch import OpenSearchEngine
from tests.keys import SEAL
from tests.servers import OpenSearchServer

OPENSEARCH = pytest.param("opensearch", marks=pytest.mark.opensearch)


def on_opensearch(server: OpenSearchServer, *, shards: int = 1, replicas: int = 0) -> OpenSearchEngine:
    """An engine with indexes of its own on the shared server."""
    url = server.url.replace("http://", "opensearch://")
    return OpenSearchEngine(url, SEAL, prefix=f"test-{uuid4().hex}", shards=shards, replicas=replicas)


def forget(engine: OpenSearchEngine, server: OpenSearchServer) -> None:
    """Remove what a test left on the shared server."""
    httpx.delete(f"{server.url}/{engine.prefix}-*").raise_for_status()
    engine.close()


@pytest.fixture(params=["embedded", OPENSEARCH])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine of each kind, prepared and empty."""
    if request.param == "embedded":
        embedded = EmbeddedEngine(tmp_path / "indexes", SEAL)
        embedded.prepare()
        yield embedded
        embedded.close()
    else:
        server: OpenSearchServer = request.getfixturevalue("opensearch_server")
        remote = on_opensearch(server)
        remote.prepare()
        yield remote
        forget(remote, server)


@pytest.fixture
def index(engine: Engine) -> Index:
    """The live index of an empty engine."""
    return engine.live()
