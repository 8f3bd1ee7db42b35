"""Documents, phones and accounts: numbers that one person holds, unless they are shared, borrowed or forged."""

from rapidfuzz.distance import OSA

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import DocumentView, Profile

_ORDER = ("same_number", "same_number_other_issuer", "one_character", "different")
_SHORTEST_FOR_SLIPS = 7


def compare_documents(a: Profile, b: Profile) -> FeatureComparison:
    """The best agreement of any two documents; other numbers say little, for passports are renewed."""
    if not a.documents or not b.documents:
        return missing("document")
    levels = {_level(one, other) for one in a.documents for other in b.documents}
    return at_level("document", min(levels, key=_ORDER.index))


def _level(a: DocumentView, b: DocumentView) -> str:
    if a.number == b.number:
        other_issuer = a.issuer and b.issuer and a.issuer != b.issuer
        return "same_number_other_issuer" if other_issuer or len(a.number) < 5 else "same_number"
    long_enough = min(len(a.number), len(b.number)) >= _SHORTEST_FOR_SLIPS
    if long_enough and OSA.distance(a.number, b.number, score_cutoff=1) == 1:
        return "one_character"
    return "different"


def compare_phones(a: Profile, b: Profile) -> FeatureComparison:
    """A shared phone; other phones say nothing, people change them."""
    return at_level("phone", "same") if set(a.phones) & set(b.phones) else missing("phone")


def compare_accounts(a: Profile, b: Profile) -> FeatureComparison:
    """A shared account; other accounts say nothing."""
    return at_level("account", "same") if set(a.accounts) & set(b.accounts) else missing("account")
