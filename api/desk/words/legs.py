"""The legs of a person's way in words: how far, in what time, and where nobody could have travelled so."""

import math
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from babel.dates import format_timedelta
from babel.units import format_unit

from api.desk.words.languages import locale_of, translations
from api.desk.words.languages import message as _
from api.schemas.identities import LegShown, legs_shown
from api.schemas.reports import RecordAnswer
from search.sentences import Language

_POSSIBLE = _("%(distance)s in at most %(time)s")
_UNKNOWN = _("The distance is not known: for one of the two places no point is told.")
_IMPOSSIBLE = _("Nobody could have travelled %(distance)s in %(time)s: one of the two is wrong, or is somebody else.")
_AT_ONCE = _(
    "Nobody can be at two places %(distance)s apart at one time: one of the two is wrong, or is somebody else."
)
_HOURS_IN_WORDS = 72
"""Up to which a time is told in hours; then in days."""


def legs_between(records: Sequence[RecordAnswer]) -> tuple[LegShown, ...]:
    """The way through records as their reader was shown them, as the timeline of an identity tells it."""
    return legs_shown((record.record, record.report) for record in records)


def legs_to(end: UUID, legs: Sequence[LegShown]) -> list[LegShown]:
    """Those legs that lead to a record."""
    return [leg for leg in legs if leg.end == end]


def leg_in_words(leg: LegShown, language: Language) -> str:
    """A leg as a sentence or part of one; it says nothing that :class:`LegShown` does not hold."""
    say, locale = translations(language).gettext, locale_of(language)
    if leg.kilometres is None:
        return say(_UNKNOWN)
    distance = format_unit(leg.kilometres, "length-kilometer", locale=locale)
    if leg.impossible and not leg.hours:
        return say(_AT_ONCE) % {"distance": distance}
    time = (
        format_unit(leg.hours, "duration-hour", locale=locale)
        if leg.hours <= _HOURS_IN_WORDS
        else format_timedelta(timedelta(hours=leg.hours), granularity="day", threshold=math.inf, locale=locale)
    )
    return say(_IMPOSSIBLE if leg.impossible else _POSSIBLE) % {"distance": distance, "time": time}
