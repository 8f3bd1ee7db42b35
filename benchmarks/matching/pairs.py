"""Every pair that blocking brings in a world, compared once, as columns that any method can score."""

from typing import NamedTuple

import msgspec
import numpy
from numpy.typing import NDArray

from benchmarks.matching.material import indexed, tracked
from search.blocking import COMPARED, find
from search.compare import compare
from search.document import Document, Filters
from search.evaluation.labelled import Labelled
from search.evaluation.pairs import ScoredPair


class Pairs(NamedTuple):
    """Pairs by the places of their records, the lower first, with what the comparison found.

    Attributes:
        ends: n × 2 places.
        weights: n match weights in bits.
        proposed: n answers to whether the pair is proposed as one person.
        features: n × f weights of features in bits; 0 where one is missing, and nowhere else.
        true: n answers to whether both records are of one person.
    """

    ends: NDArray[numpy.int32]
    weights: NDArray[numpy.float64]
    proposed: NDArray[numpy.bool_]
    features: NDArray[numpy.float32]
    true: NDArray[numpy.bool_]

    def scored(self, scores: NDArray[numpy.float64], limit: float) -> list[ScoredPair]:
        """The pairs with any method's scores, best first; those from the limit on are proposed."""
        found = [
            ScoredPair(first=int(one), second=int(other), weight=float(score), proposed=bool(score >= limit))
            for (one, other), score in zip(self.ends, scores, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair.weight, pair.first, pair.second))


def without_faces(labelled: Labelled) -> Labelled:
    """The same records as if no picture of anybody were known."""
    return msgspec.structs.replace(labelled, documents=tuple(map(_without_faces, labelled.documents)))


def _without_faces(document: Document) -> Document:
    assert document.profile is not None
    return msgspec.structs.replace(document, profile=msgspec.structs.replace(document.profile, faces=()))


def compared(labelled: Labelled, doing: str) -> Pairs:
    """Compare each record with those that blocking finds for it, as the matcher does."""
    ends: dict[tuple[int, int], tuple[float, bool]] = {}
    rows: list[NDArray[numpy.float32]] = []
    with indexed(labelled.documents) as index:
        for place, document in enumerate(tracked(labelled.documents, doing)):
            assert document.profile is not None
            for other in find(index, document.profile, None, Filters(), COMPARED + 1):
                pair = (min(place, other.number - 1), max(place, other.number - 1))
                if pair[0] != pair[1] and pair not in ends:
                    assert other.profile is not None
                    found = compare(document.profile, other.profile)
                    ends[pair] = found.weight, found.proposed_as_one
                    rows.append(numpy.array([feature.weight for feature in found.features], numpy.float32))
    persons = labelled.persons
    return Pairs(
        ends=numpy.array(list(ends), numpy.int32).reshape(-1, 2),
        weights=numpy.array([weight for weight, _ in ends.values()]),
        proposed=numpy.array([proposed for _, proposed in ends.values()], numpy.bool_),
        features=numpy.array(rows, numpy.float32),
        true=numpy.array([persons[one] == persons[other] for one, other in ends], numpy.bool_),
    )
