"""How the columns of a table become the fields of a report: a file that whoever keeps the table writes once.

It is TOML or JSON::

    kind = "shelter_registration"
    date_formats = ["%d.%m.%Y"]

    [columns]
    "Nr." = "reference"
    "Arrived" = "occurred_at"
    "First name" = "person.names.0.given"
    "Family name" = "person.names.0.family"
    "Sex" = "person.sex"

    [values."person.sex"]
    "F" = "female"
    "M" = "male"

    [fixed]
    "place.country" = "ITA"
"""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from api.http.validation import Problem, problems_of
from tracing.person import PartialDate, PartialTime
from tracing.reports import REPORT_TYPES, ReportKind
from tracing.value import Value

Encoding = Literal["utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1256", "iso-8859-15"]

_DIRECTIVES = ("%Y", "%m", "%d", "%H", "%M", "%S")
_DATE_FORMATS = (("%Y", "%Y"), ("%Y%m", "%Y-%m"), ("%Y%m%d", "%Y-%m-%d"))
_DATED = {PartialDate.__metadata__[-1], PartialTime.__metadata__[-1]}  # type: ignore[attr-defined]
"""What marks an annotation as that of a date."""

_NEVER_MAPPED = ("kind", "unread")


class MappingError(ValueError):
    """A mapping that cannot be used.

    Attributes:
        problems: each field of the mapping and the rule that it breaks.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.rule}" for problem in problems))
        self.problems = problems


Text = Annotated[str, Field(max_length=200)]
Path = Annotated[str, Field(max_length=200, description="Dotted path of a field, e.g. `person.names.0.given`.")]


class Mapping(Value, frozen=True, kw_only=True):
    """Columns of a table, and the fields of our reports that they hold."""

    kind: ReportKind = ReportKind.shelter_registration
    columns: Annotated[
        dict[Text, Path], Field(min_length=1, max_length=200, description="The heading of a column, and its field.")
    ]
    values: Annotated[
        dict[Path, dict[Text, Text]],
        Field(max_length=100, description="For a field, what the table writes and what it means here."),
    ] = {}
    fixed: Annotated[
        dict[Path, str | int | float | bool], Field(max_length=100, description="Fields that are the same in each row.")
    ] = {}
    date_formats: Annotated[
        tuple[Text, ...], Field(max_length=10, description="How dates are written: `%d.%m.%Y`, `%Y`, `%d/%m/%Y %H:%M`.")
    ] = ()
    time_zone: Annotated[
        Text | None, Field(description="Where the clock hung, e.g. `Europe/Rome`; needed for times of day.")
    ] = None
    separator: Annotated[str, Field(min_length=1, max_length=3, description="Between several values in a cell.")] = ","
    empty: Annotated[
        tuple[Text, ...], Field(max_length=50, description="What the table writes where nothing is known, e.g. `-`.")
    ] = ()
    leave_out: Annotated[
        tuple[Text, ...],
        Field(max_length=200, description="Columns that nobody else needs. All others are kept under `unread`."),
    ] = ()
    sheet: Annotated[Text | None, Field(description="Name of the sheet of a workbook; the first if left out.")] = None
    delimiter: Annotated[str, Field(pattern=r"^[^\r\n\"]$", description="Between the columns of a CSV file.")] = ","
    encoding: Annotated[Encoding, Field(description="Character set of a CSV file.")] = "utf-8"

    def targets(self) -> dict[str, str]:
        """Each field that is read from a column, and the heading of that column."""
        return {field: heading for heading, field in self.columns.items()}

    def leaf(self, field: str) -> Any:
        """The annotation of a field.

        Raises:
            MappingError: reports of this kind have no such field.
        """
        if field.partition(".")[0] in _NEVER_MAPPED:
            raise MappingError(Problem(field=field, rule="No column fills this"))
        return _leaf(REPORT_TYPES[self.kind], field)

    def dated(self, text: str) -> str:
        """A date or time as the mapping's formats write it, in ISO 8601; any other text as it is."""
        for date_format in self.date_formats:
            try:
                moment = datetime.strptime(text, date_format)
            except ValueError:
                continue
            return self.written(moment, date_format)
        return text

    def written(self, moment: datetime, date_format: str = "%Y%m%d%H") -> str:
        """A moment of the local clock in ISO 8601, as exact as the format is.

        Raises:
            ValueError: there is a time of day, and no time zone.
        """
        day_format = dict(_DATE_FORMATS).get("".join(part for part in _DIRECTIVES[:3] if part in date_format))
        if "%H" not in date_format and day_format is not None:
            return moment.strftime(day_format)
        if self.time_zone is None:
            raise ValueError("a time of day needs `time_zone` in the mapping")
        return moment.replace(tzinfo=ZoneInfo(self.time_zone)).isoformat()


