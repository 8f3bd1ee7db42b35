"""docs/matching.md tells the weights that are in force."""

from pathlib import Path

import pytest

from search.blocking import MAX_KEYS
from search.comparison.faces import Ages, weight_of
from search.weights import DEFAULT, MODEL, REVIEW_THRESHOLD, WEIGHTS

TEXT = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
ROW_OF = {"birth_country": "country of birth"}


def row(feature: str) -> str:
    """The row of the table of features that names this one."""
    name = ROW_OF.get(feature, feature)
    table = TEXT[TEXT.index("| feature |") : TEXT.index("**Missing is no evidence.**")]
    return next(line for line in table.splitlines() if name in line.split("|")[1])


@pytest.mark.parametrize("feature", sorted(WEIGHTS))
def test_the_strongest_evidence_for_and_against_is_told(feature: str) -> None:
    weights = WEIGHTS[feature].values()
    told = row(feature)
    if max(weights) > 0:
        assert f"{max(weights):.1f}" in told
    if min(weights) < 0:
        assert f"{-min(weights):.1f}" in told


def test_the_curve_of_faces_is_told() -> None:
    told = row("face")
    assert f"{weight_of(0):.1f}" in told and f"{-weight_of(4):.1f}" in told
    table = TEXT[TEXT.index("| distance |") : TEXT.index("**What the makers say")].splitlines()[2:]
    for line in filter(None, table):
        distance, *weights = (float(cell.replace("−", "-")) for cell in line.strip("| ").split("|"))
        for weight, ages in zip(weights, (Ages(), Ages(3, 0, True), Ages(10, 0, True), Ages(0, 10)), strict=True):
            assert weight_of(distance, ages) == pytest.approx(weight, abs=0.06)


def test_names_model_threshold_and_number_of_keys_are_told() -> None:
    least, most = DEFAULT.name_curve[0][1], DEFAULT.name_curve[-1][1]
    assert f"{most:.1f} bits" in row("name") and f"{-least:.1f} bits" in row("name")
    assert f"(`{MODEL}`)" in TEXT
    assert f"{-REVIEW_THRESHOLD:.0f} bits" in TEXT
    assert f"up to {MAX_KEYS} typed keys" in TEXT
