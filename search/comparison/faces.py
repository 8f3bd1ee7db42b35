"""Faces as encodings: the nearest pair of the same model."""

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import Profile
from search.weights import FACE_DISTANCES

_KNOWN_MODEL = "dlib-resnet"
"""Levels are distances of this family of models; another model's distances mean something else."""


def nearest_distance(a: Profile, b: Profile) -> float | None:
    """The least Euclidean distance between two encodings of a model that we know, or None without such a pair."""
    distances = (one.distance(other) for one in a.faces for other in b.faces if one.model.startswith(_KNOWN_MODEL))
    return min((distance for distance in distances if distance is not None), default=None)


def compare_faces(a: Profile, b: Profile) -> FeatureComparison:
    """The level that the nearest pair of encodings reaches."""
    nearest = nearest_distance(a, b)
    if nearest is None:
        return missing("face")
    return at_level("face", next(level for bound, level in FACE_DISTANCES if nearest <= bound))
