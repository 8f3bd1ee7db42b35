"""Names across scripts, spellings and orders: parts are paired one to one, each weighed by how rare it is."""

import math
from functools import lru_cache

from search.comparison.alignment import Alignment, align
from search.comparison.commonness import UNLISTED_BITS, rarity_bits
from search.comparison.feature import FeatureComparison, missing
from search.comparison.gendered_forms import is_patronymic
from search.comparison.name_parts import AGREES_FROM, INITIAL, PartAgreement
from search.names import NamePart, NameView, is_particle, name_view
from search.profile import Profile
from tracing.person import Name, NameKind
from tracing.value import Value

VERSION = "names-2"
"""Version of how names are read and compared: another one wherever the same two names may come out otherwise."""

MOST_BITS = 13.0
"""However rare a name, a namesake exists: a name never weighs more."""
LEAST_BITS = -18.0

_MOST_BITS_OF_ONE_PART = 6.0
"""One word may be a given name, and no country uses more than some hundred of those."""
_CONFLICT_BITS = -10.0
"""Both names have a part that the other lacks: more than any one part that they share can make up for, since families
and namesakes share one."""
_DIFFERENT_FROM = 0.6
"""Two parts that are no closer than this contradict each other outright; up to where words pass for one, by degrees."""
_LEFT_OVER_BITS = -0.3
"""Only one of the names has it: second names and patronymics are often left out."""
_INITIAL_BITS = 1.0
_DOUBTFUL_BELOW = 0.3
"""A part that is less close than 1 minus this brings nothing; nearer ones their rarity in proportion."""
SAME_NAME_FROM = 0.7
"""The score of two names from which they may be those of one person; chosen on invented names."""
_UNLIKE_BELOW = 0.4
"""A part that is less close than 1 minus this speaks against, in :func:`score`."""
_LONE_SHARE = 0.25
_LONE_COST = 0.7
_LEAST_ALIKE = 0.45
_PARTICLE_SHARE = 0.2


class NameAgreement(Value, frozen=True, kw_only=True):
    """How two names agree.

    Attributes:
        weight: match weight in bits.
        level: `same`, `similar`, `partly` or `different`.
        view: the weakest view that an agreeing part needed: written, romanised, sound, symbol, gendered_form,
            convention, letters, skeleton, cut, initial, short_form.
        agreed: sounds of the parts that agree.
        conflict: whether each name has a part that the other lacks.
    """

    weight: float
    level: str
    view: str
    agreed: frozenset[str]
    conflict: bool


def compare_names(a: Profile, b: Profile) -> tuple[FeatureComparison, NameAgreement | None]:
    """The best agreement of any two names of two persons.

    Names that somebody chose to be safe speak for, never against: they were made to be different.
    """
    if not a.names or not b.names:
        return missing("name"), None
    agreements = [agreement(one, other) for one in a.names for other in b.names]
    found = agreements[0] if len(agreements) == 1 else max(agreements, key=_strength)
    if found.weight < 0 and any(name.kind is NameKind.pseudonym for name in (*a.names, *b.names)):
        return missing("name"), None
    return FeatureComparison(feature="name", level=found.level, weight=found.weight, about=found.view), found


def _strength(found: NameAgreement) -> tuple[float, str, str, list[str]]:
    return found.weight, found.level, found.view, sorted(found.agreed)


def name_score(a: str, b: str) -> float:
    """How near two names as one line are, from 0 to 1; for measuring on labelled pairs."""
    views = name_view(Name(full=a)), name_view(Name(full=b))
    return score(views[0], views[1]) if views[0] and views[1] else 0.0


