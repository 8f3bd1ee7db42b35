"""Personal names: which names a country has, how common each is, and how they are put together.

Names come from faker's locales. Their commonness follows the locale's own weights where it has any, else a Zipf-like
law; so a few names are borne by many people and most names by few.
"""

import bisect
import hashlib
import importlib
import itertools
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from api.world.romanisation import ROMANISERS, Romaniser

ZIPF_EXPONENT = 0.8


class Word(NamedTuple):
    """One name word, in its own script and in the Latin spelling of the bearer's passport."""

    native: str
    latin: str


class PersonalName(NamedTuple):
    """A whole name.

    Attributes:
        given: first name and any further given names, the father's name or a patronymic.
        family: family names, the first one first.
        family_first: whether the family name is written first at home.
        spaced: whether the words are written apart in their own script.
    """

    given: tuple[Word, ...]
    family: tuple[Word, ...]
    family_first: bool = False
    spaced: bool = True

    def native(self) -> tuple[str, str]:
        """Given and family names in their own script."""
        space = " " if self.spaced else ""
        return space.join(w.native for w in self.given), space.join(w.native for w in self.family)

    def latin(self) -> tuple[str, str]:
        """Given and family names in Latin letters."""
        return " ".join(w.latin for w in self.given), " ".join(w.latin for w in self.family)


class Pool:
    """Names to draw from, common ones more often."""

    def __init__(self, words: Sequence[Word], weights: Iterable[float]) -> None:
        self.words = words
        self._cumulated = list(itertools.accumulate(weights))

    def draw(self, rng: random.Random) -> Word:
        """One name."""
        place = bisect.bisect(self._cumulated, rng.random() * self._cumulated[-1])
        return self.words[min(place, len(self.words) - 1)]


@dataclass(frozen=True, eq=False)
class Naming:
    """How names work in one origin.

    Attributes:
        locale: faker's locale.
        style: how the words are put together, see :data:`_STYLES`.
        script: rule of romanisation, see :data:`api.world.romanisation.ROMANISERS`.
        commonest_first: whether the locale lists its names by commonness.
        female, male, family: attributes of the locale's provider that hold the names.
        spellings: Latin spellings by name (female, male, family) where no rule can give them; only these names are
            then used, the commonest first.
    """

    locale: str
    style: str = "plain"
    script: str = "latin"
    commonest_first: bool = False
    female: str = "first_names_female"
    male: str = "first_names_male"
    family: str = "last_names"
    spellings: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]] | None = None

    def draw(self, rng: random.Random, sex: str, family: tuple[Word, ...] | None = None) -> PersonalName:
        """A name for a man or a woman; children and siblings are given the family's name."""
        return _STYLES[self.style](self, rng, sex, family or self.draw_family(rng))

    def draw_given(self, rng: random.Random, sex: str) -> Word:
        """A first name."""
        return _pool(self, self.female if sex == "female" else self.male).draw(rng)

    def draw_family(self, rng: random.Random) -> tuple[Word, ...]:
        """A family's name, in the form that men bear; two names where mother's and father's are both borne."""
        pool = _pool(self, self.family)
        first = pool.draw(rng)
        return (first, pool.draw(rng)) if self.style in ("spanish", "portuguese") else (first,)


def _locale(name: str) -> Any:
    return importlib.import_module(f"faker.providers.person.{name}").Provider


def _stable_order(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=8).digest()


@cache
def _pool(naming: Naming, attribute: str) -> Pool:
    if naming.spellings is not None:
        spelt = naming.spellings[(naming.female, naming.male, naming.family).index(attribute)]
        return Pool([Word(*pair) for pair in spelt.items()], _zipf(len(spelt)))
    if naming.script == "japanese":
        pairs = getattr(_locale(naming.locale), _JAPANESE_PAIRS[attribute])
        return Pool([Word(kanji, latin) for kanji, _, latin in pairs], _zipf(len(pairs)))
    listed = getattr(_locale(naming.locale), attribute)
    names = list(dict.fromkeys(name.replace("\u200d", "").strip() for name in listed if "(" not in name))
    if isinstance(listed, Mapping) and len(set(listed.values())) > 1:
        weights: Iterable[float] = listed.values()
    else:
        weights = _zipf(len(names))
        names = names if naming.commonest_first else sorted(names, key=_stable_order)
    romanise = ROMANISERS[naming.script]
    return Pool([Word(name, romanise(name)) for name in names], weights)


