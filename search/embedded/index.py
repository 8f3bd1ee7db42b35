"""One generation of documents in one SQLite file."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from search.document import Document, Filters
from search.embedded.conditions import filter_condition
from search.embedded.connections import Connections, delete_file
from search.embedded.face_memory import FaceMemory
from search.embedded.visibilities import Visibilities
from search.embedded.writing import put
from search.engine import FREQUENCY_LIMIT, EngineUnavailableError, Hit, Neighbour, Refused
from search.entry import decode_document, enter
from search.faces import nearest_distance
from tracing.access import Reader
from tracing.person import Face

_SCAN = 1_000
_PARAMETERS = 500


class EmbeddedIndex:
    """See :class:`search.engine.Index`. One object serves all threads of a process."""

    def __init__(self, path: Path) -> None:
        """Open the file of an index.

        Raises:
            EngineUnavailableError: it was dropped, or cannot be read.
        """
        self.name = path.stem
        self._connections = Connections(path)
        self._visibilities = Visibilities()
        self._faces = FaceMemory()

    def position(self) -> int:
        """Log position up to which the index is complete."""
        with self._connections.lend() as connection:
            return int(connection.execute("SELECT position FROM state").fetchone()[0])

    def write(self, documents: Sequence[Document], position: int) -> list[Refused]:
        """Put documents and the position in one transaction."""
        entries, refused = enter(documents)
        with self._connections.lend() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not self._connections.file_exists():
                raise EngineUnavailableError("this index was dropped: ask for the live one and its position")
            put(connection, self._visibilities, entries)
            connection.execute("UPDATE state SET position = max(position, ?)", (position,))
            connection.execute("COMMIT")
        return refused

    def refresh(self) -> None:
        """Nothing to wait for: what was written is found."""

    def frequencies(self, keys: Sequence[str], reader: Reader | None) -> dict[str, int]:
        """How many visible documents hold each key."""
        with self._connections.lend() as connection:
            visible, classes = self._visibilities.condition(connection, reader, "visibility")
            rows = connection.execute(
                "SELECT asked.value, (SELECT count(*) FROM (SELECT 1 FROM postings"
                f" WHERE key = asked.value AND {visible} LIMIT :limit)) FROM json_each(:keys) AS asked",
                {"keys": json.dumps(keys), "visible": classes, "limit": FREQUENCY_LIMIT + 1},
            )
            return dict(rows.fetchall())

    def candidates(self, weights: Mapping[str, int], reader: Reader | None, filters: Filters, limit: int) -> list[Hit]:
        """Visible documents that share keys, the highest sum of weights first."""
        condition, parameters = filter_condition(filters)
        with self._connections.lend() as connection:
            visible, classes = self._visibilities.condition(connection, reader, "visibility")
            # CROSS JOIN keeps SQLite from reading all postings to look their keys up in the query.
            scores = (
                "SELECT number, sum(asked.value) AS score FROM json_each(:weights) AS asked"
                f" CROSS JOIN postings ON postings.key = asked.key AND {visible} GROUP BY number"
            )
            if parameters:
                scores = f"SELECT number, score FROM ({scores}) CROSS JOIN documents USING (number) WHERE {condition}"
            rows = connection.execute(
                f"SELECT body, score FROM ({scores} ORDER BY score DESC, number LIMIT :limit)"
                " CROSS JOIN bodies USING (number) ORDER BY score DESC, number",
                {"weights": json.dumps(dict(weights)), "visible": classes, "limit": limit, **parameters},
            )
            return [Hit(document=decode_document(body), score=score) for body, score in rows]

    def neighbours(
        self, face: Face, reader: Reader | None, filters: Filters, limit: int, within: float
    ) -> list[Neighbour]:
        """Visible documents by face, nearest first: an exact search."""
        found: list[Neighbour] = []
        with self._connections.lend() as connection:
            visible, classes = self._visibilities.condition(connection, reader, "visibility")
            condition, parameters = filter_condition(filters)
            numbers, bounds = self._faces.nearest(connection, face, within)
            step = max(limit, 1)
            for start in range(0, len(numbers), step):
                if len(found) == limit and (not found or bounds[start] > found[-1].distance ** 2):
                    break
                rows = connection.execute(
                    f"SELECT body FROM documents JOIN bodies USING (number) WHERE {visible} AND {condition}"
                    " AND number IN (SELECT value FROM json_each(:numbers))",
                    {"numbers": json.dumps(numbers[start : start + step].tolist()), "visible": classes, **parameters},
                )
                found = _nearest(found, map(decode_document, (row[0] for row in rows)), face, within)[:limit]
        return found

    def get(self, records: Sequence[UUID], reader: Reader | None) -> dict[UUID, Document]:
        """Visible documents by record."""
        found: dict[UUID, Document] = {}
        with self._connections.lend() as connection:
            visible, classes = self._visibilities.condition(connection, reader, "visibility")
            for start in range(0, len(records), _PARAMETERS):
                part = {f"r{at}": record.bytes for at, record in enumerate(records[start : start + _PARAMETERS])}
                names = ",".join(f":{name}" for name in part)
                rows = connection.execute(
                    f"SELECT body FROM documents JOIN bodies USING (number) WHERE record IN ({names}) AND {visible}",
                    {**part, "visible": classes},
                )
                found.update((document.record, document) for document in map(decode_document, (row[0] for row in rows)))
        return found

    def scan(self) -> Iterator[Document]:
        """All documents in order of their number, tombstones included."""
        last = -1
        while True:
            with self._connections.lend() as connection:
                rows = connection.execute(
                    "SELECT number, body FROM bodies WHERE number > ? ORDER BY number LIMIT ?", (last, _SCAN)
                ).fetchall()
            if not rows:
                return
            yield from (decode_document(body) for _, body in rows)
            last = rows[-1][0]

    def count(self) -> int:
        """How many documents are held, tombstones left out."""
        with self._connections.lend() as connection:
            return int(connection.execute("SELECT count(*) FROM documents WHERE NOT retracted").fetchone()[0])

    def drop(self) -> None:
        """Delete the file; whoever reads it now finishes, and whoever writes to it later is told."""
        with self._connections.lend() as connection:
            connection.execute("BEGIN IMMEDIATE")  # waits for a write under way
            delete_file(self._connections.path)

    def close(self) -> None:
        """Release the file."""
        self._connections.close()


def _nearest(found: list[Neighbour], documents: Iterable[Document], face: Face, within: float) -> list[Neighbour]:
    """Neighbours found so far and those among more documents, in their order."""
    distances = ((document, nearest_distance(face, document)) for document in documents)
    more = (Neighbour(document=document, distance=distance) for document, distance in distances if distance <= within)
    unique = {neighbour.document.number: neighbour for neighbour in (*found, *more)}
    return sorted(unique.values(), key=lambda neighbour: (neighbour.distance, neighbour.document.number))
