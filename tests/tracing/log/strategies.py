"""Strategies for every type of event there is."""

from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from tracing.events import Event

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
_LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    int: st.integers(0, 2**31),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bytes: st.binary(max_size=512),
    datetime: st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),
    dict[str, Any]: st.dictionaries(st.text(max_size=5), _json, max_size=2),
    type(None): st.none(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Anything of an annotation: structs with all their fields, tuples, unions, enumerations and plain values."""
    if kind in _LEAVES:
        return _LEAVES[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple and arguments[-1] is ...:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin in (Union, UnionType):
        return st.one_of(*map(values, arguments))
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        fields = {field.name: values(hints[field.name]) for field in msgspec.structs.fields(kind)}
        return st.fixed_dictionaries(fields).map(lambda chosen: kind(**chosen))
    return st.from_type(kind)


def events(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Any event of one type."""
    return values(kind)
