"""The seam to a search engine: what every engine can do, in the same words and with the same answers.

An engine holds indexes; one of them is live. An index is filled by one writer that hands it whole documents and the log
position they bring it to. A rebuild fills a new index beside the live one and then swaps.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from search.document import Document, Filters
from tracing.access import Reader
from tracing.person import Face
from tracing.value import Value

FREQUENCY_LIMIT = 5_000
"""A key that more documents than this hold is "common": it is counted no further and brings nobody by itself."""


class EngineUnavailableError(Exception):
    """The engine cannot be reached, or could answer only in part. Nothing was lost; try again."""


class Refused(Value, frozen=True, kw_only=True):
    """A document that the engine will never take as it is; the reason names a rule and no value."""

    record: UUID
    reason: str


class Hit(Value, frozen=True, kw_only=True):
    """A document found, and the sum of the weights of the keys it shares with the query."""

    document: Document
    score: int


class Neighbour(Value, frozen=True, kw_only=True):
    """A document found by face, and the Euclidean distance of its nearest encoding."""

    document: Document
    distance: float


class Index(Protocol):
    """One generation of documents. A reader of `None` is the service itself, which sees every record."""

    name: str

    def position(self) -> int:
        """Log position up to which the index is complete; 0 when it is empty. Kept inside the index."""
        ...

    def write(self, documents: Sequence[Document], position: int) -> list[Refused]:
        """Put whole documents, then the position. Returns documents refused for good; all others are stored.

        A document never replaces one of a higher version, and the position never goes back, so that repeating a write
        or writing from two processes is harmless. A writer that follows the log asks for the live index and its
        position again before each batch: after a swap they are another's.

        Raises:
            EngineUnavailableError: not everything could be written, or the index was dropped; the position was not
                moved.
        """
        ...

    def refresh(self) -> None:
        """Return when everything written before is found by queries."""
        ...

    def frequencies(self, keys: Sequence[str], reader: Reader | None) -> dict[str, int]:
        """How many visible documents hold each key, exact up to FREQUENCY_LIMIT and FREQUENCY_LIMIT + 1 above it."""
        ...

    def candidates(self, weights: Mapping[str, int], reader: Reader | None, filters: Filters, limit: int) -> list[Hit]:
        """Visible documents that share keys: highest sum of weights first, then lowest number.

        Weights are positive; their sum stays below 2**24, up to which every engine adds whole numbers exactly.
        """
        ...

    def neighbours(
        self, face: Face, reader: Reader | None, filters: Filters, limit: int, within: float
    ) -> list[Neighbour]:
        """Visible documents with an encoding of the same model within a distance, nearest first, then lowest number."""
        ...

    def get(self, records: Sequence[UUID], reader: Reader | None) -> dict[UUID, Document]:
        """Visible documents by record, tombstones included; absent ones are left out."""
        ...

    def scan(self) -> Iterator[Document]:
        """All documents in order of their number, tombstones included; for verification."""
        ...

    def count(self) -> int:
        """How many documents are held, tombstones left out."""
        ...


class Engine(Protocol):
    """Keeps indexes and knows which one is live."""

    def prepare(self) -> None:
        """Create what is missing: the live index, its mapping. Safe to repeat and to run twice at once."""
        ...

    def live(self) -> Index:
        """The index that answers queries.

        Raises:
            EngineUnavailableError: `prepare` never ran, or the engine is out of reach.
        """
        ...

    def create(self) -> Index:
        """A new empty index beside the live one."""
        ...

    def swap(self, index: Index) -> None:
        """Make an index the live one at once and drop the earlier; a query sees one or the other, never none."""
        ...

    def drop(self, index: Index) -> None:
        """Remove an index that is not live."""
        ...

    def health(self) -> str:
        """`green`, `yellow` or `red` as operators use the words; never raises."""
        ...

    def close(self) -> None:
        """Release connections and files."""
        ...
