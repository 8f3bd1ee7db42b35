"""Views of names: every part folded, romanised and reduced to sound, so that spellings and scripts meet.

The view of a part depends on its text alone and is cached by it: romanisation costs a hundred times the rest.
"""

import re
import unicodedata
from functools import cache, lru_cache

import icu

from search.sound import skeleton, sound
from tracing.person import Name, NameKind
from tracing.value import Value

MAX_PARTS = 8
"""Parts of one name that are kept; longer texts are sentences rather than names."""


class NamePart(Value, frozen=True, kw_only=True, array_like=True):
    """One word of a name.

    Attributes:
        written: as written, NFKC and case-folded, in its own script.
        romanised: in letters a to z.
        sound: romanised with spellings of one sound made alike.
        skeleton: the consonants of `sound`, and a mark for a vowel at the start.
        role: `g` given, `f` family, empty where the report does not say.
    """

    written: str
    romanised: str
    sound: str
    skeleton: str
    role: str = ""


class NameView(Value, frozen=True, kw_only=True, array_like=True):
    """A name as comparison needs it: its parts in the order written, given names before family names."""

    parts: tuple[NamePart, ...]
    kind: NameKind = NameKind.main


# Customary written abbreviations of given names and titles. They are writing conventions of registers (Bangladesh,
# Pakistan, India, Malaysia, Spain), which no rule of sound could derive.
_ABBREVIATIONS = {
    "md": "mohammad", "mohd": "mohammad", "muhd": "mohammad", "mhd": "mohammad", "mohamd": "mohammad",
    "mst": "mosammat", "mstt": "mosammat", "mosa": "mosammat",
    "ma": "maria", "fco": "francisco", "gpe": "guadalupe", "hdez": "hernandez", "glez": "gonzalez",
    "rdgz": "rodriguez", "fdez": "fernandez", "mtnez": "martinez", "wm": "william", "chas": "charles", "jos": "joseph",
}  # fmt: skip

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "sir",
        "mme",
        "mlle",
        "herr",
        "frau",
        "senor",
        "senora",
        "haji",
        "hajji",
        "sheikh",
        "shaikh",
    ]
)

_SEPARATORS = re.compile(r"[\s\-‐‑–—_,.;:/\\|()\[\]\"“”«»・·=<>]+")
_ABBREVIATING_POINT = re.compile(r"\b(md|mohd|muhd|mst)\.?(?=\w{3})", re.IGNORECASE)

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_SCRIPTS = (
    (re.compile(r"[\u0400-\u052f]"), "Russian-Latin/BGN; Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u3040-\u30ff]"), "Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u3400-\u9fff]"), "Han-Latin/Names; Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), "Greek-Latin/UNGEGN; Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u0530-\u058f]"), "Armenian-Latin/BGN; Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u10a0-\u10ff]"), "Georgian-Latin/BGN; Any-Latin; Latin-ASCII"),
    (re.compile(r"[\u1200-\u137f]"), "Amharic-Latin/BGN; Any-Latin; Latin-ASCII"),
)
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{3})")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FAMILY_FIRST_SYLLABLES = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]{2,4}")
# Letters whose plain base letter would lose a sound that other spellings write with two letters.
_LATIN_SOUNDS = str.maketrans(
    {"ç": "ch", "č": "ch", "ć": "ch", "ş": "sh", "š": "sh", "ś": "sh", "ș": "sh", "ž": "zh", "ż": "zh", "ź": "zh",
     "ñ": "ny", "ň": "ny", "ń": "ny", "đ": "d", "ł": "l", "ğ": "g", "ı": "i", "ä": "a", "ö": "o", "ü": "u", "å": "a"}
)  # fmt: skip


@cache
def _transliterator(rules: str) -> icu.Transliterator:
    return icu.Transliterator.createInstance(rules)


