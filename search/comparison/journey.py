"""Place and time: nobody is in two places at once."""

import math

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import Event, Profile

_FASTEST_KMH = 1000
_FREE_KM = 50
"""Distances below this say nothing: places are named after the town, times after the shift."""
_EARTH_RADIUS_KM = 6371.0
_DAY_SECONDS = 86_400


def compare_journey(a: Profile, b: Profile) -> FeatureComparison:
    """Whether one person could have been at both places; being near on one day says a little for it."""
    one, other = a.event, b.event
    if one is None or other is None or not one.seen or not other.seen:
        return missing("journey")
    distance = _kilometres(one, other)
    if distance is None:
        return missing("journey")
    least = max((other.first - one.last).total_seconds(), (one.first - other.last).total_seconds(), 0.0)
    most = max((other.last - one.first).total_seconds(), (one.last - other.first).total_seconds())
    if distance > _FREE_KM and distance - _FREE_KM > _FASTEST_KMH * most / 3600:
        return at_level("journey", "impossible")
    if distance <= _FREE_KM and least <= _DAY_SECONDS:
        return at_level("journey", "same_place_and_day")
    return missing("journey")


def _kilometres(a: Event, b: Event) -> float | None:
    """Great-circle distance, or None when a place has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    across = math.sin((latitude_a - latitude_b) / 2) ** 2
    along = math.sin(math.radians(a.longitude - b.longitude) / 2) ** 2
    chord = across + math.cos(latitude_a) * math.cos(latitude_b) * along
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
