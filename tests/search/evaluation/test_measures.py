import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.measures import best, grouped, measure, of_groups
from search.evaluation.pairs import ScoredPair
from search.weights import REVIEW_THRESHOLD

PERSONS = ("ann", "ann", "ann", "bob", "bob", "cem")
TRUE = 4


def scored(first: int, second: int, weight: float) -> ScoredPair:
    return ScoredPair(first=first, second=second, weight=weight, proposed=weight >= REVIEW_THRESHOLD)


def ranked(*pairs: tuple[int, int, float]) -> list[ScoredPair]:
    return sorted((scored(*pair) for pair in pairs), key=lambda pair: -pair.weight)


def test_precision_recall_and_f1():
    found = measure(right=3, said=4, true=6)
    assert (found.precision, found.recall) == (0.75, 0.5)
    assert found.f1 == pytest.approx(0.6)


def test_nothing_said_is_precise_and_finds_nothing():
    assert (measure(0, 0, 5).precision, measure(0, 0, 5).recall, measure(0, 0, 5).f1) == (1.0, 0.0, 0.0)


def test_the_best_threshold_takes_pairs_of_one_weight_together():
    pairs = ranked((0, 1, 9.0), (3, 4, 8.0), (0, 3, 5.0), (0, 2, 5.0), (2, 5, 1.0))
    found, threshold = best(pairs, PERSONS, TRUE)
    assert threshold == 5.0
    assert found == measure(right=3, said=4, true=TRUE)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(-20, 20)), max_size=15))
def test_no_threshold_is_better_than_the_best(drawn: list[tuple[int, int, float]]):
    unique = {(a, b): w for a, b, w in drawn if a < b}
    pairs = ranked(*((a, b, w) for (a, b), w in unique.items()))
    found, _ = best(pairs, PERSONS, TRUE)
    for cut in (pair.weight for pair in pairs):
        said = [pair for pair in pairs if pair.weight >= cut]
        right = sum(PERSONS[pair.first] == PERSONS[pair.second] for pair in said)
        assert measure(right, len(said), TRUE).f1 <= found.f1


def test_groups_are_measured_by_their_pairs():
    assert of_groups([[0, 1], [2, 3, 4]], PERSONS, TRUE) == measure(right=2, said=4, true=TRUE)
    assert of_groups(grouped([(0, "x"), (1, "x"), (5, "y")]), PERSONS, TRUE) == measure(right=1, said=1, true=TRUE)
