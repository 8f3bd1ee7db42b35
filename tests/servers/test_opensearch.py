from collections.abc import Callable, Iterator

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from tests.servers import OpenSearchServer

INDEX = "tracing-servers-test"
MAPPING = {
    "settings": {"index": {"knn": True, "number_of_shards": 1, "number_of_replicas": 0}},
    "mappings": {
        "properties": {
            "face": {
                "type": "knn_vector",
                "dimension": 128,
                "space_type": "l2",
                "method": {"name": "hnsw", "engine": "lucene"},
            }
        }
    },
}


@pytest.fixture
def client(opensearch_server: OpenSearchServer) -> Iterator[OpenSearch]:
    with OpenSearch(opensearch_server.url, max_retries=0) as client:
        client.indices.create(index=INDEX, body=MAPPING)
        for number in range(10):
            client.index(index=INDEX, id=str(number), body={"face": [float(number)] * 128})
        client.indices.refresh(index=INDEX)
        yield client
        client.indices.delete(index=INDEX)


def nearest(client: OpenSearch, value: float) -> list[str]:
    query = {"size": 2, "query": {"knn": {"face": {"vector": [value] * 128, "k": 2}}}}
    return [hit["_id"] for hit in client.search(index=INDEX, body=query)["hits"]["hits"]]


def test_the_nearest_vectors_are_found(client: OpenSearch) -> None:
    assert nearest(client, 3.1) == ["3", "4"]
    assert nearest(client, 8.9) == ["9", "8"]


@pytest.mark.parametrize("end", [OpenSearchServer.stop, OpenSearchServer.kill], ids=["stop", "kill"])
def test_what_was_indexed_outlives_the_process(
    client: OpenSearch, opensearch_server: OpenSearchServer, end: Callable[[OpenSearchServer], None]
) -> None:
    url = opensearch_server.url
    end(opensearch_server)
    try:
        with pytest.raises(TransportError):
            nearest(client, 3.1)
    finally:
        opensearch_server.start()
    assert opensearch_server.url == url
    assert nearest(client, 3.1) == ["3", "4"]
