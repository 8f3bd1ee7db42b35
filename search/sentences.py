"""What each feature found, in a sentence, in four languages; no sentence holds a value of a person."""

from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files

import msgspec

Sentences = dict[str, dict[str, str]]


class Language(StrEnum):
    """Languages in which evidence is explained (ISO 639-1)."""

    en = "en"
    fr = "fr"
    es = "es"
    ar = "ar"


def _read(language: Language) -> Sentences:
    return msgspec.json.decode(files("search").joinpath(f"sentences_{language}.json").read_bytes(), type=Sentences)


SENTENCES: dict[Language, Sentences] = {language: _read(language) for language in Language}
"""By language, feature and level. `views` say how names agree, `strength` how many people bear such a name, `general`
what holds for any feature, and `deciding` what could settle a pair."""


def in_a_row(things: Iterable[str], language: Language) -> str:
    """Things one after the other, with the comma of the language."""
    return ("، " if language is Language.ar else ", ").join(things)


def best_language(header: str | None) -> Language:
    """The first language of an `Accept-Language` header that there are sentences in; English without one."""
    wanted = []
    for place, item in enumerate((header or "").split(",")):
        name, _, quality = item.partition(";q=")
        try:
            wanted.append((-float(quality or 1), place, name.strip()[:2].lower()))
        except ValueError:
            continue
    return next((Language(name) for _, _, name in sorted(wanted) if name in Language.__members__), Language.en)
