"""Why two records are, or are not, thought to be one person: bars and sentences that hold no value of a person."""

import math

from search.compare import CROWD, Comparison, compare
from search.comparison.feature import FeatureComparison
from search.engine import Index
from search.reach import Reach, Subject, never_compared, reach
from search.sentences import SENTENCES, Language
from search.weights import PRIOR
from tracing.value import Value

_DECIDING = ("face", "document", "birth", "mark", "relative", "account", "phone", "name")
"""What can settle a pair, the most telling first."""


def sentence(feature: FeatureComparison, language: Language = Language.en) -> str:
    """What one feature found, in plain words of a language."""
    catalogue = SENTENCES[language]
    if feature.direction == "missing":
        return catalogue["general"]["missing"]
    return catalogue[feature.feature][feature.level].format(view=catalogue["views"].get(feature.about, ""))


class Bar(Value, frozen=True, kw_only=True):
    """A step of a waterfall: what it is, the bits it adds, and where the sum stands after it."""

    what: str
    bits: float
    total: float


def waterfall(comparison: Comparison) -> tuple[Bar, ...]:
    """The prior, then every feature that says something, the strongest first; the last total is the match weight.

    Each total is the exact sum so far, rounded once, so that the bars add up to the weight within 0.01 bits.
    """
    telling = sorted(
        (f for f in comparison.features if f.direction != "missing"),
        key=lambda f: (f.feature == CROWD, -abs(f.weight), f.feature),
    )
    steps = [("prior", PRIOR), *((f.feature, f.weight) for f in telling)]
    totals = [math.fsum(bits for _, bits in steps[: place + 1]) for place in range(len(steps))]
    return tuple(
        Bar(what=what, bits=round(bits, 4), total=round(total, 4))
        for (what, bits), total in zip(steps, totals, strict=True)
    )


def what_would_decide(comparison: Comparison) -> tuple[str, ...]:
    """Features that the pair lacks and that could settle it, the most telling first."""
    lacking = {feature.feature for feature in comparison.features if feature.direction == "missing"}
    return tuple(feature for feature in _DECIDING if feature in lacking)


class WhyNot(Value, frozen=True, kw_only=True):
    """Whether two profiles would be compared at all, and what comes out.

    Attributes:
        reach: what brings the two together, or why nothing does.
        comparison: what comparing them gives in any case.
    """

    reach: Reach
    comparison: Comparison

    @property
    def reason(self) -> str:
        """Why the pair is or is not before a reviewer, in one sentence."""
        if (never := never_compared(self.reach)) is not None:
            return never
        if self.comparison.proposed:
            return "The evidence reaches the review threshold."
        return "The evidence stays below the review threshold."


def why_not(index: Index, a: Subject, b: Subject) -> WhyNot:
    """Explain any two records, those never compared too.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    return WhyNot(reach=reach(index, a, b), comparison=compare(a.profile, b.profile))
