"""docs/matching.md tells the weights that are in force."""

from pathlib import Path

import pytest

from search.blocking import MAX_KEYS
from search.comparison.names import LEAST_BITS, MOST_BITS
from search.weights import MODEL, REVIEW_THRESHOLD, WEIGHTS

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


def test_names_model_threshold_and_number_of_keys_are_told() -> None:
    assert f"{MOST_BITS:.0f} bits" in row("name") and f"{-LEAST_BITS:.0f} bits" in row("name")
    assert f"(`{MODEL}`)" in TEXT
    assert f"{-REVIEW_THRESHOLD:.0f} bits" in TEXT
    assert f"up to {MAX_KEYS} typed keys" in TEXT
