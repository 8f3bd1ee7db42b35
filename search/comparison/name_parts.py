"""Whether two words of names are one: letter by letter, by sound, or nearly."""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from search.names import NamePart
from tracing.value import Value


class PartAgreement(Value, frozen=True, kw_only=True):
    """How two words agree: the kind of view that agreed, and a closeness from 0 (not at all) to 1."""

    view: str
    closeness: float


NONE = PartAgreement(view="none", closeness=0.0)
_WRITTEN = PartAgreement(view="written", closeness=1.0)
_ROMANISED = PartAgreement(view="romanised", closeness=0.98)
_SOUND = PartAgreement(view="sound", closeness=0.92)
_INITIAL = PartAgreement(view="initial", closeness=0.3)

_NEAR_FROM = 0.86
_SHORTEST_SKELETON = 3


@lru_cache(maxsize=300_000)
def compare_parts(a: NamePart, b: NamePart) -> PartAgreement:
    """The best agreement of two words under any view."""
    if a.written == b.written:
        return _WRITTEN if len(a.romanised) > 1 else _INITIAL
    if len(a.romanised) == 1 or len(b.romanised) == 1:
        return _INITIAL if a.sound[:1] == b.sound[:1] or a.romanised[0] == b.romanised[0] else NONE
    if a.romanised == b.romanised:
        return _ROMANISED
    if a.sound == b.sound:
        return _SOUND
    return _nearly(a, b)


def _nearly(a: NamePart, b: NamePart) -> PartAgreement:
    letters = JaroWinkler.similarity(a.romanised, b.romanised)
    heard = JaroWinkler.similarity(a.sound, b.sound)
    closeness = max(letters, heard)
    shorter = min(len(a.sound), len(b.sound))
    slips = OSA.distance(a.sound, b.sound, score_cutoff=2)
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if slips <= allowed:
        closeness = max(closeness, 0.9)
    if a.skeleton == b.skeleton and len(a.skeleton) >= _SHORTEST_SKELETON:
        return PartAgreement(view="skeleton", closeness=max(0.85, min(closeness, 0.9)))
    if closeness < _NEAR_FROM or (slips > allowed and shorter < 4):
        return NONE
    return PartAgreement(view="letters", closeness=0.75 * closeness)
