"""How clerks write a name that they hear or copy: each country in its own orthography, with its own slips."""

import random
import re
from functools import cache
from typing import Any

import icu

from api.world.names import PersonalName
from api.world.noise import Noise
from api.world.origins import ORIGINS
from api.world.orthographies import habits
from api.world.romanisation import titled, without_marks
from api.world.tables import table

SCRIPT_OF = {origin.country: origin.naming.script for origin in ORIGINS} | {
    "SRB": "russian",
    "LBN": "arabic",
    "JOR": "arabic",
    "SAU": "arabic",
    "ARE": "arabic",
    "LBY": "arabic",
}
"""The script that a country's clerks write in."""

_INTO_SCRIPT = {
    "ukrainian": "Latin-Cyrillic",
    "russian": "Latin-Cyrillic",
    "bulgarian": "Latin-Cyrillic",
    "greek": "Latin-Greek",
    "arabic": "Latin-Arabic",
}
_READS = {"ukrainian": "cyrillic", "russian": "cyrillic", "bulgarian": "cyrillic"}

_DRIFT = tuple(
    table("i=y y=i e=a a=e o=u u=o ou=u aa=a mm=m ll=l ss=s s=ss h= d=t c=k v=w ei=ai ai=ei oe=o ie=i").items()
)
_NEIGHBOURS = table(
    "a=s b=v c=x d=f e=r f=g g=h h=j i=o j=k k=l l=k m=n n=m o=p p=o q=w r=t s=a t=y u=i v=b w=e x=c y=u z=x"
)
_SHORT_FORMS = table("""
Yuliia=Yulia Oleksandra=Sasha Anastasiia=Nastia Kateryna=Katia Ekaterina=Katya Svitlana=Sveta Nataliia=Natasha
Viktoriia=Vika Mariia=Masha Oksana=Ksiusha Tetiana=Tania Olena=Lena Daryna=Dasha Dariia=Dasha Mykola=Kolia
Dmytro=Dima Volodymyr=Vova Oleksandr=Sasha Alexandra=Sandra Maria=Mari María=Mari Francisca=Paca José=Pepe
Francisco=Paco Guadalupe=Lupe Dolores=Lola Isabella=Isa Mercy=Merce Mohammad=Mo Fatemeh=Fati Elizabeth=Liz
""")
_CHOSEN_NAMES = """
Lena Maya Sara Nina Mira Lily Rosa Ana Luna Sofia Amina Dina Kim Mimi Lisa Joy Hope Angel Nadia Tina Eva Zara
Mona Vera Sami Ali Leo Max Sam Adam
"""
PSEUDONYMS = tuple(_CHOSEN_NAMES.split())
"""Names that people take to be safe."""


@cache
def _into(transliterator: str) -> icu.Transliterator:
    return icu.Transliterator.createInstance(transliterator)


def as_heard(rng: random.Random, text: str, country: str) -> str:
    """A Latin name respelt by a clerk of a country; each habit shows nearly always, never surely."""
    spelt = without_marks(text).lower()
    for pattern, written in habits(country):
        if rng.random() < 0.85:
            spelt = pattern.sub(written, spelt)
    return titled(spelt or text)


def drifted(rng: random.Random, text: str) -> str:
    """A name with one sound written otherwise."""
    known = [(old, new) for old, new in _DRIFT if old in text[1:]]
    if not known:
        return text
    old, new = rng.choice(known)
    place = text.index(old, 1)
    return text[:place] + new + text[place + len(old) :]


def mistyped(rng: random.Random, text: str) -> str:
    """A text with one slip of the keyboard: a letter lost, doubled, swapped or hit beside."""
    if len(text) < 3:
        return text
    place = rng.randrange(1, len(text) - 1)
    slip = rng.randrange(4)
    if slip == 0:
        return text[:place] + text[place + 1 :]
    if slip == 1:
        return text[:place] + text[place] + text[place:]
    if slip == 2:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + _NEIGHBOURS.get(text[place], text[place]) + text[place + 1 :]


def nickname(name: PersonalName) -> str:
    """What friends call somebody: a customary short form, else the name up to its second vowel or four letters."""
    first = name.given[-1].latin if name.family_first else name.given[0].latin
    if first in _SHORT_FORMS:
        return _SHORT_FORMS[first]
    plain = without_marks(first).lower()
    start = re.match(r"[^aeiouy]*[aeiouy]+[^aeiouy]+", plain)
    return titled(start[0] if start and len(start[0]) > 2 else plain[:4])


def spoken_first_name(name: PersonalName) -> str:
    """The one given name that people use when they give only one."""
    return (name.given[-1] if name.family_first else name.given[0]).latin


def written(rng: random.Random, name: PersonalName, country: str, heard: float, noise: Noise) -> dict[str, Any]:
    """A whole name as one clerk enters it, as the `names` item of a report.

    Args:
        rng: where chance comes from.
        name: the true name.
        country: the clerk's country, alpha-3.
        heard: the rate at which this form is filled in by ear instead of from papers.
        noise: all other rates.
    """
    script = SCRIPT_OF.get(country, "latin")
    if script != "latin" and _same_letters(script, name) and rng.random() < 0.8:
        given, family = name.native()
    else:
        given, family = _in_latin(rng, name, country, heard, noise)
        if script in _INTO_SCRIPT and rng.random() < noise.clerk_script:
            convert = _into(_INTO_SCRIPT[script])
            given, family = str(convert.transliterate(given)), str(convert.transliterate(family))
    if rng.random() < noise.typing_slip:
        given, family = (mistyped(rng, given), family) if rng.random() < 0.5 else (given, mistyped(rng, family))
    if rng.random() < noise.swapped_order:
        given, family = family, given
    if rng.random() < noise.one_line:
        parts = (family, given) if name.family_first else (given, family)
        return {"full": " ".join(part for part in parts if part)}
    return {key: text for key, text in (("given", given), ("family", family)) if text}


def _in_latin(rng: random.Random, name: PersonalName, country: str, heard: float, noise: Noise) -> tuple[str, str]:
    given = [word.latin for word in name.given]
    family = [word.latin for word in name.family]
    if len(given) > 1 and rng.random() < noise.dropped_part:
        del given[0 if name.family_first else -1]
    if len(family) > 1 and rng.random() < noise.dropped_part:
        del family[-1]
    if rng.random() < heard:
        given = [as_heard(rng, word, country) for word in given]
        family = [as_heard(rng, word, country) for word in family]
    elif rng.random() < noise.diacritics_dropped:
        given, family = [without_marks(word) for word in given], [without_marks(word) for word in family]
    if rng.random() < noise.vowel_drift:
        parts = given if rng.random() < 0.5 else family
        parts[0] = drifted(rng, parts[0])
    return " ".join(given), " ".join(family)


def _same_letters(script: str, name: PersonalName) -> bool:
    first = name.family[0].native[:1]
    kind = _READS.get(script, script)
    block = {"cyrillic": "\u0400\u04ff", "arabic": "\u0600\u06ff", "greek": "\u0370\u03ff", "indic": "\u0900\u09ff"}
    if kind in block:
        return block[kind][0] <= first <= block[kind][1]
    return kind == "chinese" and "\u4e00" <= first <= "\u9fff"
