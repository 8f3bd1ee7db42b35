"""Documents, phones and accounts: numbers that one person holds, unless they are shared, borrowed or forged."""

from rapidfuzz.distance import OSA

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import DocumentView, Profile
from tracing.mrz.characters import check_digit, is_zone_text

_ORDER = ("same_number", "same_number_other_issuer", "misread", "one_character", "different")
_NUMBER_LENGTH = 9
"""Characters of a document number in a machine-readable zone; a check digit follows (ICAO Doc 9303 part 3, 4.9)."""
_SHORTEST_FOR_SLIPS = 7


def compare_documents(a: Profile, b: Profile) -> FeatureComparison:
    """The best agreement of any two documents; other numbers say little, for passports are renewed."""
    if not a.documents or not b.documents:
        return missing("document")
    levels = {_level(one, other) for one in a.documents for other in b.documents}
    return at_level("document", min(levels, key=_ORDER.index))


def _level(a: DocumentView, b: DocumentView) -> str:
    guarded = _guarded(a.number), _guarded(b.number)
    if a.number == b.number or a.number in guarded or b.number in guarded:
        other_issuer = a.issuer and b.issuer and a.issuer != b.issuer
        return "same_number_other_issuer" if other_issuer or len(a.number) < 5 else "same_number"
    long_enough = min(len(a.number), len(b.number)) >= _SHORTEST_FOR_SLIPS
    if long_enough and OSA.distance(a.number, b.number, score_cutoff=1) == 1:
        return "misread" if _fails(a.number) != _fails(b.number) else "one_character"
    return "different"


def _guarded(number: str) -> str | None:
    """The number before a check digit that was typed with it: `L898902C36` → `L898902C3`."""
    if len(number) != _NUMBER_LENGTH + 1 or not is_zone_text(number):
        return None
    return number[:-1] if check_digit(number[:-1]) == number[-1] else None


def _fails(number: str) -> bool:
    """Whether a number ends with a digit that should guard it and does not: some character was misread."""
    return len(number) == _NUMBER_LENGTH + 1 and number[-1].isdigit() and _guarded(number) is None


def compare_phones(a: Profile, b: Profile) -> FeatureComparison:
    """A shared phone; other phones say nothing, people change them."""
    return at_level("phone", "same") if set(a.phones) & set(b.phones) else missing("phone")


def compare_accounts(a: Profile, b: Profile) -> FeatureComparison:
    """A shared account; other accounts say nothing."""
    return at_level("account", "same") if set(a.accounts) & set(b.accounts) else missing("account")


def compare_flights(a: Profile, b: Profile) -> FeatureComparison:
    """One flight, train or ship on one day, as at its start and its end."""
    return at_level("flight", "same") if set(a.flights) & set(b.flights) else missing("flight")


def compare_recruitment(a: Profile, b: Profile) -> FeatureComparison:
    """One advertisement, or one recruiter, who has many victims."""
    if set(a.advertisements) & set(b.advertisements):
        return at_level("recruitment", "same_advertisement")
    return (
        at_level("recruitment", "same_recruiter") if set(a.recruiters) & set(b.recruiters) else missing("recruitment")
    )
