"""A filled-in form as the report that it means, and the rules that it breaks at the fields that break them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from api.desk.forms.report_fields import Field, Part, Rows, Section, Widget
from api.desk.forms.reports import FORMS, parts_of
from api.desk.forms.sent import Form
from api.desk.words.values import Words
from api.exchange.paths import Tree, listed, put
from api.http.validation import WHOLE, Problem, problems_of
from search.sentences import Language
from tracing.reports import AnyReport, ReportKind, read_report

CONTROLS = frozenset({"csrf", "add", "take", "same_as"})
"""Fields of a form that say what to do with it, and are no part of the report."""


class Place(NamedTuple):
    """A field where it stands in a form: its whole path, and in which of several rows, from 1."""

    path: str
    field: Field
    rows: Rows | None = None
    number: int = 0


class Fault(NamedTuple):
    """A rule that is broken: at which place, or of the whole form; the rule in English as code has it."""

    place: Place | None
    rule: str


class Filled(NamedTuple):
    """A form as it was read: the report, if it breaks no rule, and the faults."""

    report: AnyReport | None
    faults: tuple[Fault, ...]


def read_filled(form: Form, kind: ReportKind, language: Language) -> Filled:
    """What a form says; names of countries and languages are read in the reader's language and in English."""
    tree: Tree = {}
    places = list(places_of(form, FORMS[kind]))
    for place in places:
        if value := said(form, place, language):
            put(tree, place.path, value)
    data, originals = listed(tree)
    try:
        return Filled(read_report({"person": {}} | data | {"kind": kind.value}), ())
    except ValidationError as error:
        return Filled(None, faults_in(error, places, originals))


def faults_in(error: ValidationError, places: Sequence[Place], originals: Mapping[str, str]) -> tuple[Fault, ...]:
    """The rules that a report breaks, at the fields of its form.

    Args:
        error: what reading the report found.
        places: the fields of the form.
        originals: paths of parts of the report → of the form, in which rows that were left empty are counted.
    """
    return tuple(_faults(problems_of(error), places, originals))


def faults_at(kind: ReportKind, form: Form, field: str, rule: str) -> tuple[Fault, ...]:
    """A rule that the service alone knew to be broken, at a field of a form."""
    return tuple(_faults([Problem(field=field, rule=rule)], list(places_of(form, FORMS[kind])), {}))


def places_of(form: Form, sections: Sequence[Section]) -> Iterator[Place]:
    """Every field of a form, those of each row of several among them."""
    for part in parts_of(sections):
        if isinstance(part, Field):
            yield place_of(part)
        else:
            for number in range(rows_shown(form, part)):
                yield from row_of(part, number)


def place_of(field: Field) -> Place:
    """Where a field stands that is in no row."""
    return Place(field.path, field)


def row_of(rows: Rows, number: int) -> list[Place]:
    """The fields of one row; rows are numbered from 0 in paths, and from 1 for people."""
    return [
        Place(".".join(filter(None, (rows.path, str(number), field.path))), field, rows, number + 1)
        for field in rows.fields
    ]


def rows_shown(form: Form, rows: Rows) -> int:
    """How many rows a form has: as many as were sent, one at least, and one more where one was asked for."""
    pattern = re.compile(rf"{re.escape(rows.path)}\.(\d{{1,3}})(\.|$)", re.ASCII)
    sent = [int(found[1]) + 1 for name in form.names() if (found := pattern.match(name))]
    asked = 1 if form.text("add") == rows.path else 0
    return min(max(sent, default=1) + asked, rows.most)


def is_filled(form: Form, part: Part) -> bool:
    """Whether anything of it was filled in, or is being added: then it is not folded up."""
    inside = [name for name in form.names() if name == part.path or name.startswith(f"{part.path}.")]
    return form.text("add") == part.path or any(form.texts(name) for name in inside if not name.endswith(".zone"))


def said_in(form: Form, kind: ReportKind) -> list[tuple[Place, tuple[str, ...]]]:
    """What was filled in, in the order of the form: each place with what was typed or chosen there."""
    typed = ((place, _typed(form, place)) for place in places_of(form, FORMS[kind]))
    return [(place, texts) for place, texts in typed if texts]


def _typed(form: Form, place: Place) -> tuple[str, ...]:
    match place.field.widget:
        case Widget.date:
            text = _date(form, place.path)
        case Widget.time:
            text = _time(form, place.path)
        case Widget.range:
            low, high = form.text(f"{place.path}.min"), form.text(f"{place.path}.max")
            text = "–".join((low, high)) if low or high else ""
        case Widget.ticks:
            return form.texts(place.path)
        case _:
            text = form.text(place.path)
    return (text,) if text else ()


def said(form: Form, place: Place, language: Language) -> Any:
    """What a form says at a place, as a report says it; empty for nothing."""
    text = form.text(place.path)
    match place.field.widget:
        case Widget.date:
            return _date(form, place.path)
        case Widget.time:
            return _time(form, place.path)
        case Widget.range:
            ends = {end: form.text(f"{place.path}.{end}") for end in ("min", "max")}
            return {end: said for end, said in ends.items() if said}
        case Widget.lines:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Widget.ticks:
            return list(form.texts(place.path))
        case Widget.tick:
            return bool(text)
        case Widget.country:
            return _code(text, language, Words.countries)
        case Widget.language:
            return _code(text, language, Words.spoken_languages)
        case _:
            return text


def _date(form: Form, path: str) -> str:
    """The parts of a date as one text, as much as was filled in; a day without its month stays a mistake."""
    year, month, day = (form.text(f"{path}.{part}") for part in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    return "-".join((year, *([month.zfill(2)] if month or day else []), *([day.zfill(2)] if day else [])))


def _time(form: Form, path: str) -> str:
    date, clock = _date(form, path), form.text(f"{path}.clock")
    return f"{date}T{clock}{form.text(f'{path}.zone') or '+00:00'}" if clock else date


def _code(text: str, language: Language, names: Callable[[Words], list[tuple[str, str]]]) -> str:
    return codes_by_name(language, names).get(text.casefold(), text)


@lru_cache
def codes_by_name(language: Language, names: Callable[[Words], list[tuple[str, str]]]) -> dict[str, str]:
    """Codes by their names in English and in a language."""
    return {name.casefold(): code for one in (Language.en, language) for code, name in names(Words(one))}


def _faults(problems: Sequence[Problem], places: Sequence[Place], originals: Mapping[str, str]) -> Iterator[Fault]:
    for problem in problems:
        yield Fault(_at(_original(problem.field, originals), places), problem.rule)


def _original(field: str, originals: Mapping[str, str]) -> str:
    """The path in the form of one in the report, in which rows that were left empty are not counted."""
    head, rest = field, ""
    while head and head not in originals:
        head, _, last = head.rpartition(".")
        rest = f".{last}{rest}"
    return f"{originals[head]}{rest}" if head else field


def _at(field: str, places: Sequence[Place]) -> Place | None:
    """The field that a path leads to, or is a part of, or the first of those that it holds."""
    exact = [place for place in places if field == place.path or field.startswith(f"{place.path}.")]
    inside = [place for place in places if place.path.startswith(f"{field}.")]
    if field == WHOLE:
        return None
    return next(iter((*sorted(exact, key=lambda place: -len(place.path)), *inside)), None)
