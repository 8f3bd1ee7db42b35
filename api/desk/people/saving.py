"""A search by example as a saved search, and a saved search as the form that it was saved from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from tracing.subscriptions import SavedSearch

_BIRTH = ("birth_year", "birth_month", "birth_day")


def saved_search(described: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Whom a form describes as a saved search, in plain values; conditions that narrow a search are no part of it.

    Args:
        described: the query that a form means, in plain values.
        today: the day of which an age is true.
    """
    return {"person": described["person"], "occurred_at": today.isoformat()}


def filled_in(search: SavedSearch, today: date) -> list[tuple[str, str]]:
    """The fields of the form of a search by example that say the same, as far as the form has fields for it."""
    person = search.person
    fields = [("name", name.text) for name in person.names]
    for field, part in zip(
        ("birth_year", "birth_month", "birth_day"), (person.birth_date or "").split("-"), strict=False
    ):
        fields.append((field, part))
    if person.age is not None:
        # Saved on an earlier day, somebody may have had a birthday; no search is kept for much longer than a year.
        older = 0 if search.occurred_at == today.isoformat() else 1
        ends = (("age_min", person.age.min, 0), ("age_max", person.age.max, older))
        fields += [(field, str(years + more)) for field, years, more in ends if years is not None]
    fields.append(("sex", person.sex.value if person.sex else ""))
    fields += [("nationality", code) for code in person.nationalities]
    for document in person.documents[:1]:
        fields += [("document", document.number), ("document_type", document.type.value)]
    for mark in person.marks[:1]:
        fields += [("mark", mark.kind.value), ("mark_place", mark.body_part or "")]
    fields += [("phone", phone) for phone in person.phones]
    return [(field, value) for field, value in fields if value]


def says_all(again: Mapping[str, Any], search: SavedSearch) -> bool:
    """Whether a form's person, in plain values, says all that a saved search does; a program can have saved more."""
    if search.place is not None:
        return False
    return all(
        field in again and (not isinstance(value, tuple) or len(again[field]) == len(value))
        for field, value in msgspec.to_builtins(search.person).items()
    )
