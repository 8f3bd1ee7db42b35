"""What can be seen of a person: marks, height, eyes, hair."""

from search.comparison.feature import FeatureComparison, at_level, missing
from search.profile import MarkView, Profile

_MARK_ORDER = ("same_look", "same", "other_look", "same_place", "same_kind", "other_side", "none")
_SIDES = frozenset({"left", "right"})
# One clerk writes forearm, the next writes arm.
_REGIONS = {
    "forearm": "arm", "elbow": "arm", "bicep": "arm", "finger": "hand", "thumb": "hand", "palm": "hand",
    "thigh": "leg", "knee": "leg", "calf": "leg", "shin": "leg", "ankle": "foot", "toe": "foot", "heel": "foot",
    "cheek": "face", "chin": "face", "forehead": "face", "nose": "face", "eyebrow": "face", "lip": "face",
    "abdomen": "belly", "stomach": "belly",
}  # fmt: skip
_HEIGHT_ERROR_CM = 5
_MOST_GROWTH_CM_A_YEAR = 12
"""What no child older than two exceeds for long (WHO growth standards)."""
_COMMON_EYES = frozenset({"brown", "black", "dark"})
_COMMON_HAIR = frozenset({"brown", "black", "dark"})


def compare_marks(a: Profile, b: Profile) -> FeatureComparison:
    """The best agreement of any two marks. That none agrees says little: who reports sees what clothes leave free."""
    if not a.marks or not b.marks:
        return missing("mark")
    levels = {_mark_level(one, other) for one in a.marks for other in b.marks}
    return at_level("mark", min(levels, key=_MARK_ORDER.index))


def _mark_level(a: MarkView, b: MarkView) -> str:
    words_a, words_b = set(a.body_part.split()), set(b.body_part.split())
    same_kind = a.kind == b.kind
    if not words_a or not words_b:
        return "same_kind" if same_kind else "none"
    if (words_a ^ words_b) == _SIDES:
        return "other_side" if same_kind else "none"
    if words_a == words_b:
        return _look(a, b) if same_kind else "same_place"
    if words_a <= words_b or words_b <= words_a or _regions(words_a) == _regions(words_b):
        return "same_place" if same_kind else "none"
    return "none"


def _look(a: MarkView, b: MarkView) -> str:
    """One kind on one place: looks that both tell can agree too, or differ: a rose, a cross."""
    if not a.looks or not b.looks:
        return "same"
    return "same_look" if set(a.looks) & set(b.looks) else "other_look"


def _regions(words: set[str]) -> set[str]:
    return {_REGIONS.get(word, word) for word in words}


def compare_height(a: Profile, b: Profile) -> FeatureComparison:
    """Height ranges in centimetres; whoever was a minor may have grown since."""
    if a.height is None or b.height is None:
        return missing("height")
    low_a, high_a = a.height.min or 0, a.height.max or 300
    low_b, high_b = b.height.min or 0, b.height.max or 300
    if a.minor is True or b.minor is True:
        return _grown(a, b)
    if a.minor is not False or b.minor is not False:
        return missing("height")
    gap = max(low_a - high_b, low_b - high_a, 0)
    if gap == 0:
        return at_level("height", "overlap")
    return at_level("height", "near" if gap <= _HEIGHT_ERROR_CM else "apart")


def _grown(a: Profile, b: Profile) -> FeatureComparison:
    """Nobody shrinks, and nobody grows faster than an infant; how much a child grew says next to nothing else."""
    if a.event is None or b.event is None or a.height is None or b.height is None:
        return missing("height")
    earlier, later = sorted((a, b), key=lambda p: (p.event.first, p.event.last))  # type: ignore[union-attr]
    assert earlier.event and later.event and earlier.height and later.height
    years = max(0.0, (later.event.last - earlier.event.first).days / 365.25)
    shrunk = (earlier.height.min or 0) - (later.height.max or 300)
    shot_up = (later.height.min or 0) - (earlier.height.max or 300) - _MOST_GROWTH_CM_A_YEAR * years
    return at_level("height", "grown" if max(shrunk, shot_up) <= _HEIGHT_ERROR_CM else "apart")


def compare_eyes(a: Profile, b: Profile) -> FeatureComparison:
    """Colour of the eyes."""
    return _colour("eyes", a.eyes, b.eyes, _COMMON_EYES)


def compare_hair(a: Profile, b: Profile) -> FeatureComparison:
    """Colour of the hair, which can be dyed."""
    return _colour("hair", a.hair, b.hair, _COMMON_HAIR)


def _colour(feature: str, a: str | None, b: str | None, common: frozenset[str]) -> FeatureComparison:
    if not a or not b:
        return missing(feature)
    if a == b:
        return at_level(feature, "same_common" if a in common else "same_rare")
    if a in common and b in common:
        return missing(feature)
    return at_level(feature, "different")
