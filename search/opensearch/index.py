"""One generation of documents in one OpenSearch index."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from search.document import Document, Filters
from search.engine import FREQUENCY_LIMIT, EngineUnavailableError, Hit, Neighbour, Refused
from search.entry import document_of_body, enter
from search.faces import nearest_distance
from search.opensearch.mapping import POSITION_ID
from search.opensearch.queries import by_face, by_keys, conditions, counted_by_key
from search.opensearch.server import Server, whole
from search.opensearch.writing import put, put_position
from search.sealing import IndexSeal
from tracing.access import Reader, may_see
from tracing.person import Face

_NOT_FOUND = 404
_WHOLE = {"allow_partial_search_results": "false"}
_FROM_COLUMN = {"stored_fields": "_none_", "docvalue_fields": ["document", "number"]}
_DOCUMENT_ONLY = {"_source_includes": "document,number"}
_SCAN = 1_000
_SCAN_KEPT = "2m"

# How many faces a search considers in each segment of the index, at least. Among 50,000 faces in groups of like ones,
# none of the twenty nearest was missed; with 100 one in 3,000 was, and it was hardly quicker.
_FACES_CONSIDERED = 500


def write_alias(name: str) -> str:
    """The name under which an index is written to. It ends with the index: no write makes a dropped one anew."""
    return f"{name}-write"


class OpenSearchIndex:
    """See :class:`search.engine.Index`."""

    def __init__(self, server: Server, name: str, seal: IndexSeal, read_from: str) -> None:
        """Name an index that exists.

        Args:
            server: where it is.
            name: of the index; writes and the position concern no other.
            seal: seals what it holds.
            read_from: what queries ask: the index's own name, or the alias of the live index.
        """
        self.name = name
        self._server = server
        self._seal = seal
        self._read_from = read_from

    def position(self) -> int:
        """Log position up to which the index is complete."""
        answer = self._server.ask("GET", f"/{self.name}/_doc/{POSITION_ID}", expected=[_NOT_FOUND])
        if "found" not in answer:
            raise EngineUnavailableError("this index was dropped: ask for the live one and its position")
        return int(answer["_source"]["position"]) if answer["found"] else 0

    def write(self, documents: Sequence[Document], position: int) -> list[Refused]:
        """Put documents and, when every one is there or refused for good, the position."""
        entries, refused = enter(documents, self._seal)
        refused += put(self._server, write_alias(self.name), entries)
        put_position(self._server, write_alias(self.name), position)
        return refused

    def refresh(self) -> None:
        """Return when everything written before is found by queries."""
        answer = self._server.ask("POST", f"/{self._read_from}/_refresh")
        if answer["_shards"]["failed"]:
            raise EngineUnavailableError("OpenSearch did not refresh all shards")

    def frequencies(self, keys: Sequence[str], reader: Reader | None) -> dict[str, int]:
        """How many visible documents hold each key."""
        if not keys:
            return {}
        query = counted_by_key(list(map(self._seal.token, keys)), conditions(reader, Filters()))
        answer = whole(self._server.ask("POST", f"/{self._read_from}/_search", query, _WHOLE))
        counts = (bucket["doc_count"] for bucket in answer["aggregations"]["keys"]["buckets"])
        return {key: min(count, FREQUENCY_LIMIT + 1) for key, count in zip(keys, counts, strict=True)}

    def candidates(self, weights: Mapping[str, int], reader: Reader | None, filters: Filters, limit: int) -> list[Hit]:
        """Visible documents that share keys, the highest sum of weights first."""
        if not weights or limit < 1:
            return []
        tokens = {self._seal.token(key): weight for key, weight in weights.items()}
        hits = self._search(by_keys(tokens, conditions(reader, filters)), limit)
        return [Hit(document=self._document(hit), score=int(hit["_score"])) for hit in hits]

    def neighbours(
        self, face: Face, reader: Reader | None, filters: Filters, limit: int, within: float
    ) -> list[Neighbour]:
        """Visible documents by face, nearest first.

        Exact among up to 500 faces that meet the conditions; beyond, a walk over a graph that can miss some.
        """
        if limit < 1:
            return []
        considered = max(_FACES_CONSIDERED, 2 * limit)
        # Twice the limit: the server's distances are rounded, and their order is not quite ours.
        hits = self._search(by_face(face, conditions(reader, filters), considered), 2 * limit)
        found = [
            Neighbour(document=document, distance=distance)
            for document in map(self._document, hits)
            if (distance := nearest_distance(face, document)) <= within
        ]
        return sorted(found, key=lambda neighbour: (neighbour.distance, neighbour.document.number))[:limit]

    def get(self, records: Sequence[UUID], reader: Reader | None) -> dict[UUID, Document]:
        """Visible documents by record, as they were written last, refreshed or not."""
        if not records:
            return {}
        answer = self._server.ask("POST", f"/{self._read_from}/_mget", {"ids": list(records)}, _DOCUMENT_ONLY)
        if any("error" in item for item in answer["docs"]):
            raise EngineUnavailableError("OpenSearch did not look all records up")
        found = [self._document(item) for item in answer["docs"] if item["found"]]
        return {one.record: one for one in found if reader is None or may_see(reader, one.visibility)}

    def scan(self) -> Iterator[Document]:
        """All documents in order of their number, tombstones included, as they are at one moment."""
        opened = self._server.ask(
            "POST", f"/{self._read_from}/_search/point_in_time", parameters={"keep_alive": _SCAN_KEPT}
        )
        moment = opened["pit_id"]
        try:
            last = -1
            while hits := self._scan_after(moment, last):
                yield from map(self._document, hits)
                last = hits[-1]["sort"][0]
        finally:
            self._server.ask("DELETE", "/_search/point_in_time", {"pit_id": [moment]}, expected=[_NOT_FOUND])

    def count(self) -> int:
        """How many documents are held, tombstones left out."""
        query = {"query": {"term": {"retracted": False}}}
        return int(whole(self._server.ask("POST", f"/{self._read_from}/_count", query))["count"])

    def _search(self, query: dict[str, Any], limit: int) -> list[dict[str, Any]]:
        answer = self._server.ask(
            "POST",
            f"/{self._read_from}/_search",
            {
                "query": query,
                "size": limit,
                "track_total_hits": False,
                **_FROM_COLUMN,
                "sort": [{"_score": "desc"}, {"number": "asc"}],
            },
            _WHOLE,
        )
        hits: list[dict[str, Any]] = whole(answer)["hits"]["hits"]
        return hits

    def _scan_after(self, moment: str, last: int) -> list[dict[str, Any]]:
        answer = self._server.ask(
            "POST",
            "/_search",
            {
                "pit": {"id": moment, "keep_alive": _SCAN_KEPT},
                "query": {"exists": {"field": "number"}},
                "size": _SCAN,
                "track_total_hits": False,
                **_FROM_COLUMN,
                "sort": [{"number": "asc"}],
                "search_after": [last],
            },
            _WHOLE,
        )
        hits: list[dict[str, Any]] = whole(answer)["hits"]["hits"]
        return hits

    def _document(self, hit: dict[str, Any]) -> Document:
        if "fields" in hit:
            (number,), (encoded,) = hit["fields"]["number"], hit["fields"]["document"]
        else:
            number, encoded = hit["_source"]["number"], hit["_source"]["document"]
        # Columns come without padding; more than needed is ignored.
        return document_of_body(self._seal, int(number), b64decode(encoded + "=="))
