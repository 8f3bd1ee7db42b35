"""Filters as SQL conditions on the table of documents."""

import json
from collections.abc import Iterator

from search.document import Filters
from search.entry import day_number, moment_number

Parameter = str | int | None


def filter_condition(filters: Filters) -> tuple[str, dict[str, Parameter]]:
    """SQL that holds for documents that pass, with its parameters; "TRUE" when there is no condition."""
    conditions = list(_conditions(filters))
    parameters = {name: value for _, name, value in conditions}
    return " AND ".join(text for text, _, _ in conditions) or "TRUE", parameters


def _conditions(filters: Filters) -> Iterator[tuple[str, str, Parameter]]:
    if filters.kinds:
        yield "kind IN (SELECT value FROM json_each(:kinds))", "kinds", json.dumps(filters.kinds)
    if filters.organisations:
        yield (
            "organisation IN (SELECT value FROM json_each(:organisations))",
            "organisations",
            json.dumps(filters.organisations),
        )
    if filters.countries:
        yield (
            "EXISTS (SELECT 1 FROM json_each(countries) AS own JOIN json_each(:countries) AS asked USING (value))",
            "countries",
            json.dumps(filters.countries),
        )
    if filters.occurred_from is not None:
        yield "occurred_to >= :occurred_from", "occurred_from", moment_number(filters.occurred_from)
    if filters.occurred_to is not None:
        yield "occurred_from <= :occurred_to", "occurred_to", moment_number(filters.occurred_to)
    if filters.sex is not None:
        yield "ifnull(sex = :sex, TRUE)", "sex", filters.sex
    if filters.born_from is not None:
        yield "ifnull(born_to >= :born_from, TRUE)", "born_from", day_number(filters.born_from)
    if filters.born_to is not None:
        yield "ifnull(born_from <= :born_to, TRUE)", "born_to", day_number(filters.born_to)
