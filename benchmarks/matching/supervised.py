"""A supervised reference: gradient-boosted trees that learnt from the labels of another world."""

from typing import NamedTuple

import numpy
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.matching.pairs import Pairs
from search.evaluation.measures import best


class Supervised(NamedTuple):
    """A trained model, and the limit of its score that gave the best F1 where it was trained."""

    model: HistGradientBoostingClassifier
    limit: float

    def scores(self, pairs: Pairs) -> NDArray[numpy.float64]:
        """Log-odds that each pair is of one person."""
        scores: NDArray[numpy.float64] = self.model.decision_function(pairs.features)
        return scores


def trained(pairs: Pairs, persons: tuple[str, ...], true_pairs: int) -> Supervised:
    """Trees on the weights of our features with the labels of these pairs.

    Args:
        pairs: of a world that is not measured on.
        persons: whose each of its records is.
        true_pairs: how many pairs of it are of one person, those not among `pairs` too.
    """
    model = HistGradientBoostingClassifier(max_iter=300, random_state=1)
    model.fit(pairs.features, pairs.true)
    _, limit = best(pairs.scored(model.decision_function(pairs.features), numpy.inf), persons, true_pairs)
    return Supervised(model, limit)
