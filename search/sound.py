"""Spellings of one sound made alike, for names romanised under any convention.

Coarser than Soundex-like codes for one language on purpose: clerks of many countries write what they hear. Two words
that sound alike here need not be the same name; comparison still looks at the letters.
"""

import re
from functools import lru_cache

# Longest first; each group of letters that some convention uses for a sound, and one letter for it. `c` stands for
# the sound of "ch", `s` for all hissing sounds, `k` for all hard ones; `i` for every glide.
_SPELLINGS = {
    "tsch": "c", "shch": "sc", "schtsch": "sc", "tch": "c", "sch": "s", "dzh": "j", "dsch": "j", "zh": "c", "ch": "c",
    "cz": "c", "sh": "s", "sz": "s", "ts": "s", "tz": "s", "ss": "s", "zz": "s", "z": "s", "kh": "k", "ck": "k",
    "cc": "k", "q": "k", "qu": "k", "x": "ks", "gh": "g", "gu": "gu", "ph": "f", "th": "t", "dh": "d", "bh": "b",
    "dj": "j", "w": "v", "ou": "u", "oo": "u", "ow": "ov", "ee": "i", "ii": "i", "iy": "i", "yi": "i", "ij": "i",
    "iyy": "i", "yy": "i", "y": "i", "j": "i", "aa": "a", "ue": "u", "oe": "o", "ae": "a", "ie": "i", "ei": "e",
    "ay": "e", "ai": "e", "ey": "e", "uu": "u", "gi": "gi",
}  # fmt: skip
_GROUPS = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_SOFT_C = re.compile(r"c(?=[eiy])(?!h)")
_HARD_C = re.compile(r"c(?![heiyzkc])")
_DOUBLES = re.compile(r"(.)\1+")
_SILENT_H = re.compile(r"(?<=.)h")
_INITIAL_X = re.compile(r"^x")
_VOWELS = re.compile(r"[aeiouj]")


@lru_cache(maxsize=200_000)
def sound(romanised: str) -> str:
    """A romanised word with spellings of one sound made alike: `kovaltchouk` and `kovalchuk` → `kovalcuk`."""
    text = _HARD_C.sub("k", _SOFT_C.sub("s", _INITIAL_X.sub("s", romanised)))
    text = _GROUPS.sub(lambda match: _SPELLINGS[match[0]], text)
    text = _SILENT_H.sub("", text.replace("j", "i"))
    return _DOUBLES.sub(r"\1", text)


@lru_cache(maxsize=200_000)
def skeleton(heard: str) -> str:
    """The consonants of a sound, after `i` for any vowel at the start: `kovalcuk` → `kvlck`, `iulia` → `il`."""
    if not heard:
        return ""
    start = "i" if _VOWELS.match(heard) else ""
    return start + _DOUBLES.sub(r"\1", _VOWELS.sub("", heard))


_CLASSES = str.maketrans("bfvdgrzcm", "ppptklssn", "aeiouj")


@lru_cache(maxsize=200_000)
def classes(heard: str) -> str:
    """Classes of consonants that survive any change of script: `kovalcuk` → `kplsk`, as in Arabic or Hangul too.

    Voiced and voiceless, l and r, b, v and f, m and n, and all hissing sounds are one each.
    """
    return _DOUBLES.sub(r"\1", heard.translate(_CLASSES))


_CONSONANTS = re.compile("[^aeiou]")


@lru_cache(maxsize=200_000)
def vowels(heard: str) -> str:
    """The vowels of a sound in order: `kovalcuk` → `oau`."""
    return _CONSONANTS.sub("", heard)