def score(a: NameView, b: NameView) -> float:
    """How near two names are from 0 to 1: the mean likeness of their parts, held down by the least alike.

    Rare parts count more than common ones (`Nguyen Van Nam` and `Nguyen Van Hai` share next to nothing), but two names
    made of common parts alone can be as near as any.
    """
    alignment = align(a, b)
    likeness = [(_likeness(found), _share(one, other), one, other) for one, other, found in alignment.pairs]
    _, lone = _unmatched(list(alignment.left_a), list(alignment.left_b))
    shares = math.fsum(share for _, share, _, _ in likeness)
    if not shares:
        return 0.0
    mean = math.fsum((*(alike * share for alike, share, _, _ in likeness), -_LONE_COST * lone)) / (
        shares + _LONE_SHARE * lone
    )
    least = min(
        (alike for alike, _, one, other in likeness if not (is_particle(one) and is_particle(other))), default=mean
    )
    return max(0.0, (1.0 + (1.0 - _LEAST_ALIKE) * mean + _LEAST_ALIKE * least) / 2.0)


def _likeness(found: PartAgreement) -> float:
    """Closeness stretched to -1 … 1: words that have only some letters in common are different words."""
    return max(-1.0, 1.0 - ((1.0 - found.closeness) / _UNLIKE_BELOW) ** 2)


def _share(a: NamePart, b: NamePart) -> float:
    """How much of a name a part is: particles say next to nothing, common and short words less than rare ones."""
    if is_particle(a) and is_particle(b):
        return _PARTICLE_SHARE
    return max(rarity_bits(a), rarity_bits(b)) / UNLISTED_BITS


@lru_cache(maxsize=100_000)
def agreement(a: NameView, b: NameView) -> NameAgreement:
    """How two names agree, in bits."""
    alignment = align(a, b)
    agreeing = [pair for pair in alignment.pairs if pair[2].agrees]
    conflicts, lone = _contradictions(alignment)
    if a.generation and b.generation and a.generation != b.generation:
        conflicts.append(1.0)
    bits = [_pair_bits(*pair) for pair in agreeing]
    agreed_bits = min(math.fsum(bits), MOST_BITS if len(agreeing) > 1 else _MOST_BITS_OF_ONE_PART)
    weight = math.fsum((agreed_bits, math.fsum(conflicts) * _CONFLICT_BITS, lone * _LEFT_OVER_BITS))
    weakest = min((pair[2] for pair in agreeing), key=lambda found: (found.closeness, found.view), default=None)
    return NameAgreement(
        weight=max(LEAST_BITS, min(MOST_BITS, weight)),
        level=_level(weakest, bool(conflicts), lone),
        view=weakest.view if weakest else "",
        agreed=frozenset(part.sound for pair in agreeing for part in pair[:2]),
        conflict=bool(conflicts),
    )


def _contradictions(alignment: Alignment) -> tuple[list[float], float]:
    """How far, from 0 to 1, each two parts contradict each other, and how many parts only one of the names has.

    Particles do neither.
    """
    paired = [
        min(1.0, (AGREES_FROM - found.closeness) / (AGREES_FROM - _DIFFERENT_FROM))
        for one, _, found in alignment.pairs
        if not found.agrees and not is_particle(one)
    ]
    without_partner, lone = _unmatched(list(alignment.left_a), list(alignment.left_b))
    return [*paired, *[1.0] * without_partner], lone


def _unmatched(left_a: list[NamePart], left_b: list[NamePart]) -> tuple[int, float]:
    """How many parts are left in both names, in pairs, and how many in one only; a patronymic is half a part there."""
    fewer, more = sorted(([part for part in left if not is_particle(part)] for left in (left_a, left_b)), key=len)
    surplus = len(more) - len(fewer)
    patronymics = min(surplus, sum(is_patronymic(part.sound) for part in more))
    return len(fewer), surplus - 0.5 * patronymics


def _level(weakest: PartAgreement | None, conflict: bool, lone: float) -> str:
    if weakest is None:
        return "different"
    if conflict:
        return "partly"
    return "same" if weakest.closeness > 0.9 and not lone else "similar"


def _pair_bits(a: NamePart, b: NamePart, found: PartAgreement) -> float:
    if is_particle(a) or is_particle(b):
        return 0.0
    if found is INITIAL:
        return _INITIAL_BITS
    certainty = max(0.0, 1.0 - (1.0 - found.closeness) / _DOUBTFUL_BELOW)
    return min(rarity_bits(a), rarity_bits(b)) * certainty
