"""Names across scripts, spellings and orders: parts are paired one to one, each weighed by how rare it is."""

import math
from functools import lru_cache

from search.comparison.commonness import rarity_bits
from search.comparison.feature import FeatureComparison, missing
from search.comparison.name_parts import NONE, PartAgreement, compare_parts
from search.names import NamePart, NameView, name_view
from search.profile import Profile
from tracing.person import Name, NameKind
from tracing.value import Value

MOST_BITS = 13.0
"""However rare a name, a namesake exists: a name never weighs more."""

_CONFLICT_BITS = -5.0
"""Both names have a part that the other lacks."""
_LEFT_OVER_BITS = -0.7
"""Only one of the names has it: second names and patronymics are often left out."""
_LEAST_BITS = -9.0


class NameAgreement(Value, frozen=True, kw_only=True):
    """How two names agree.

    Attributes:
        weight: match weight in bits.
        level: `same`, `similar`, `partly` or `different`.
        view: the weakest view that was needed: written, romanised, sound, skeleton, letters, initial.
        agreed: sounds of the parts that agree.
        left_a, left_b: parts that found no partner.
    """

    weight: float
    level: str
    view: str
    agreed: frozenset[str]
    left_a: tuple[NamePart, ...]
    left_b: tuple[NamePart, ...]


def compare_names(a: Profile, b: Profile) -> tuple[FeatureComparison, NameAgreement | None]:
    """The best agreement of any two names of two persons.

    Names that somebody chose to be safe speak for, never against: they were made to be different.
    """
    if not a.names or not b.names:
        return missing("name"), None
    pairs = [(one, other) for one in a.names for other in b.names]
    agreements = [agreement(one, other) for one, other in pairs]
    best = max(range(len(pairs)), key=lambda n: (agreements[n].weight, _order(*pairs[n])))
    found = agreements[best]
    if found.weight < 0 and any(name.kind is NameKind.pseudonym for name in (*a.names, *b.names)):
        return missing("name"), None
    return FeatureComparison(feature="name", level=found.level, weight=found.weight, about=found.view), found


def _order(one: NameView, other: NameView) -> list[str]:
    return sorted(" ".join(part.written for part in name.parts) for name in (one, other))


def name_score(a: str, b: str) -> float:
    """How near two names as one line are, from 0 to 1, whatever their rarity; for measuring on labelled pairs."""
    views = name_view(Name(full=a)), name_view(Name(full=b))
    if views[0] is None or views[1] is None:
        return 0.0
    return score(views[0], views[1])


def score(a: NameView, b: NameView) -> float:
    """How near two names are from 0 to 1: the share of their parts that agree, each by its closeness."""
    pairs, left_a, left_b = _align(a, b)
    agreed = math.fsum(found.closeness for _, _, found in pairs)
    shorter, longer = sorted((len(pairs) + len(left_a), len(pairs) + len(left_b)))
    conflicts = min(len(left_a), len(left_b))
    return agreed / (shorter + 0.3 * (longer - shorter) + 0.5 * conflicts)


@lru_cache(maxsize=100_000)
def agreement(a: NameView, b: NameView) -> NameAgreement:
    """How two names agree, in bits."""
    pairs, left_a, left_b = _align(a, b)
    bits = [_pair_bits(one, other, found) for one, other, found in pairs]
    conflicts = min(len(left_a), len(left_b))
    lone = max(len(left_a), len(left_b)) - conflicts
    weight = math.fsum((*bits, conflicts * _CONFLICT_BITS, lone * _LEFT_OVER_BITS))
    weakest = min(pairs, key=lambda pair: (pair[2].closeness, pair[2].view), default=None)
    if not pairs:
        level = "different"
    elif conflicts:
        level = "partly"
    elif weakest is not None and weakest[2].closeness > 0.9 and not lone:
        level = "same"
    else:
        level = "similar"
    return NameAgreement(
        weight=max(_LEAST_BITS, min(MOST_BITS, weight)),
        level=level,
        view=weakest[2].view if weakest else "none",
        agreed=frozenset(part.sound for pair in pairs for part in pair[:2]),
        left_a=left_a,
        left_b=left_b,
    )


def _pair_bits(a: NamePart, b: NamePart, found: PartAgreement) -> float:
    rarity = min(rarity_bits(a), rarity_bits(b))
    return rarity * found.closeness**2 - 0.5


Pairing = list[tuple[NamePart, NamePart, PartAgreement]]


def _align(a: NameView, b: NameView) -> tuple[Pairing, tuple[NamePart, ...], tuple[NamePart, ...]]:
    """Pairs of parts, the closest first, each part used once; then the parts of each side without a partner."""
    found = [
        (compare_parts(*sorted((one, other), key=_text)), place_a, place_b)
        for place_a, one in enumerate(a.parts)
        for place_b, other in enumerate(b.parts)
    ]
    found = [item for item in found if item[0] is not NONE]
    found.sort(key=lambda item: (-item[0].closeness, *sorted((_text(a.parts[item[1]]), _text(b.parts[item[2]])))))
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs: Pairing = []
    for agreed, place_a, place_b in found:
        if place_a not in used_a and place_b not in used_b:
            used_a.add(place_a)
            used_b.add(place_b)
            pairs.append((a.parts[place_a], b.parts[place_b], agreed))
    left_a = tuple(part for place, part in enumerate(a.parts) if place not in used_a)
    left_b = tuple(part for place, part in enumerate(b.parts) if place not in used_b)
    return pairs, left_a, left_b


def _text(part: NamePart) -> tuple[str, str]:
    return part.written, part.role
