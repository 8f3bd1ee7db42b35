"""Search by example: what to look for, and whom was found."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import Base64Bytes, Field

from api.schemas.explanations import FeatureReason, reasons_of
from api.schemas.reports import RecordAnswer, record_shown
from projections.answers import Page, Result
from search.document import Filters
from search.profile import Profile, profile_of_person
from search.sentences import Language
from tracing.access import Caller
from tracing.person import (
    NOTHING_IDENTIFIES,
    CountryCode,
    Face,
    PartialDate,
    PartialTime,
    Person,
    Place,
    Range,
    date_bounds,
    time_bounds,
)
from tracing.reports import ReportKind
from tracing.value import Value

MAX_QUERIES = 100
MAX_LIMIT = 50
MAX_PICTURES = 5
"""In one request; each takes about half a second."""

_NOTHING_SAID = Person()

QueryName = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$", description="The caller's own name of a query.")]


class SearchFilters(Value, frozen=True, kw_only=True):
    """Conditions that narrow a search. A record that does not state its sex or birth passes those conditions."""

    kinds: Annotated[tuple[ReportKind, ...], Field(max_length=4)] = ()
    countries: Annotated[tuple[CountryCode, ...], Field(max_length=250, description="Of the report's places.")] = ()
    occurred_from: PartialTime | None = None
    occurred_to: PartialTime | None = None
    sex: Literal["male", "female"] | None = None
    age: Annotated[Range | None, Field(description="Years, today.")] = None
    born_from: PartialDate | None = None
    born_to: PartialDate | None = None

    def on(self, today: date) -> Filters:
        """The conditions as engines take them."""
        born_from = date_bounds(self.born_from)[0] if self.born_from else None
        born_to = date_bounds(self.born_to)[1] if self.born_to else None
        if self.age is not None:
            by_age = profile_of_person(Person(age=self.age), occurred_at=today.isoformat()).birth_by_age
            if by_age is not None:
                born_from = max(filter(None, (born_from, by_age.first)))
                born_to = min(filter(None, (born_to, by_age.last)))
        return Filters(
            kinds=self.kinds,
            countries=self.countries,
            occurred_from=time_bounds(self.occurred_from)[0] if self.occurred_from else None,
            occurred_to=time_bounds(self.occurred_to)[1] if self.occurred_to else None,
            sex=self.sex,
            born_from=born_from,
            born_to=born_to,
        )


class Query(Value, frozen=True, kw_only=True):
    """A description of whom to look for, as in a report."""

    person: Person = Person()
    picture: Annotated[
        Base64Bytes | None,
        Field(description="A JPEG, PNG or WebP in base64 that shows the person's face. It is looked at and not kept."),
    ] = None
    occurred_at: Annotated[
        PartialTime | None, Field(description="When the description was true; today if left out.")
    ] = None
    place: Annotated[Place | None, Field(description="Where the person was then.")] = None
    filters: SearchFilters = SearchFilters()
    page: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 1
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Results a page.")] = 10

    def check(self) -> None:
        """Refuse to search for everybody of a crowd."""
        if self.picture is None and not self.person.identifies:
            raise ValueError(NOTHING_IDENTIFIES)

    @property
    def offset(self) -> int:
        """How many results stand on earlier pages."""
        return (self.page - 1) * self.limit

    @property
    def data(self) -> list[str]:
        """The kinds of data that are searched by: names of what is described, and `picture`."""
        fields = self.person.__struct_fields__
        described = [field for field in fields if getattr(self.person, field) != getattr(_NOTHING_SAID, field)]
        return described if self.picture is None else [*described, "picture"]

    def profile(self, today: date, face: Face | None = None) -> Profile:
        """What comparison needs of the description, and of the face in the picture."""
        seen = self.occurred_at is not None and self.place is not None
        person = self.person
        if face is not None:
            person = msgspec.structs.replace(person, faces=(*person.faces, face))
        return profile_of_person(person, self.occurred_at or today.isoformat(), self.place, seen=seen)


class SearchRequest(Value, frozen=True, kw_only=True):
    """Queries, each under a name that its answer comes back under."""

    queries: Annotated[dict[QueryName, Query], Field(min_length=1, max_length=MAX_QUERIES)]

    def check(self) -> None:
        """Refuse more pictures than can be looked at while a caller waits."""
        if sum(query.picture is not None for query in self.queries.values()) > MAX_PICTURES:
            raise ValueError(f"at most {MAX_PICTURES} queries hold a picture")


class MatchedRecord(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A record of a result that was compared with the query."""

    record: UUID
    weight: float
    probability: float


class SearchResult(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One person found: an identity, or a record that no judgement has joined to another."""

    identity: Annotated[UUID, Field(description="Of a single record, the record's own id.")]
    joined: Annotated[bool, Field(description="Whether two reviewers each have joined several records.")]
    contested: Annotated[bool, Field(description="Whether decisions on these records contradict each other.")]
    suggested_group: Annotated[
        UUID | None,
        Field(
            description="A group that the matcher suggests these records belong to, and nobody has confirmed; for "
            "officers, reviewers and bureaus, see `GET /v1/groups/{id}`."
        ),
    ]
    weight: Annotated[float, Field(description="Match weight in bits of the best record, the prior included.")]
    probability: float
    evidence: Annotated[float, Field(description="The weight without the prior, in bits; results are ordered by it.")]
    reasons: Annotated[tuple[FeatureReason, ...], Field(description="Why, for the best record.")]
    matched: Annotated[tuple[MatchedRecord, ...], Field(description="Best first.")]
    records: Annotated[tuple[RecordAnswer, ...], Field(description="All that you may see, oldest event first.")]


class SearchAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The answer to one query."""

    total: Annotated[int, Field(description="Results on all pages.")]
    page: int
    limit: int
    results: tuple[SearchResult, ...]


class SearchAnswers(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Answers by the names of the queries."""

    answers: dict[str, SearchAnswer]


def search_answer(query: Query, page: Page, caller: Caller, language: Language = Language.en) -> SearchAnswer:
    """A page of results as it is sent, with reasons in a language."""
    return SearchAnswer(
        total=page.total,
        page=query.page,
        limit=query.limit,
        results=tuple(_result(item, caller, language) for item in page.results),
    )


def _result(result: Result, caller: Caller, language: Language) -> SearchResult:
    best = result.best.comparison
    return SearchResult(
        identity=result.identity.id,
        joined=len(result.identity.members) > 1,
        contested=bool(result.identity.contested),
        suggested_group=result.suggested_group,
        weight=round(best.weight, 3),
        probability=round(best.probability, 6),
        evidence=round(best.evidence_weight, 3),
        reasons=reasons_of(best, language),
        matched=tuple(
            MatchedRecord(
                record=item.document.record,
                weight=round(item.comparison.weight, 3),
                probability=round(item.comparison.probability, 6),
            )
            for item in result.scored
        ),
        records=tuple(record_shown(record, caller) for record in result.records),
    )
