"""Two profiles compared: the sum of the weights of all features, with the prior, and what stands behind it."""

import math

from search.comparison.addresses import compare_addresses
from search.comparison.birth import compare_birth
from search.comparison.body import compare_eyes, compare_hair, compare_height, compare_marks
from search.comparison.faces import compare_faces
from search.comparison.feature import FeatureComparison, at_level, missing
from search.comparison.identifiers import compare_accounts, compare_documents, compare_phones
from search.comparison.journey import compare_journey
from search.comparison.names import NameAgreement, compare_names
from search.comparison.plain import (
    compare_birth_country,
    compare_languages,
    compare_nationality,
    compare_sex,
)
from search.comparison.relatives import compare_relatives
from search.profile import Profile
from search.weights import MODEL, PRIOR, REVIEW_THRESHOLD, probability
from tracing.events import Evidence, FeatureLevel
from tracing.value import Value

# Name, sex, nationality, language and birth country follow from one another, and a day at a border is shared by
# thousands: agreement in all of them together still describes a crowd.
_DESCRIBES_A_CROWD = frozenset(
    {"name", "sex", "nationality", "language", "birth_country", "eyes", "hair", "height", "journey"}
)
_SHARED_BY_A_CROWD = frozenset({("address", "same_region"), ("address", "same_town")})
CROWD = "crowd"
_UNCOMMON_NAME_BITS = 10.0
_BELOW_REVIEW = REVIEW_THRESHOLD - 1.0


class Comparison(Value, frozen=True, kw_only=True):
    """What the comparison of two profiles found.

    Attributes:
        weight: match weight in bits (log2 of the Bayes factor times the prior odds).
        model: name and version of the weights.
        features: every feature in a fixed order; their weights and the prior add up to `weight`.
    """

    weight: float
    model: str
    features: tuple[FeatureComparison, ...]

    @property
    def probability(self) -> float:
        """What the weight means, from 0 to 1."""
        return probability(self.weight)

    @property
    def evidence_weight(self) -> float:
        """The weight of what agrees and differs, without the prior and without holding crowds below review."""
        return math.fsum(f.weight for f in self.features if f.feature != CROWD)

    @property
    def proposed(self) -> bool:
        """Whether a reviewer should see the pair."""
        return self.weight >= REVIEW_THRESHOLD

    def evidence(self, versions: tuple[int, int]) -> Evidence:
        """The comparison as the log keeps it: features that said something, by name and level."""
        return Evidence(
            weight=round(self.weight, 3),
            probability=round(self.probability, 6),
            model=self.model,
            versions=versions,
            features=tuple(
                FeatureLevel(feature=f.feature, level=f.level, weight=round(f.weight, 3), about=f.about)
                for f in self.features
                if f.direction != "missing"
            ),
        )


def compare(a: Profile, b: Profile) -> Comparison:
    """Compare two profiles; the order of the two makes no difference, and nothing else is looked at."""
    name, agreement = compare_names(a, b)
    named_alike = name.direction == "for"
    birth = compare_birth(a, b)
    relatives = compare_relatives(a, b, agreement)
    features = [
        name,
        birth,
        compare_sex(a, b, named_alike),
        compare_nationality(a, b, named_alike),
        compare_documents(a, b),
        compare_faces(a, b),
        compare_marks(a, b),
        relatives,
        compare_phones(a, b),
        compare_accounts(a, b),
        compare_addresses(a, b),
        compare_languages(a, b),
        compare_birth_country(a, b),
        compare_height(a, b),
        compare_eyes(a, b),
        compare_hair(a, b),
        compare_journey(a, b),
        _kinship(agreement, birth, relatives),
    ]
    total = math.fsum((PRIOR, *(feature.weight for feature in features)))
    crowd = _crowd(features, name, total)
    features.append(crowd)
    return Comparison(weight=math.fsum((total, crowd.weight)), model=MODEL, features=tuple(features))


def _kinship(names: NameAgreement | None, birth: FeatureComparison, relatives: FeatureComparison) -> FeatureComparison:
    """One family, same parents or same day of birth, but another given name: brothers and sisters, or twins."""
    if names is None or not names.agreed or not names.conflict:
        return missing("kinship")
    if relatives.level == "same" or birth.level == "same_day":
        return at_level("kinship", "siblings")
    return missing("kinship")


def _crowd(features: list[FeatureComparison], name: FeatureComparison, total: float) -> FeatureComparison:
    """Hold below review a pair that only what crowds share speaks for: a name alone never proposes."""
    telling = any(f.weight > 0 and not _describes_a_crowd(f) and not _filler(f, name) for f in features)
    if telling or total <= _BELOW_REVIEW:
        return missing(CROWD)
    return FeatureComparison(feature=CROWD, level="nothing_telling", weight=_BELOW_REVIEW - total)


def _describes_a_crowd(feature: FeatureComparison) -> bool:
    return feature.feature in _DESCRIBES_A_CROWD or (feature.feature, feature.level) in _SHARED_BY_A_CROWD


def _filler(feature: FeatureComparison, name: FeatureComparison) -> bool:
    """A year alone, with a filler for the day, leaves hundreds of a common name and few of an uncommon one."""
    return feature.level == "filler_year" and name.weight < _UNCOMMON_NAME_BITS
