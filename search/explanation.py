"""Why two records are, or are not, thought to be one person: bars and sentences that hold no value of a person."""

import math

from search.compare import CROWD, Comparison, compare
from search.comparison.feature import FeatureComparison
from search.engine import Index
from search.reach import Reach, Subject, never_compared, reach
from search.sentences import SENTENCES, Language, in_a_row
from search.weights import PRIOR
from tracing.value import Value

_DECIDING = ("face", "document", "birth", "mark", "relative", "account", "phone", "name")
"""What can settle a pair, the most telling first."""
_TOLD = 3


def sentence(feature: FeatureComparison, language: Language = Language.en) -> str:
    """What one feature found, in plain words of a language."""
    catalogue = SENTENCES[language]
    if feature.direction == "missing":
        return catalogue["general"]["missing"]
    told = catalogue[feature.feature][feature.level].format(view=catalogue["views"].get(feature.about, ""))
    return told + catalogue["strength"][_strength(feature.weight)] if _is_shared_name(feature) else told


def _is_shared_name(feature: FeatureComparison) -> bool:
    return feature.feature == "name" and feature.weight > 0 and feature.level in ("same", "similar")


def _strength(bits: float) -> str:
    return next(word for below, word in _STRENGTHS if bits < below)


_STRENGTHS = ((5.0, "common"), (9.0, "uncommon"), (math.inf, "rare"))
"""Bits of a name up to which it is called so: 5 bits are one in 32 records taken at random, 9 one in 500."""


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


def deciding_sentence(comparison: Comparison, language: Language = Language.en) -> str:
    """The same in plain words of a language, the three most telling."""
    told = SENTENCES[language]["deciding"]
    facts = [told[feature] for feature in what_would_decide(comparison)[:_TOLD]]
    return told["sentence"].format(facts=in_a_row(facts, language)) if facts else told["nothing"]


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
