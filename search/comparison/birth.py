"""Birth dates, whole, in part or approximate, and ages: ranges of days that grow with the uncertainty."""

import math
from datetime import date

from rapidfuzz.distance import OSA, Hamming

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import Days, Profile, widened_birth

_YEAR = 365.25
_OVERLAPS = ((3.5, "overlap_narrow"), (6, "overlap_medium"), (12, "overlap_wide"), (math.inf, "overlap_vague"))
"""By how many years two windows span together: the narrower they are, the more it says that they overlap."""
_NEAR_YEARS, _FAR_YEARS = 3, 8
"""Witnesses and clerks mistake an adult's age by some years easily, by more than that seldom."""
_CHILD_NEAR_YEARS, _CHILD_FAR_YEARS = 1, 3
_CHILD_ERROR_YEARS = 1


def compare_birth(a: Profile, b: Profile) -> FeatureComparison:
    """Birth dates if both state one, else the windows of birth that dates and ages allow."""
    if a.birth is not None and b.birth is not None:
        return _dates(a, b)
    window_a, window_b = (widened_birth(p) or p.birth_by_age for p in (a, b))
    if window_a is None or window_b is None:
        return missing("birth")
    return _windows(window_a, window_b, child=a.minor is True and b.minor is True)


def _dates(a: Profile, b: Profile) -> FeatureComparison:
    assert a.birth is not None and b.birth is not None
    if a.birth_approximate or b.birth_approximate:
        window_a, window_b = widened_birth(a), widened_birth(b)
        assert window_a is not None and window_b is not None
        return _windows(window_a, window_b, child=a.minor is True and b.minor is True)
    if a.birth_filler or b.birth_filler:
        if a.birth.first.year == b.birth.first.year:
            return at_level("birth", "filler_year", "filler")
        return at_level("birth", _apart(a, b), "filler")
    if a.birth.first == a.birth.last and b.birth.first == b.birth.last:
        return at_level("birth", _whole_dates(a, b))
    if a.birth.first <= b.birth.last and b.birth.first <= a.birth.last:
        days = max(_length(a.birth), _length(b.birth))
        return at_level("birth", "same_month" if days <= 31 else "same_year", "partial")
    return at_level("birth", _apart(a, b), "partial")


def _whole_dates(a: Profile, b: Profile) -> str:
    assert a.birth is not None and b.birth is not None
    one, other = a.birth.first, b.birth.first
    if one == other:
        return "same_day"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "day_month_swapped"
    if _one_slip(one, other):
        return "one_slip"
    if one.year == other.year:
        return "same_month_other_day" if one.month == other.month else "same_year_other_day"
    return _apart(a, b)


def _one_slip(one: date, other: date) -> bool:
    """One digit mistaken, two neighbours swapped (`64` for `46`), or the year miscounted by one.

    A digit of the century would make another generation.
    """
    years = abs(one.year - other.year)
    digits = tuple(f"{day.year % 100:02}{day.month:02}{day.day:02}" for day in (one, other))
    if one.year // 100 == other.year // 100 and OSA.distance(*digits) == Hamming.distance(*digits) - 1 == 1:
        return True
    if (one.month, one.day) == (other.month, other.day):
        return years in (1, 2, 10, 20)
    return years == 0 and Hamming.distance(*digits) == 1


def _apart(a: Profile, b: Profile) -> str:
    assert a.birth is not None and b.birth is not None
    years = _gap(a.birth, b.birth) / _YEAR
    if a.minor is True and b.minor is True and years > _CHILD_ERROR_YEARS:
        return "child_other_year"
    return "near_year" if years <= 1.5 else "other_year"


def _length(days: Days) -> int:
    return (days.last - days.first).days + 1


def _gap(a: Days, b: Days) -> int:
    """Days between two ranges; 0 when they touch or overlap."""
    return max((b.first - a.last).days, (a.first - b.last).days, 0)


def _windows(a: Days, b: Days, child: bool) -> FeatureComparison:
    """Overlapping windows speak the more for one person the narrower they are."""
    gap = _gap(a, b) / _YEAR
    if gap == 0:
        years = (_length(a) + _length(b)) / _YEAR
        width = next(level for most, level in _OVERLAPS if years <= most)
        return at_level("birth", width, "range")
    near, far = (_NEAR_YEARS, _FAR_YEARS) if not child else (_CHILD_NEAR_YEARS, _CHILD_FAR_YEARS)
    level = "estimate_near" if gap <= near else "estimate_apart" if gap <= far else "estimate_far"
    return at_level("birth", level, "range")
