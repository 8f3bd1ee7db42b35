"""What the comparison of one feature found."""

from functools import cache
from typing import Literal

from search.weights import MISSING, WEIGHTS
from tracing.value import Value

Direction = Literal["for", "against", "missing"]


class FeatureComparison(Value, frozen=True, kw_only=True):
    """One feature of a pair: the level reached and its match weight in bits.

    `about` names the kind of view that agreed, e.g. `romanised`; it never holds a value of a person.
    """

    feature: str
    level: str
    weight: float
    about: str = ""

    @property
    def direction(self) -> Direction:
        """Whether the feature speaks for one person, against it, or says nothing."""
        if self.weight == 0:
            return "missing"
        return "for" if self.weight > 0 else "against"


@cache
def at_level(feature: str, level: str, about: str = "", rarity: float = 0.0) -> FeatureComparison:
    """A feature at one of its levels, with the weight that the model gives it and the bits of a rare value."""
    return FeatureComparison(feature=feature, level=level, weight=WEIGHTS[feature][level] + rarity, about=about)


@cache
def missing(feature: str) -> FeatureComparison:
    """A feature that one of the two does not state: no evidence."""
    return FeatureComparison(feature=feature, level=MISSING, weight=0.0)
