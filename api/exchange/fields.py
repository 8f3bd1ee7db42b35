"""A foreign record read field by field: what cannot be read goes aside as it was sent and costs nothing else."""

from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from api.http.validation import Problem, problems_of
from tracing.person import Person

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Person, include_extras=True).items()
}


class Fields:
    """The keys of a foreign record that were not taken yet, and the person that the others made."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw
        self._aside: dict[str, Any] = {}
        self.person: dict[str, Any] = {}
        self.set_aside: list[Problem] = []

    def left(self) -> dict[str, Any]:
        """All keys that were not read, and the values that could not be."""
        return self._raw | self._aside

    def pop(self, key: str) -> Any:
        """The value of a key, None if it says nothing; the key counts as read."""
        value = self._raw.pop(key, None)
        return None if _says_nothing(value) else value

    def look(self, key: str) -> Any:
        """The value of a key that stays unread."""
        return self._raw.get(key)

    def keep(self, key: str, value: Any, rule: str) -> None:
        """Put a value aside because it breaks a rule."""
        self._aside[key] = value
        self.set_aside.append(Problem(field=key, rule=rule))

    def read(self, key: str, field: str, build: Callable[[Any], Any]) -> None:
        """Read one key into one field of the person."""
        value = self.pop(key)
        if value is None:
            return
        try:
            built = build(value)
            _ADAPTERS[field].validate_python(built)
        except ValueError as error:
            self.keep(key, value, rule_of(error))
        else:
            self.person[field] = built

    def read_each(self, key: str, field: str, build: Callable[[Any], Any]) -> None:
        """Read each item of a list into a tuple of the person; only items that cannot be read are put aside."""
        value = self.pop(key)
        if value is None:
            return
        bad = []
        for item in value if isinstance(value, list) else [value]:
            rule = self.add(field, build, item)
            if rule is not None:
                bad.append(item)
                self.set_aside.append(Problem(field=key, rule=rule))
        if bad:
            self._aside[key] = bad if isinstance(value, list) else value

    def add(self, field: str, build: Callable[[Any], Any], item: Any) -> str | None:
        """Add an item to a tuple of the person; the rule that it breaks, if any."""
        try:
            items = [*self.person.get(field, []), build(item)]
            _ADAPTERS[field].validate_python(items)
        except ValueError as error:
            return rule_of(error)
        self.person[field] = items
        return None


def _says_nothing(value: Any) -> bool:
    # Some write null, others an empty text or list and, for height and weight, 0 for what is not known.
    return value is None or value == "" or value == [] or value == {} or (value == 0 and value is not False)


def rule_of(error: ValueError) -> str:
    """The rule that a value breaks; never the value."""
    return problems_of(error)[0].rule if isinstance(error, ValidationError) else str(error)