_JAPANESE_PAIRS = {
    "first_names_female": "first_name_female_pairs",
    "first_names_male": "first_name_male_pairs",
    "last_names": "last_name_pairs",
}


def _zipf(count: int) -> list[float]:
    return [1 / (rank + 2) ** ZIPF_EXPONENT for rank in range(count)]


def _plain(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    given: tuple[Word, ...] = (naming.draw_given(rng, sex),)
    if rng.random() < 0.1:
        given += (naming.draw_given(rng, sex),)
    return PersonalName(given, family)


def _fathers_name(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    given: tuple[Word, ...] = (naming.draw_given(rng, sex),)
    if rng.random() < 0.4:
        given += (naming.draw_given(rng, "male"),)
    return PersonalName(given, family)


def _iberian(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    given: tuple[Word, ...] = (naming.draw_given(rng, sex),)
    if rng.random() < 0.4:
        given += (naming.draw_given(rng, sex),)
    return PersonalName(given, family)


def _by_sex(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    if sex == "female":
        romanise = ROMANISERS[naming.script]
        family = tuple(_feminine(word, naming.style, romanise) for word in family)
    given: tuple[Word, ...] = (naming.draw_given(rng, sex),)
    middle = f"middle_names_{sex}"
    if hasattr(_locale(naming.locale), middle) and rng.random() < 0.3:
        given += (_pool(naming, middle).draw(rng),)
    return PersonalName(given, family)


def _bengali(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    if sex == "female" and rng.random() < 0.6:
        family = (_pool(naming, "last_names_female_islamic").draw(rng),)
    return PersonalName((naming.draw_given(rng, sex),), family)


def _vietnamese(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    usual = Word("Thị", "Thị") if sex == "female" else Word("Văn", "Văn")
    middle = usual if rng.random() < 0.35 else _pool(naming, "middle_names").draw(rng)
    given: tuple[Word, ...] = (middle, naming.draw_given(rng, sex))
    if rng.random() < 0.4:
        given += (naming.draw_given(rng, sex),)
    return PersonalName(given, family, family_first=True)


def _east_asian(naming: Naming, rng: random.Random, sex: str, family: tuple[Word, ...]) -> PersonalName:
    given = naming.draw_given(rng, sex)
    if naming.style == "chinese" and len(given.native) == 1 and rng.random() < 0.7:
        second = naming.draw_given(rng, sex)
        given = Word(given.native + second.native[:1], ROMANISERS["chinese"](given.native + second.native[:1]))
    return PersonalName((given,), family, family_first=True, spaced=False)


_STYLES = {
    "plain": _plain,
    "fathers_name": _fathers_name,
    "spanish": _iberian,
    "portuguese": _iberian,
    "slavic": _by_sex,
    "ukrainian": _by_sex,
    "greek": _by_sex,
    "bengali": _bengali,
    "vietnamese": _vietnamese,
    "chinese": _east_asian,
    "east_asian": _east_asian,
}

_FEMININE = {
    "slavic": (
        (r"(ск|цк)и[йи]?$", r"\1ая"),
        (r"[ыо]й$", "ая"),
        (r"(ов|ев|ин|ын)$", r"\1а"),
    ),
    "ukrainian": ((r"(ськ|цьк)ий$", r"\1а"), (r"ий$", "а"), (r"(ов|ев|єв|їн|ін)$", r"\1а")),
    "greek": (
        (r"ίδης$", "ίδου"),
        (r"(ό|ο)πουλος$", "οπούλου"),
        (r"ης$", "η"),
        (r"ής$", "ή"),
        (r"ας$", "α"),
        (r"ος$", "ου"),
    ),
}


def _feminine(word: Word, style: str, romanise: Romaniser) -> Word:
    for pattern, replacement in _FEMININE[style]:
        native, changed = re.subn(pattern, replacement, word.native)
        if changed:
            return Word(native, romanise(native))
    return word
