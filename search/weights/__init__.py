"""Fellegi–Sunter weights: how much each level of agreement of each feature speaks for or against one person.

A level's weight is log2(m / u): `m` is how often records of one person reach the level, `u` how often records of two
persons do (Fellegi & Sunter 1969, sections 2 and 3). Both were estimated without labels, by
:mod:`search.weights.training`; `default.json` holds them with their provenance.
"""

import math
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from search.weights.model import Weights, read_weights

DEFAULT: Weights = read_weights(Path(str(files("search.weights").joinpath("default.json"))))
"""The weights that ship."""

MODEL = DEFAULT.model
"""Name and version of these weights; it changes whenever a weight does."""

WEIGHTS: dict[str, dict[str, float]] = DEFAULT.table()
"""Weight in bits of every level of every feature but names, which depend on how common the name is."""

PRIOR = math.log2(3 / 30_000)
"""Bits against two records taken at random: among thirty thousand others about three are of the same person.

It is fixed, so that a weight means the same at any time and on any engine; of three hundred thousand records, taken
without regard to time and region, it would be three bits lower.
"""

REVIEW_THRESHOLD = -3.0
"""Weight from which a pair is proposed to reviewers: one in nine. Two people look at it before anything is joined,
and a pair that nobody looks at is a person who is not found."""

MISSING = "missing"
"""Level of a feature that one of the two records does not state; it weighs nothing."""

LEAST_SHARE = 0.002
"""The least share of a value among those stated that is believed of a sample."""

_MOST_RARITY_BITS = 3.0


def _usual_rarity(shares: dict[str, float]) -> float:
    """Mean rarity in bits of a value that two records share by chance."""
    squares = [share * share for share in shares.values()]
    rarities = (square * -math.log2(share) for square, share in zip(squares, shares.values(), strict=True))
    return math.fsum(rarities) / math.fsum(squares)


_USUAL = {name: _usual_rarity(shares) for name, shares in DEFAULT.frequencies.items() if shares}


def rarity(feature: str, shared: Iterable[str]) -> float:
    """Bits that the rarest shared value adds to its level (term-frequency adjustment, Winkler 1989).

    On average over pairs that agree by chance it is nothing. A value that no record of the training had is as rare as
    the rarest.
    """
    usual, shares = _USUAL.get(feature), DEFAULT.frequencies.get(feature, {})
    if usual is None:
        return 0.0
    rarest = min(shares.get(value, LEAST_SHARE) for value in shared)
    return max(-_MOST_RARITY_BITS, min(_MOST_RARITY_BITS, -math.log2(rarest) - usual))


def probability(weight: float) -> float:
    """What a match weight in bits means as a probability from 0 to 1."""
    if weight > 60:
        return 1.0
    odds: float = 2.0 ** max(weight, -1000.0)
    return odds / (1 + odds)
