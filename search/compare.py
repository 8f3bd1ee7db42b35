"""Two profiles compared: the sum of the weights of all features, with the prior, and what stands behind it."""

import math
from collections.abc import Iterable

from search.comparison.addresses import compare_addresses
from search.comparison.birth import compare_birth
from search.comparison.body import compare_eyes, compare_hair, compare_height, compare_marks
from search.comparison.faces import compare_faces
from search.comparison.feature import FeatureComparison, missing
from search.comparison.identifiers import (
    compare_accounts,
    compare_documents,
    compare_flights,
    compare_phones,
    compare_recruitment,
)
from search.comparison.journey import compare_journey
from search.comparison.kinship import compare_kinship
from search.comparison.names import VERSION as NAMES_VERSION
from search.comparison.names import compare_names
from search.comparison.plain import (
    compare_birth_country,
    compare_languages,
    compare_nationality,
    compare_sex,
)
from search.comparison.relatives import compare_relatives
from search.profile import Profile
from search.weights import DEFAULT, MISSING, PRIOR, REVIEW_THRESHOLD, WEIGHTS, probability
from search.weights.model import Weights, name_weight
from tracing.events import Evidence, FeatureLevel, Lead, Suggestion
from tracing.value import Value

# Name, sex, nationality, language and birth country follow from one another, and a day at a border is shared by
# thousands: agreement in all of them together still describes a crowd.
_DESCRIBES_A_CROWD = frozenset(
    {"name", "sex", "nationality", "language", "birth_country", "eyes", "hair", "height", "journey"}
)
_SHARED_BY_A_CROWD = frozenset({("address", "same_region"), ("address", "same_town")})
MODEL = f"{DEFAULT.model}+{NAMES_VERSION}"
"""Name and version of what compares by default: the weights, and how names are compared."""

_Found = FeatureComparison | FeatureLevel
CROWD, HOUSEHOLD = "crowd", "household"
_CONTACTS = frozenset({"phone", "account", "address"})
_FURTHER_CONTACT_BITS = 2.0
"""Whoever shares a home or an office with others shares its telephone, mailbox and address at once: of two persons who
share one, about one in four pairs shares another, so that it says little more."""
_UNCOMMON_NAME_BITS = 10.5
_BELOW_REVIEW = REVIEW_THRESHOLD - 1.0
_UNLIKE_BITS = -8.0
"""Evidence besides a document at which its holder is clearly somebody else: 256 to 1."""
_SAME_DOCUMENT = frozenset({"same_number", "same_number_other_issuer"})


