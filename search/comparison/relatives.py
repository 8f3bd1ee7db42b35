"""Relatives by name, less what the person's own name already says."""

from search.comparison.feature import FeatureComparison, at_level, missing
from search.comparison.names import NameAgreement, agreement
from search.profile import Profile, RelativeView


def compare_relatives(a: Profile, b: Profile, own: NameAgreement | None) -> FeatureComparison:
    """The best agreement of two relatives of one relation.

    A father of the same family name as his child adds nothing: only parts that the persons' own names did not
    already agree on count.
    """
    agreed_already = own.agreed if own is not None else frozenset[str]()
    levels = {
        level
        for one in a.relatives
        for other in b.relatives
        if one.relation == other.relation and (level := _level(one, other, agreed_already))
    }
    if not levels:
        return missing("relative")
    return at_level("relative", "same" if "same" in levels else "different")


def _level(a: RelativeView, b: RelativeView, agreed_already: frozenset[str]) -> str | None:
    found = [agreement(one, other) for one in a.names for other in b.names]
    if any(item.level in ("same", "similar") and item.agreed - agreed_already for item in found):
        return "same"
    if all(item.conflict for item in found):
        return "different"
    return None
