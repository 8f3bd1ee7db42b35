"""Entities of FollowTheMoney as they are read, and what of them was not taken yet."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

BELONGS_BY = {"Passport": "holder", "Identification": "holder", "UserAccount": "owner", "Event": "involved"}
"""By which property an entity names the Person that it belongs to."""
HAS = "addressEntity"
"""By which property a Person or an Event names its Address."""


class Entity(NamedTuple):
    """An entity put together from its fragments.

    Attributes:
        seen: when the data set first had it, if it says so.
        places: of an Event, the Addresses that it names.
    """

    id: str
    schema: str
    properties: dict[str, list[str]]
    seen: str | None = None
    places: tuple["Entity", ...] = ()


class Said:
    """The properties of an entity; each value is taken once, and what nobody takes is left."""

    def __init__(self, entity: Entity) -> None:
        """Begin with all of them but for links, which the reader has followed."""
        self._entity = entity
        links = {BELONGS_BY.get(entity.schema), HAS}
        self.properties = {name: list(values) for name, values in entity.properties.items() if name not in links}

    @property
    def schema(self) -> str:
        """What the entity is."""
        return self._entity.schema

    def values(self, name: str) -> list[str]:
        """What a property still says."""
        return list(self.properties.get(name, ()))

    def take(self, name: str, accepts: Callable[[str], object] = bool) -> str | None:
        """The first value of a property that is accepted, or None; all others stay."""
        found = next((value for value in self.values(name) if accepts(value)), None)
        if found is not None:
            self.drop(name, [found])
        return found

    def drop(self, name: str, values: Sequence[str]) -> None:
        """Count values as taken."""
        left = [value for value in self.properties.pop(name, ()) if value not in values]
        if left:
            self.properties[name] = left

    def left(self) -> list[dict[str, Any]]:
        """The entity with what was not taken, as it was sent; nothing if all was."""
        if not self.properties:
            return []
        return [{"id": self._entity.id, "schema": self.schema, "properties": self.properties}]
