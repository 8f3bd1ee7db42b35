"""Splink on the same data: Fellegi–Sunter in DuckDB, its weights estimated on them without labels."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LIMIT = 0.5
_SAMPLED_PAIRS = 1e6


class Scored(NamedTuple):
    """A pair by the places of its records, with Splink's match weight in bits and its probability."""

    first: int
    second: int
    weight: float
    probability: float


def link(left: pandas.DataFrame, right: pandas.DataFrame) -> Iterator[tuple[int, int, float, bool]]:
    """Pairs of FEBRL4 by place with their match weight, and whether Splink calls them likelier than not."""
    compared: list[Any] = [
        comparisons.JaroWinklerAtThresholds("given_name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        comparisons.JaroWinklerAtThresholds("surname", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        comparisons.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        comparisons.ExactMatch("state").configure(term_frequency_adjustments=True),
    ]
    blocks = [["surname"], ["given_name"], ["date_of_birth"]]
    if "soc_sec_id" in left:
        compared += [
            comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            comparisons.DamerauLevenshteinAtThresholds("postcode", [1]),
            comparisons.JaroWinklerAtThresholds("suburb", [0.9]),
            comparisons.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
        ]
        blocks.append(["soc_sec_id"])
    rules: list[Any] = [block_on(*fields) for fields in blocks]
    settings = SettingsCreator("link_only", compared, rules)
    sure = ["given_name", "surname", "date_of_birth"]
    for pair in _scored([left, right], settings, sure, ["date_of_birth", "surname"]):
        yield pair.first, pair.second, pair.weight, pair.probability >= LIMIT


def match(records: pandas.DataFrame) -> list[Scored]:
    """Pairs of one file of people, see :func:`benchmarks.matching.world.flat` for its columns."""
    compared: list[Any] = [
        comparisons.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        comparisons.JaroWinklerAtThresholds("family", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        comparisons.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
        comparisons.ExactMatch("sex"),
        comparisons.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        comparisons.DamerauLevenshteinAtThresholds("document", [1]),
        comparisons.ExactMatch("phone"),
        comparisons.ExactMatch("account"),
        comparisons.ExactMatch("mark").configure(term_frequency_adjustments=True),
        comparisons.ExactMatch("eyes"),
    ]
    if records["face"].notna().any():
        compared.append(_faces())
    blocks = [["document"], ["phone"], ["account"], ["birth_date"], ["given", "family"], ["family", "birth_year"],
              ["given", "birth_year"], ["mark", "family"]]  # fmt: skip
    rules: list[Any] = [block_on(*fields) for fields in blocks]
    settings = SettingsCreator("dedupe_only", compared, rules)
    return list(_scored([records], settings, ["given", "family", "birth_date"], ["birth_date", "family"]))


def _faces() -> comparisons.CustomComparison:
    """Distances of encodings in the steps that our own levels have."""
    near: list[Any] = [
        levels.CustomLevel(f"list_distance(face_l, face_r) < {distance}", f"nearer than {distance}")
        for distance in (0.3, 0.4, 0.5, 0.6, 0.75)
    ]
    return comparisons.CustomComparison([levels.NullLevel("face"), *near, levels.ElseLevel()], "face")


def _scored(
    frames: Sequence[pandas.DataFrame], settings: SettingsCreator, sure: Sequence[str], blocks: Sequence[str]
) -> Iterator[Scored]:
    """Train as Splink's documentation does, and predict."""
    database = DuckDBAPI()
    numbered = (frame.reset_index(drop=True).rename_axis("unique_id").reset_index() for frame in frames)
    linker = Linker([database.register(frame) for frame in numbered], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on(*sure)], recall=LIMIT)
    linker.training.estimate_u_using_random_sampling(_SAMPLED_PAIRS, seed=1)
    for field in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(field))
    found = linker.inference.predict().as_dict()
    columns = (found[name] for name in ("unique_id_l", "unique_id_r", "match_weight", "match_probability"))
    return map(Scored, *columns)
