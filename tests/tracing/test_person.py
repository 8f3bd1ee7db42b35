"""What a report can say of a person, field by field."""

import calendar
import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.strategies import partial_dates, partial_times
from tracing.person import (
    Account,
    CountryCode,
    Document,
    Face,
    LanguageCode,
    Name,
    PartialDate,
    PartialTime,
    Person,
    PhoneNumber,
    Place,
    Range,
    Sex,
    date_bounds,
    is_known_country,
    normalised_number,
    time_bounds,
)


def read(kind: Any, data: Any) -> Any:
    return TypeAdapter(kind).validate_python(data)


def refused(kind: Any, data: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, data)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1998", date(1998, 1, 1), date(1998, 12, 31)),
        ("1998-02", date(1998, 2, 1), date(1998, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("1998-12", date(1998, 12, 1), date(1998, 12, 31)),
        ("1998-03-17", date(1998, 3, 17), date(1998, 3, 17)),
        ("9998-12", date(9998, 12, 1), date(9998, 12, 31)),
    ],
)
def test_bounds_of_a_partial_date(text: str, first: date, last: date) -> None:
    assert date_bounds(text) == (first, last)


@given(partial_dates())
def test_a_date_is_within_its_bounds_and_bounds_follow_the_calendar(text: str) -> None:
    first, last = date_bounds(text)
    length = {4: 366 if calendar.isleap(first.year) else 365, 7: calendar.monthrange(first.year, first.month)[1], 10: 1}

    assert first.isoformat().startswith(text) and last.isoformat().startswith(text)
    assert (last - first).days + 1 == length[len(text)]


@pytest.mark.parametrize(
    "text",
    ["", "98", "1998-3", "1998-13", "1998-02-30", "1998-00", "17.3.1998", "1799", "9999", "1998-03-17T00:00", "१९९८"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refused(PartialDate, text) in {
        "Value error, a date is written YYYY, YYYY-MM or YYYY-MM-DD",
        "Value error, the date is not in the calendar",
        "String should have at most 10 characters",
    }


@given(partial_times())
def test_bounds_of_a_time_are_in_order_and_in_utc(text: str) -> None:
    first, last = time_bounds(text)

    assert first <= last
    assert first.tzinfo is UTC and last.tzinfo is UTC
    assert (first == last) == ("T" in text)


def test_a_full_time_is_one_moment() -> None:
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)

    assert time_bounds("2026-03-01T12:00:00+02:00") == (moment, moment)
    assert time_bounds("2026-03-01") == (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("text", ["yesterday", "2026-03-01T12:00:00", "0001-01-01T00:00:00+14:00", "2026-13"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refused(PartialTime, text).startswith("Value error, ")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("ua", "UKR"), ("UKR", "UKR"), ("D", "DEU"), ("de", "DEU"), ("UK", "GBR"), ("XK", "RKS"), ("xxa", "XXA")],
)
def test_countries_are_stored_as_icao_codes(sent: str, stored: str) -> None:
    assert read(CountryCode, sent) == stored
    assert is_known_country(stored)


@pytest.mark.parametrize("code", ["XXA", "XXB", "XXC", "XXX", "UNO", "EUE", "GBN", "RKS", "UTO", "XPO"])
def test_codes_beyond_iso_are_known(code: str) -> None:
    assert is_known_country(code)


def test_an_unknown_code_is_kept() -> None:
    assert read(CountryCode, "zz") == "ZZ"
    assert not is_known_country("ZZ")


@pytest.mark.parametrize("code", ["", "Ukraine", "U1", "УКР"])
def test_what_is_no_country_code_is_refused(code: str) -> None:
    assert refused(CountryCode, code).startswith("String should")


@pytest.mark.parametrize(("sent", "stored"), [("uk", "ukr"), ("GER", "deu"), ("ukr", "ukr"), ("xx", "xx")])
def test_languages_are_stored_as_iso_639_3(sent: str, stored: str) -> None:
    assert read(LanguageCode, sent) == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("+380 44 123 45 67", "+380441234567"), ("+49 (30) 1234567", "+49301234567"), ("0911 1234", "0911 1234")],
)
def test_phones_are_stored_as_e164_where_possible(sent: str, stored: str) -> None:
    assert read(PhoneNumber, sent) == stored


