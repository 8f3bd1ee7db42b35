import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from search.compare import Comparison, compare
from search.comparison.feature import FeatureComparison
from search.explanation import sentence, waterfall
from search.profile import Profile
from search.weights import MISSING, PRIOR, REVIEW_THRESHOLD
from tests.search.people import face, profile, profiles
from tracing.events import Lead, Suggestion
from tracing.person import Place

SCAR = [{"kind": "scar", "body_part": "left hand"}]


def feature(comparison: Comparison, name: str) -> FeatureComparison:
    return next(found for found in comparison.features if found.feature == name)


@settings(max_examples=300, deadline=None)
@given(profiles(), profiles())
def test_the_order_of_two_profiles_makes_no_difference_to_any_bit(a: Profile, b: Profile):
    assert compare(a, b) == compare(b, a)


@settings(max_examples=100, deadline=None)
@given(profiles(), profiles())
def test_a_profile_read_back_from_storage_compares_the_same(a: Profile, b: Profile):
    stored = [msgspec.json.decode(msgspec.json.encode(item), type=Profile) for item in (a, b)]
    assert compare(*stored) == compare(a, b)


@settings(max_examples=150, deadline=None)
@given(profiles(), profiles())
def test_weights_and_prior_add_up_and_every_level_has_a_sentence(a: Profile, b: Profile):
    found = compare(a, b)
    assert found.weight == pytest.approx(PRIOR + sum(item.weight for item in found.features))
    assert 0.0 <= found.probability <= 1.0
    assert all(sentence(item) for item in found.features)


@settings(max_examples=150, deadline=None)
@given(profiles(), profiles())
def test_a_field_that_one_side_leaves_out_weighs_nothing(a: Profile, b: Profile):
    fields = {
        "sex": "sex", "nationalities": "nationality", "documents": "document", "marks": "mark", "faces": "face",
        "relatives": "relative", "phones": "phone", "accounts": "account", "addresses": "address",
        "languages": "language", "eyes": "eyes",
        "hair": "hair", "height": "height", "names": "name", "event": "journey", "birth_country": "birth_country",
    }  # fmt: skip
    for field, name in fields.items():
        empty = () if isinstance(getattr(a, field), tuple) else None
        found = feature(compare(msgspec.structs.replace(a, **{field: empty}), b), name)
        assert (found.level, found.weight, found.direction) == (MISSING, 0.0, "missing")


def test_a_name_and_a_region_propose_nobody():
    home: dict[str, Any] = {"addresses": [{"region": "NSW", "town": "Miami"}]}
    assert not compare(profile("Zbigniewa Quispe", **home), profile("Zbigniewa Quispe", **home)).proposed


def test_missing_birth_on_one_side_is_no_evidence():
    found = feature(compare(profile("Noor Khatun", birth_date="2004"), profile("Noor Khatun")), "birth")
    assert found.direction == "missing"


@pytest.mark.parametrize("name", ["Nguyen Van Nam", "Yuliia Kovalchuk", "Zbigniewa Brzęczyszczykiewicz-Quispe"])
def test_name_sex_nationality_and_the_same_day_and_place_propose_nobody(name: str):
    place = Place(country="POL", latitude=52.2, longitude=21.0)
    shared: dict[str, Any] = {
        "sex": "female",
        "nationalities": ["UKR"],
        "languages": ["ukr"],
        "birth_country": "UKR",
        "eyes": "green",
    }
    found = compare(profile(name, place=place, **shared), profile(name, place=place, **shared))
    assert not found.proposed
    assert found.weight < REVIEW_THRESHOLD


def test_a_face_alone_proposes_only_when_near():
    def with_face(first: float) -> Profile:
        return profile(faces=[face(first)])

    assert compare(with_face(0.0), with_face(0.05)).proposed
    assert not compare(with_face(0.0), with_face(0.52)).proposed


def test_a_document_seen_with_someone_unlike_its_holder_is_proposed_as_its_misuse_and_never_as_one_person():
    grace = profile("Grace Mensah", birth_date="1990-05-03", sex="female", documents=[{"number": "G1234567"}])
    blessing = profile("Blessing Osagie", birth_date="1999-08-12", sex="female", documents=[{"number": "G1234567"}])
    found = compare(grace, blessing)
    assert (found.suggests, found.proposed, found.proposed_as_one) == (Suggestion.document_misuse, True, False)
    assert compare(grace, grace).suggests is Suggestion.same


def test_a_face_alone_leads_and_a_second_fact_takes_the_lead_from_it():
    near = compare(profile(faces=[face(0.0)]), profile(faces=[face(0.05)]))
    assert near.proposed and near.led_by is Lead.face
    scar: dict[str, Any] = {"marks": SCAR}
    assert compare(profile(faces=[face(0.0)], **scar), profile(faces=[face(0.05)], **scar)).led_by is None
    assert near.evidence((1, 1)).led_by is Lead.face


def test_twins_siblings_and_parents_are_proposed_as_kin_and_a_document_in_common_is_not():
    parents = [{"relation": "mother", "names": [{"full": "Almaz Haile"}]}]
    family: dict[str, Any] = {"relatives": parents, "birth_date": "2008-12-20"}
    hana = profile(names=[{"given": "Hana", "family": "Tesfaye"}], **family)
    twin = profile(names=[{"given": "Sara", "family": "Tesfaye"}], **family)
    sister = profile(names=[{"given": "Sara", "family": "Tesfaye"}], **family | {"birth_date": "2010-01-15"})
    mother = profile("Almaz Haile", birth_date="1984-05-05", sex="female")
    levels = [feature(compare(hana, other), "kinship").level for other in (twin, sister, mother)]
    assert levels == ["twins", "siblings", "parent_and_child"]
    assert all(compare(hana, other).suggests is Suggestion.kin for other in (twin, sister, mother))
    assert compare(hana, hana).suggests is Suggestion.same


