"""Ages at another time than they were told for: PFIF tells them for the date of the record."""

from math import ceil, floor

from tracing.person import Range, time_bounds

_YEAR_SECONDS = 365.2425 * 86_400


def aged(age: Range, told: str, at: str) -> Range:
    """How old somebody is at one time who was so old at another; a range, unless both times are one.

    Args:
        age: years, with both ends in it.
        told: when that was so, whole or in part.
        at: when it is asked for, whole or in part.
    """
    years = (time_bounds(at)[0] - time_bounds(told)[0]).total_seconds() / _YEAR_SECONDS
    return Range(
        min=None if age.min is None else min(300, max(0, age.min + floor(years))),
        max=None if age.max is None else min(300, max(0, age.max + ceil(years))),
    )
