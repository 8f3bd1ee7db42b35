"""Whether two words of names are one: each view is asked, and the best one wins and is named."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel, JaroWinkler, Levenshtein

from search.comparison.conventions import has_other_convention, is_other_convention
from search.comparison.gendered_forms import is_gendered_form
from search.comparison.name_symbols import shared_symbols
from search.comparison.short_forms import ShortForm, alike_at_an_end, has_listed_form, short_form
from search.names import NamePart
from search.romanisation import in_letter_groups, is_latin
from search.sound import classes, vowels
from tracing.value import Value


class PartAgreement(Value, frozen=True, kw_only=True):
    """How two words agree: the kind of view that agreed best, and a closeness from 0 (not at all) to 1."""

    view: str
    closeness: float

    @property
    def agrees(self) -> bool:
        """Whether the words pass for one."""
        return self.closeness >= AGREES_FROM or self.view in _WEAK_VIEWS


_WEAK_VIEWS = frozenset(("initial", "short_form"))
"""Views in which words agree although little is said by it."""

AGREES_FROM = 0.8
"""Closeness from which two words pass for one; below it they are two, however alike."""

_WRITTEN = PartAgreement(view="written", closeness=1.0)
_ROMANISED = PartAgreement(view="romanised", closeness=0.98)
_SOUND = PartAgreement(view="sound", closeness=0.95)
INITIAL = PartAgreement(view="initial", closeness=0.76)
_NEAR_SYMBOL = PartAgreement(view="symbol", closeness=0.93)
_SYMBOL = PartAgreement(view="symbol", closeness=0.86)
_GENDERED_FORM = PartAgreement(view="gendered_form", closeness=0.92)
_CONVENTION = PartAgreement(view="convention", closeness=0.88)
_SHORT_FORMS = {
    ShortForm.listed: PartAgreement(view="short_form", closeness=0.82),
    ShortForm.clipped: PartAgreement(view="short_form", closeness=0.76),
    ShortForm.derived: PartAgreement(view="short_form", closeness=0.72),
}
_DOUBTFUL_SHORT_FORM = PartAgreement(view="short_form", closeness=0.66)
"""Derived by an ending, where both words are known names: as often two names of one root, `Marin` and `Marcin`."""
CUT = PartAgreement(view="cut", closeness=0.84)
_FAR = PartAgreement(view="none", closeness=0.3)
_NOT_INITIAL = PartAgreement(view="none", closeness=0.0)

_FAR_BELOW = 0.6
"""Jaro–Winkler likeness of sounds below which looking closer is not worth its time."""
_WITHOUT_VOWELS = re.compile(r"[\u0590-\u07bf\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Scripts that write no vowels, or few: Hebrew, Arabic, Syriac."""
_SAME_CONSONANTS = 0.94
_VOWELS_COST = 0.2
_NEAR_FROM = 0.6
_OTHER_NAME_COST = 0.06
"""Two known names that are not forms of one name are rather two names than one mistyped: `Carla` and `Carlo`."""
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
    near = _by_letters(a, b)
    shared = shared_symbols(a, b)
    if shared:
        return _better(near, _NEAR_SYMBOL if near.closeness >= _NEAR_FROM else _SYMBOL)
    if shared == 0 and near.view == "letters":
        near = PartAgreement(view=near.view, closeness=max(_FAR.closeness, near.closeness - _OTHER_NAME_COST))
    return _better(near, _by_rule(a, b, known_apart=shared == 0))


def _better(one: PartAgreement, other: PartAgreement) -> PartAgreement:
    return one if one.closeness >= other.closeness else other


def _by_rule(a: NamePart, b: NamePart, known_apart: bool) -> PartAgreement:
    """The best view that says yes or no."""
    if not (alike_at_an_end(a.sound, b.sound) or _has_other_spellings(a) or _has_other_spellings(b)):
        return _FAR
    if is_gendered_form(a.sound, b.sound):
        return _GENDERED_FORM
    if is_other_convention(a.romanised, b.romanised):
        return _CONVENTION
    if a.role == b.role == "f":
        return _FAR
    form = short_form(a.sound, b.sound)
    if form is ShortForm.derived and known_apart:
        return _DOUBTFUL_SHORT_FORM
    return _SHORT_FORMS[form] if form else _FAR


def _has_other_spellings(part: NamePart) -> bool:
    return has_listed_form(part.sound) or has_other_convention(part.romanised)


def _by_letters(a: NamePart, b: NamePart) -> PartAgreement:
    """How alike letters and sounds are, or consonants alone where one of the words writes no vowels."""
    across = 0.0 if _is_plain_latin(a.written) and _is_plain_latin(b.written) else _across(a, b)
    heard = JaroWinkler.similarity(a.sound, b.sound)
    if across < _FAR.closeness and heard < _FAR_BELOW:
        return _FAR
    near = max(_near(heard, a.sound, b.sound), _near_letters(a.romanised, b.romanised))
    return PartAgreement(view="skeleton", closeness=across) if across > near else _letters(near)


def _letters(closeness: float) -> PartAgreement:
    return PartAgreement(view="letters", closeness=closeness)


@lru_cache(maxsize=200_000)
def _is_plain_latin(written: str) -> bool:
    return is_latin(written) and not in_letter_groups(written)


@lru_cache(maxsize=200_000)
def _writes_vowels(written: str) -> bool:
    return not (_WITHOUT_VOWELS.match(written) or in_letter_groups(written))


def _near(jaro_winkler: float, a: str, b: str) -> float:
    """Likeness of letters: Jaro–Winkler held down by the share of letters changed, left out or put in, or swapped."""
    edits = OSA.normalized_similarity(a, b) + Indel.normalized_similarity(a, b)
    return 0.5 * jaro_winkler + 0.25 * edits - 0.05


def _near_letters(a: str, b: str) -> float:
    return _near(JaroWinkler.similarity(a, b), a, b)


def _across(a: NamePart, b: NamePart) -> float:
    """Likeness of consonants between scripts; the vowels count too, unless one script writes none, or `v` for some."""
    alike = _classes_alike(classes(a.sound), classes(b.sound))
    if _writes_vowels(a.written) and _writes_vowels(b.written):
        return alike - _VOWELS_COST * (1.0 - Indel.normalized_similarity(vowels(a.sound), vowels(b.sound)))
    without_v = _classes_alike(classes(a.sound.replace("v", "")), classes(b.sound.replace("v", "")))
    return max(alike, without_v - 0.05)


def _classes_alike(a: str, b: str) -> float:
    length = max(len(a), len(b))
    if length == 0:
        return 0.0
    trust = 1.0 if length >= _LETTERS_TO_TRUST else 0.9 if length == 2 else 0.7
    return _SAME_CONSONANTS * trust * Levenshtein.normalized_similarity(a, b)
