"""Levels as numbers: what training counts."""

from bisect import bisect_left

import numpy
from numpy.typing import NDArray

from search.comparison.feature import FeatureComparison
from search.weights.model import Level
from search.weights.reasoned import NAME_BITS, NAME_REASONED, REASONED

NAME = "name"


class Levels:
    """Features and their levels in a fixed order; a name's levels are ranges of bits."""

    def __init__(self) -> None:
        named = {f"{place:02}": rates for place, rates in enumerate(NAME_REASONED)}
        self._rates = {NAME: named} | REASONED
        self.names = tuple(self._rates)
        self._places = {name: place for place, name in enumerate(self.names)}
        self._levels = {name: tuple(of) for name, of in self._rates.items()}

    def __len__(self) -> int:
        return len(self.names)

    def place(self, feature: str) -> int:
        """The place of a feature."""
        return self._places[feature]

    def of(self, feature: str) -> tuple[str, ...]:
        """The levels of a feature."""
        return self._levels[feature]

    def count(self, feature: str) -> int:
        """How many levels a feature has."""
        return len(self._levels[feature])

    def rates(self, feature: str) -> tuple[tuple[float, float], ...]:
        """Reasoned m and u of the levels of a feature."""
        return tuple(self._rates[feature].values())

    def reasoned(self, feature: str, level: str) -> Level:
        """A level as reasoned."""
        m, u = self._rates[feature][level]
        return Level(m=m, u=u)


LEVELS = Levels()


def encode(found: FeatureComparison) -> int:
    """The number of the level that a feature found; -1 where it is missing or no level of the table."""
    if found.direction == "missing":
        return -1
    if found.feature == NAME:
        return bisect_left(NAME_BITS, found.weight)
    levels = LEVELS.of(found.feature)
    return levels.index(found.level) if found.level in levels else -1


def rate_of(feature: str, which: int) -> NDArray[numpy.float64]:
    """Reasoned m (0) or u (1) of a feature's levels, as shares of 1."""
    rates = numpy.array([rates[which] for rates in LEVELS.rates(feature)])
    return rates / rates.sum() if rates.sum() > 1 or feature == NAME else rates
