"""What the distance between two faces weighs."""

import math
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.comparison.face_constants import (
    CHANGED_IN_ADULTHOOD,
    CHANGED_IN_CHILDHOOD,
    SAME,
    SPREAD,
    STRANGERS,
    TWIN_SHARE,
    UNLIKE_SHARE,
)
from search.comparison.faces import Ages, compare_faces, weight_of
from tests.search.people import face, profile

years = st.floats(0, 80)
ages = st.builds(Ages, st.floats(0, 18), years, st.booleans())
distances = st.floats(0, 4)


@given(ages=ages, one=distances, other=distances)
def test_a_nearer_pair_never_weighs_less(ages: Ages, one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert weight_of(near, ages) >= weight_of(far, ages) - 1e-9


@given(distance=distances, childhood=st.floats(0, 18), adulthood=years, more=st.floats(0, 20), child=st.booleans())
def test_an_older_picture_never_weighs_more_for_or_against(
    distance: float, childhood: float, adulthood: float, more: float, child: bool
) -> None:
    newer = weight_of(distance, Ages(childhood, adulthood, child))
    for older in (Ages(childhood + more, adulthood, child), Ages(childhood, adulthood + more, child)):
        weight = weight_of(distance, older)
        assert min(0.0, newer) - 1e-9 <= weight <= max(0.0, newer) + 1e-9


@given(distance=distances, ages=ages)
def test_no_distance_says_more_than_look_alikes_and_bad_pictures_let_it(distance: float, ages: Ages) -> None:
    assert math.log2(UNLIKE_SHARE) - 1e-9 <= weight_of(distance, ages) <= -math.log2(TWIN_SHARE)


@given(distance=st.floats(0, 0.55), years=st.floats(0, 18))
def test_children_are_mixed_up_more_easily_and_change_faster(distance: float, years: float) -> None:
    assert weight_of(distance, Ages(years, 0, True)) <= weight_of(distance, Ages(0, years, False))


def test_the_distributions_have_the_makers_limit_and_accuracy() -> None:
    assert NormalDist(SAME, SPREAD).cdf(0.6) == pytest.approx(0.9938, abs=1e-4)
    assert 1 - NormalDist(STRANGERS, SPREAD).cdf(0.6) == pytest.approx(0.9938, abs=1e-4)
    assert weight_of(0.6) == pytest.approx(0, abs=0.1)


def test_the_yearly_change_is_what_the_published_figures_give() -> None:
    lost_a_year = (1 - 0.949 / 0.983) / 2.5
    assert pytest.approx(4 * lost_a_year, abs=0.001) == CHANGED_IN_CHILDHOOD
    assert CHANGED_IN_ADULTHOOD < CHANGED_IN_CHILDHOOD


def weight(first: dict[str, Any], second: dict[str, Any]) -> float:
    """Of one face in two reports that say more of the person."""
    return compare_faces(profile(**first), profile(**second)).weight


def taken(distance: float, when: str) -> dict[str, Any]:
    return {"faces": [face(distance) | {"taken": when}]}


def test_the_time_between_pictures_counts_and_not_that_between_reports() -> None:
    now, then = taken(0.0, "2026"), taken(0.35, "1996")
    assert weight(now, taken(0.35, "2026-05")) > weight(now, then)
    assert weight(then, now) == weight(now, then)
    assert weight(now, {"faces": [face(0.35)]}) > weight(now, then)


def test_years_of_growing_up_count_more_when_the_age_is_known_to_one_record() -> None:
    old, new = taken(0.9, "2014"), taken(0.0, "2026")
    against = weight(old, new)
    assert against < weight(old, new | {"birth_date": "2008"}) < 0
    assert weight(old, new | {"birth_date": "2008"}) == weight(old | {"birth_date": "2008"}, new)
    assert weight(old, new | {"birth_date": "1980"}) == against
    differently = (old | {"birth_date": "1980"}, new | {"birth_date": "2008"})
    assert weight(*differently) == weight(*reversed(differently)) == weight(old, new | {"birth_date": "2008"})


def test_of_several_pictures_the_most_telling_counts() -> None:
    several: dict[str, Any] = {"faces": [face(0.9), face(0.45), face(0.1)]}
    assert compare_faces(profile(faces=[face(0.0)]), profile(**several)).level == "very_near"
    assert weight({"faces": [face(0.0)]}, several) == weight({"faces": [face(0.0)]}, {"faces": [face(0.1)]})
