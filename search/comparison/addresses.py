"""Addresses of homes: the best agreement of any two; people on the move have several."""

from rapidfuzz.distance import Indel

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import AddressView, Profile

_ORDER = ("same", "same_town", "same_region", "other_region")
_ALIKE = 0.8
"""Share of letters in common from which street and house count as the same, slips and abbreviations granted."""


def compare_addresses(a: Profile, b: Profile) -> FeatureComparison:
    """The best agreement of any two addresses; parts that one of two leaves out are not looked at."""
    levels = {level for one in a.addresses for other in b.addresses if (level := _level(one, other)) is not None}
    return at_level("address", min(levels, key=_ORDER.index)) if levels else missing("address")


def _level(a: AddressView, b: AddressView) -> str | None:
    if a.street and b.street and Indel.normalized_similarity(a.street, b.street) >= _ALIKE:
        return "same"
    if (a.town and a.town == b.town) or (a.postcode and a.postcode == b.postcode):
        return "same_town"
    if a.region and b.region:
        return "same_region" if a.region == b.region else "other_region"
    return None
