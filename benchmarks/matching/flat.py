"""People of a world as one flat table, one value a column, as programs for tables expect them."""

from collections.abc import Iterator
from typing import Any

import pandas

from search.evaluation.labelled import Labelled
from search.profile import Profile


def flat(labelled: Labelled) -> pandas.DataFrame:
    """One row a record: what our own comparison sees, the first of each field, names in Latin letters."""
    return pandas.DataFrame([_row(document.profile) for document in labelled.documents if document.profile])


def _row(profile: Profile) -> dict[str, Any]:
    given, family = _name(profile)
    birth = profile.birth
    whole = birth is not None and birth.first == birth.last and not profile.birth_approximate
    return {
        "given": given,
        "family": family,
        "birth_date": birth.first.isoformat() if birth and whole else None,
        "birth_year": str(birth.first.year) if birth else None,
        "sex": profile.sex,
        "nationality": _first(profile.nationalities),
        "document": _first(document.number for document in profile.documents),
        "phone": _first(profile.phones),
        "account": _first(profile.accounts),
        "mark": _first(f"{mark.kind} {mark.body_part}" for mark in profile.marks if mark.body_part),
        "eyes": profile.eyes,
        "face": profile.faces[0].vector().tolist() if profile.faces else None,
    }


def _name(profile: Profile) -> tuple[str | None, str | None]:
    """Given and family names; of a name on one line the last word is the family's."""
    if not profile.names:
        return None, None
    parts = profile.names[0].parts
    given = [part.romanised for part in parts if part.role == "g"]
    family = [part.romanised for part in parts if part.role == "f"]
    unsaid = [part.romanised for part in parts if not part.role]
    if len(unsaid) > 1:
        given, family = unsaid[:-1], unsaid[-1:]
    elif unsaid:
        given = unsaid
    return " ".join(given) or None, " ".join(family) or None


def _first(values: Any) -> Any:
    found: Iterator[Any] = iter(values)
    return next(found, None)
