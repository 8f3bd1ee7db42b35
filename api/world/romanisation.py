"""How a name comes to be spelt in Latin letters in its bearer's own passport.

Cyrillic follows each country's passport rule (Ukraine: resolution 55 of 2010; Bulgaria: the transliteration act;
Russia: ICAO Doc 9303). Chinese follows pinyin, Korean the revised romanisation with the customary family names, Greek
UNGEGN (by ICU). Scripts that do not write their vowels have tables in :mod:`api.world.spellings` instead.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import icu

from api.world.spellings import BENGALI, KOREAN_FAMILY
from api.world.tables import table

Romaniser = Callable[[str], str]

_CYRILLIC = table(
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch "
    "ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia"
)
_UKRAINIAN = _CYRILLIC | {"г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "i", "'": "", "’": ""}
_UKRAINIAN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_BULGARIAN = _CYRILLIC | {"й": "y", "х": "h", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya"}

_SHORT_A_BETWEEN = r"(?<=[aāiīuūeēoō][bcdfghjklmnpqrstvwxyz])a(?=[bcdfghjklmnpqrstvwxyz][aāiīuūeēoō])"
_INDIC = (
    (r"ch", "chh"),
    (r"c(?!h)", "ch"),
    (r"[śṣ]", "sh"),
    (r"r̥", "ri"),
    (r"[ṁṅñṇ]", "n"),
    (r"ẏ", "y"),
    (r"(?<=[^aāiīuūeēoō])a$", ""),  # written, but silent
    (_SHORT_A_BETWEEN, ""),
)
_ARMENIAN = (
    ("čʻ", "ch"),
    ("cʻ", "ts"),
    ("c", "ts"),
    ("č", "ch"),
    ("j", "dz"),
    ("ǰ", "j"),
    ("š", "sh"),
    ("ž", "zh"),
    ("ġ", "gh"),
    ("x", "kh"),
    ("ə", "y"),
)
_KOREAN_FINALS = {"g": "k", "b": "p", "d": "t"}


@cache
def _icu(name: str) -> Romaniser:
    transliterator = icu.Transliterator.createInstance(name)
    return lambda text: str(transliterator.transliterate(text))


@lru_cache(maxsize=65_536)
def without_marks(text: str) -> str:
    """Latin letters without accents: `Nguyễn` → `Nguyen`, `Łódź` → `Lodz`."""
    stripped = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", stripped).translate(_STROKES)


_STROKES = str.maketrans("ıđĐłŁøØ", "idDlLoO")


def titled(text: str) -> str:
    """Every word with a capital; unlike `str.title`, letters after an apostrophe stay small."""
    return _FIRST_LETTERS.sub(lambda first: first[0].upper(), text)


_FIRST_LETTERS = re.compile(r"(?:^|(?<=[ -]))\w")


def _finished(text: str) -> str:
    plain = re.sub(r"[ʼʻʹ'’`]", "", without_marks(text))
    return titled(plain)


def _cyrillic(table: dict[str, str], initial: dict[str, str]) -> Romaniser:
    def word(text: str) -> str:
        first = initial.get(text[:1], "")
        return first + "".join(table.get(letter, letter) for letter in (text[1:] if first else text))

    def romanise(text: str) -> str:
        return _finished("".join(word(part) for part in re.split(r"([\s-])", text.lower())))

    return romanise


def _ukrainian(text: str) -> str:
    # `зг` is written `zgh`, because `zh` stands for `ж`.
    return _cyrillic(_UKRAINIAN, _UKRAINIAN_INITIAL)(text.lower().replace("зг", "зґh"))


def _indic_word(word: str) -> str:
    if word in BENGALI:
        return BENGALI[word]
    spelt = _icu("Any-Latin")(word)
    for pattern, replacement in _INDIC:
        spelt = re.sub(pattern, replacement, spelt)
    return spelt


def _indic(text: str) -> str:
    return _finished(" ".join(_indic_word(word) for word in text.split(" ")))


def _armenian(text: str) -> str:
    spelt = _icu("Any-Latin")(text.lower())
    for letters, replacement in _ARMENIAN:
        spelt = spelt.replace(letters, replacement)
    return _finished(spelt)


def _chinese(text: str) -> str:
    return _finished(_icu("Any-Latin")(text).replace(" ", ""))


def _korean(text: str) -> str:
    if text in KOREAN_FAMILY:
        return KOREAN_FAMILY[text]
    syllables = [_icu("Any-Latin")(syllable) for syllable in text]
    spelt = "".join(re.sub(r"(?<!n)[gbd]$", lambda final: _KOREAN_FINALS[final[0]], syllable) for syllable in syllables)
    return _finished(re.sub(r"(?<=[aeiou])l(?=[aeiou])", "r", spelt))


def _latin(text: str) -> str:
    return text


ROMANISERS: dict[str, Romaniser] = {
    "ukrainian": cache(_ukrainian),
    "russian": cache(_cyrillic(_CYRILLIC, {})),
    "bulgarian": cache(_cyrillic(_BULGARIAN, {})),
    "indic": cache(_indic),
    "armenian": cache(_armenian),
    "georgian": cache(lambda text: _finished(_icu("Any-Latin")(text))),
    "greek": cache(lambda text: _finished(_icu("Greek-Latin/UNGEGN")(text))),
    "chinese": cache(_chinese),
    "korean": cache(_korean),
    "latin": _latin,
}
"""A rule for each script and, where countries differ, each country."""
