"""All pairs that blocking brings together, each compared once."""

from collections.abc import Callable

from search.blocking import COMPARED, find
from search.compare import compare
from search.document import Document, Filters
from search.engine import Index
from tracing.value import Value

_BATCH = 1000


class ScoredPair(Value, frozen=True, kw_only=True):
    """Two records by their place in the file, lower first, and the match weight in bits."""

    first: int
    second: int
    weight: float
    proposed: bool


def index_all(index: Index, documents: tuple[Document, ...]) -> None:
    """Put all documents into an empty index."""
    for start in range(0, len(documents), _BATCH):
        batch = documents[start : start + _BATCH]
        index.write(batch, batch[-1].version)
    index.refresh()


def compare_all(index: Index, documents: tuple[Document, ...], progress: Callable[[int], None]) -> list[ScoredPair]:
    """Compare every document with those that blocking finds for it.

    Args:
        index: holds the documents, numbered by their place plus 1.
        documents: as they were indexed.
        progress: called with the number of documents done.
    """
    scored: dict[tuple[int, int], ScoredPair] = {}
    for place, document in enumerate(documents):
        if document.profile is None:
            continue
        for other in find(index, document.profile, None, Filters(), COMPARED + 1):
            pair = (min(place, other.number - 1), max(place, other.number - 1))
            if pair[0] == pair[1] or pair in scored or other.profile is None:
                continue
            found = compare(document.profile, other.profile)
            said = found.proposed_as_one
            scored[pair] = ScoredPair(first=pair[0], second=pair[1], weight=found.weight, proposed=said)
        progress(place + 1)
    return sorted(scored.values(), key=lambda pair: (-pair.weight, pair.first, pair.second))
