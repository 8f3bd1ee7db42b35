"""Values of records in words of the reader's language: codes, dates, countries, probabilities."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

import pycountry
from babel.dates import format_date, format_datetime, format_skeleton

from api.desk.words.labels import COUNTRIES_OF_ICAO, LABELS, PROBABILITIES
from api.desk.words.languages import locale_of, translations
from api.desk.words.reasons import REASONS
from api.desk.words.rules import in_words, place_in_words
from search.romanisation import is_latin, romanise
from search.sentences import Language
from tracing.person import time_bounds

_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT = "\ufffd"
_CODED = {"alert_kind": "alert_kind", "direction": "direction", "movement": "movement", "rule": "recipient_rule"}
"""Fields of a report whose values are codes, with the group of their words."""


class Words:
    """Words of one language, for templates."""

    def __init__(self, language: Language) -> None:
        """Words of this language."""
        self._language, self._locale = language, locale_of(language)
        self._say = translations(language).gettext

    def label(self, group: str, code: str | None) -> str:
        """A code of a group in words, see :data:`api.desk.words.labels.LABELS`; an unknown code as it is."""
        if code is None:
            return ""
        found = LABELS[group].get(code)
        if not found:
            return code if found is None else ""
        return self._say(found)

    def field(self, name: str) -> str:
        """What a field of a report is called, of the person or of the report itself; an unknown one as it is."""
        return self.label("field" if name in LABELS["field"] else "report_field", name)

    def filled_in(self, path: str) -> str:
        """What a field of a form is called, by the innermost part of its path that has a name; nothing for none."""
        if path in LABELS["form_field"]:
            return self.label("form_field", path)
        named = LABELS["report_field"] | LABELS["field"]
        label = next((named[part] for part in reversed(path.split(".")) if part in named), None)
        return self._say(label) if label else ""

    @staticmethod
    def is_of_person(name: str) -> bool:
        """Whether a field is one of a person's, which have forms of their own on pages."""
        return name in LABELS["field"]

    def coded(self, field: str, code: str) -> str:
        """The words for a code of a report's field; nothing for what is no code."""
        group = _CODED.get(field)
        return self.label(group, code) if group is not None else ""

    def reason(self, text: str) -> str:
        """A reason in the reader's language where it is one of those that can be chosen, else as it was written."""
        return self._say(text) if text in REASONS else shown(text)

    def country(self, code: str | None) -> str:
        """The name of a country (CLDR), or what a code of ICAO stands for; an unknown code as it is."""
        if not code:
            return ""
        if code in COUNTRIES_OF_ICAO:
            return self._say(COUNTRIES_OF_ICAO[code])
        found = pycountry.countries.get(alpha_3=code)
        return code if found is None else str(self._locale.territories.get(found.alpha_2, code))

    def countries(self) -> list[tuple[str, str]]:
        """Codes and names of all countries in the order of the alphabet, those without a nationality first."""
        return _countries(self._language)

    def spoken_languages(self) -> list[tuple[str, str]]:
        """Codes and names of the languages that have a short code, in the order of the alphabet."""
        return _languages(self._language)

    def rule(self, text: str) -> str | None:
        """A broken rule in the reader's language, or None where it has no words but the English ones of code."""
        return in_words(text, self._say)

    def place(self, text: str) -> str:
        """Where in a file something stands, such as its row and column."""
        return shown(place_in_words(text, self._say))

    def spoken(self, code: str) -> str:
        """The name of a language."""
        found = pycountry.languages.get(alpha_3=code)
        short = getattr(found, "alpha_2", code)
        return str(self._locale.languages.get(short, code))

    def date(self, text: str | None) -> str:
        """A date or time known whole or in part, as precise as it was told and in the zone that it was told in."""
        if not text:
            return ""
        parts = text.split("-") if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else None
        if parts is None:
            moment = datetime.fromisoformat(text)
            zone = moment.strftime("%z")
            said = format_datetime(moment, "d MMM y, HH:mm", locale=self._locale)
            return f"{said} (UTC{zone[:3]}:{zone[3:5]})"
        if len(parts) == 1:
            return text
        day = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else 1)
        if len(parts) == 2:
            return format_skeleton("yMMM", day, locale=self._locale)
        return format_date(day, "d MMM y", locale=self._locale)

    def moment(self, at: datetime) -> str:
        """A time of entry (UTC)."""
        return f"{format_datetime(at, 'd MMM y, HH:mm', locale=self._locale)} UTC"

    def machine_date(self, text: str) -> str:
        """The same for programs (`<time datetime>`)."""
        return time_bounds(text)[0].isoformat() if "T" in text else text

    def probability(self, probability: float) -> str:
        """How likely one person is, in words; never as certain, for people decide that."""
        return self._say(next(words for least, words in PROBABILITIES if probability >= least))

    def range(self, low: int | None, high: int | None) -> str:
        """A range of numbers, one end of which may be open."""
        if low == high:
            return str(low)
        if low is None:
            return f"≤ {high}"
        return f"≥ {low}" if high is None else f"{low}–{high}"

    def bits(self, weight: float) -> str:
        """A match weight with its sign."""
        return f"{weight:+.1f}".replace("-", "−")


@lru_cache
def _countries(language: Language) -> list[tuple[str, str]]:
    words = Words(language)
    named = sorted(((found.alpha_3, words.country(found.alpha_3)) for found in pycountry.countries), key=_by_name)
    return [*((code, words.country(code)) for code in COUNTRIES_OF_ICAO), *named]


@lru_cache
def _languages(language: Language) -> list[tuple[str, str]]:
    words = Words(language)
    named = ((found.alpha_3, words.spoken(found.alpha_3)) for found in pycountry.languages if hasattr(found, "alpha_2"))
    return sorted(named, key=_by_name)


def _by_name(country: tuple[str, str]) -> str:
    return unicodedata.normalize("NFKD", country[1]).casefold()


def shown(text: str) -> str:
    """Text that somebody sent, without signs that would turn or hide what stands round them.

    Marks that join letters (ZWJ, ZWNJ) and tell the direction of one letter stay: names are written with them.
    """
    return "".join(
        _REPLACEMENT if sign in _BIDI_OVERRIDES or (unicodedata.category(sign) == "Cc" and sign not in "\n\t") else sign
        for sign in text
    )


def in_latin(text: str) -> str:
    """A name in Latin letters where it is written in others, else nothing."""
    if not any(word and not is_latin(word) for word in text.split()):
        return ""
    return " ".join(romanise(word.lower()).capitalize() for word in text.split())
