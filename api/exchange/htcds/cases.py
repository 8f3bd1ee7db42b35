"""A case of HTCDS, whichever form it is read from or written to."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from api.exchange.htcds.fields import PREFIXES, field_named, is_of_an_event, squeezed

EVENTS = "hte"
"""The key under which a case in JSON holds its historic events."""

FURTHER_ROWS = "further_rows"
"""Where a case keeps what its later rows in a CSV say otherwise than its first one."""

_EVENT_LISTS = frozenset({EVENTS, "htes", "historictraffickingevents"})


class Case(NamedTuple):
    """A case: fields by the standard's name, or as they were called if the standard knows none, and its events."""

    fields: dict[str, Any]
    events: list[dict[str, Any]]


class Found(NamedTuple):
    """A case in a file.

    Attributes:
        source: where it stands, e.g. `line 12`.
        content: what to hand in again should it be refused.
    """

    source: str
    content: bytes
    case: Case


def case_of_object(raw: dict[str, Any]) -> Case:
    """A case in JSON: its fields flat or by table (`{"prs": {"FirstName": …}}`), its events as a list."""
    case = Case({}, [])
    loose: dict[str, Any] = {}
    for key, value in raw.items():
        if squeezed(key) in _EVENT_LISTS and isinstance(value, list) and all(isinstance(item, dict) for item in value):
            case.events.extend(dict(_named(item, "hte")) for item in value)
            continue
        inner = (
            _named(value, squeezed(key)) if squeezed(key) in PREFIXES and isinstance(value, dict) else [(key, value)]
        )
        for name, said in inner:
            _add(loose if is_of_an_event(name) else case.fields, name, said)
    if loose:
        case.events.append(loose)
    return case


def _named(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = key if squeezed(key).startswith(prefix) else f"{prefix}_{key}"
        field = field_named(name)
        yield field.name if field else name, value


def _add(fields: dict[str, Any], name: str, value: Any) -> None:
    field = field_named(name)
    known = field.name if field else name
    # Two names of one field that say different things: the second stays under the name it was sent with.
    fields[name if known in fields else known] = value
