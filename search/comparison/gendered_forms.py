"""Family names and patronymics that differ by sex: `Ivanov` and `Ivanova`, `Petrovych` and `Petrivna`.

Offices write a wife's or a daughter's name in her husband's or father's form, and the other way round.
"""

from functools import lru_cache

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
_PATRONYMIC_ENDINGS = tuple(
    map(sound, ("ovich", "evich", "ovna", "evna", "ovych", "ivna", "ichna", "oglu", "ogly", "qizi", "kyzy", "dottir"))
)


def is_gendered_form(a: str, b: str) -> bool:
    """Whether two sounds are a man's and a woman's form of one family name or patronymic."""
    if a[:_SHORTEST_STEM] != b[:_SHORTEST_STEM]:
        return False
    return any(_differ_by(a, b, *pair) or _differ_by(b, a, *pair) for pair in _ENDINGS)


def _differ_by(a: str, b: str, male: str, female: str) -> bool:
    if not (a.endswith(male) and b.endswith(female)):
        return False
    stem = a[: len(a) - len(male)]
    return len(stem) >= _SHORTEST_STEM and stem == b[: len(b) - len(female)]


@lru_cache(maxsize=100_000)
def is_patronymic(heard: str) -> bool:
    """Whether a sound is a patronymic by its ending, which offices of other countries leave out."""
    return len(heard) > _SHORTEST_STEM + len(_PATRONYMIC_ENDINGS[0]) - 1 and heard.endswith(_PATRONYMIC_ENDINGS)
