"""Weights learnt without labels: u counted on pairs taken at random, m by expectation–maximisation on blocked pairs.

The model is that of Fellegi and Sunter (1969); the estimation follows Winkler (1988) and, in learning each feature
only from pairs that were not chosen by it, the passes of Splink (Linacre et al. 2022). Two records taken at random are
hardly ever of one person, so what they agree on by chance is u. In each blocking pass, expectation says how likely each
pair is one person by the present m and u of the pass, maximisation takes m and u from the pairs so weighed. A level
that few pairs reach leans on its reasoned value, as if that had been seen in :data:`LEAN` pairs; if even so fewer pairs
than that would turn it against what it means, it keeps the reasoned value. So do names that contradict each other,
however many pairs show them: a family name in common is rare among strangers, but not in a family, and no label tells
one from the other.
"""

import math
from collections.abc import Callable, Sequence
from hashlib import blake2b

import msgspec
import numpy
from numpy.typing import NDArray

from search.compare import findings
from search.comparison.feature import FeatureComparison
from search.profile import Profile
from search.weights.encoding import LEVELS, NAME, encode, rate_of
from search.weights.frequencies import frequencies
from search.weights.model import FORMAT, Level, Pass, Provenance, Weights, name_curve
from search.weights.reasoned import KEPT, NAME_BITS
from search.weights.sampling import PASSES, BlockingPass, Pair, blocked_pairs, random_pairs

ALGORITHM = "fellegi-sunter-em-1"
RANDOM_PAIRS, MOST_BLOCKED = 200_000, 60_000
LEAN = 30.0
"""Pairs that a reasoned m counts for."""
LEAST_OF_REASONED = 0.5
"""A level speaks against by one bit more than was reasoned at most. Who gives another name and another year of birth
shares no key with the earlier self, so no blocked pair shows it, and what was never seen would count as proof."""
_ALIKE = NAME_BITS.index(6.0) + 1
"""Level of a name's agreement from which whole names are alike, and not a family name alone."""
_LEAN_U = 300.0
_TOLD_BY_NAMES = {
    "sex": "same_as_name",
    "nationality": "shared_as_name",
    "birth_country": "shared_as_origin",
    "language": "shared_as_origin",
}
"""The level of a feature that agrees as names, or nationality, told already."""
_SEED = 1
_MOST_ITERATIONS, _SETTLED = 60, 1e-4
_FIRST_SHARE = 0.1
_LEAST_RATE = 1e-7

Rates = dict[str, NDArray[numpy.float64]]
Codes = dict[str, NDArray[numpy.int64]]


def train(profiles: Sequence[Profile], progress: Callable[[str, int, int], None]) -> Weights:
    """Learn weights from the records of a world or a log.

    Args:
        profiles: of the records, in their order.
        progress: called with the step's name, how many of its pairs were compared, and of how many.

    Raises:
        ValueError: fewer than two records.
    """
    if len(profiles) < 2:
        raise ValueError("two records at least are needed to learn from")
    chance = random_pairs(len(profiles), RANDOM_PAIRS, _SEED)
    counted = _codes(profiles, chance, "random pairs", progress)
    u = {name: _shares(codes, numpy.ones(len(chance)), rate_of(name, 1), _LEAN_U)[0] for name, codes in counted.items()}
    learnt, passes = _Learnt(), []
    for wanted in PASSES:
        pairs = blocked_pairs(profiles, wanted, MOST_BLOCKED, _SEED)
        codes = _codes(profiles, pairs, f"pairs by {', '.join(wanted.keys)}", progress)
        probabilities, iterations = _estimate(codes, wanted, u)
        learnt.add(codes, wanted, probabilities)
        passes.append(
            Pass(
                keys=wanted.keys, pairs=len(pairs), matches=round(float(probabilities.sum()), 1), iterations=iterations
            )
        )
    provenance = Provenance(
        algorithm=ALGORITHM,
        data=_digest(profiles),
        records=len(profiles),
        random_pairs=len(chance),
        passes=tuple(passes),
    )
    return _weights(learnt, u, frequencies(profiles), provenance)


def _codes(
    profiles: Sequence[Profile], pairs: list[Pair], step: str, progress: Callable[[str, int, int], None]
) -> Codes:
    """The level that each pair reaches, feature by feature; -1 where it is missing."""
    rows = numpy.full((len(pairs), len(LEVELS)), -1, numpy.int64)
    for place, (one, other) in enumerate(pairs):
        found: tuple[FeatureComparison, ...] = findings(profiles[one], profiles[other])
        for feature in (item for item in found if item.feature in LEVELS.names):  # faces have a curve of their own
            rows[place, LEVELS.place(feature.feature)] = encode(feature)
        if place % 1000 == 0:
            progress(step, place, len(pairs))
    progress(step, len(pairs), len(pairs))
    return {name: rows[:, LEVELS.place(name)] for name in LEVELS.names}


