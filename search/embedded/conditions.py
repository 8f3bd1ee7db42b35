"""Conditions on rows, and filters as conditions on the table of documents."""

import json
from collections.abc import Iterator

from search.document import Filters
from search.entry import day_number, moment_number
from tracing.value import Value

Parameter = str | int | bytes | None


class Condition(Value, frozen=True):
    """SQL that holds for some rows, and the values of its parameters."""

    sql: str
    parameters: dict[str, Parameter]

    def __and__(self, other: "Condition") -> "Condition":
        """Where both hold; their parameters have different names."""
        return Condition(sql=f"{self.sql} AND {other.sql}", parameters={**self.parameters, **other.parameters})


EVERYTHING = Condition(sql="TRUE", parameters={})


def filter_condition(filters: Filters) -> Condition:
    """What holds for documents that pass, on the columns of the table of documents."""
    conditions = list(_conditions(filters))
    return Condition(
        sql=" AND ".join(text for text, _, _ in conditions) or EVERYTHING.sql,
        parameters={name: value for _, name, value in conditions},
    )


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
