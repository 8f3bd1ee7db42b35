from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from search.folding import body_part, colour
from search.indexing import document_of
from search.profile import Days, Profile, profile_of, widened_birth, years_before
from tests.examples import report
from tests.search.people import profile, profiles
from tracing.events import now
from tracing.records import Record
from tracing.stream_ids import record_id

CROSSING: dict[str, Any] = {
    "kind": "border_crossing",
    "place": {"country": "TUR", "latitude": 41.7, "longitude": 26.4},
    "person": {"names": [{"full": "Olha Bondar"}], "birth_date": "1998-03", "sex": 2},
    "details": {"document_presented": {"number": "fe 123-456", "issuer": "UA"}, "other_country": "BGR"},
}


def record(retracted: str | None = None) -> Record:
    return Record(
        id=record_id("pol.border", "R-1"),
        organisation="pol.border",
        country="POL",
        report=report(**CROSSING),
        version=2,
        evidence_version=1,
        recorded_at=now(),
        changed_at=now(),
        posted_by="border-1",
        retracted=retracted,
    )


def test_a_document_presented_at_the_border_is_one_of_the_persons():
    found = profile_of(report(**CROSSING)).documents
    assert [(item.number, item.issuer) for item in found] == [("FE123456", "UKR")]


def test_a_document_holds_all_that_filters_and_queries_ask_for():
    document = document_of(record(), number=7, version=9)
    assert (document.number, document.version, document.evidence_version) == (7, 9, 1)
    assert document.countries == ("TUR", "BGR")
    assert (document.sex, document.born_from, document.born_to) == ("female", date(1998, 3, 1), date(1998, 3, 31))
    assert document.keys and document.profile is not None
    assert document.visibility == record().visibility


def test_a_retracted_record_becomes_a_tombstone():
    document = document_of(record(retracted="entered twice"), number=7, version=9)
    assert document.retracted
    assert (document.keys, document.profile, document.sex, document.born_from) == ((), None, None, None)


@settings(max_examples=50, deadline=None)
@given(profiles())
def test_a_profile_survives_storage(found: Profile):
    assert msgspec.json.decode(msgspec.json.encode(found), type=Profile) == found


def test_an_age_is_a_range_of_birth_days_at_the_time_of_the_event():
    found = profile("A", at="2026-03-01", age={"min": 19, "max": 23})
    assert found.birth_by_age == Days(first=date(2002, 3, 2), last=date(2007, 3, 1))


@pytest.mark.parametrize(
    ("fields", "minor"),
    [
        ({"birth_date": "2008-03-01"}, False),
        ({"birth_date": "2008-03-02"}, True),
        ({"birth_date": "2008"}, None),
        ({"age": {"max": 15}}, True),
        ({"age": {"min": 16, "max": 19}}, None),
        ({}, None),
    ],
)
def test_minors_are_known_from_birth_or_age_alone(fields: dict[str, Any], minor: bool | None):
    assert profile("A", at="2026-03-01", **fields).minor is minor


def test_fillers_and_approximate_dates_allow_more_days():
    filler = profile("A", birth_date="1990-01-01")
    assert filler.birth_filler
    assert widened_birth(filler) == Days(first=date(1990, 1, 1), last=date(1990, 12, 31))
    about = profile("A", birth_date="1990-06", birth_date_approximate=True)
    assert widened_birth(about) == Days(first=date(1988, 6, 1), last=date(1992, 6, 30))
    assert widened_birth(profile("A")) is None


def test_29_february_some_years_before():
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4000) == date(1, 2, 28)


@pytest.mark.parametrize("text", ["left hand", "Hand, left", "the LEFT  hand", "hand (left side)"])
def test_body_parts_meet_whatever_their_order(text: str):
    assert body_part(text) == "hand left"


@pytest.mark.parametrize(("text", "plain"), [("YELBD", "blond"), ("dark brown", "brown"), ("Vert", "vert")])
def test_colours(text: str, plain: str):
    assert colour(text) == plain
