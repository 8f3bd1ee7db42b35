"""What is wrong with a request or a report: the field and the rule, never the value."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Protocol

from pydantic import Field

from tracing.reports import ReportKind, UnknownKindError
from tracing.value import Value

WHOLE = "body"
"""The field's name for a rule that is about the whole of what was sent."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")

# Pydantic's sentences for these kinds of error are built from the schema alone. Others quote what was sent.
_SCHEMA_ALONE = frozenset(
    [
        "bool_parsing",
        "bool_type",
        "bytes_type",
        "dict_type",
        "enum",
        "finite_number",
        "float_parsing",
        "float_type",
        "greater_than",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_parsing_size",
        "int_type",
        "less_than",
        "less_than_equal",
        "list_type",
        "literal_error",
        "missing",
        "string_pattern_mismatch",
        "string_too_long",
        "string_too_short",
        "string_type",
        "timezone_aware",
        "tuple_type",
        "union_tag_not_found",
    ]
)

_IN_OTHER_WORDS = {
    "date_from_datetime_parsing": "Input should be a date YYYY-MM-DD",
    "datetime_from_date_parsing": "Input should be an ISO 8601 time with an offset",
    "datetime_parsing": "Input should be an ISO 8601 time with an offset",
    "dict_attributes_type": "Input should be an object",
    "extra_forbidden": "No such field is known here",
    "frozen_set_type": "Input should be a list",
    "json_invalid": "Input should be valid JSON",
    "set_type": "Input should be a list",
    "string_unicode": "Input should be valid Unicode",
    "union_tag_invalid": f"Input should name one of {', '.join(ReportKind)}",
    "uuid_parsing": "Input should be a UUID",
    "uuid_type": "Input should be a UUID",
}


class Problem(Value, frozen=True, kw_only=True):
    """One rule that was broken."""

    field: Annotated[str, Field(description="Dotted path of the field, e.g. `person.names.0.full`.")]
    rule: Annotated[str, Field(description="What the field must be. The value sent is never repeated.")]


class HasErrors(Protocol):
    """What pydantic's and FastAPI's validation errors share."""

    def errors(self) -> Sequence[Mapping[str, Any]]:
        """The errors in pydantic's form."""
        ...


def problems_of(error: HasErrors | UnknownKindError) -> list[Problem]:
    """The rules that were broken, in the order in which pydantic found them."""
    if isinstance(error, UnknownKindError):
        return [Problem(field="kind", rule=str(error))]
    return [Problem(field=_field(item), rule=_rule(item)) for item in error.errors()]


def _field(item: Mapping[str, Any]) -> str:
    # A union's tag is part of pydantic's path but not of what was sent.
    parts = [str(part) for part in item["loc"] if part not in ReportKind.__members__]
    if parts and parts[0] == "body":
        del parts[0]
    if parts and parts[-1] == "[key]":
        del parts[-2:]  # the key of an object is the sender's own text
    if item["type"] == "extra_forbidden" and not _IDENTIFIER.fullmatch(parts[-1]):
        del parts[-1]  # so is an unknown field that is not even a name
    return ".".join(parts) or WHOLE


def _rule(item: Mapping[str, Any]) -> str:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "value_error":
        return _own_words(context["error"])
    if kind in ("too_long", "too_short"):
        bound = f"at most {context['max_length']}" if kind == "too_long" else f"at least {context['min_length']}"
        return f"Input should hold {bound} items"
    if kind in _SCHEMA_ALONE:
        return str(item["msg"])
    return _IN_OTHER_WORDS.get(kind, "Input is not valid here")


def _own_words(error: ValueError) -> str:
    # A plain ValueError is raised by our own rules. Its subclasses, such as UnicodeError, may quote what was sent.
    return str(error) if type(error) is ValueError else "Input is not valid here"
