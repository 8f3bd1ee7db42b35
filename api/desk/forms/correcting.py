"""A report as a form that is filled in with what it says, and back: what the form does not show stays as it is."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from api.desk.forms.sent import Form
from tracing.person.description import Relation, Sex
from tracing.person.documents import DocumentStatus, DocumentType
from tracing.person.marks import MarkKind
from tracing.person.names import NameKind
from tracing.person.places import PlaceKind
from tracing.reports import REPORT_TYPES, AlertKind, Direction, Movement, ReportKind

SPARE_ROWS = 1
"""Empty rows below those of names, documents and the like that are filled in."""
_ROW_NUMBER = re.compile(r"([0-9]|[1-4][0-9])(?:\.|$)")
"""More rows than a report may have of anything are no rows of a form."""


class Widget(StrEnum):
    """How a cell is filled in."""

    text = "text"
    long = "long"
    country = "country"
    choice = "choice"


class Cell(NamedTuple):
    """A field of the form, under its path in the report or in a row.

    Attributes:
        codes, group: of a choice, with the group of their words.
        unsaid: the code that a report means where it says none.
    """

    path: str
    widget: Widget = Widget.text
    codes: tuple[str, ...] = ()
    group: str = ""
    unsaid: str = ""


class Rows(NamedTuple):
    """Several of one kind at a path of the report; a row of one value has the path ``""``."""

    path: str
    cells: tuple[Cell, ...]


def _choice(path: str, group: str, codes: type[StrEnum], unsaid: str = "") -> Cell:
    return Cell(path, Widget.choice, tuple(codes), group, unsaid)


_COUNTRY = Cell("", Widget.country)
_DETAILS = (
    _choice("details.alert_kind", "alert_kind", AlertKind, AlertKind.missing),
    _choice("details.direction", "direction", Direction),
    _choice("details.movement", "movement", Movement, Movement.arrival),
    Cell("details.held_by"),
    Cell("details.circumstances", Widget.long),
)
_CELLS = (
    Cell("occurred_at"),
    Cell("place.country", Widget.country),
    Cell("place.name"),
    _choice("place.kind", "place", PlaceKind),
    _choice("person.sex", "sex", Sex),
    Cell("person.birth_date"),
    Cell("person.birth_place"),
    Cell("person.birth_country", Widget.country),
    *(Cell(f"person.{field}.{end}") for field in ("age", "height_cm") for end in ("min", "max")),
    Cell("person.eyes"),
    Cell("person.hair"),
)
ROWS = (
    Rows(
        "person.names", (Cell("full"), Cell("given"), Cell("family"), _choice("kind", "name", NameKind, NameKind.main))
    ),
    Rows("person.nationalities", (_COUNTRY,)),
    Rows(
        "person.documents",
        (
            Cell("number"),
            _choice("type", "document", DocumentType, DocumentType.other),
            Cell("issuer", Widget.country),
            Cell("expires"),
            _choice("status", "document_status", DocumentStatus, DocumentStatus.issued),
        ),
    ),
    Rows("person.marks", (_choice("kind", "mark", MarkKind), Cell("body_part"), Cell("text"))),
    Rows(
        "person.relatives",
        (
            _choice("relation", "relation", Relation, Relation.other),
            Cell("names.0.full"),
            Cell("names.0.given"),
            Cell("names.0.family"),
        ),
    ),
    Rows("person.phones", (Cell(""),)),
)
"""What a form of any kind of report has several of, in the order of the form."""


def cells_of(kind: ReportKind) -> tuple[Cell, ...]:
    """The single fields of a kind of report that the form shows."""
    said = msgspec.structs.fields(REPORT_TYPES[kind])
    details = next(field.default for field in said if field.name == "details").__struct_fields__
    return (*_CELLS, *(cell for cell in _DETAILS if cell.path.removeprefix("details.") in details))


def rows_of(form: Form) -> Iterator[tuple[Rows, int]]:
    """Each group of rows, with how many the form has."""
    for rows in ROWS:
        within = (name.removeprefix(f"{rows.path}.") for name, _ in form.fields if name.startswith(f"{rows.path}."))
        numbers = [int(row[1]) for name in within if (row := _ROW_NUMBER.match(name))]
        yield rows, max((number + 1 for number in numbers), default=0)


def filled_in(report: dict[str, Any], kind: ReportKind) -> Form:
    """The form that says what a report says; the report in plain values."""
    fields = [(cell.path, _get(report, cell.path) or cell.unsaid) for cell in cells_of(kind)]
    for rows in ROWS:
        for number, item in enumerate(_get(report, rows.path) or ()):
            fields += [(name_of(rows, number, cell), _get(item, cell.path) or cell.unsaid) for cell in rows.cells]
    return Form([(name, str(value)) for name, value in fields])


def corrected(report: dict[str, Any], kind: ReportKind, form: Form) -> dict[str, Any]:
    """A report, in plain values, with what a form changes of it; what was emptied is said no more.

    What nobody touched stays to the letter, also where a form cannot give it back as it was, as spaces at its end.
    """
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(report))
    read = filled_in(report, kind)
    for cell in cells_of(kind):
        if (text := form.text(cell.path)) != read.text(cell.path):
            _put(built, cell.path, text)
    for rows, count in rows_of(form):
        items = _get(built, rows.path) or []
        kept = [
            _row(rows, number, items[number] if number < len(items) else {}, form, read)
            for number in range(max(count, len(items)))
        ]
        _put(built, rows.path, [item for item in kept if item])
    return built


def _row(rows: Rows, number: int, item: Any, form: Form, read: Form) -> Any:
    """A row as the form has it; nothing for one that was emptied, or never filled in."""
    names = {cell: name_of(rows, number, cell) for cell in rows.cells}
    touched = {cell: text for cell, name in names.items() if (text := form.text(name)) != read.text(name)}
    # A mark can be told by its kind alone; what else is chosen says nothing without a text beside it.
    telling = [cell for cell in rows.cells if cell.widget is not Widget.choice or cell.group == "mark"]
    if not any(form.text(names[cell]) for cell in telling) and (not item or touched.keys() & set(telling)):
        return None
    for cell, text in touched.items():
        if not cell.path:
            return text
        _put(item, cell.path, text)
    return item


def rebased(form: Form, read: Form, current: Form) -> Form:
    """A form made from what somebody read, on top of what stands now: what they left alone follows what stands now."""
    names = dict.fromkeys(name for one in (current, form, read) for name, _ in one.fields)
    return Form([(name, (current if form.text(name) == read.text(name) else form).text(name)) for name in names])


def name_of(rows: Rows, number: int, cell: Cell) -> str:
    """The name of a cell of a row in the form."""
    return ".".join(filter(None, (rows.path, str(number), cell.path)))


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
