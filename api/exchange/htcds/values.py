"""Values of HTCDS fields: read by the rules of their field, each by itself.

What can be read is brought to one form (codes as the standard spells them, countries by three letters, ticks as
booleans); what cannot be is kept as it was sent.
"""

import math
import re
from typing import Any, NamedTuple

import pycountry

from api.exchange.htcds.fields import Field, Kind, codes_by_name, squeezed
from tracing.person import date_bounds, is_known_country
from tracing.person.countries import to_alpha3
from tracing.person.languages import to_iso639_3

SEPARATOR = ";"
"""Between several values in one cell, as in the standard's spreadsheets."""

_TICKS = {
    **dict.fromkeys(("true", "yes", "y", "x", "1"), True),
    **dict.fromkeys(("false", "no", "n", "0"), False),
}
_E164 = re.compile(r"\+?[1-9][0-9]{1,14}", re.ASCII)
_GROUPING = re.compile(r"[ ().-]")
_LONGEST_NUMBER = 30


class Reading(NamedTuple):
    """What became of what was sent for one field.

    Attributes:
        value: what could be read; a list for a field of several values, None where nothing could be.
        unreadable: what breaks the field's rules, as sent: a list for a field of several values, None if nothing does.
    """

    value: Any = None
    unreadable: Any = None


def says_nothing(raw: Any) -> bool:
    """Whether nothing stands in a cell or behind a key."""
    return raw is None or raw == [] or raw == {} or (isinstance(raw, str) and not raw.strip())


def read_value(field: Field, raw: Any) -> Reading:
    """Read what was sent for a field; it says something, see :func:`says_nothing`."""
    if not field.several:
        try:
            return Reading(value=_READERS[field.kind](field, raw))
        except ValueError:
            return Reading(unreadable=raw)
    good: list[Any] = []
    bad: list[Any] = []
    for item in raw.split(SEPARATOR) if isinstance(raw, str) else raw if isinstance(raw, list) else [raw]:
        if says_nothing(item):
            continue
        try:
            read = _READERS[field.kind](field, item)
        except ValueError:
            bad.append(item.strip() if isinstance(item, str) else item)
            continue
        if read not in good:
            good.append(read)
    return Reading(value=good or None, unreadable=bad or None)


def _text(_: Field, raw: Any) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)  # a number of an identity card, sent as a number
    if not isinstance(raw, str):
        raise ValueError
    return raw.strip()


def _date(_: Field, raw: Any) -> str:
    text = _text(_, raw)
    date_bounds(text)
    return text


def _number(_: Field, raw: Any) -> int | float:
    if isinstance(raw, str) and len(raw) <= _LONGEST_NUMBER and "_" not in raw:
        number = float(raw)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        number = float(raw) if abs(raw) < 1e15 else math.inf
    else:
        raise ValueError
    if not abs(number) < 1e15:
        raise ValueError
    return int(number) if number.is_integer() else number


def _tick(_: Field, raw: Any) -> bool:
    tick = raw if isinstance(raw, bool) else _TICKS.get(_text(_, raw).lower())
    if tick is None:
        raise ValueError
    return tick


def _phone(_: Field, raw: Any) -> str:
    number = _GROUPING.sub("", _text(_, raw))
    if not _E164.fullmatch(number):
        raise ValueError
    return number


def _country(_: Field, raw: Any) -> str:
    code = to_alpha3(_text(_, raw))
    if not is_known_country(code):
        raise ValueError
    return code


def _language(_: Field, raw: Any) -> str:
    code = to_iso639_3(_text(_, raw))
    if len(code) != 3 or pycountry.languages.get(alpha_3=code) is None:
        raise ValueError
    return code


def _code(field: Field, raw: Any) -> str:
    code = codes_by_name(field.codes).get(squeezed(_text(field, raw)))
    if code is None:
        raise ValueError
    return code


_READERS = {
    Kind.text: _text,
    Kind.date: _date,
    Kind.number: _number,
    Kind.checkbox: _tick,
    Kind.phone: _phone,
    Kind.country: _country,
    Kind.language: _language,
    Kind.code: _code,
}