_ADAPTER: TypeAdapter[Mapping] = TypeAdapter(Mapping)


MOST_CHARACTERS = 16_000
"""Of a mapping that is sent."""


def read_mapping(content: bytes) -> Mapping:
    """Read a mapping from TOML or JSON.

    Raises:
        MappingError: it breaks a rule.
    """
    try:
        text = content.decode()
        data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        mapping = _ADAPTER.validate_python(data)
    except ValidationError as error:
        raise MappingError(*problems_of(error)) from None
    except (ValueError, RecursionError):
        raise MappingError(Problem(field="mapping", rule="Input should be TOML or JSON in UTF-8")) from None
    if problems := list(_problems(mapping)):
        raise MappingError(*problems)
    return mapping


def is_date(leaf: Any) -> bool:
    """Whether an annotation is that of a date or time, known in part or in full."""
    return bool(_DATED & {part for part in getattr(leaf, "__metadata__", ()) if isinstance(part, AfterValidator)})


def is_list(leaf: Any) -> bool:
    """Whether an annotation is that of several plain values."""
    return get_origin(_plain(leaf)) is tuple


def _problems(mapping: Mapping) -> Iterator[Problem]:
    for part, fields in (("columns", mapping.columns.values()), ("values", mapping.values), ("fixed", mapping.fixed)):
        for field in fields:
            try:
                mapping.leaf(field)
            except MappingError as error:
                yield from (Problem(field=f"{part}.{problem.field}", rule=problem.rule) for problem in error.problems)
    if len(mapping.targets()) < len(mapping.columns) or mapping.fixed.keys() & mapping.targets().keys():
        yield Problem(field="columns", rule="Each field should be named once")
    if any(field.startswith("details.consent.") for field in mapping.fixed):
        yield Problem(field="fixed", rule="Consent is each person's own: a column tells it")
    if "reference" not in mapping.targets():
        yield Problem(field="columns", rule="One column should be the reference, which no other row has")
    if "occurred_at" not in mapping.targets() and "occurred_at" not in mapping.fixed:
        yield Problem(field="columns", rule="One column should be `occurred_at`")
    for date_format in mapping.date_formats:
        yield from _problems_of_format(date_format, mapping.time_zone)
    if mapping.time_zone is not None:
        try:
            ZoneInfo(mapping.time_zone)
        except (KeyError, ValueError, OSError):
            yield Problem(field="time_zone", rule="Input should be a time zone such as `Europe/Rome`")


def _problems_of_format(date_format: str, time_zone: str | None) -> Iterator[Problem]:
    directives = re.findall(r"%.?", date_format)
    days = "".join(part for part in _DIRECTIVES[:3] if part in directives)
    if set(directives) - set(_DIRECTIVES) or days not in dict(_DATE_FORMATS):
        rule = "A date format is made of %d, %m, %Y (a year of four digits), %H, %M and %S"
        yield Problem(field="date_formats", rule=rule)
    elif set(directives) & set(_DIRECTIVES[3:]) and ("%H" not in directives or days != "%Y%m%d" or time_zone is None):
        yield Problem(field="date_formats", rule="A time of day needs %H, a whole date, and `time_zone`")


def _leaf(owner: type, field: str) -> Any:
    name, _, rest = field.partition(".")
    hints = get_type_hints(owner, include_extras=True)
    if name not in getattr(owner, "__struct_fields__", ()):
        raise MappingError(Problem(field=field, rule="No such field is known here"))
    hint = hints[name]
    inner = _plain(hint)
    held = get_args(inner)[0] if get_origin(inner) is tuple else None
    if held is not None and _is_value(held):
        number, _, rest = rest.partition(".")
        if not re.fullmatch(r"\d{1,2}", number):
            raise MappingError(Problem(field=field, rule="A list is written with the number of its item, from 0"))
        inner = _plain(held)
    if not _is_value(inner):
        if rest:
            raise MappingError(Problem(field=field, rule="No such field is known here"))
        return _without_none(hint)
    if not rest:
        raise MappingError(Problem(field=field, rule="A column fills one field of this"))
    try:
        return _leaf(inner, rest)
    except MappingError as error:
        raise MappingError(Problem(field=field, rule=error.problems[0].rule)) from None


def _is_value(hint: Any) -> bool:
    hint = _plain(hint)
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct) and not issubclass(hint, Enum)


def _plain(hint: Any) -> Any:
    """The type behind `Annotated` and `| None`."""
    while get_origin(hint) in (Annotated, Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint


def _without_none(hint: Any) -> Any:
    """A field's annotation as it was named, without what the field adds and without `| None`."""
    while not is_date(hint) and get_origin(hint) in (Annotated, Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint
