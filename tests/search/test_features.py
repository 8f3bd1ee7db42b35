"""Every feature reaches each of its levels, in the direction that the level means."""

from typing import Any

import pytest

from search.compare import compare
from search.comparison.feature import FeatureComparison
from search.explanation import sentence
from search.profile import Profile, profile_of
from search.weights import DEFAULT, WEIGHTS
from tests.search.people import SEEN_AT, face, profile
from tracing.person import Place, PlaceKind
from tracing.reports import read_report

FATHER = {"relation": "father", "names": [{"full": "Ivan Bondar"}]}
OTHER_FATHER = {"relation": "father", "names": [{"full": "Taras Shevchuk"}]}
LEFT, RIGHT = {"kind": "scar", "body_part": "left hand"}, {"kind": "scar", "body_part": "Hand, right"}

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("sex", "same", {"sex": 2}, {"sex": "female"}),
    ("sex", "different", {"sex": 1}, {"sex": 2}),
    ("birth", "same_day", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03-17"}),
    ("birth", "day_month_swapped", {"birth_date": "1998-03-04"}, {"birth_date": "1998-04-03"}),
    ("birth", "one_slip", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03-11"}),
    ("birth", "one_slip", {"birth_date": "1998-03-17"}, {"birth_date": "1988-03-17"}),
    ("birth", "one_slip", {"birth_date": "1946-04-09"}, {"birth_date": "1964-04-09"}),
    ("birth", "one_slip", {"birth_date": "1998-01-22"}, {"birth_date": "1998-02-12"}),
    ("birth", "other_year", {"birth_date": "1946-04-09"}, {"birth_date": "1964-04-10"}),
    ("birth", "same_month", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03"}),
    ("birth", "same_year", {"birth_date": "1998-03-17"}, {"birth_date": "1998"}),
    ("birth", "filler_year", {"birth_date": "1998-03-17"}, {"birth_date": "1998-01-01"}),
    ("birth", "same_month_other_day", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03-05"}),
    ("birth", "same_year_other_day", {"birth_date": "1998-03-17"}, {"birth_date": "1998-11-05"}),
    ("birth", "near_year", {"birth_date": "1998-03-17"}, {"birth_date": "1999-01-01"}),
    ("birth", "other_year", {"birth_date": "1998-03-17"}, {"birth_date": "1973-11-02"}),
    ("birth", "child_other_year", {"birth_date": "2014-03-17"}, {"birth_date": "2010-11-02"}),
    ("birth", "overlap_narrow", {"birth_date": "1996-05-06"}, {"age": {"min": 28, "max": 30}}),
    ("birth", "overlap_medium", {"birth_date": "1996-05-06"}, {"age": {"min": 28, "max": 32}}),
    ("birth", "overlap_wide", {"birth_date": "1996-05-06"}, {"age": {"min": 25, "max": 33}}),
    ("birth", "overlap_vague", {"birth_date": "1996-05-06"}, {"age": {"min": 15, "max": 60}}),
    ("birth", "estimate_near", {"age": {"min": 30, "max": 32}}, {"age": {"min": 34, "max": 36}}),
    ("birth", "estimate_apart", {"age": {"min": 30, "max": 32}}, {"age": {"min": 38, "max": 40}}),
    ("birth", "estimate_far", {"age": {"min": 30, "max": 32}}, {"age": {"min": 50, "max": 60}}),
    ("birth", "estimate_far", {"age": {"min": 10, "max": 10}}, {"age": {"min": 15, "max": 15}}),
    ("nationality", "shared", {"nationalities": ["UA", "POL"]}, {"nationalities": ["UKR"]}),
    ("nationality", "different", {"nationalities": ["UKR"]}, {"nationalities": ["NGA"]}),
    ("birth_country", "shared", {"birth_country": "UKR"}, {"birth_country": "UA"}),
    ("birth_country", "different", {"birth_country": "UKR"}, {"birth_country": "POL"}),
    ("document", "same_number", {"documents": [{"number": "FE 123456"}]}, {"documents": [{"number": "fe123456"}]}),
    (
        "document",
        "same_number_other_issuer",
        {"documents": [{"number": "FE123456", "issuer": "UKR"}]},
        {"documents": [{"number": "FE123456", "issuer": "NGA"}]},
    ),
    ("document", "one_character", {"documents": [{"number": "FE123456"}]}, {"documents": [{"number": "FE123465"}]}),
    ("document", "different", {"documents": [{"number": "FE123456"}]}, {"documents": [{"number": "QA777888"}]}),
    ("document", "misread", {"documents": [{"number": "L898902C36"}]}, {"documents": [{"number": "L898902C39"}]}),
    ("document", "same_number", {"documents": [{"number": "L898902C36"}]}, {"documents": [{"number": "L898902C3"}]}),
    ("phone", "same", {"phones": ["+380 44 123 45 67"]}, {"phones": ["+380441234567"]}),
    (
        "account",
        "same",
        {"accounts": [{"platform": "Chat", "handle": "@Noor"}]},
        {"accounts": [{"platform": "chat", "handle": "noor"}]},
    ),
    ("address", "same", {"addresses": [{"text": "5 Stanley Street"}]}, {"addresses": [{"text": "stanley street, 5"}]}),
    (
        "address",
        "same_town",
        {"addresses": [{"town": "Odesa"}]},
        {"addresses": [{"text": "Kanatna 1", "town": "ODESA"}]},
    ),
    ("address", "same_town", {"addresses": [{"postcode": "65 000"}]}, {"addresses": [{"postcode": "65000"}]}),
    ("address", "same_region", {"addresses": [{"region": "NSW"}]}, {"addresses": [{"region": "nsw", "town": "Ryde"}]}),
    ("address", "other_region", {"addresses": [{"region": "NSW"}]}, {"addresses": [{"region": "Victoria"}]}),
    ("mark", "same", {"marks": [LEFT]}, {"marks": [{"kind": "scar", "body_part": "Hand (left)"}]}),
    ("mark", "same", {"marks": [LEFT]}, {"marks": [{"kind": "scar", "body_part": "main gauche"}]}),
    ("mark", "same", {"marks": [LEFT]}, {"marks": [{"kind": "scar", "body_part": "mano izquierda"}]}),
    ("mark", "same", {"marks": [LEFT]}, {"marks": [{"kind": "scar", "body_part": "اليد اليسرى"}]}),
    ("mark", "same_look", {"marks": [LEFT | {"text": "round"}]}, {"marks": [LEFT | {"text": "cicatrice ronde"}]}),
    ("mark", "other_look", {"marks": [LEFT | {"text": "round"}]}, {"marks": [LEFT | {"text": "cicatriz larga"}]}),
    ("mark", "same_place", {"marks": [LEFT]}, {"marks": [{"kind": "burn", "body_part": "left hand"}]}),
    ("mark", "same_kind", {"marks": [LEFT]}, {"marks": [{"kind": "scar"}]}),
    ("mark", "other_side", {"marks": [LEFT]}, {"marks": [RIGHT]}),
    ("mark", "none", {"marks": [LEFT]}, {"marks": [{"kind": "tattoo", "body_part": "neck"}]}),
    ("height", "overlap", {"height_cm": {"min": 160}}, {"height_cm": {"min": 158, "max": 165}}),
    ("height", "near", {"height_cm": {"min": 160}}, {"height_cm": {"max": 157}}),
    ("height", "apart", {"height_cm": {"min": 180}}, {"height_cm": {"max": 160}}),
    ("eyes", "same_rare", {"eyes": "Green"}, {"eyes": "light green"}),
    ("eyes", "same_common", {"eyes": "brown"}, {"eyes": "BRO"}),
    ("eyes", "different", {"eyes": "brown"}, {"eyes": "blue"}),
    ("hair", "same_rare", {"hair": "YELBD"}, {"hair": "blonde"}),
    ("hair", "same_common", {"hair": "black"}, {"hair": "BLA"}),
    ("hair", "different", {"hair": "black"}, {"hair": "white"}),
    ("language", "shared", {"languages": ["uk", "rus"]}, {"languages": ["ukr"]}),
    ("language", "different", {"languages": ["ukr"]}, {"languages": ["vie"]}),
    ("face", "very_near", {"faces": [face(0.0)]}, {"faces": [face(0.9), face(0.1)]}),
    ("face", "near", {"faces": [face(0.0)]}, {"faces": [face(0.35)]}),
    ("face", "fairly_near", {"faces": [face(0.0)]}, {"faces": [face(0.45)]}),
    ("face", "doubtful", {"faces": [face(0.0)]}, {"faces": [face(0.55)]}),
    ("face", "far", {"faces": [face(0.0)]}, {"faces": [face(0.7)]}),
    ("face", "very_far", {"faces": [face(0.0)]}, {"faces": [face(0.8)]}),
    ("relative", "same", {"relatives": [FATHER]}, {"relatives": [FATHER]}),
    ("relative", "different", {"relatives": [FATHER]}, {"relatives": [OTHER_FATHER]}),
]
AGAINST = {
    "different", "same_year_other_day", "near_year", "other_year", "child_other_year", "none", "apart", "far",
    "very_far", "estimate_apart", "estimate_far", "other_region",
}  # fmt: skip
ADULTS = {"age": {"min": 30, "max": 40}}


@pytest.mark.parametrize(("feature", "level", "a", "b"), CASES)
def test_level(feature: str, level: str, a: dict[str, Any], b: dict[str, Any]):
    adults = ADULTS if feature == "height" else {}
    comparison = compare(profile("A Bondar", **adults | a), profile("Q Ivashko", **adults | b))
    found = next(item for item in comparison.features if item.feature == feature)
    assert found.level == level
    assert found.direction == ("against" if level in AGAINST else "for")
    assert sentence(found)


def test_every_level_of_the_model_is_tried_here_or_by_name():
    tried = {(feature, level) for feature, level, _, _ in CASES if feature != "face"}  # which has a curve and no table
    elsewhere = {
        *(("journey", level) for level in WEIGHTS["journey"]),
        *(("kinship", level) for level in WEIGHTS["kinship"]),
        *(("recruitment", level) for level in WEIGHTS["recruitment"]),
        ("flight", "same"),
        ("height", "grown"),
        ("sex", "same_as_name"),
        ("nationality", "shared_as_name"),
        ("birth_country", "shared_as_origin"),
        ("language", "shared_as_origin"),
    }
    assert tried | elsewhere == {(feature, level) for feature, levels in WEIGHTS.items() for level in levels}


ISTANBUL = Place(country="TUR", latitude=41.0, longitude=29.0)
BANGKOK = Place(country="THA", latitude=13.7, longitude=100.5)


@pytest.mark.parametrize(
    ("other", "at", "level"),
    [
        (ISTANBUL, "2026-03-01T20:00:00Z", "same_place_and_days"),
        (BANGKOK, "2026-03-01T14:00:00Z", "impossible"),
        (BANGKOK, "2026-03-02T14:00:00Z", "weeks_apart"),
        (BANGKOK, "2026-03-01", "weeks_apart"),
        (Place(country="THA"), "2026-03-01T12:00:00Z", "weeks_apart"),
        (Place(country="TUR"), "2026-03-20T12:00:00Z", "near_place_and_weeks"),
        (ISTANBUL, "2026-06-20T12:00:00Z", "near_place_and_months"),
        (BANGKOK, "2026-06-20T12:00:00Z", "months_apart"),
        (ISTANBUL, "2026-12-20T12:00:00Z", "within_a_year"),
        (ISTANBUL, "2029", "years_apart"),
        (Place(kind=PlaceKind.online, country="THA"), "2026-03-01T12:00:00Z", "missing"),
    ],
)
def test_journeys(other: Place, at: str, level: str):
    comparison = compare(profile("A", at="2026-03-01T12:00:00Z", place=ISTANBUL), profile("A", at=at, place=other))
    assert next(item.level for item in comparison.features if item.feature == "journey") == level


def test_a_window_of_birth_speaks_the_more_the_narrower_it_is():
    def weight(low: int, high: int) -> float:
        comparison = compare(profile("A", birth_date="1996-05-06"), profile("B", age={"min": low, "max": high}))
        return next(item.weight for item in comparison.features if item.feature == "birth")

    assert weight(28, 30) > weight(25, 35) > weight(15, 60) >= 0


def test_faces_of_different_or_unknown_models_say_nothing():
    for model in ("dlib-resnet-v2", "other-1"):
        comparison = compare(profile(faces=[face(0.0)]), profile(faces=[face(0.0, model=model)]))
        assert next(item.direction for item in comparison.features if item.feature == "face") == "missing"


def test_a_father_who_only_shares_the_familys_name_is_not_counted_again():
    def weight(father: str) -> float:
        relatives = [{"relation": "father", "names": [{"full": father}]}]
        comparison = compare(profile("Olha Bondar", relatives=relatives), profile("Olha Bondar", relatives=relatives))
        return next(item.weight for item in comparison.features if item.feature == "relative")

    assert weight("Bondar") == 0.0
    assert weight("Taras Bondar") > 0.0


@pytest.mark.parametrize(
    ("feature", "level", "fields"),
    [
        ("sex", "same_as_name", {"sex": 2}),
        ("nationality", "shared_as_name", {"nationalities": ["UKR"]}),
        ("birth_country", "shared_as_origin", {"birth_country": "UKR"}),
        ("language", "shared_as_origin", {"languages": ["ukr"]}),
    ],
)
def test_what_a_name_that_agrees_tells_already_adds_little(feature: str, level: str, fields: dict[str, Any]):
    def found(other_name: str) -> FeatureComparison:
        comparison = compare(profile("Olha Bondar", **fields), profile(other_name, **fields))
        return next(item for item in comparison.features if item.feature == feature)

    assert found("Olha Bondar").level == level
    assert 0 < found("Olha Bondar").weight < found("Ivan Shevchuk").weight


def level_of(feature: str, a: Profile, b: Profile) -> str:
    return next(item.level for item in compare(a, b).features if item.feature == feature)


def aged_nine(height: int) -> Profile:
    return profile("A", age={"min": 9, "max": 9}, height_cm={"min": height, "max": height})


def test_a_child_grows_but_does_not_shrink() -> None:
    grown = profile("A", at="2028-03-01", age={"min": 11, "max": 11}, height_cm={"min": 148, "max": 152})
    assert level_of("height", aged_nine(130), grown) == "grown"
    shrunk = profile("A", at="2028-03-01", age={"min": 11, "max": 11}, height_cm={"min": 130, "max": 130})
    assert level_of("height", aged_nine(150), shrunk) == "apart"


def report(kind: str, **details: Any) -> Profile:
    read = read_report(
        {
            "kind": kind,
            "reference": "1",
            "occurred_at": SEEN_AT,
            "person": {"names": [{"full": "A"}]},
            "details": details,
        }
    )
    return profile_of(read)


def test_a_flight_a_recruiter_and_an_advertisement_in_common():
    flights = [report("border_crossing", flight=number) for number in ("QX 368", "qx368")]
    assert level_of("flight", *flights) == "same"
    one = report("sighting", recruiter="Madame Rose", advertisement="https://jobs.example/77")
    other = report("yellow_notice", recruiter="Rose MADAME")
    assert level_of("recruitment", one, other) == "same_recruiter"
    third = report("shelter_registration", advertisement="https://jobs.example/77/")
    assert level_of("recruitment", one, third) == "same_advertisement"


def test_a_notice_is_where_and_when_the_person_was_last_seen():
    seen = {"last_seen": {"at": "2026-02-20", "place": {"country": "TUR", "latitude": 41.0, "longitude": 29.0}}}
    found = level_of("journey", report("yellow_notice", **seen), profile("A", at="2026-02-21", place=ISTANBUL))
    assert found == "same_place_and_days"


def test_a_rare_nationality_in_common_says_more_than_a_frequent_one():
    shares = DEFAULT.frequencies["nationality"]
    frequent, rare = max(shares, key=lambda code: shares[code]), min(shares, key=lambda code: shares[code])

    def weight(code: str) -> float:
        found = compare(profile("Olha Bondar", nationalities=[code]), profile("Ivan Shevchuk", nationalities=[code]))
        return next(item.weight for item in found.features if item.feature == "nationality")

    assert weight(rare) > weight(frequent)
