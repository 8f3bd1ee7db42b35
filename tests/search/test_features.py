"""Every feature reaches each of its levels, in the direction that the level means."""

from typing import Any

import pytest

from search.compare import compare
from search.comparison.feature import FeatureComparison
from search.explanation import sentence
from search.weights import WEIGHTS
from tests.search.people import face, profile
from tracing.person import Place, PlaceKind

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
    ("birth", "same_month", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03"}),
    ("birth", "same_year", {"birth_date": "1998-03-17"}, {"birth_date": "1998"}),
    ("birth", "filler_year", {"birth_date": "1998-03-17"}, {"birth_date": "1998-01-01"}),
    ("birth", "same_month_other_day", {"birth_date": "1998-03-17"}, {"birth_date": "1998-03-05"}),
    ("birth", "same_year_other_day", {"birth_date": "1998-03-17"}, {"birth_date": "1998-11-05"}),
    ("birth", "near_year", {"birth_date": "1998-03-17"}, {"birth_date": "1999-01-01"}),
    ("birth", "other_year", {"birth_date": "1998-03-17"}, {"birth_date": "1973-11-02"}),
    ("birth", "child_other_year", {"birth_date": "2014-03-17"}, {"birth_date": "2010-11-02"}),
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
    "different", "same_year_other_day", "near_year", "other_year", "child_other_year", "none", "near", "apart", "far",
    "very_far", "estimate_apart", "estimate_far", "other_region",
}  # fmt: skip
ADULTS = {"age": {"min": 30, "max": 40}}


@pytest.mark.parametrize(("feature", "level", "a", "b"), CASES)
def test_level(feature: str, level: str, a: dict[str, Any], b: dict[str, Any]):
    adults = ADULTS if feature == "height" else {}
    comparison = compare(profile("A Bondar", **adults | a), profile("Q Ivashko", **adults | b))
    found = next(item for item in comparison.features if item.feature == feature)
    assert found.level == level
    against = level in AGAINST and (feature, level) != ("face", "near")
    assert found.direction == ("against" if against else "for")
    assert sentence(found)


def test_every_level_of_the_model_is_tried_here_or_by_name():
    tried = {(feature, level) for feature, level, _, _ in CASES}
    elsewhere = {
        ("journey", "same_place_and_day"),
        ("journey", "impossible"),
        ("kinship", "siblings"),
        ("sex", "same_as_name"),
        ("nationality", "shared_as_name"),
    }
    assert tried | elsewhere == {(feature, level) for feature, levels in WEIGHTS.items() for level in levels}


ISTANBUL = Place(country="TUR", latitude=41.0, longitude=29.0)
BANGKOK = Place(country="THA", latitude=13.7, longitude=100.5)


@pytest.mark.parametrize(
    ("other", "at", "level"),
    [
        (ISTANBUL, "2026-03-01T20:00:00Z", "same_place_and_day"),
        (BANGKOK, "2026-03-01T14:00:00Z", "impossible"),
        (BANGKOK, "2026-03-02T14:00:00Z", "missing"),
        (BANGKOK, "2026-03-01", "missing"),
        (Place(country="THA"), "2026-03-01T12:00:00Z", "missing"),
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
    [("sex", "same_as_name", {"sex": 2}), ("nationality", "shared_as_name", {"nationalities": ["UKR"]})],
)
def test_what_a_name_that_agrees_tells_already_adds_little(feature: str, level: str, fields: dict[str, Any]):
    def found(other_name: str) -> FeatureComparison:
        comparison = compare(profile("Olha Bondar", **fields), profile(other_name, **fields))
        return next(item for item in comparison.features if item.feature == feature)

    assert found("Olha Bondar").level == level
    assert 0 < found("Olha Bondar").weight < found("Ivan Shevchuk").weight
