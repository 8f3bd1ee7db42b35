"""Family names and patronymics that differ by sex: `Ivanov` and `Ivanova`, `Petrovych` and `Petrivna`.

Offices write a wife's or a daughter's name in her husband's or father's form, and the other way round.
"""

from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import Prefix

from search.sound import sound

# The form of men and the form of women. Sources: grammars of the national languages; ICU's romanisation of each.
_ENDINGS_BY_LANGUAGE = {
    "Russian, Ukrainian, Belarusian, Bulgarian, Azerbaijani": (
        "ov=ova ev=eva yov=yova in=ina yn=yna ow=owa skiy=skaya skyi=ska ski=ska tskiy=tskaya tskyi=tska "
        "ovich=ovna evich=evna ich=ichna ovych=ivna yovych=ivna ovych=ovna evych=evna oglu=qizi oglu=kyzy"
    ),
    "Polish, Czech, Slovak": "ski=ska cki=cka dzki=dzka sky=ska =ova ek=kova ec=cova",
    "Lithuanian, Latvian": "as=iene as=aite is=iene is=yte us=iene us=ute s=a",
    "Greek": "is=i os=ou as=a idis=idou poulos=poulou akis=aki",
    "Icelandic": "son=dottir sson=sdottir",
}
_ENDINGS = tuple(
    (sound(male), sound(female))
    for listed in _ENDINGS_BY_LANGUAGE.values()
    for male, _, female in (pair.partition("=") for pair in listed.split())
)
_SHORTEST_STEM = 3


def _by_difference() -> dict[tuple[str, str], tuple[str, ...]]:
    """For what is left of two endings after the letters that they begin with alike, those letters."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for male, female in _ENDINGS:
        alike = Prefix.similarity(male, female)
        found[male[alike:], female[alike:]].add(male[:alike])
        found[female[alike:], male[alike:]].add(male[:alike])
    return {left: tuple(beginnings) for left, beginnings in found.items()}


_BY_DIFFERENCE = _by_difference()
_PATRONYMIC_ENDINGS = tuple(
    map(sound, ("ovich", "evich", "ovna", "evna", "ovych", "ivna", "ichna", "oglu", "ogly", "qizi", "kyzy", "dottir"))
)


def is_gendered_form(a: str, b: str) -> bool:
    """Whether two sounds are a man's and a woman's form of one family name or patronymic."""
    if a[:_SHORTEST_STEM] != b[:_SHORTEST_STEM]:
        return False
    alike = Prefix.similarity(a, b)
    # Stem and ending may both be in what is alike: `ivanov` and `ivanova` differ by `a`, after the ending's `ov`.
    beginnings = _BY_DIFFERENCE.get((a[alike:], b[alike:]), ())
    return any(alike - len(begun) >= _SHORTEST_STEM and a[:alike].endswith(begun) for begun in beginnings)


@lru_cache(maxsize=100_000)
def is_patronymic(heard: str) -> bool:
    """Whether a sound is a patronymic by its ending, which offices of other countries leave out."""
    return len(heard) > _SHORTEST_STEM + len(_PATRONYMIC_ENDINGS[0]) - 1 and heard.endswith(_PATRONYMIC_ENDINGS)
