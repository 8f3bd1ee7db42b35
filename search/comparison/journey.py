"""Place and time: nobody is in two places at once, and a journey leaves its traces near one another."""

import math
from typing import NamedTuple

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import Event, Profile

_FASTEST_KMH = 1000
"""Door to door by aeroplane; more than any other means."""
_FREE_KM = 50
"""Distances below this say nothing: places are named after the town, times after the shift."""
_NEAR_KM = 500
_EARTH_RADIUS_KM = 6371.0
_DAY_SECONDS = 86_400
_SAME_PLACE_DAYS, _WEEKS, _MONTHS, _YEAR = 3, 30, 180, 365


class Apart(NamedTuple):
    """How far two events lie from each other.

    Attributes:
        kilometres: along the great circle; None where a place has no coordinates.
        least_seconds, most_seconds: the shortest and the longest time that may lie between the two.
    """

    kilometres: float | None
    least_seconds: float
    most_seconds: float

    @property
    def impossible(self) -> bool:
        """Whether nobody could have been at both places: not even by aeroplane in the longest time."""
        return self.kilometres is not None and self.kilometres - _FREE_KM > _FASTEST_KMH * self.most_seconds / 3600


def apart(a: Event, b: Event) -> Apart:
    """How far two events lie from each other in space and time, in whichever order they happened."""
    return Apart(
        kilometres=_kilometres(a, b),
        least_seconds=max((b.first - a.last).total_seconds(), (a.first - b.last).total_seconds(), 0.0),
        most_seconds=max((b.last - a.first).total_seconds(), (a.last - b.first).total_seconds()),
    )


def compare_journey(a: Profile, b: Profile) -> FeatureComparison:
    """Whether one person could have been at both places, and how far apart in time and place the two reports lie.

    Both must have been seen in the body. Without coordinates a place is near another one of its country.
    """
    one, other = a.event, b.event
    if one is None or other is None or not one.seen or not other.seen:
        return missing("journey")
    between = apart(one, other)
    if between.impossible:
        return at_level("journey", "impossible")
    return at_level("journey", _traces(one, other, between.kilometres, between.least_seconds / _DAY_SECONDS))


def _traces(a: Event, b: Event, kilometres: float | None, days: float) -> str:
    if days > _MONTHS:
        return "within_a_year" if days <= _YEAR else "years_apart"
    if kilometres is not None and kilometres <= _FREE_KM and days <= _SAME_PLACE_DAYS:
        return "same_place_and_days"
    near = a.country == b.country != "" if kilometres is None else kilometres <= _NEAR_KM
    if near:
        return "near_place_and_weeks" if days <= _WEEKS else "near_place_and_months"
    return "weeks_apart" if days <= _WEEKS else "months_apart"


def _kilometres(a: Event, b: Event) -> float | None:
    """Great-circle distance, or None when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    across = math.sin((latitude_a - latitude_b) / 2) ** 2
    along = math.sin(math.radians(a.longitude - b.longitude) / 2) ** 2
    chord = across + math.cos(latitude_a) * math.cos(latitude_b) * along
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
