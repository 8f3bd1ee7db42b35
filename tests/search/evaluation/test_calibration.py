"""Of pairs called so likely, how many are true."""

import math

from search.evaluation.calibration import calibration
from search.evaluation.pairs import ScoredPair


def pair(place: int, odds: float) -> ScoredPair:
    return ScoredPair(first=0, second=place, weight=math.log2(odds), proposed=True)


def test_bands_count_their_pairs_and_the_share_of_true_ones():
    likely, even = [pair(place, 19.0) for place in range(1, 5)], [pair(5, 1.0), pair(6, 1.0)]
    certain = ScoredPair(first=0, second=7, weight=80.0, proposed=True)
    found = calibration([certain, *likely, *even], [True, True, True, True, False, True, False])
    assert [(band.low, band.pairs, band.true) for band in found] == [(0.5, 2, 0.5), (0.9, 5, 0.8)]
    assert math.isclose(found[1].mean, (1 + 4 * 0.95) / 5)
