"""Weights learnt from a small invented world: the same again, in the right direction, and read back from their file."""

from pathlib import Path

import msgspec
import pytest

from api.world.noise import REALISTIC
from api.world.population import postings
from api.world.writing import RECORDS, write_world
from search.evaluation.changes import changes, pairs_to_compare
from search.evaluation.labelled import read_profiles
from search.profile import Profile
from search.weights import DEFAULT
from search.weights.model import FORMAT, Weights, WeightsFileError, encoded, name_weight, read_weights
from search.weights.reasoned import KEPT, REASONED
from search.weights.training import ALGORITHM, train


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Profile, ...]:
    folder = tmp_path_factory.mktemp("world")
    for _ in write_world(folder, postings(60, 9, REALISTIC)):
        pass
    return read_profiles(folder / RECORDS)[1]


@pytest.fixture(scope="module")
def learnt(profiles: tuple[Profile, ...]) -> Weights:
    return train(profiles, lambda *_: None)


def test_the_same_records_give_the_same_file_and_it_is_read_back(
    profiles: tuple[Profile, ...], learnt: Weights, tmp_path: Path
):
    assert encoded(train(profiles, lambda *_: None)) == encoded(learnt)
    file = tmp_path / "weights.json"
    file.write_bytes(encoded(learnt))
    assert read_weights(file) == learnt
    assert learnt.model != DEFAULT.model


def test_what_was_learnt_points_where_it_should_and_what_is_kept_is_kept(learnt: Weights):
    table = learnt.table()
    assert table["birth"]["same_day"] > 5 > 0 > table["birth"]["other_year"]
    assert table["sex"]["different"] < 0 < table["sex"]["same"]
    curve = [weight for _, weight in learnt.name_curve]
    assert curve == sorted(curve) and curve[0] < 0 < curve[-1]
    for feature, levels in KEPT.items():
        for level in levels:
            kept = learnt.levels[feature][level]
            assert (kept.m, kept.u) == REASONED[feature][level]


def test_the_file_that_ships_says_where_it_is_from_in_the_form_of_today(learnt: Weights):
    assert (DEFAULT.format, DEFAULT.provenance.algorithm) == (FORMAT, ALGORITHM)
    assert DEFAULT.provenance.records > 1000 and DEFAULT.provenance.random_pairs > 100_000
    assert [one.keys for one in DEFAULT.provenance.passes] == [one.keys for one in learnt.provenance.passes]
    assert DEFAULT.levels.keys() == learnt.levels.keys() == REASONED.keys()
    assert all(DEFAULT.levels[feature].keys() == levels.keys() for feature, levels in REASONED.items())


def test_weights_that_changed_nothing_move_no_pair_and_others_do(profiles: tuple[Profile, ...], learnt: Weights):
    pairs = pairs_to_compare(profiles)
    assert list(changes(profiles, pairs, DEFAULT, DEFAULT)) == []
    same_day = {"same_day": msgspec.structs.replace(learnt.levels["birth"]["same_day"], m=1e-7)}
    blind = msgspec.structs.replace(learnt, levels=learnt.levels | {"birth": learnt.levels["birth"] | same_day})
    moved = list(changes(profiles, pairs, learnt, blind))
    assert moved and all(change.new < change.old for change in moved)


def test_a_name_between_two_points_of_the_curve_weighs_between_them():
    curve = ((-2.0, -4.0), (0.0, 0.0), (4.0, 8.0))
    assert [name_weight(curve, bits) for bits in (-9.0, -1.0, 1.0, 4.0, 9.0)] == [-4.0, -2.0, 2.0, 8.0, 8.0]


@pytest.mark.parametrize(
    "change", [{"format": 99}, {"name_curve": []}, {"levels": {"sex": {"same": {"m": 0, "u": 1}}}}]
)
def test_a_file_that_cannot_be_weights_is_refused(change: dict[str, object], tmp_path: Path):
    file = tmp_path / "weights.json"
    file.write_bytes(msgspec.json.encode(msgspec.to_builtins(DEFAULT) | change))
    with pytest.raises(WeightsFileError):
        read_weights(file)


def test_one_record_teaches_nothing():
    with pytest.raises(ValueError, match="two records"):
        train([Profile()], lambda *_: None)
