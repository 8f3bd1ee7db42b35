"""A report as the form that says it, and a changed form as the report that it means: the rest stays to the letter."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from pydantic import ValidationError

from api.desk.forms.filled_in import (
    Filled,
    Place,
    codes_by_name,
    faults_in,
    place_of,
    places_of,
    row_of,
    rows_shown,
    said,
)
from api.desk.forms.report_fields import Field, Rows, Section, Widget
from api.desk.forms.reports import parts_of
from api.desk.forms.sent import Form
from api.desk.words.values import Words
from search.sentences import Language
from tracing.reports import read_report

_PARTS_OF_TIME, _ENDS = ("year", "month", "day", "clock", "zone"), ("min", "max")
_MOMENT = re.compile(r"(\d+)(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d(?::[\d.]+)?)(Z|[+-]\d\d:\d\d)?)?")


def said_by(report: dict[str, Any], sections: Sequence[Section], language: Language) -> Form:
    """The form of some sections that says what a report says; the report in plain values.

    Countries and languages stand in it by their names.
    """
    fields: list[tuple[str, str]] = []
    for part in parts_of(sections):
        if isinstance(part, Field):
            fields += _inputs(place_of(part), _get(report, part.path), language)
        else:
            for number, item in enumerate(_get(report, part.path) or ()):
                for place in row_of(part, number):
                    fields += _inputs(place, _get(item, place.field.path), language)
    return Form(fields)


def corrected(report: dict[str, Any], sections: Sequence[Section], form: Form, language: Language) -> Filled:
    """A report, in plain values, with what a form changes of it; what was emptied is said no more.

    What nobody touched stays to the letter, also where a form cannot give it back as it was, as spaces at its end.
    """
    changing = _Changing(form, said_by(report, sections, language), language)
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(report))
    moved: dict[str, str] = {}
    for part in parts_of(sections):
        if isinstance(part, Rows):
            moved |= changing.rows(built, part)
        elif changing.is_touched(place := place_of(part)):
            _put(built, part.path, changing.value(place))
    try:
        return Filled(read_report(built), ())
    except ValidationError as error:
        return Filled(None, faults_in(error, list(places_of(form, sections)), moved))


def rebased(form: Form, read: Form, current: Form, sections: Sequence[Section], language: Language) -> Form:
    """A form made from what somebody read, on top of what stands now: what they left alone follows what stands now.

    A date or a range is left alone or not as a whole: parts of two would make one that nobody stated.
    """
    every = places_of(Form([*current.fields, *form.fields, *read.fields]), sections)
    alone = {place.path for place in every if said(form, place, language) == said(read, place, language)}
    mine = [field for field in form.fields if _path_of(field[0]) not in alone]
    return Form([*mine, *(field for field in current.fields if _path_of(field[0]) in alone)])


def _path_of(name: str) -> str:
    """The path of the field that an input belongs to."""
    path, _, end = name.rpartition(".")
    return path if end in (*_PARTS_OF_TIME, *_ENDS) else name


class _Changing(NamedTuple):
    """A form beside the one that was filled in by what is so."""

    form: Form
    read: Form
    language: Language

    def value(self, place: Place) -> Any:
        """What the form says at a place."""
        return said(self.form, place, self.language)

    def is_touched(self, place: Place) -> bool:
        """Whether it says something else there than what is so."""
        return bool(self.value(place) != said(self.read, place, self.language))

    def rows(self, built: dict[str, Any], rows: Rows) -> dict[str, str]:
        """Change all rows of one kind; which row of the report was which of the form, by their paths."""
        items = _get(built, rows.path) or []
        kept: list[Any] = []
        moved: dict[str, str] = {}
        for number in range(max(rows_shown(self.form, rows), len(items))):
            item = self._row(rows, number, items[number] if number < len(items) else {})
            if item:
                moved[f"{rows.path}.{len(kept)}"] = f"{rows.path}.{number}"
                kept.append(item)
        _put(built, rows.path, kept)
        return moved

    def _row(self, rows: Rows, number: int, item: Any) -> Any:
        """A row as the form has it; nothing for one that was emptied, or never filled in."""
        places = row_of(rows, number)
        # A mark can be told by its kind alone; what else is chosen says nothing without a text beside it.
        telling = [it for it in places if it.field.widget is not Widget.choice or it.field.group == "mark"]
        if not any(map(self.value, telling)) and (not item or any(map(self.is_touched, telling))):
            return None
        for place in filter(self.is_touched, places):
            if not place.field.path:
                return self.value(place)
            _put(item, place.field.path, self.value(place))
        return item


def _inputs(place: Place, value: Any, language: Language) -> Iterator[tuple[str, str]]:
    """The inputs of a field that say a value: what :func:`api.desk.forms.filled_in.said` reads."""
    path, field = place.path, place.field
    if value is None or value == field.unsaid:
        return
    match field.widget:
        case Widget.date | Widget.time:
            moment = _MOMENT.fullmatch(value)
            texts = moment.groups() if moment is not None else (value,)
            yield from (
                (f"{path}.{end}", _plain(text)) for end, text in zip(_PARTS_OF_TIME, texts, strict=False) if text
            )
        case Widget.range:
            yield from ((f"{path}.{end}", str(value[end])) for end in _ENDS if value.get(end) is not None)
        case Widget.lines:
            yield path, "\n".join(value)
        case Widget.ticks:
            yield from ((path, str(code)) for code in value)
        case Widget.tick:
            yield path, "true" if value else ""
        case Widget.country:
            yield path, _names(language, Words.countries).get(value, value)
        case Widget.language:
            yield path, _names(language, Words.spoken_languages).get(value, value)
        case _:
            yield path, str(value)


def _plain(text: str) -> str:
    """A part of a time as browsers give it back: without seconds where there are none, and UTC by its offset."""
    return "+00:00" if text == "Z" else text.removesuffix(":00") if text.count(":") == 2 else text


@lru_cache
def _names(language: Language, names: Callable[[Words], list[tuple[str, str]]]) -> dict[str, str]:
    """Names by code, as far as each leads back to its code."""
    codes = codes_by_name(language, names)
    return {code: name for code, name in names(Words(language)) if codes[name.casefold()] == code}


def _get(built: Any, path: str) -> Any:
    for part in filter(None, path.split(".")):
        if isinstance(built, list | tuple):
            built = built[int(part)] if int(part) < len(built) else None
        else:
            built = built.get(part) if isinstance(built, dict) else None
    return built


def _put(built: Any, path: str, value: Any) -> None:
    """Set what a path leads to; with nothing to say, remove it, and what holds nothing without it."""
    part, _, rest = path.partition(".")
    if isinstance(built, list):
        while len(built) <= int(part):
            built.append({})
        _put(built[int(part)], rest, value)
    elif rest:
        inner = built.setdefault(part, [] if rest[0].isdecimal() else {})
        _put(inner, rest, value)
        if not inner or inner == [{}]:
            del built[part]
    elif value:
        built[part] = value
    else:
        built.pop(part, None)
