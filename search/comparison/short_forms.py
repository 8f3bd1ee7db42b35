"""Short forms, pet names and cut names: rules of many languages on sounds, and a list of forms that no rule makes.

Pet names are made in few ways everywhere: the end is cut off (`Alejandro` → `Ale`), or the beginning (→ `Jandro`), and
an ending for small or dear things follows (`Alejandrito`; `Dmytryk`; `Hansi`), or a syllable is said twice (`Lulu`).
What they have in common is a beginning or an end of the long form, so that is asked for, and the ending is looked up.
The others stand in `irregular_short_forms.txt`.
"""

import re
from collections import defaultdict
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from search.sound import sound

# Endings as written, by the languages that have them. They are reduced to sound like the names.
_ENDINGS_BY_LANGUAGE = {
    "English, Dutch, Scandinavian": "y ie ey kin kins je tje ke jes is a o an",
    "German": "i li el le chen lein erl ing",
    "French": "ette et ot on ou ine in oune inette",
    "Spanish, Filipino": "ito ita cito cita ecito ecita itos itas in ina ico ica illo illa uco uca ucho ucha ong oy",
    "Portuguese": "inho inha zinho zinha ito ita eca ao",
    "Italian": "ino ina etto etta uccio uccia ello ella uzzo ola",
    "Russian, Ukrainian, Bulgarian": (
        "a ya ia ka ko ik chik ok ek ash asha usha yusha ush us ulya ochka echka enka onka yusha onok sya sha kha ta "
        "ura sik tsya unya ich"
    ),
    "Polish, Czech, Slovak": "ek us os sia cia zia unia usia ulka eczka ka ko ik as inka usz isek icek",
    "Serbian, Croatian": "ica ic sha ko ca ja e o",
    "Romanian": "el ica uta ita ut icu elu",
    "Hungarian": "i ka ke ko cska csi iko",
    "Greek": "akis akos oula itsa aki akia os is",
    "Turkish, Azerbaijani": "o os cik cuk sh ish im",
    "Arabic, Hebrew": "i oudi ou oush oul ush le y",
    "Persian, Urdu, Hindi, Bengali": "i u oo o a jan ji ul la",
    "Ethiopian, Somali": "ye iye u i itu sho",
}
_ENDINGS = frozenset(sound(ending) for listed in _ENDINGS_BY_LANGUAGE.values() for ending in listed.split())
_LONGEST_ENDING = max(map(len, _ENDINGS))

_REDOUBLED = re.compile(r"(.{2,3})\1")
_CLOSED_SYLLABLE = re.compile("[aeou][^aeiou]")
_LEAST_CUT = 2
_LEAST_CUT_BY_STEM = {True: 2, False: 3}
"""Letters that the long form has beyond a stem, which is at least as long as an end or not."""
_SHORTEST_BEGINNING = 3
_VOWELS = "aeiou"
_SHORTEST_END = 3


@cache
def _listed() -> dict[str, frozenset[str]]:
    """For the sound of each short form that no rule makes, the sounds of the names it stands for."""
    text = files("search.comparison").joinpath("irregular_short_forms.txt").read_text()
    groups = (group.split() for line in text.splitlines() for group in line.partition(":")[2].split(","))
    found: dict[str, set[str]] = defaultdict(set)
    for forms in groups:
        for short in forms[:-1]:
            found[sound(short)].add(sound(forms[-1]))
    return {short: frozenset(names) for short, names in found.items()}


class ShortForm(StrEnum):
    """How a short form is known, the surest first: one of those below gives half as many wrong as right ones."""

    listed = "listed"
    clipped = "clipped"
    derived = "derived"


def short_form(a: str, b: str) -> ShortForm | None:
    """How one of two sounds is a short form or pet name of the other, or None when no rule and no list has it."""
    listed = _listed()
    if b in listed.get(a, ()) or a in listed.get(b, ()):
        return ShortForm.listed
    if not alike_at_an_end(a, b):
        return None
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    if _is_beginning(shorter, longer) or _is_end(shorter, longer):
        return ShortForm.clipped
    found = (_by_stem(a, b), _by_stem(b, a))
    return ShortForm.clipped if ShortForm.clipped in found else found[0] or found[1]


def alike_at_an_end(a: str, b: str) -> bool:
    """What every rule needs, and most words do not have: a beginning or an end in common."""
    return a[:2] == b[:2] or a[-3:] == b[-3:] or a[:3] in b or b[:3] in a


def has_listed_form(heard: str) -> bool:
    """Whether the word is a short form that no rule makes."""
    return heard in _listed()


def _by_stem(short: str, long: str) -> ShortForm | None:
    """A stem within the long form is rarely there by chance; many names of one root begin with the same stem."""
    stems = [stem for stem in _stems(short) if len(long) - len(stem) >= _LEAST_CUT_BY_STEM[len(stem) >= _SHORTEST_END]]
    if any(long.startswith(stem) for stem in stems):
        return ShortForm.derived
    if any(len(stem) >= _SHORTEST_END and stem[0] not in _VOWELS and stem in long for stem in stems):
        return ShortForm.clipped
    return None


def _is_beginning(short: str, long: str) -> bool:
    """A beginning that is only one letter shorter is another name: `Paul` and `Paula`."""
    return len(short) >= _SHORTEST_BEGINNING and len(long) - len(short) >= _LEAST_CUT and long.startswith(short)


def _is_end(short: str, long: str) -> bool:
    shortest = _SHORTEST_END + (short[:1] in _VOWELS)
    return len(short) >= shortest and len(long) - len(short) >= _LEAST_CUT and long.endswith(short)


@lru_cache(maxsize=100_000)
def _stems(heard: str) -> tuple[str, ...]:
    """What may be left of the long form once an ending is off: `dmitrik` → `dmitr`, `agi` → `ag`, `lulu` → `lu`."""
    if redoubled := _REDOUBLED.fullmatch(heard):
        return (redoubled[1],)
    cut = (heard[:-length] for length in range(1, _LONGEST_ENDING + 1) if heard[-length:] in _ENDINGS)
    return tuple(stem for stem in cut if len(stem) >= _SHORTEST_END or _CLOSED_SYLLABLE.fullmatch(stem))
