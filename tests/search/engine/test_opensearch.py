"""What only a server far away can do: be away, answer in part, refuse."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from search.document import Filters
from search.engine import EngineUnavailableError, Index
from search.opensearch import OpenSearchEngine
from search.opensearch.server import whole
from tests.search.engine.conftest import forget, on_opensearch
from tests.search.engine.world import document, face, with_faces
from tests.servers import OpenSearchServer

pytestmark = pytest.mark.opensearch

NOT_IN_MESSAGES = "name:olena"
QUERIES: list[Callable[[Index], object]] = [
    lambda index: index.frequencies([NOT_IN_MESSAGES], None),
    lambda index: index.candidates({NOT_IN_MESSAGES: 1}, None, Filters(), 5),
    lambda index: index.neighbours(face(1), None, Filters(), 5, 0.6),
    lambda index: list(index.scan()),
    lambda index: index.count(),
]
OTHER_REQUESTS: list[Callable[[Index], object]] = [
    lambda index: index.get([document(1).record], None),
    lambda index: index.refresh(),
    lambda index: index.position(),
    lambda index: index.write([document(2, NOT_IN_MESSAGES)], 9),
]


@pytest.fixture
def remote(opensearch_server: OpenSearchServer) -> Iterator[OpenSearchEngine]:
    """An engine with one document."""
    engine = on_opensearch(opensearch_server)
    engine.prepare()
    engine.live().write([with_faces(1, face(1), keys=("a",))], 1)
    engine.live().refresh()
    yield engine
    forget(engine, opensearch_server)


def configure(server: OpenSearchServer, index: Index, **settings: object) -> None:
    httpx.put(f"{server.url}/{index.name}/_settings", json=settings).raise_for_status()


def test_a_server_that_is_away_is_an_error_until_it_is_back(
    opensearch_server: OpenSearchServer, remote: OpenSearchEngine
) -> None:
    index = remote.live()
    opensearch_server.stop()
    try:
        for request in (*QUERIES, *OTHER_REQUESTS):
            with pytest.raises(EngineUnavailableError) as raised:
                request(index)
            assert NOT_IN_MESSAGES not in str(raised.value)
        assert remote.health() == "red"
    finally:
        opensearch_server.start()
    assert remote.live().position() == 1
    assert [hit.document.number for hit in remote.live().candidates({"a": 1}, None, Filters(), 5)] == [1]
    assert remote.live().write([document(2, "a")], 2) == []


def test_shards_that_are_away_are_an_error(opensearch_server: OpenSearchServer, remote: OpenSearchEngine) -> None:
    nowhere = {"settings": {"index.routing.allocation.require._name": "nowhere"}}
    url = f"{opensearch_server.url}/{remote.prefix}-000002"
    httpx.put(url, json=nowhere, params={"wait_for_active_shards": "0", "timeout": "1ms"}).raise_for_status()
    index = remote.live()
    index.name = f"{remote.prefix}-000002"
    remote.swap(index)
    assert remote.health() == "red"
    for query in QUERIES:
        with pytest.raises(EngineUnavailableError):
            query(remote.live())


@pytest.mark.parametrize(
    "short",
    [
        {"timed_out": True, "_shards": {"total": 2, "successful": 2, "failed": 0}},
        {"timed_out": False, "_shards": {"total": 2, "successful": 1, "failed": 1}},
        {"timed_out": False, "_shards": {"total": 2, "successful": 1, "failed": 0}},
        {"error": {"type": "search_phase_execution_exception"}, "status": 503},
    ],
)
def test_a_short_answer_is_an_error(short: dict[str, Any]) -> None:
    with pytest.raises(EngineUnavailableError):
        whole(short)


def test_missing_replicas_make_it_yellow_and_no_answer_short(opensearch_server: OpenSearchServer) -> None:
    engine = on_opensearch(opensearch_server, replicas=1)
    engine.prepare()
    index = engine.live()
    assert index.write([with_faces(1, face(1), keys=("a",))], 1) == []
    index.refresh()
    assert engine.health() == "yellow"
    assert index.frequencies(["a"], None) == {"a": 1}
    assert index.count() == len(index.neighbours(face(1), None, Filters(), 5, 0.1)) == 1
    forget(engine, opensearch_server)


def test_a_document_that_the_mapping_refuses_is_named(
    opensearch_server: OpenSearchServer, remote: OpenSearchEngine
) -> None:
    index = remote.live()
    mapping = {"mappings": {"dynamic": "strict"}, "aliases": {f"{remote.prefix}-000002-write": {}}}
    httpx.put(f"{opensearch_server.url}/{remote.prefix}-000002", json=mapping).raise_for_status()
    index.name = f"{remote.prefix}-000002"
    first, second = document(1), document(2)
    with pytest.raises(EngineUnavailableError):  # the position is refused by this mapping too
        index.write([first, second], 2)
    position = {"properties": {"position": {"type": "long"}}}
    httpx.put(f"{opensearch_server.url}/{index.name}/_mapping", json=position).raise_for_status()
    refused = index.write([first, second], 2)
    assert [(one.record, one.reason) for one in refused] == [
        (first.record, "strict_dynamic_mapping_exception"),
        (second.record, "strict_dynamic_mapping_exception"),
    ]
    assert index.position() == 2


def test_an_index_that_takes_no_writes_keeps_its_position(
    opensearch_server: OpenSearchServer, remote: OpenSearchEngine
) -> None:
    index = remote.live()
    configure(opensearch_server, index, **{"index.blocks.write": True})
    with pytest.raises(EngineUnavailableError):
        index.write([document(2, "a")], 2)
    assert index.position() == 1
    configure(opensearch_server, index, **{"index.blocks.write": False})
    assert index.write([document(2, "a")], 2) == []
    assert index.position() == 2


def test_a_write_larger_than_one_request_is_whole(remote: OpenSearchEngine) -> None:
    index = remote.live()
    large = [document(number, "large", countries=tuple("x" * 1_000 for _ in range(900))) for number in range(1, 31)]
    assert index.write(large, 30) == []
    index.refresh()
    assert index.frequencies(["large"], None) == {"large": 30}


def test_the_log_repeats_nothing_that_was_asked(remote: OpenSearchEngine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for request in (*QUERIES, *OTHER_REQUESTS):
            request(remote.live())
    assert "_search" in caplog.text
    assert NOT_IN_MESSAGES not in caplog.text


def test_faces_are_found_among_many(remote: OpenSearchEngine) -> None:
    index = remote.live()
    index.write([with_faces(number, face(number)) for number in range(1, 1_501)], 1_500)
    index.refresh()
    asked = [(number, face(number + 10_000, near=face(number), by=0.3)) for number in range(1, 1_501, 100)]
    found = [index.neighbours(one, None, Filters(), 20, 0.6) for _, one in asked]
    assert [neighbours[0].document.number for neighbours in found] == [number for number, _ in asked]
