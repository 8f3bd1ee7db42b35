"""Reports put together field by field, each named by its dotted path, as `person.names.0.given`."""

from typing import Any

Tree = dict[str, Any]
"""Fields by the parts of their paths; what is a list has its items by number."""


def put(tree: Tree, field: str, value: Any) -> None:
    """Put a value where its path leads."""
    *parents, last = field.split(".")
    for part in parents:
        tree = tree.setdefault(part, {})
    tree[last] = value


def listed(tree: Tree, path: str = "", original: str = "") -> tuple[Any, dict[str, str]]:
    """The tree with its numbered keys as lists without gaps, and the path of each part there → in the mapping."""
    numbered = bool(tree) and all(key.isdecimal() for key in tree)
    keys = sorted(tree, key=int) if numbered else list(tree)
    built: dict[str, Any] = {}
    originals: dict[str, str] = {}
    for place, key in enumerate(keys):
        here = f"{path}{place if numbered else key}"
        there = f"{original}{key}"
        originals[here] = there
        value = tree[key]
        if isinstance(value, dict):
            value, inner = listed(value, f"{here}.", f"{there}.")
            originals |= inner
        built[key] = value
    return (list(built.values()) if numbered else built), originals