def _estimate(codes: Codes, wanted: BlockingPass, u: Rates) -> tuple[NDArray[numpy.float64], int]:
    """How likely each pair is one person, when that has settled, and after how many iterations.

    Features that the pass chooses by take no part: among its pairs they say nothing.
    """
    used = [name for name in codes if name not in wanted.chosen_by]
    m = {name: rate_of(name, 0) for name in used}
    here = {name: u[name].copy() for name in used}
    share, before = _FIRST_SHARE, -1.0
    count = len(next(iter(codes.values())))
    probabilities = numpy.zeros(count)
    for iteration in range(1, _MOST_ITERATIONS + 1):
        bits = numpy.full(count, math.log2(share / (1 - share)))
        for name in used:
            weights = numpy.append(numpy.log2(m[name] / here[name]), 0.0)
            bits += weights[codes[name]]
        probabilities = 1 / (1 + numpy.exp2(-numpy.clip(bits, -60, 60)))
        share = float(numpy.clip(probabilities.mean() if count else share, 1e-4, 1 - 1e-4))
        for name in used:
            m[name] = _shares(codes[name], probabilities, rate_of(name, 0), LEAN)[0]
            here[name] = _shares(codes[name], 1 - probabilities, u[name], LEAN)[0]
        if abs(share - before) < _SETTLED:
            return probabilities, iteration
        before = share
    return probabilities, _MOST_ITERATIONS


def _shares(
    codes: NDArray[numpy.int64], weights: NDArray[numpy.float64], lean: NDArray[numpy.float64], pairs: float
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """Share of each level among pairs so weighed, leaning on other shares; and the weight of each level's pairs."""
    stated = codes >= 0
    counts = numpy.bincount(codes[stated], weights[stated], minlength=len(lean)).astype(numpy.float64)
    leaning = lean / lean.sum() * pairs
    shares = (counts + leaning) / (counts.sum() + pairs)
    return numpy.maximum(shares, _LEAST_RATE), counts


class _Learnt:
    """Counts of levels among pairs of one person and of two, from all passes together."""

    def __init__(self) -> None:
        self.same = {name: numpy.zeros(LEVELS.count(name)) for name in LEVELS.names}
        self.alike: Rates = {name: numpy.zeros(LEVELS.count(name)) for name in LEVELS.names}

    def add(self, codes: Codes, wanted: BlockingPass, probabilities: NDArray[numpy.float64]) -> None:
        """Add a pass; of features that it chooses by, only what pairs of alike names show of chance."""
        for name, found in codes.items():
            lean = rate_of(name, 0)
            if name not in wanted.chosen_by:
                self.same[name] += _shares(found, probabilities, lean, LEAN)[1]
            if wanted.conditional:
                alike = codes[NAME] >= _ALIKE
                self.alike[name] += _shares(found[alike], 1 - probabilities[alike], lean, LEAN)[1]


def _weights(learnt: _Learnt, u: Rates, shares: dict[str, dict[str, float]], provenance: Provenance) -> Weights:
    levels: dict[str, dict[str, Level]] = {}
    for name in LEVELS.names:
        lean = rate_of(name, 0)
        counts = learnt.same[name]
        m = (counts + lean / lean.sum() * LEAN) / (counts.sum() + LEAN)
        m = numpy.maximum(m, _least(name, u[name]))
        levels[name] = {
            level: Level(
                m=_rounded(float(m[place])), u=_rounded(float(u[name][place])), pairs=round(float(counts[place]), 1)
            )
            for place, level in enumerate(LEVELS.of(name))
        }
        for level, found in levels[name].items():
            reasoned = LEVELS.reasoned(name, level)
            turned = (found.weight > 0) != (reasoned.weight > 0)
            if turned and (found.pairs < LEAN or name == NAME):
                levels[name][level] = reasoned
    for name, kept in KEPT.items():
        for level in kept:
            levels[name][level] = LEVELS.reasoned(name, level)
    _condition_on_names(levels, learnt)
    return Weights(
        format=FORMAT,
        name_curve=name_curve(levels.pop(NAME)),
        levels=levels,
        frequencies=shares,
        provenance=provenance,
    )


def _least(name: str, u: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """The least m of each level, see :data:`LEAST_OF_REASONED`; none for levels that speak for one person."""
    ratio = rate_of(name, 0) / rate_of(name, 1)
    return numpy.where(ratio < 1, u * ratio * LEAST_OF_REASONED, 0.0)


def _condition_on_names(levels: dict[str, dict[str, Level]], learnt: _Learnt) -> None:
    """What names tell already: how often sex and origin agree by chance among records of alike names."""
    for name, level in _TOLD_BY_NAMES.items():
        place = LEVELS.of(name).index(level)
        different = LEVELS.of(name).index("different")
        reasoned_u = rate_of(name, 1)
        alike = learnt.alike[name]
        together = alike[place] + alike[different] + LEAN
        same = learnt.same[name]
        agreed = float(same[:different].sum())
        m = _rounded((agreed + rate_of(name, 0)[:different].sum() * LEAN) / (float(same.sum()) + LEAN))
        for agreement in LEVELS.of(name)[:different]:
            levels[name][agreement] = Level(m=m, u=levels[name][agreement].u, pairs=round(agreed, 1))
        by_name = _rounded(float((alike[place] + reasoned_u[place] * LEAN) / together))
        levels[name][level] = Level(m=m, u=max(by_name, levels[name][LEVELS.of(name)[0]].u), pairs=round(agreed, 1))


def _rounded(rate: float) -> float:
    """Four significant digits, so that sums in another order give the same file."""
    return min(1.0, float(f"{rate:.4g}"))


def _digest(profiles: Sequence[Profile]) -> str:
    digest = blake2b(digest_size=16)
    for profile in profiles:
        digest.update(msgspec.json.encode(profile))
    return digest.hexdigest()
