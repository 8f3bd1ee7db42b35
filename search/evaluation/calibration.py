"""Whether probabilities mean what they say: of pairs called so likely, how many are true."""

from collections.abc import Sequence
from itertools import pairwise

from search.evaluation.pairs import ScoredPair
from search.weights import probability
from tracing.value import Value

BOUNDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Band(Value, frozen=True, kw_only=True):
    """Pairs whose probability lies from `low` to `high`: how many, their mean, and the share of true ones."""

    low: float
    high: float
    pairs: int
    mean: float
    true: float


def calibration(pairs: Sequence[ScoredPair], right: Sequence[bool]) -> tuple[Band, ...]:
    """Bands of a tenth each; those without a pair are left out.

    Args:
        pairs: the scored pairs.
        right: whether each is of one person.
    """
    found = [(probability(pair.weight), ok) for pair, ok in zip(pairs, right, strict=True)]
    bands = []
    for low, high in pairwise(BOUNDS):
        here = [(said, ok) for said, ok in found if low <= said < high or (high == 1.0 and said == 1.0)]
        if here:
            mean, true = (sum(values) / len(here) for values in zip(*here, strict=True))
            bands.append(Band(low=low, high=high, pairs=len(here), mean=mean, true=true))
    return tuple(bands)