def _rules(text: str) -> str:
    if _UKRAINIAN.search(text):
        return "Ukrainian-Latin/BGN; Any-Latin; Latin-ASCII"
    for script, rules in _SCRIPTS:
        if script.search(text):
            return rules
    return "Any-Latin; Latin-ASCII"


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


_PINYIN_SOUNDS = str.maketrans({"x": "sh", "q": "ch", "c": "ts"})


@lru_cache(maxsize=200_000)
def romanise(word: str) -> str:
    """A word in letters a to z: `ковальчук` → `kovalchuk`. A word of unreadable signs becomes empty."""
    if word.isascii():
        return _letters(word)
    word = _ARABIC_ARTICLE.sub("", word).replace("ة", "ه")
    return _letters(_transliterator(_rules(word)).transliterate(word))


@lru_cache(maxsize=200_000)
def part_view(word: str, role: str) -> NamePart | None:
    """All views of one case-folded word, or None when nothing of it can be read."""
    romanised = romanise(word)
    if not romanised:
        return None
    romanised = _ABBREVIATIONS.get(romanised, romanised)
    heard = sound(_spoken(word, romanised))
    return NamePart(written=word, romanised=romanised, sound=heard, skeleton=skeleton(heard), role=role)


@lru_cache(maxsize=50_000)
def joined(one: NamePart, other: NamePart) -> NamePart:
    """Two words as if written as one."""
    heard = sound(one.romanised + other.romanised)
    return NamePart(
        written=one.written + other.written,
        romanised=one.romanised + other.romanised,
        sound=heard,
        skeleton=skeleton(heard),
        role=one.role,
    )


def _spoken(word: str, romanised: str) -> str:
    """The word with letters for its sounds, where romanisation alone would lose them."""
    if word.isascii():
        return romanised
    if _HAN.search(word):
        return romanised.replace("ch", "q").translate(_PINYIN_SOUNDS)
    spoken = _letters(_transliterator("Latin-ASCII").transliterate(word.translate(_LATIN_SOUNDS)))
    return spoken if len(spoken) >= len(romanised) else romanised


def words(text: str) -> list[str]:
    """The words of a name, NFKC and case-folded; names written without spaces are cut after the family name."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    folded = _ABBREVIATING_POINT.sub(r"\1 ", folded)
    lettered = ("".join(filter(_is_letter, word)) for word in _SEPARATORS.split(folded))
    found = [word for word in lettered if word]
    if len(found) == 1 and _FAMILY_FIRST_SYLLABLES.fullmatch(found[0]):
        return [found[0][0], found[0][1:]]
    return found


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


@lru_cache(maxsize=100_000)
def parts_of(text: str, role: str = "") -> tuple[NamePart, ...]:
    """The parts of a name's text without titles, at most MAX_PARTS."""
    views = (part_view(word, role) for word in words(text))
    kept = tuple(view for view in views if view is not None)
    untitled = tuple(view for view in kept if view.romanised not in _TITLES)
    return (untitled or kept)[:MAX_PARTS]


_PARTICLES = frozenset(
    (
        "al", "el", "ul", "il", "as", "ash", "ad", "ar", "ibn", "bin", "ben", "bint", "binti", "de", "da", "do", "dos",
        "das", "di", "du", "del", "della", "la", "le", "les", "van", "von", "der", "den", "ter", "te", "y", "e", "san",
        "santa",
    )
)  # fmt: skip


def is_particle(part: NamePart) -> bool:
    """Whether a part is a word like `al`, `de` or `van`, which offices write, join or leave out at will."""
    return part.romanised in _PARTICLES


def name_view(name: Name) -> NameView | None:
    """The view of a name, or None when it holds no letter of any script."""
    given = parts_of(name.given, "g") if name.given else ()
    family = parts_of(name.family, "f") if name.family else ()
    parts = given + family or (parts_of(name.full, "") if name.full else ())
    return NameView(parts=parts[:MAX_PARTS], kind=name.kind) if parts else None
