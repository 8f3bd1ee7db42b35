"""Labelled pairs of names: may the two belong to one person? One function, one run, without and across scripts.

Non-matches are hard on purpose and some labels are wrong, so read the area under the curve and recall at a fixed
precision rather than F1. Recall at a fixed precision takes the threshold that suits these very pairs; the rows of kinds
and scripts take the limit in use instead. Figures of peers are those published for the same pairs: they are not run
here.
"""

import csv
import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import icu
from sklearn.metrics import precision_recall_curve, roc_auc_score

from benchmarks.matching.material import Material
from benchmarks.report import Figure
from search.comparison.names import SAME_NAME_FROM, name_score

TITLE = "Pairs of names: one person's or not"
PRECISION = 0.95
LEAST_AUC = 0.90
PAIRS_A_SECOND = 15_000
SHORT_FORMS = 0.6
RECALL = {"one script": 0.68, "across scripts": 0.78}
PEER = "nomenklatura logic-v2, as published"
PEERS_RECALL = {"one script": 0.587, "across scripts": 0.616}
PEERS_SHORT_FORMS = 0.10
SCRIPTS = (
    "Arabic", "Cyrillic", "Hebrew", "Hangul", "Han", "Kana", "Bengali", "Ethiopic", "Georgian", "Armenian", "Thai",
    "Devanagari",
)  # fmt: skip
_KANA = frozenset(("Hiragana", "Katakana"))
_WARM_PASSES = 5


class LabelledPair(NamedTuple):
    """Two names, whether they may be one person's, what sets them apart, and the scripts they are written in."""

    names: tuple[str, str]
    is_match: bool
    kind: str
    scripts: frozenset[str]


class ScoredNames(NamedTuple):
    """A labelled pair and its score from 0 to 1."""

    pair: LabelledPair
    score: float

    @property
    def said_same(self) -> bool:
        """Whether the score reaches the limit in use."""
        return self.score >= SAME_NAME_FROM


def measure(material: Material) -> Iterator[Figure]:
    """Ranking within and across scripts, short forms, speed; then each kind and script at the limit in use."""
    pairs = _read(material)
    scores, first_pass = _timed(pairs)
    scored = [ScoredNames(pair, score) for pair, score in zip(pairs, scores, strict=True)]
    yield from _ranking("one script", [one for one in scored if not _is_across(one)])
    yield from _ranking("across scripts", [one for one in scored if _is_across(one)])
    yield _short_forms(scored)
    yield _speed(pairs, first_pass)
    for kind in sorted({pair.kind for pair in pairs}):
        yield _at_limit(f"kind {kind}", [one for one in scored if one.pair.kind == kind])
    for script in SCRIPTS:
        yield _at_limit(f"script {script}", [one for one in scored if script in one.pair.scripts])


def _read(material: Material) -> list[LabelledPair]:
    with material.file("names", "name_pairs.csv").open(encoding="utf-8", newline="") as lines:
        return [
            LabelledPair(
                names=(row["name_a"], row["name_b"]),
                is_match=row["is_match"] == "true",
                kind=row["kind"],
                scripts=scripts_of(row["name_a"] + row["name_b"]),
            )
            for row in csv.DictReader(lines)
        ]


def scripts_of(text: str) -> frozenset[str]:
    """Names of the scripts of its signs as Unicode has them, both of Japan's syllabaries as `Kana`."""
    found = {icu.Script.getScript(sign).getName() for sign in text}
    return frozenset("Kana" if script in _KANA else script for script in found)


def _is_across(scored: ScoredNames) -> bool:
    return scored.pair.kind.startswith("cross_script")


def _timed(pairs: Sequence[LabelledPair]) -> tuple[list[float], float]:
    """The scores, and pairs a second of processor time."""
    started = time.process_time()
    scores = [name_score(*pair.names) for pair in pairs]
    return scores, len(pairs) / (time.process_time() - started)


def _ranking(where: str, scored: Sequence[ScoredNames]) -> Iterator[Figure]:
    truth, scores = [one.pair.is_match for one in scored], [one.score for one in scored]
    counts = _counts(scored)
    area = float(roc_auc_score(truth, scores))
    yield Figure(f"{where} ({counts}): AUC", f"{area:.3f}", "", None, f"{LEAST_AUC}", area >= LEAST_AUC)
    precision, recall, _ = precision_recall_curve(truth, scores)
    reached = float(recall[precision >= PRECISION].max())
    what = f"{where}: recall at precision {PRECISION}"
    beside = f"{PEER}: {PEERS_RECALL[where]}"
    yield Figure(what, f"{reached:.4f}", beside, None, f"{RECALL[where]}", reached >= RECALL[where])


def _short_forms(scored: Sequence[ScoredNames]) -> Figure:
    short = [one for one in scored if one.pair.kind == "short_form" and one.pair.is_match]
    recall = sum(one.said_same for one in short) / len(short)
    what = f"short forms ({len(short)}): recall at the limit in use, {SAME_NAME_FROM}"
    beside = f"{PEER}: {PEERS_SHORT_FORMS}"
    return Figure(what, f"{recall:.3f}", beside, None, f"{SHORT_FORMS}", recall >= SHORT_FORMS)


def _speed(pairs: Sequence[LabelledPair], first_pass: float) -> Figure:
    """Once more over pairs whose names were seen, as names of a stored record are in a long-running process."""
    warm = median(_timed(pairs)[1] for _ in range(_WARM_PASSES))
    what = f"warm, of processor time (first pass, with loading tables: {first_pass:,.0f} pairs/s)"
    return Figure(what, f"{warm:,.0f} pairs/s", "", None, f"{PAIRS_A_SECOND:,} pairs/s", warm >= PAIRS_A_SECOND)


def _at_limit(what: str, scored: Sequence[ScoredNames]) -> Figure:
    """The shares of true pairs and of others that are said to be one name."""
    shares = []
    for is_match, label in ((True, "true"), (False, "others")):
        said = [one.said_same for one in scored if one.pair.is_match is is_match]
        if said:
            shares.append(f"{label} {sum(said) / len(said):.2f}")
    return Figure(f"{what} ({_counts(scored)}): said same", ", ".join(shares) or "not measured: no pairs")


def _counts(scored: Sequence[ScoredNames]) -> str:
    true = sum(one.pair.is_match for one in scored)
    return f"{true} true, {len(scored) - true} others"
