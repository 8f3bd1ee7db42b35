"""Fields whose values are simply equal or not: sex, nationality, birth country, languages."""

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import Profile
from search.weights import rarity

_SAYS_NOTHING = frozenset({"XXX", "UNK"})
_NO_STATE = frozenset({"XXA", "XXB", "XXC"})


def compare_sex(a: Profile, b: Profile, named_alike: bool) -> FeatureComparison:
    """Male or female; any other statement is none. A name that agrees mostly tells the sex already."""
    if a.sex is None or b.sex is None:
        return missing("sex")
    if a.sex != b.sex:
        return at_level("sex", "different")
    return at_level("sex", "same_as_name" if named_alike else "same")


def compare_nationality(a: Profile, b: Profile, share_a_name: bool) -> FeatureComparison:
    """Nationalities: one shared is enough; a stateless person or refugee may also be noted with a country.

    A name in common, if only the family's, mostly tells where both are from.
    """
    codes_a, codes_b = set(a.nationalities) - _SAYS_NOTHING, set(b.nationalities) - _SAYS_NOTHING
    if not codes_a or not codes_b:
        return missing("nationality")
    if codes_a & codes_b:
        if share_a_name:
            return at_level("nationality", "shared_as_name")
        return at_level("nationality", "shared", rarity=rarity("nationality", codes_a & codes_b))
    if (codes_a | codes_b) & _NO_STATE:
        return missing("nationality")
    return at_level("nationality", "different")


def compare_birth_country(a: Profile, b: Profile, same_origin: bool) -> FeatureComparison:
    """Country of birth; a name or a nationality in common tells it mostly."""
    if not a.birth_country or not b.birth_country:
        return missing("birth_country")
    if a.birth_country != b.birth_country:
        return at_level("birth_country", "different")
    return at_level("birth_country", "shared_as_origin" if same_origin else "shared")


def compare_languages(a: Profile, b: Profile, same_origin: bool) -> FeatureComparison:
    """Languages: one shared is enough; nobody's list is complete. A name or a nationality in common tells it mostly."""
    if not a.languages or not b.languages:
        return missing("language")
    shared = set(a.languages) & set(b.languages)
    if not shared:
        return at_level("language", "different")
    if same_origin:
        return at_level("language", "shared_as_origin")
    return at_level("language", "shared", rarity=rarity("language", shared))
