"""Faces as encodings: what the distance between two of the same model weighs, by how long ago and how young.

The weight is log2 of how often pictures of one person lie at a distance over how often those of two persons do. Both
are mixtures of equally wide normal distributions, so that a nearer pair never weighs less; the figures, with their
sources, are in :mod:`search.comparison.face_constants`.
"""

import math
from datetime import date
from typing import NamedTuple

from search.comparison.face_constants import (
    CHANGED_IN_ADULTHOOD,
    CHANGED_IN_CHILDHOOD,
    CHILD_KIN_SHARE,
    DISTANCES,
    GROWN_YEARS,
    KIN,
    KIN_SHARE,
    MOST_CHANGED,
    SAME,
    SPREAD,
    STRANGERS,
    TWIN_SHARE,
    UNLIKE_SHARE,
)
from search.comparison.feature import FeatureComparison, missing
from search.profile import Profile, widened_birth
from tracing.person import Face, date_bounds

_KNOWN_MODEL = "dlib-resnet"
"""Distances of this family of models are known; another model's mean something else."""

_YEAR_DAYS = 365.2425


class Ages(NamedTuple):
    """What the time between two pictures did to a face.

    Attributes:
        childhood: years of it before the person was grown.
        adulthood: years of it after.
        child: whether one of the pictures shows a child.
    """

    childhood: float = 0.0
    adulthood: float = 0.0
    child: bool = False


def nearest_distance(a: Profile, b: Profile) -> float | None:
    """The least Euclidean distance between two encodings of a model that we know, or None without such a pair."""
    return min((distance for _, _, distance in _pairs(a, b)), default=None)


def compare_faces(a: Profile, b: Profile) -> FeatureComparison:
    """The pair of pictures that weighs the most; its distance names the level."""
    weighed = [(weight_of(distance, _ages(a, one, b, other)), distance) for one, other, distance in _pairs(a, b)]
    if not weighed:
        return missing("face")
    weight, distance = max(weighed, key=lambda pair: (pair[0], -pair[1]))
    level = next(level for bound, level in DISTANCES if distance <= bound)
    return FeatureComparison(feature="face", level=level, weight=weight)


def weight_of(distance: float, ages: Ages = Ages()) -> float:  # noqa: B008 - immutable
    """Match weight in bits of two pictures at a distance."""
    changed = CHANGED_IN_CHILDHOOD * ages.childhood + CHANGED_IN_ADULTHOOD * ages.adulthood
    unlike = UNLIKE_SHARE + (1 - UNLIKE_SHARE) * min(MOST_CHANGED, changed)
    kin = CHILD_KIN_SHARE if ages.child else KIN_SHARE
    others = kin * _ratio(KIN, distance) + 1 - kin
    likeness = _ratio(SAME, distance) / others
    # An unlike picture of a person is as like as anybody else's; a double's as like as the person's own.
    return math.log2(((1 - unlike) * likeness + unlike) / (TWIN_SHARE * likeness + 1 - TWIN_SHARE))


def _ratio(mean: float, distance: float) -> float:
    """Density of a normal distribution about a mean over that about the mean of strangers, equally wide.

    The ratio, because far away both densities vanish in floating point.
    """
    return math.exp(((distance - STRANGERS) ** 2 - (distance - mean) ** 2) / (2 * SPREAD**2))


def _pairs(a: Profile, b: Profile) -> list[tuple[Face, Face, float]]:
    pairs = ((one, other, one.distance(other)) for one in a.faces for other in b.faces)
    return [
        (one, other, distance)
        for one, other, distance in pairs
        if distance is not None and one.model.startswith(_KNOWN_MODEL)
    ]


def _ages(a: Profile, one: Face, b: Profile, other: Face) -> Ages:
    first, last = _taken(a, one), _taken(b, other)
    if first is None or last is None:
        return Ages(child=a.minor is True or b.minor is True)
    if first > last:
        first, last = last, first
    years = (last - first).days / _YEAR_DAYS
    # Where the two records differ in the age, the younger one counts: to take a child for grown up would say too much.
    grown = max(filter(None, (_grown(a), _grown(b))), default=None)
    childhood = 0.0 if grown is None else min(years, max(0.0, (grown - first).days / _YEAR_DAYS))
    return Ages(childhood=childhood, adulthood=years - childhood, child=grown is not None and grown > first)


def _taken(profile: Profile, face: Face) -> date | None:
    """The middle of the days on which a picture can have been taken; the time of the report if nothing is said."""
    if face.taken is not None:
        first, last = date_bounds(face.taken)
    elif profile.event is not None:
        first, last = profile.event.first.date(), profile.event.last.date()
    else:
        return None
    return first + (last - first) // 2


def _grown(profile: Profile) -> date | None:
    """About when the person was grown up, or None when nothing is known of the age."""
    born = widened_birth(profile) or profile.birth_by_age
    if born is None:
        return None
    middle = born.first + (born.last - born.first) // 2
    return date.fromordinal(min(date.max.toordinal(), middle.toordinal() + round(GROWN_YEARS * _YEAR_DAYS)))
