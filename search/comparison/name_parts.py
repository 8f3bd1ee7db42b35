"""Whether two words of names are one: letter by letter, by sound, or nearly."""

from functools import lru_cache

from rapidfuzz.distance import Indel, JaroWinkler, Levenshtein

from search.names import NamePart
from search.sound import classes
from tracing.value import Value


class PartAgreement(Value, frozen=True, kw_only=True):
    """How two words agree: the kind of view that agreed best, and a closeness from 0 (not at all) to 1."""

    view: str
    closeness: float

    @property
    def agrees(self) -> bool:
        """Whether the words pass for one."""
        return self.closeness >= AGREES_FROM or self is INITIAL


AGREES_FROM = 0.8
"""Closeness from which two words pass for one; below it they are two, however alike."""

_WRITTEN = PartAgreement(view="written", closeness=1.0)
_ROMANISED = PartAgreement(view="romanised", closeness=0.98)
_SOUND = PartAgreement(view="sound", closeness=0.95)
INITIAL = PartAgreement(view="initial", closeness=0.76)
_SHORT_FORM = PartAgreement(view="short_form", closeness=0.84)
_FAR = PartAgreement(view="none", closeness=0.3)
_NOT_INITIAL = PartAgreement(view="none", closeness=0.0)

_LAST_LATIN_LETTER = "\u024f"
_FAR_BELOW = 0.6
"""Jaro–Winkler likeness of sounds below which looking closer is not worth its time."""
_SHORTEST_FORM = 3
_LETTERS_TO_TRUST = 3
"""So many classes of consonants must agree before agreement across scripts is more than chance."""


@lru_cache(maxsize=300_000)
def compare_parts(a: NamePart, b: NamePart) -> PartAgreement:
    """The best agreement of two words under any view; the order of the two makes no difference."""
    if len(a.romanised) == 1 or len(b.romanised) == 1:
        return INITIAL if a.romanised[0] == b.romanised[0] or a.sound[:1] == b.sound[:1] else _NOT_INITIAL
    if a.written == b.written:
        return _WRITTEN
    if a.romanised == b.romanised:
        return _ROMANISED
    if a.sound == b.sound:
        return _SOUND
    if _is_short_form(a.sound, b.sound):
        return _SHORT_FORM
    across = 0.0 if is_latin(a) and is_latin(b) else _across(a.sound, b.sound)
    heard = JaroWinkler.similarity(a.sound, b.sound)
    if across < _FAR.closeness and heard < _FAR_BELOW:
        return _FAR
    near = max(_near(heard, a.sound, b.sound), _near_letters(a.romanised, b.romanised))
    return PartAgreement(view="skeleton", closeness=across) if across > near else _letters(near)


def _letters(closeness: float) -> PartAgreement:
    return PartAgreement(view="letters", closeness=closeness)


def _is_short_form(a: str, b: str) -> bool:
    """Whether one is the beginning of the other, as `Sus` of `Susan`: called so, or cut off by a field's length."""
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    return len(shorter) >= _SHORTEST_FORM and longer.startswith(shorter)


def is_latin(part: NamePart) -> bool:
    """Whether a word was written in Latin letters."""
    return part.written[0] <= _LAST_LATIN_LETTER


def _near(jaro_winkler: float, a: str, b: str) -> float:
    """Likeness of letters: Jaro–Winkler held down by the share of letters that must change."""
    return 0.5 * jaro_winkler + 0.5 * Indel.normalized_similarity(a, b) - 0.05


def _near_letters(a: str, b: str) -> float:
    return _near(JaroWinkler.similarity(a, b), a, b)


def _across(a: str, b: str) -> float:
    """Likeness of consonants between scripts, one of which may write no vowels, or `v` for a vowel."""
    return max(
        _classes_alike(classes(a), classes(b)),
        _classes_alike(classes(a.replace("v", "")), classes(b.replace("v", ""))) - 0.05,
    )


def _classes_alike(a: str, b: str) -> float:
    length = max(len(a), len(b))
    if length == 0:
        return 0.0
    trust = 1.0 if length >= _LETTERS_TO_TRUST else 0.9 if length == 2 else 0.7
    return 0.9 * trust * Levenshtein.normalized_similarity(a, b)
