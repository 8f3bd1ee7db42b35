"""Kin: brothers and sisters, twins, parent and child are much alike on paper and are not one person."""

from search.comparison.feature import FeatureComparison, at_level, missing
from search.comparison.names import NameAgreement, agreement
from search.profile import Days, Profile, widened_birth
from tracing.person.description import Relation

_YEAR = 365.25
_LEAST_PARENT_YEARS = 13
_TELLING_BITS = 8.0
"""Bits of a parent's name from which it may be this one's: every common name is somebody's father's."""
_PARENTS = frozenset({Relation.father, Relation.mother})


def compare_kinship(
    a: Profile, b: Profile, names: NameAgreement | None, birth: FeatureComparison, others: tuple[FeatureComparison, ...]
) -> FeatureComparison:
    """What kin two persons may be, which speaks against one person; missing without a sign of it.

    Args:
        a: one profile.
        b: the other.
        names: how their own names agree.
        birth: how their births compare.
        others: relatives, address, phone and account, which a household has in common.
    """
    if _is_parent(a, b) or _is_parent(b, a):
        return at_level("kinship", "parent_and_child")
    if names is None or not names.conflict or not (_family_sounds(a) & _family_sounds(b) & names.agreed):
        return missing("kinship")
    if birth.level == "same_day":
        return at_level("kinship", "twins")
    if any(found.level == "same" for found in others):
        return at_level("kinship", "siblings")
    return missing("kinship")


def _family_sounds(profile: Profile) -> frozenset[str]:
    """Sounds of parts that may be of the family: who shares only a given name married, or is nobody's kin."""
    return frozenset(part.sound for name in profile.names for part in name.parts if part.role != "g")


def _is_parent(parent: Profile, child: Profile) -> bool:
    """Whether the child's parent has this one's name, and this one is old enough."""
    if not child.relatives or not _old_enough(_born(parent), _born(child)):
        return False
    return any(
        found.level in ("same", "similar") and len(found.agreed) > 1 and found.weight >= _TELLING_BITS
        for relative in child.relatives
        if relative.relation in _PARENTS
        for own in parent.names
        for name in relative.names
        if (found := agreement(own, name))
    )


def _born(profile: Profile) -> Days | None:
    return widened_birth(profile) or profile.birth_by_age


def _old_enough(parent: Days | None, child: Days | None) -> bool:
    return parent is not None and child is not None and (child.first - parent.last).days / _YEAR >= _LEAST_PARENT_YEARS
