"""What of somebody else's record each role is shown: role by class of field; of their own, all see all.

Which records somebody may see at all is decided before that, by :func:`tracing.access.may_see`; which requests somebody
may make, by each route.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from tracing.access import Role
from tracing.field_classes import FieldClass, class_of, structs_in, type_hints_of

_TO_TRACE = frozenset(FieldClass) - {FieldClass.shelter}
_TO_RECOGNISE = frozenset({FieldClass.public, FieldClass.identifying, FieldClass.location})

SHOWN: Mapping[Role, frozenset[FieldClass]] = {
    Role.officer: _TO_TRACE,
    Role.reviewer: _TO_TRACE,
    Role.bureau: _TO_TRACE,
    # Whom an owner names as recipient learns whom to look out for, and not what she went through or how to reach her.
    Role.agency: _TO_RECOGNISE,
    Role.shelter: _TO_RECOGNISE,
    Role.auditor: frozenset(),
    Role.admin: frozenset(),
}
"""Classes of fields of records that belong to others. `shelter` is nobody's but the shelter's, until it says so."""

V = TypeVar("V", bound=msgspec.Struct)


def cut(value: V, shown: frozenset[FieldClass]) -> V:
    """A value with only those of its fields that are of the classes shown; others have their defaults.

    Raises:
        ValueError: a field that must be hidden has no default.
    """
    if not _hides(type(value), shown):
        return value
    changes: dict[str, Any] = {}
    for field in msgspec.structs.fields(type(value)):
        held = getattr(value, field.name)
        if not _is_shown(type(value), field.name, shown):
            changes[field.name] = _default(field)
        elif isinstance(held, msgspec.Struct):
            changes[field.name] = cut(held, shown)
        elif isinstance(held, tuple):
            changes[field.name] = tuple(cut(one, shown) if isinstance(one, msgspec.Struct) else one for one in held)
    return msgspec.structs.replace(value, **changes)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    raise ValueError(f"`{field.name}` cannot be left out")


@cache
def _is_shown(owner: type, name: str, shown: frozenset[FieldClass]) -> bool:
    """Whether anything of a field is shown: it is of such a class, or some part of what it holds is."""
    inner = list(structs_in(type_hints_of(owner)[name]))
    if not inner:
        return class_of(owner, name) in shown
    return any(_is_shown(each, part, shown) for each in inner for part in each.__struct_fields__)  # type: ignore[attr-defined]


@cache
def _hides(owner: type, shown: frozenset[FieldClass]) -> bool:
    for name, hint in type_hints_of(owner).items():
        inner = list(structs_in(hint))
        if not inner and class_of(owner, name) not in shown:
            return True
        if any(_hides(each, shown) for each in inner):
            return True
    return False