def test_a_name_needs_text() -> None:
    assert "needs `full`" in refused(Name, {"full": "  "})
    assert "needs `full`" in refused(Name, {"kind": "alias"})
    assert read(Name, {"given": "Yuliia", "family": "Kovalchuk"}).text == "Yuliia Kovalchuk"
    assert read(Name, {"family": "Kovalchuk"}).text == "Kovalchuk"
    assert read(Name, {"full": "Юлія Ковальчук"}).text == "Юлія Ковальчук"


def test_a_document_number_is_compared_without_signs() -> None:
    assert normalised_number("fe 123-456") == normalised_number("ＦＥ１２３４５６") == "FE123456"
    assert "letter or digit" in refused(Document, {"number": "- -"})


def test_a_range_has_an_end_and_is_not_empty() -> None:
    assert "needs `min` or `max`" in refused(Range, {})
    assert "above" in refused(Range, {"min": 3, "max": 2})
    assert read(Range, {"min": 3, "max": 3}) == Range(min=3, max=3)


def test_coordinates_come_together_and_not_online() -> None:
    assert "come together" in refused(Place, {"latitude": 1.0})
    assert "no coordinates" in refused(Place, {"kind": "online", "latitude": 1.0, "longitude": 1.0})
    assert read(Place, {"kind": "online"}).country is None


@pytest.mark.parametrize(
    ("sent", "stored"),
    [(0, Sex.not_known), (1, Sex.male), (2, Sex.female), (9, Sex.not_applicable), ("female", Sex.female)],
)
def test_sex_by_code_or_word(sent: object, stored: Sex) -> None:
    assert read(Person, {"names": [{"full": "X"}], "sex": sent}).sex is stored


@pytest.mark.parametrize("code", [3, True, "f"])
def test_another_sex_code_is_refused(code: object) -> None:
    assert "Input should be" in refused(Person, {"names": [{"full": "X"}], "sex": code})


@pytest.mark.parametrize(
    "identifying",
    [
        {"names": [{"full": "X"}]},
        {"documents": [{"number": "1"}]},
        {"marks": [{"kind": "scar"}]},
        {"relatives": [{"names": [{"full": "X"}]}]},
        {"phones": ["+380441234567"]},
        {"accounts": [{"platform": "p", "handle": "h"}]},
        {"photographs": [{"reference": "r"}]},
        {"faces": [{"model": "m", "encoding": [0.0] * 128}]},
    ],
)
def test_one_thing_identifies(identifying: dict[str, Any]) -> None:
    assert read(Person, identifying).identifies


def test_what_a_crowd_shares_does_not_identify() -> None:
    assert not read(Person, {"sex": "female", "birth_date": "1998", "eyes": "brown"}).identifies


def test_a_face_is_stored_as_float32() -> None:
    face = read(Face, {"model": "m", "encoding": [number / 128 for number in range(128)]})

    assert len(face.encoding) == 512
    assert face.vector().tolist() == [number / 128 for number in range(128)]
    assert read(Face, {"model": "m", "encoding": face.encoding}) == face


@pytest.mark.parametrize(
    "encoding",
    [[0.0] * 127, [0.0] * 129, "face", None, {}, b"short", [0.0] * 127 + ["x"], [0.0] * 127 + [math.nan], [1e9] * 128],
)
def test_what_is_no_face_is_refused(encoding: object) -> None:
    assert "a face encoding" in refused(Face, {"model": "m", "encoding": encoding})


@given(st.integers(0, 127))
def test_distance_of_faces_is_euclidean_and_needs_one_model(place: int) -> None:
    zero = read(Face, {"model": "m", "encoding": [0.0] * 128})
    other = read(Face, {"model": "m", "encoding": [0.5 if number == place else 0.0 for number in range(128)]})

    assert zero.distance(other) == other.distance(zero) == 0.5
    assert zero.distance(read(Face, {"model": "n", "encoding": [0.0] * 128})) is None


def test_accounts_need_both_parts() -> None:
    assert refused(Account, {"platform": "p"}) == "Field required"


def test_an_address_names_some_place() -> None:
    assert isinstance(read(Person, {"names": [{"full": "X"}], "addresses": [{"region": "NSW"}]}), Person)
    assert "one of its parts" in refused(Person, {"names": [{"full": "X"}], "addresses": [{}]})
