"""Words of any script in letters a to z, by the habits of each script.

ICU's transliterators do the work, by the tables of BGN/PCGN where there is one. Words that are Latin already keep their
letters without marks. Words in the Arabic letter groups of ICAO Doc 9303 part 3 section 6 are read back.
"""

import re
from functools import cache, lru_cache

import icu

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
_PINYIN_SOUNDS = str.maketrans({"x": "sh", "q": "ch", "c": "ts"})
_LAST_LATIN_LETTER = "\u024f"
_LATIN_ADDITIONAL = ("\u1e00", "\u1eff")
# Letters whose plain base letter would lose a sound that other spellings write with two letters.
_LATIN_SOUNDS = str.maketrans(
    {"ç": "ch", "č": "ch", "ć": "ch", "ş": "sh", "š": "sh", "ś": "sh", "ș": "sh", "ž": "zh", "ż": "zh", "ź": "zh",
     "ñ": "ny", "ň": "ny", "ń": "ny", "đ": "d", "ł": "l", "ğ": "g", "ı": "i", "ä": "a", "ö": "o", "ü": "u", "å": "a"}
)  # fmt: skip

# ICAO Doc 9303 part 3 section 6 C: each Arabic letter has its own Latin letters, most of them marked by X, and vowels
# are not written. `محمود` is MXHMWD there.
_LETTER_GROUPS = {
    "xss": "s", "xdz": "d", "xtt": "t", "xzz": "z", "xsh": "sh", "xth": "th", "xdh": "dh", "xkh": "kh", "xzh": "zh",
    "xkk": "k", "xaa": "a", "xae": "a", "xay": "a", "xya": "y", "xta": "h", "xh": "h", "xc": "ch", "xg": "g", "xi": "y",
    "xe": "",
}  # fmt: skip
_A_LETTER_GROUP = re.compile("|".join(sorted(_LETTER_GROUPS, key=len, reverse=True)))
# Some names of other tongues could be read so too, Xie or Maxi: one of the groups that only such a document has must be
# there. It has no other I, O, U or V.
_IN_LETTER_GROUPS = re.compile(
    f"(?=.*x(?:h|kh|ss|dz|tt|zz|sh|th|dh|zh|kk|aa|ae|ta|ya|ay))(?:{_A_LETTER_GROUP.pattern}|[abtjdrzsefgqklmnhwyp])+"
)
# The same document writes Ñ as N or NXX, and Ü as U, UE or UXX.
_MARKED_BY_XX = re.compile("(?<=[nu])xx")


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


def is_latin(word: str) -> bool:
    """Whether a word begins with a Latin letter."""
    return word[:1] <= _LAST_LATIN_LETTER or _LATIN_ADDITIONAL[0] <= word[0] <= _LATIN_ADDITIONAL[1]


def in_letter_groups(word: str) -> bool:
    """Whether a word is written in the Arabic letter groups of a travel document, as `mxhmwd` for `محمود`."""
    return "x" in word and bool(_IN_LETTER_GROUPS.fullmatch(word))


@lru_cache(maxsize=200_000)
def romanise(word: str) -> str:
    """A word in letters a to z: `ковальчук` → `kovalchuk`. A word of unreadable signs becomes empty."""
    if not word.isascii():
        word = _ARABIC_ARTICLE.sub("", word).replace("ة", "ه")
        return _letters(_transliterator(_rules(word)).transliterate(word))
    letters = _letters(word)
    if "x" not in letters:
        return letters
    if in_letter_groups(letters):
        return _A_LETTER_GROUP.sub(lambda group: _LETTER_GROUPS[group[0]], letters) or letters
    return _MARKED_BY_XX.sub("", letters)


def spoken(word: str, romanised: str) -> str:
    """The word with letters for its sounds, where romanisation alone would lose them."""
    if word.isascii():
        return romanised
    if _HAN.search(word):
        return romanised.replace("ch", "q").translate(_PINYIN_SOUNDS)
    found = _letters(_transliterator("Latin-ASCII").transliterate(word.translate(_LATIN_SOUNDS)))
    return found if len(found) >= len(romanised) else romanised
