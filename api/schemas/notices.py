"""Yellow Notices in the shapes of INTERPOL's public notices service (HAL: `_embedded`, `_links`)."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from pydantic import Field
from typing_extensions import TypedDict

from api.exchange.interpol_codes import SEX
from api.exchange.interpol_out import NOTICES, notice_entry
from search.profile import OLDEST_YEARS
from tracing.person import CountryCode, Name, Person, date_bounds, time_bounds
from tracing.records import Record
from tracing.value import Value

MOST_LISTED = 160
"""Notices that one query lists at most, on all its pages together, as the service does."""

Nationality = Annotated[CountryCode | None, Field(description="Alpha-2, as the service writes it, or alpha-3.")]
Age = Annotated[int | None, Field(ge=0, le=150, description="Years, today.")]
SexId = Annotated[Literal["F", "M", "U"] | None, Field(description="Sex.")]
PageNumber = Annotated[int, Field(ge=1, le=MOST_LISTED)]
PerPage = Annotated[int, Field(ge=1, le=MOST_LISTED, description="Notices a page.")]
Text = Annotated[str | None, Field(min_length=1, max_length=200)]


class NoticesQuery(Value, frozen=True, kw_only=True):
    """The service's filters, spelt as it spells them.

    A notice that states no sex or age passes those conditions; names are found in any spelling.
    """

    forename: Text = None
    name: Text = None
    freeText: Text = None
    nationality: Nationality = None
    ageMin: Age = None
    ageMax: Age = None
    sexId: SexId = None
    page: PageNumber = 1
    resultPerPage: PerPage = 20

    def check(self) -> None:
        """Refuse an empty range of ages."""
        if self.ageMin is not None and self.ageMax is not None and self.ageMin > self.ageMax:
            raise ValueError("`ageMin` is above `ageMax`")

    @property
    def data(self) -> list[str]:
        """The kinds of data that are searched by."""
        by = {
            "names": (self.forename, self.name),
            "nationalities": (self.nationality,),
            "sex": (self.sexId,),
            "age": (self.ageMin, self.ageMax),
            "text": (self.freeText,),
        }
        return [name for name, given in by.items() if any(value is not None for value in given)]

    @property
    def named(self) -> Person | None:
        """The person by the names that are asked for, None if none are."""
        if not self.forename and not self.name:
            return None
        return Person(names=(Name(given=self.forename, family=self.name),))

    def passes(self, record: Record, today: date) -> bool:
        """Whether a notice meets every condition but those on names."""
        person = record.report.person
        if self.nationality is not None and self.nationality not in person.nationalities:
            return False
        if self.sexId is not None and person.sex is not None and person.sex != SEX[self.sexId]:
            return False
        ages = _ages(record, today)
        if ages is not None and (
            (self.ageMin is not None and ages[1] < self.ageMin) or (self.ageMax is not None and ages[0] > self.ageMax)
        ):
            return False
        return self.freeText is None or self.freeText.casefold() in _all_text(record)


def _ages(record: Record, today: date) -> tuple[int, int] | None:
    """The lowest and highest age today that a notice allows; None if it says nothing."""
    person = record.report.person
    if person.birth_date is not None:
        first, last = date_bounds(person.birth_date)
        return _years(last, today), _years(first, today)
    if person.age is None:
        return None
    then, until = time_bounds(record.report.occurred_at)
    youngest, oldest = person.age.min or 0, person.age.max if person.age.max is not None else OLDEST_YEARS
    return youngest + _years(until.date(), today), oldest + 1 + _years(then.date(), today)


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def _all_text(record: Record) -> str:
    return json.dumps(msgspec.to_builtins(record.report), ensure_ascii=False).casefold()


class Link(TypedDict):
    """Where something is."""

    href: str


class NoticeListed(TypedDict):
    """An entry of the list."""

    forename: str | None
    name: str | None
    date_of_birth: str | None
    entity_id: str
    nationalities: list[Any] | None
    _links: dict[str, Link]


class NoticesListed(TypedDict):
    """The entries of a page."""

    notices: list[NoticeListed]


class NoticesAnswer(TypedDict):
    """A page of the list; `total` counts what is listed on all pages, at most 160."""

    total: int
    query: dict[str, Any]
    _embedded: NoticesListed
    _links: dict[str, Link]


class NoticeAnswer(TypedDict):
    """The detail of a notice; with the keys of the service's shape, and whatever an import kept besides."""

    entity_id: str
    _links: dict[str, Link]


class ImageListed(TypedDict):
    """A photograph."""

    picture_id: str
    _links: dict[str, Link]


class ImagesListed(TypedDict):
    """The photographs of a notice."""

    images: list[ImageListed]


class ImagesAnswer(TypedDict):
    """The images of a notice."""

    _embedded: ImagesListed
    _links: dict[str, Link]


def notices_answer(query: NoticesQuery, total: int, page: Sequence[Record]) -> dict[str, Any]:
    """A page of the list.

    Args:
        query: what was asked for.
        total: how many notices are listed on all pages.
        page: those of this page.
    """
    last = max(1, -(-total // query.resultPerPage))
    pages = {"self": query.page, "first": 1, "last": last}
    if query.page < last:
        pages["next"] = query.page + 1
    return {
        "total": total,
        "query": msgspec.to_builtins(query) | {"page": query.page, "resultPerPage": query.resultPerPage},
        "_embedded": {"notices": [notice_entry(record) for record in page]},
        "_links": {relation: {"href": _page(query, number)} for relation, number in pages.items()},
    }


def _page(query: NoticesQuery, page: int) -> str:
    """The address of a page, without names: whoever sent some in a body sends them again."""
    told = {"nationality": query.nationality, "ageMin": query.ageMin, "ageMax": query.ageMax, "sexId": query.sexId}
    told |= {"page": page, "resultPerPage": query.resultPerPage}
    return f"{NOTICES}?{urlencode({name: value for name, value in told.items() if value is not None})}"
