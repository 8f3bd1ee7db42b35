"""Numbers that may be told: one fixed set of tables a month, in tens, and of no group of fewer than ten people.

What keeps a group of fewer than ten from being worked out is in docs/decisions/29-numbers-from-ten-up.md, and shown by
tests/projections/test_numbers.py.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
import sqlalchemy as sql
from pydantic import Field

from projections.candidates import CandidatesView
from projections.freshness import wait_for
from projections.identities import IdentitiesView
from projections.numbers import AgeGroup, Counted, NumbersView
from projections.store import ViewStore
from tracing.application import Tracing
from tracing.person import CountryCode
from tracing.person.description import Sex
from tracing.reports import ReportKind
from tracing.value import Value

LEAST = 10
"""People that a group has at least if anything of it is told; numbers are told in steps of as many."""
MONTHS = 24
"""Whole months that the table by time holds."""

People = Annotated[
    int | None, Field(description=f"People, rounded down to tens; null for fewer than {LEAST}, none included.")
]
Reports = Annotated[int | None, Field(description="Reports about them, rounded down to tens.")]


class BySex(Value, frozen=True, kw_only=True, omit_defaults=False):
    """People of one sex."""

    sex: Sex
    people: People
    reports: Reports


class ByAge(Value, frozen=True, kw_only=True, omit_defaults=False):
    """People of one age group."""

    age_group: Annotated[AgeGroup, Field(description="Whole years at the first event that tells the age.")]
    people: People
    reports: Reports


class ByRoute(Value, frozen=True, kw_only=True, omit_defaults=False):
    """People who went from one country to another; only routes of ten people or more are there."""

    came_from: CountryCode
    went_to: CountryCode
    people: int
    reports: Annotated[int, Field(description="How often that was reported, rounded down to tens.")]


class ByMonth(Value, frozen=True, kw_only=True, omit_defaults=False):
    """People on whom there is a report of one kind about one month."""

    month: Annotated[str, Field(description="Of what the report tells of, not of its entry: `2025-06`.")]
    kind: ReportKind
    people: People
    reports: Reports


class Release(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The numbers of one month, the same for every reader.

    There are no totals, and nobody of whom a table's code is not known is in it: so no table adds up to anything.
    """

    released: Annotated[date, Field(description="The day of counting (UTC); the next one is in the next month.")]
    by_sex: tuple[BySex, ...]
    by_age: tuple[ByAge, ...]
    by_route: Annotated[tuple[ByRoute, ...], Field(description="Most people first.")]
    by_month: Annotated[tuple[ByMonth, ...], Field(description="Whole months that are over, the oldest first.")]


class _Cells:
    """Who is in each cell of one table."""

    def __init__(self) -> None:
        self._clusters: dict[Any, set[UUID]] = defaultdict(set)
        self._people: Counter[Any] = Counter()
        self._reports: Counter[Any] = Counter()

    def add(self, cell: Any, person: Counted, reports: int) -> None:
        """Count a person, and how many reports put them there."""
        self._clusters[cell].add(person.cluster)
        self._people[cell] += 1
        self._reports[cell] += reports

    def told(self, cell: Any) -> dict[str, Any]:
        """What is told of a cell: nothing where those who may be one person leave fewer than ten."""
        if len(self._clusters.get(cell, ())) < LEAST:
            return {"people": None, "reports": None}
        return {"people": _in_tens(self._people[cell]), "reports": _in_tens(self._reports[cell])}

    def big_enough(self) -> list[Any]:
        """The cells of which something is told."""
        return [cell for cell in self._clusters if len(self._clusters[cell]) >= LEAST]


def released(people: Iterable[Counted], day: date) -> Release:
    """What may be told of some people.

    Args:
        people: everybody who is counted.
        day: of counting.
    """
    sexes, ages, routes, months = _Cells(), _Cells(), _Cells(), _Cells()
    for person in people:
        sexes.add(person.sex, person, person.reports)
        ages.add(person.age_group, person, person.reports)
        for leg, times in person.legs.items():
            routes.add(leg, person, times)
        for kind_and_month, reports in person.seen.items():
            months.add(kind_and_month, person, reports)
    by_route = [ByRoute(came_from=leg[0], went_to=leg[1], **routes.told(leg)) for leg in routes.big_enough()]
    return Release(
        released=day,
        by_sex=tuple(BySex(sex=sex, **sexes.told(sex.value)) for sex in (Sex.female, Sex.male)),
        by_age=tuple(ByAge(age_group=group, **ages.told(group.value)) for group in AgeGroup),
        by_route=tuple(sorted(by_route, key=lambda route: (-route.people, route.came_from, route.went_to))),
        by_month=tuple(
            ByMonth(month=month, kind=kind, **months.told((kind.value, month)))
            for month in _whole_months(day)
            for kind in ReportKind
        ),
    )


def _in_tens(count: int) -> int:
    return count - count % LEAST


def _whole_months(day: date) -> list[str]:
    """The months before that of a day, the oldest first."""
    last = day.year * 12 + day.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - MONTHS, last)]


_METADATA = sql.MetaData()
_RELEASES = sql.Table(
    "numbers_release",
    _METADATA,
    sql.Column("month", sql.String(7), primary_key=True),
    sql.Column("content", sql.Text, nullable=False),
)
_LOCK = 7_261_996_022
"""Any fixed number: the lock under which the table is made and a release is kept."""


class Releases:
    """The release of each month: made when it is first asked for, and then the same for everybody.

    Args:
        application: knows how far the views must have come.
        numbers, identities, candidates: from which people are counted; all in one database.
        wait_seconds: how long to wait for them at most.
    """

    def __init__(
        self,
        application: Tracing,
        numbers: NumbersView,
        identities: IdentitiesView,
        candidates: CandidatesView,
        wait_seconds: float = 5.0,
    ) -> None:
        """Count nobody yet."""
        self._application, self._numbers = application, numbers
        self._identities, self._candidates = identities, candidates
        self._store, self._wait_seconds = numbers.store, wait_seconds
        self._counting = threading.Lock()

    @staticmethod
    def migrate(store: ViewStore) -> None:
        """Create the table; safe to repeat, and at once."""
        with store.writing(_LOCK) as connection:
            _METADATA.create_all(connection)

    def current(self, today: date) -> Release:
        """The release of the month of a day (UTC).

        Raises:
            TooFarBehindError: it is not made yet, and the views lack events that were there when it was asked for.
        """
        kept = self._kept(today)
        if kept is not None:
            return kept
        with self._counting:
            return self._kept(today) or self._made(today)

    def _kept(self, today: date) -> Release | None:
        query = sql.select(_RELEASES.c.content).where(_RELEASES.c.month == _month(today))
        with self._store.reading() as connection:
            content = connection.scalar(query)
        return None if content is None else msgspec.json.decode(content, type=Release)

    def _made(self, today: date) -> Release:
        # A release of half the log would stand for a month.
        views = (self._numbers.position, self._identities.position, self._candidates.position)
        wait_for(views, self._application.max_position(), self._wait_seconds)
        made = released(self._numbers.people(self._identities, self._candidates), today)
        row = {"month": _month(today), "content": msgspec.json.encode(made).decode()}
        with self._store.writing(_LOCK) as connection:
            # Another process may have been faster; and nobody needs the earlier ones, by which two could be compared.
            if connection.scalar(sql.select(_RELEASES.c.month).where(_RELEASES.c.month == row["month"])) is None:
                connection.execute(sql.delete(_RELEASES))
                connection.execute(sql.insert(_RELEASES).values(row))
        kept = self._kept(today)
        assert kept is not None
        return kept


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
