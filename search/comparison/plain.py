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


def compare_nationality(a: Profile, b: Profile, named_alike: bool) -> FeatureComparison:
    """Nationalities: one shared is enough; a stateless person or refugee may also be noted with a country."""
    codes_a, codes_b = set(a.nationalities) - _SAYS_NOTHING, set(b.nationalities) - _SAYS_NOTHING
    if not codes_a or not codes_b:
        return missing("nationality")
    if codes_a & codes_b:
        if named_alike:
            return at_level("nationality", "shared_as_name")
        return at_level("nationality", "shared", rarity=rarity("nationality", codes_a & codes_b))
    if (codes_a | codes_b) & _NO_STATE:
        return missing("nationality")
    return at_level("nationality", "different")


def compare_birth_country(a: Profile, b: Profile) -> FeatureComparison:
    """Country of birth."""
    if not a.birth_country or not b.birth_country:
        return missing("birth_country")
    return at_level("birth_country", "shared" if a.birth_country == b.birth_country else "different")


def compare_languages(a: Profile, b: Profile) -> FeatureComparison:
    """Languages: one shared is enough; nobody's list is complete."""
    if not a.languages or not b.languages:
        return missing("language")
    shared = set(a.languages) & set(b.languages)
    if not shared:
        return at_level("language", "different")
    return at_level("language", "shared", rarity=rarity("language", shared))
