"""The desk's languages: its messages from the catalogues in `locale/`, English where the browser wants none of them."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from api.desk.visits.visit import Visit
from search.sentences import Language, best_language

NAMES = {Language.en: "English", Language.fr: "Français", Language.es: "Español", Language.ar: "العربية"}
"""What each language calls itself."""


def message(text: str) -> str:
    """Marks a message for the catalogues where it is written; it is translated where it is shown."""
    return text


@cache
def translations(language: Language) -> NullTranslations:
    """The messages of a language. English stands in templates and code, so it has no catalogue."""
    if language is Language.en:
        return NullTranslations()
    compiled = io.BytesIO()
    with files("api.desk").joinpath("locale", f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale_of(language: Language) -> Locale:
    """Names of countries and languages, and forms of dates (CLDR)."""
    return Locale(language.value)


def language_of(request: Request, visit: Visit | None) -> Language:
    """The language of a page: chosen at the desk, else asked for in the URL, else what the browser prefers."""
    if visit is not None and visit.session.language is not None:
        return visit.session.language
    asked = request.query_params.get("language", "")
    if asked in Language.__members__:
        return Language(asked)
    return best_language(request.headers.get("accept-language"))