class Comparison(Value, frozen=True, kw_only=True):
    """What the comparison of two profiles found.

    Attributes:
        weight: match weight in bits (log2 of the Bayes factor times the prior odds).
        model: name and version of the weights, and of how names are compared.
        features: every feature in a fixed order, then what holds back those that depend on each other; their weights
            and the prior add up to `weight`.
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
        """Whether a reviewer should see the pair, as one person or as what else it suggests."""
        return self.weight >= REVIEW_THRESHOLD or self.suggests is not Suggestion.same

    @property
    def proposed_as_one(self) -> bool:
        """Whether a reviewer should see the pair as one person."""
        return self.weight >= REVIEW_THRESHOLD and self.suggests is Suggestion.same

    @property
    def suggests(self) -> Suggestion:
        """What the pair is proposed as. A number in common with somebody unlike its holder is misuse of a document."""
        found = {feature.feature: feature for feature in self.features}
        document = found["document"]
        if document.level in _SAME_DOCUMENT:
            unlike = self.evidence_weight - document.weight <= _UNLIKE_BITS
            return Suggestion.document_misuse if unlike else Suggestion.same
        return Suggestion.kin if found["kinship"].direction == "against" else Suggestion.same

    @property
    def led_by(self) -> Lead | None:
        """`face` where but for the face nothing speaks for one person that crowds do not share."""
        name = next(f for f in self.features if f.feature == "name")
        telling = {f.feature for f in self.features if _is_telling(f, name)}
        return Lead.face if telling == {"face"} and name.weight < _UNCOMMON_NAME_BITS else None

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
            suggests=self.suggests,
            led_by=self.led_by,
        )


def compare(a: Profile, b: Profile) -> Comparison:
    """Compare two profiles; the order of the two makes no difference, and nothing else is looked at."""
    return weighed(findings(a, b))


def findings(a: Profile, b: Profile) -> tuple[FeatureComparison, ...]:
    """What each feature finds, in a fixed order, at the default weights; the name with the bits of its rarity."""
    name, agreement = compare_names(a, b)
    share_a_name = agreement is not None and bool(agreement.agreed)
    birth = compare_birth(a, b)
    relatives, phones, accounts = compare_relatives(a, b, agreement), compare_phones(a, b), compare_accounts(a, b)
    addresses, nationality = compare_addresses(a, b), compare_nationality(a, b, share_a_name)
    same_origin = share_a_name or nationality.direction == "for"
    return (
        name,
        birth,
        compare_sex(a, b, named_alike=name.direction == "for"),
        nationality,
        compare_documents(a, b),
        compare_faces(a, b),
        compare_marks(a, b),
        relatives,
        phones,
        accounts,
        addresses,
        compare_languages(a, b, same_origin),
        compare_birth_country(a, b, same_origin),
        compare_height(a, b),
        compare_eyes(a, b),
        compare_hair(a, b),
        compare_journey(a, b),
        compare_flights(a, b),
        compare_recruitment(a, b),
        compare_kinship(a, b, agreement, birth, (relatives, phones, accounts, addresses)),
    )


def weighed(found: tuple[FeatureComparison, ...], weights: Weights = DEFAULT) -> Comparison:
    """The sum of what features found, by the default weights or by others."""
    name = found[0]
    if name.direction != "missing":
        name = FeatureComparison(
            feature="name", level=name.level, weight=name_weight(weights.name_curve, name.weight), about=name.about
        )
    rest = found[1:] if weights is DEFAULT else tuple(_by(weights, feature) for feature in found[1:])
    rest = (*rest, _household(rest))
    total = math.fsum((PRIOR, name.weight, *(feature.weight for feature in rest)))
    crowd = _crowd((name, *rest), total)
    return Comparison(
        weight=math.fsum((total, crowd.weight)),
        model=MODEL if weights is DEFAULT else f"{weights.model}+{NAMES_VERSION}",
        features=(name, *rest, crowd),
    )


def _by(weights: Weights, found: FeatureComparison) -> FeatureComparison:
    """A feature at other weights; what it weighs beyond its level, as a rare value does, stays."""
    level = weights.levels.get(found.feature, {}).get(found.level)
    if level is None or found.level not in WEIGHTS.get(found.feature, {}):
        return found
    weight = level.weight + found.weight - WEIGHTS[found.feature][found.level]
    return FeatureComparison(feature=found.feature, level=found.level, weight=weight, about=found.about)


def _household(features: tuple[FeatureComparison, ...]) -> FeatureComparison:
    """What contacts in common weigh less together than each by itself: they are not independent of each other."""
    bits = sorted((f.weight for f in features if f.feature in _CONTACTS and f.weight > 0), reverse=True)
    surplus = math.fsum(max(0.0, further - _FURTHER_CONTACT_BITS) for further in bits[1:])
    if not surplus:
        return missing(HOUSEHOLD)
    return FeatureComparison(feature=HOUSEHOLD, level="shared_contacts", weight=-surplus)


def _crowd(features: tuple[FeatureComparison, ...], total: float) -> FeatureComparison:
    """Hold below review a pair that only what crowds share speaks for: a name alone never proposes.

    Among pairs held back, the likelier one stays above the other.
    """
    if total <= _BELOW_REVIEW or any(_is_telling(f, features[0]) for f in features):
        return missing(CROWD)
    held = _BELOW_REVIEW - 1.0 / (1.0 + total - _BELOW_REVIEW)
    return FeatureComparison(feature=CROWD, level="nothing_telling", weight=held - total)


def singles_out(features: Iterable[FeatureLevel]) -> bool:
    """Whether anything of what was found speaks for one person, and not for a crowd that shares it."""
    found = list(features)
    name = next((f for f in found if f.feature == "name"), FeatureLevel(feature="name", level=MISSING, weight=0.0))
    return any(_is_telling(feature, name) for feature in found)


def _is_telling(feature: _Found, name: _Found) -> bool:
    """Whether a feature speaks for one person, and not for a crowd that shares it."""
    return feature.weight > 0 and not _describes_a_crowd(feature) and not _filler(feature, name)


def _describes_a_crowd(feature: _Found) -> bool:
    return feature.feature in _DESCRIBES_A_CROWD or (feature.feature, feature.level) in _SHARED_BY_A_CROWD


def _filler(feature: _Found, name: _Found) -> bool:
    """A year alone, with a filler for the day, leaves hundreds of a common name and few of an uncommon one."""
    return feature.level == "filler_year" and name.weight < _UNCOMMON_NAME_BITS
