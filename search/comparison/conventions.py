"""Conventions of romanisation under which one name of East Asia looks like two: `Zhou` and `Chow`, `Lee` and `Yi`.

Chinese words in pinyin are written anew under the rules of Wade and Giles, which documents of Taiwan and older ones
follow. Spellings of Cantonese and Hokkien follow other sounds than those of Mandarin, and Korean family names keep
customary spellings; both are listed for the common family names (`customary_family_names.txt`). Korean vowels have two
letters in the revised romanisation of 2000 where older spellings mostly have another one.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL = "iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|er|in|un|ia|ie|iu|ua|uo|ui|ue|a|o|e|i|u"
_SYLLABLES = 3
_PINYIN = re.compile(f"(?:({_INITIAL})?({_FINAL}))" + f"(?:({_INITIAL})({_FINAL}))?" * (_SYLLABLES - 1))
_ONLY_IN_PINYIN = re.compile("[xqz]|c(?!h)|ong|[jr]i|ian(?!g)|gu?o")
"""What pinyin writes otherwise than Wade and Giles; without any of it, many words of Europe could be pinyin."""

_INITIALS = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_FINALS = {"ian": "ien", "ong": "ung", "iong": "iung", "ie": "ieh", "ue": "ueh", "er": "erh"}
_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "yi": "i",
    "ye": "yeh", "you": "yu", "yan": "yen", "yong": "yung", "ge": "ko", "ke": "ko", "he": "ho", "gui": "kuei",
    "kui": "kuei",
}  # fmt: skip
_UO_STAYS_AFTER = frozenset(("g", "k", "h", "sh"))

_NO_GROUP: frozenset[int] = frozenset()
_KOREAN_VOWEL = re.compile("eo|eu|oo|ou")
_KOREAN_CONSONANTS = str.maketrans({"g": "k", "d": "t", "b": "p", "j": "c", "r": "l"})


def is_other_convention(a: str, b: str) -> bool:
    """Whether two romanised words can be one name under two conventions."""
    groups = _groups_by_spelling()
    if not groups.get(a, _NO_GROUP).isdisjoint(groups.get(b, ())):
        return True
    if b == wade_giles(a) or a == wade_giles(b):
        return True
    return (_has_revised_vowel(a) or _has_revised_vowel(b)) and _korean(a) == _korean(b)


@lru_cache(maxsize=200_000)
def has_other_convention(word: str) -> bool:
    """Whether any rule or list here has another spelling for the word; most words of the world have none."""
    return word in _groups_by_spelling() or wade_giles(word) is not None or _has_revised_vowel(word)


@lru_cache(maxsize=200_000)
def wade_giles(word: str) -> str | None:
    """A word of one to three syllables of pinyin under Wade and Giles' rules, without apostrophes.

    `jianguo` → `chienkuo`. None for words that are no pinyin, or that could be of any language.
    """
    syllables = _PINYIN.fullmatch(word) if _ONLY_IN_PINYIN.search(word) else None
    if syllables is None:
        return None
    found = syllables.groups("")
    return "".join(map(_syllable, found[::2], found[1::2]))


def _syllable(initial: str, final: str) -> str:
    if whole := _WHOLE.get(initial + final):
        return whole
    if final == "uo" and initial not in _UO_STAYS_AFTER:
        final = "o"
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)


def _has_revised_vowel(word: str) -> bool:
    return "eo" in word or "eu" in word


@lru_cache(maxsize=200_000)
def _korean(word: str) -> str:
    return _KOREAN_VOWEL.sub("u", word).translate(_KOREAN_CONSONANTS).replace("ch", "c")


@cache
def _groups_by_spelling() -> dict[str, frozenset[int]]:
    text = files("search.comparison").joinpath("customary_family_names.txt").read_text()
    groups = (group.split() for line in text.splitlines() for group in line.partition(":")[2].split(","))
    found: dict[str, set[int]] = defaultdict(set)
    for number, spellings in enumerate(groups):
        for spelling in spellings:
            found[spelling].add(number)
    return {spelling: frozenset(numbers) for spelling, numbers in found.items()}
