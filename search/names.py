"""Views of names: every part folded, romanised and reduced to sound, so that spellings and scripts meet.

The view of a part depends on its text alone and is cached by it: romanisation costs a hundred times the rest.
"""

import re
import unicodedata
from functools import lru_cache

from search.romanisation import romanise, spoken
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
    """A name as comparison needs it.

    Attributes:
        parts: in the order written, given names before family names.
        generation: 1 for the elder of two who share a name, 2 for the younger …; 0 where the name does not say.
    """

    parts: tuple[NamePart, ...]
    kind: NameKind = NameKind.main
    generation: int = 0


# Customary written abbreviations of given names and titles. They are writing conventions of registers (Bangladesh,
# Pakistan, India, Malaysia, Spain), which no rule of sound could derive.
_ABBREVIATIONS = {
    "md": "mohammad", "mohd": "mohammad", "muhd": "mohammad", "mhd": "mohammad", "mohamd": "mohammad",
    "mst": "mosammat", "mstt": "mosammat", "mosa": "mosammat",
    "ma": "maria", "fco": "francisco", "gpe": "guadalupe", "hdez": "hernandez", "glez": "gonzalez",
    "rdgz": "rodriguez", "fdez": "fernandez", "mtnez": "martinez", "wm": "william", "chas": "charles", "jos": "joseph",
}  # fmt: skip

_TITLES = frozenset(
    (
        "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "mme", "mlle", "herr", "frau", "senor", "senora", "haji",
        "hajji", "sheikh", "shaikh",
    )
)  # fmt: skip

_SEPARATORS = re.compile(r"[\s\-‐‑–—_,.;:/\\|()\[\]\"“”«»・·=<>]+")
_ABBREVIATING_POINT = re.compile(r"\b(md|mohd|muhd|mst)\.?(?=\w{3})", re.IGNORECASE)

_WITHOUT_SPACES = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}")
# Chinese and Korean family names of two syllables; all others have one, and Japanese ones mostly two signs.
_LONG_FAMILY_NAMES = re.compile(
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|司徒|东方|東方|夏侯|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|端木|长孙|長孫|宇文|"
    "남궁|황보|제갈|사공|선우|독고|동방"
)
_JAPANESE_LENGTH = 4
_FIRST_HANGUL = "\uac00"


@lru_cache(maxsize=200_000)
def part_view(word: str, role: str) -> NamePart | None:
    """All views of one case-folded word, or None when nothing of it can be read."""
    romanised = romanise(word)
    if not romanised:
        return None
    romanised = _ABBREVIATIONS.get(romanised, romanised)
    heard = sound(spoken(word, romanised))
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


def words(text: str) -> list[str]:
    """The words of a name, NFKC and case-folded; names written without spaces are cut after the family name."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    folded = _ABBREVIATING_POINT.sub(r"\1 ", folded)
    lettered = ("".join(filter(_is_letter, word)) for word in _SEPARATORS.split(folded))
    found = [word for word in lettered if word]
    if len(found) == 1 and _WITHOUT_SPACES.fullmatch(found[0]):
        return _after_family_name(found[0])
    return found


def _after_family_name(name: str) -> list[str]:
    """A name of two to four signs cut into family and given name: `周杰` → `周`, `杰`; `山田太郎` → `山田`, `太郎`."""
    is_long = bool(_LONG_FAMILY_NAMES.match(name)) and len(name) > 2
    cut = 2 if is_long or (len(name) == _JAPANESE_LENGTH and name[0] < _FIRST_HANGUL) else 1
    return [name[:cut], name[cut:]]


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
        "al", "el", "ul", "il", "as", "ash", "ad", "ar", "ibn", "bin", "ben", "bint", "binti", "binte", "bte", "abu",
        "abou", "abi", "umm", "oum", "de", "da", "do", "dos", "das", "di", "du", "del", "dela", "della", "degli", "la",
        "las", "los", "le", "les", "van", "von", "vom", "zu", "zum", "zur", "der", "den", "ter", "te", "af", "av", "y",
        "e", "san", "santa", "anak", "ال", "بن", "ابن", "بنت", "ابو", "أبو", "ام", "أم", "آل", "בן", "בת", "בר", "де",
        "ван", "фон", "аль", "эль", "ибн", "бин",
    )
)  # fmt: skip


def is_particle(part: NamePart) -> bool:
    """Whether a part is a word like `al`, `de` or `van`, which offices write, join or leave out at will.

    In other scripts the word itself counts: `دعاء` is a given name, though its romanised letters are `da`.
    """
    return part.written in _PARTICLES


# Who is meant of a family in which a name is handed down. `I` and `V` are initials more often than numbers.
_GENERATIONS = {
    "sr": 1, "snr": 1, "senior": 1, "pere": 1, "jr": 2, "jnr": 2, "junior": 2, "fils": 2, "filho": 2, "hijo": 2,
    "ii": 2, "neto": 3, "nieto": 3, "iii": 3, "iv": 4,
}  # fmt: skip


def _without_generation(parts: tuple[NamePart, ...]) -> tuple[tuple[NamePart, ...], int]:
    """Parts without a word that tells the generation, which stands after what it belongs to, and what it tells."""
    for place, part in enumerate(parts[1:], 1):
        is_last = place == len(parts) - 1 or parts[place + 1].role != part.role
        if is_last and len(parts) > 2 and part.romanised in _GENERATIONS:
            return (*parts[:place], *parts[place + 1 :]), _GENERATIONS[part.romanised]
    return parts, 0


def name_view(name: Name) -> NameView | None:
    """The view of a name, or None when it holds no letter of any script."""
    given = parts_of(name.given, "g") if name.given else ()
    family = parts_of(name.family, "f") if name.family else ()
    parts = given + family or (parts_of(name.full, "") if name.full else ())
    parts, generation = _without_generation(parts[:MAX_PARTS])
    return NameView(parts=parts, kind=name.kind, generation=generation) if parts else None
