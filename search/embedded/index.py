"""One generation of documents in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from search.document import Document, Filters
from search.embedded.conditions import Condition, filter_condition
from search.embedded.connections import Connections, delete_file
from search.embedded.face_memory import FaceMemory
from search.embedded.ranking import ranked
from search.embedded.visibilities import Visibilities
from search.embedded.writing import put
from search.engine import FREQUENCY_LIMIT, EngineUnavailableError, Hit, Neighbour, Refused
from search.entry import document_of_body, enter
from search.faces import nearest_distance
from search.sealing import IndexSeal
from tracing.access import Reader
from tracing.person import Face

_SCAN = 1_000
_PARAMETERS = 500


class EmbeddedIndex:
    """See :class:`search.engine.Index`. One object serves all threads of a process."""

    def __init__(self, path: Path, seal: IndexSeal) -> None:
        """Open the file of an index, sealed like this.

        Raises:
            EngineUnavailableError: it was dropped, or cannot be read.
        """
        self.name = path.stem
        self._seal = seal
        self._connections = Connections(path)
        self._visibilities = Visibilities()
        self._faces = FaceMemory()

    def position(self) -> int:
        """Log position up to which the index is complete."""
        with self._connections.lend() as connection:
            return int(connection.execute("SELECT position FROM state").fetchone()[0])

    def write(self, documents: Sequence[Document], position: int) -> list[Refused]:
        """Put documents and the position in one transaction."""
        entries, refused = enter(documents, self._seal)
        with self._connections.lend() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not self._connections.file_exists():
                raise EngineUnavailableError("this index was dropped: ask for the live one and its position")
            put(connection, self._visibilities, entries, self._seal)
            connection.execute("UPDATE state SET position = max(position, ?)", (position,))
            connection.execute("COMMIT")
            if any(document.retracted for document in documents):
                # The log of writes still has what was overwritten in the file; readers may keep a part until later.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return refused

    def refresh(self) -> None:
        """Nothing to wait for: what was written is found."""

    def frequencies(self, keys: Sequence[str], reader: Reader | None) -> dict[str, int]:
        """How many visible documents hold each key."""
        with self._connections.lend() as connection:
            visible = self._visibilities.condition(connection, reader)
            asked = {self._seal.token(key): key for key in keys}
            rows = connection.execute(
                "SELECT asked.value, (SELECT count(*) FROM (SELECT 1 FROM postings"
                f" WHERE key = asked.value AND {visible.sql} LIMIT :limit)) FROM json_each(:keys) AS asked",
                {"keys": json.dumps(list(asked)), "limit": FREQUENCY_LIMIT + 1, **visible.parameters},
            )
            return {asked[token]: count for token, count in rows}

    def candidates(self, weights: Mapping[str, int], reader: Reader | None, filters: Filters, limit: int) -> list[Hit]:
        """Visible documents that share keys, the highest sum of weights first."""
        hits: list[Hit] = []
        with self._connections.lend() as connection:
            visible = self._visibilities.condition(connection, reader)
            tokens = {self._seal.token(key): weight for key, weight in weights.items()}
            numbers, scores = ranked(connection, tokens, visible)
            passing = visible & filter_condition(filters)
            start, step = 0, limit
            while len(hits) < limit and start < len(numbers):
                part = slice(start, start + step)
                documents = self._documents(connection, numbers[part], passing)
                hits += [
                    Hit(document=documents[number], score=score)
                    for number, score in zip(numbers[part], scores[part], strict=True)
                    if number in documents
                ]
                start, step = start + step, 2 * step
        return hits[:limit]

    def neighbours(
        self, face: Face, reader: Reader | None, filters: Filters, limit: int, within: float
    ) -> list[Neighbour]:
        """Visible documents by face, nearest first: an exact search."""
        found: list[Neighbour] = []
        with self._connections.lend() as connection:
            passing = self._visibilities.condition(connection, reader) & filter_condition(filters)
            numbers, bounds = self._faces.nearest(connection, face, within)
            start, step = 0, limit
            while start < len(numbers) and (
                len(found) < limit or (found and float(bounds[start]) <= found[-1].distance ** 2)
            ):
                documents = self._documents(connection, numbers[start : start + step].tolist(), passing)
                found = _nearest(found, documents.values(), face, within)[:limit]
                start, step = start + step, 2 * step
        return found

    def get(self, records: Sequence[UUID], reader: Reader | None) -> dict[UUID, Document]:
        """Visible documents by record."""
        found: dict[UUID, Document] = {}
        with self._connections.lend() as connection:
            visible = self._visibilities.condition(connection, reader)
            for start in range(0, len(records), _PARAMETERS):
                part = {f"r{at}": record.bytes for at, record in enumerate(records[start : start + _PARAMETERS])}
                rows = connection.execute(
                    "SELECT number, body FROM documents JOIN bodies USING (number)"
                    f" WHERE record IN ({','.join(f':{name}' for name in part)}) AND {visible.sql}",
                    {**part, **visible.parameters},
                )
                documents = [document_of_body(self._seal, number, body) for number, body in rows]
                found.update((document.record, document) for document in documents)
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
            yield from (document_of_body(self._seal, number, body) for number, body in rows)
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

    def _documents(self, connection: sqlite3.Connection, numbers: list[int], passing: Condition) -> dict[int, Document]:
        """Documents among these numbers that pass."""
        rows = connection.execute(
            "SELECT number, body FROM documents JOIN bodies USING (number)"
            f" WHERE number IN (SELECT value FROM json_each(:numbers)) AND {passing.sql}",
            {"numbers": json.dumps(numbers), **passing.parameters},
        )
        return {number: document_of_body(self._seal, number, body) for number, body in rows}


def _nearest(found: list[Neighbour], documents: Iterable[Document], face: Face, within: float) -> list[Neighbour]:
    """Neighbours found so far and those among more documents, in their order."""
    distances = ((document, nearest_distance(face, document)) for document in documents)
    more = (Neighbour(document=document, distance=distance) for document, distance in distances if distance <= within)
    unique = {neighbour.document.number: neighbour for neighbour in (*found, *more)}
    return sorted(unique.values(), key=lambda neighbour: (neighbour.distance, neighbour.document.number))