def test_a_parent_of_a_common_name_is_not_whoever_bears_it():
    parents = [{"relation": "father", "names": [{"full": "Mohammad Rahman"}]}]
    child = profile(names=[{"given": "Hana", "family": "Tesfaye"}], relatives=parents, birth_date="2008-12-20")
    namesake = profile("Mohammad Rahman", birth_date="1970-05-05", sex="male")
    assert feature(compare(child, namesake), "kinship").level == MISSING
    assert not compare(child, namesake).proposed


def test_an_office_that_many_write_from_makes_nobody_one_person():
    mailbox = [{"platform": "email", "handle": "desk@hostel.example"}]
    office: dict[str, Any] = {"accounts": mailbox, "addresses": [{"text": "9 Quay Road"}]}
    apart = compare(*(profile(name, **office) for name in ("Ilse Brandauer", "Thabo Nkosana")))
    assert not apart.proposed
    assert feature(apart, "household").weight < 0
    # One contact by itself is held back by nothing.
    alone = compare(*(profile("Ilse Brandauer", accounts=mailbox) for _ in range(2)))
    assert feature(alone, "household").level == MISSING and alone.proposed_as_one


def test_who_writes_from_one_mailbox_with_another_given_name_is_kin():
    mailbox = [{"platform": "email", "handle": "brandauer@post.example"}]
    one, other = (
        profile(names=[{"given": given, "family": "Brandauer"}], accounts=mailbox) for given in ("Ilse", "Konrad")
    )
    assert compare(one, other).suggests is Suggestion.kin


@settings(max_examples=200, deadline=None)
@given(profiles(), profiles())
def test_the_bars_of_the_waterfall_add_up_to_the_weight_for_every_pair(a: Profile, b: Profile):
    found = compare(a, b)
    bars = waterfall(found)
    assert bars[0].what == "prior"
    assert math.isclose(math.fsum(bar.bits for bar in bars), found.weight, abs_tol=0.01)
    assert math.isclose(bars[-1].total, found.weight, abs_tol=0.01)


def test_what_crowds_share_still_ranks_and_stays_below_review():
    shared: dict[str, Any] = {"sex": "female", "nationalities": ["UKR"]}
    weights = [
        compare(profile(name, **shared), profile(name, **shared)).weight
        for name in ("Yuliia Kovalchuk", "Zbigniewa Brzęczyszczykiewicz-Quispe")
    ]
    assert weights[0] <= weights[1] < REVIEW_THRESHOLD


def test_stateless_without_birth_date_is_proposed_by_name_age_mark_and_language():
    camp = profile(
        "Noor Khatun", sex="female", nationalities=["XXA"], age={"min": 19, "max": 23}, marks=SCAR, languages=["rhg"]
    )
    sighting = profile("Nur Katun", age={"min": 21, "max": 21}, marks=SCAR, languages=["rhg"])
    found = compare(camp, sighting)
    assert found.proposed
    assert {item.feature for item in found.features if item.direction == "for"} == {"name", "birth", "mark", "language"}
    assert all(item.direction != "against" for item in found.features)


def test_sisters_are_never_joined_and_a_crossing_between_them_goes_to_both_or_neither():
    parents = [{"relation": "father", "names": [{"full": "Tesfaye Bekele"}]}]
    family: dict[str, Any] = {"sex": "female", "relatives": parents, "nationalities": ["ETH"]}
    hana = profile(names=[{"given": "Hana", "family": "Tesfaye"}], birth_date="2008-12-20", **family)
    sara = profile(names=[{"given": "Sara", "family": "Tesfaye"}], birth_date="2010-01-15", **family)
    crossing = profile("H. Tesfaye", sex="female", birth_date="2009")
    sisters = compare(hana, sara)
    assert sisters.weight < PRIOR
    assert feature(sisters, "kinship").direction == "against"
    assert compare(hana, crossing).proposed == compare(sara, crossing).proposed


def test_a_common_name_with_a_filler_birth_date_proposes_nobody():
    many = profile("Mohammad Rahman", birth_date="1990-01-01", sex="male", nationalities=["BGD"])
    assert not compare(many, many).proposed


def test_an_uncommon_name_with_the_same_year_of_birth_is_shown_to_a_reviewer():
    one = profile("Zbigniewa Quispe Mamani", birth_date="1990-01-01", sex="female")
    assert compare(one, profile("Zbigniewa Quispe Mamani", birth_date="1990-06-15", sex="female")).proposed


def test_evidence_for_the_log_holds_levels_and_no_value():
    kept = compare(
        profile("Noor Khatun", birth_date="2004-05-06", documents=[{"number": "FE123456"}]),
        profile("Nur Katun", birth_date="2004-05-06", documents=[{"number": "FE123456"}]),
    ).evidence((1, 2))
    text = msgspec.json.encode(kept).decode().lower()
    assert not any(value in text for value in ("noor", "nur", "khatun", "katun", "2004", "fe123456"))
    assert math.isclose(kept.weight, PRIOR + sum(item.weight for item in kept.features), abs_tol=0.01)
