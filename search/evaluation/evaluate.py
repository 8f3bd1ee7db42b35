"""The whole evaluation: index, find, compare, cluster, and measure each against the truth."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from search.compare import MODEL
from search.engine import Index
from search.evaluation.calibration import Band, calibration
from search.evaluation.clusters import cluster
from search.evaluation.labelled import Labelled
from search.evaluation.measures import Measure, best, grouped, measure, of_groups
from search.evaluation.pairs import ScoredPair, compare_all, index_all
from search.evaluation.plots import write_plots
from search.explanation import sentence, why_not
from search.profile import Profile
from search.reach import subject_of
from tracing.value import Value

QUEUE_LENGTHS = (100, 1_000, 10_000)
MISSES_SHOWN = 20


class Miss(Value, frozen=True, kw_only=True):
    """A pair of one person that is not proposed, by the references of its records, and why."""

    references: tuple[str, str]
    weight: float
    compared: bool
    reasons: tuple[str, ...]


class Evaluation(Value, frozen=True, kw_only=True):
    """What was measured. `queue` holds, by length, how many of its first pairs are true."""

    model: str
    records: int
    true_pairs: int
    compared_pairs: int
    candidate_recall: float
    pairs: Measure
    best_pairs: Measure
    best_threshold: float
    clusters: Measure
    queue: dict[int, int]
    calibration: tuple[Band, ...]
    floors: dict[str, Measure]
    records_per_second: float
    misses: tuple[Miss, ...]


def evaluate(
    labelled: Labelled, index: Index, progress: Callable[[int], None], plots: Path | None = None
) -> Evaluation:
    """Run blocking and comparison over labelled records in an empty index.

    Args:
        labelled: the records and whose they are.
        index: any engine's; it is filled here.
        progress: called with the number of records compared so far.
        plots: a folder to write plots to.

    Raises:
        EngineUnavailableError: the engine is out of reach.
    """
    started = time.perf_counter()
    index_all(index, labelled.documents)
    pairs = compare_all(index, labelled.documents, progress)
    seconds = time.perf_counter() - started
    persons, true = labelled.persons, labelled.true_pairs
    right = [persons[pair.first] == persons[pair.second] for pair in pairs]
    proposed = sum(pair.proposed for pair in pairs)
    best_measure, best_threshold = best(pairs, persons, true)
    profiles = tuple(document.profile or Profile() for document in labelled.documents)
    bands = calibration(pairs, right)
    if plots is not None:
        write_plots(plots, pairs, right, true, bands)
    return Evaluation(
        model=MODEL,
        records=len(persons),
        true_pairs=true,
        compared_pairs=len(pairs),
        candidate_recall=sum(right) / true if true else 1.0,
        pairs=measure(sum(ok for ok, pair in zip(right, pairs, strict=True) if pair.proposed), proposed, true),
        best_pairs=best_measure,
        best_threshold=best_threshold,
        clusters=of_groups(cluster(pairs, profiles), persons, true),
        calibration=bands,
        queue={length: sum(right[:length]) for length in QUEUE_LENGTHS},
        floors={name: of_groups(groups, persons, true) for name, groups in _floors(profiles)},
        records_per_second=len(persons) / seconds,
        misses=_worst_misses(labelled, index, pairs),
    )


def _floors(profiles: tuple[Profile, ...]) -> Iterator[tuple[str, list[list[int]]]]:
    """What anybody gets without a matcher."""
    numbers = ((place, item.number) for place, profile in enumerate(profiles) for item in profile.documents)
    yield "same document number", grouped(numbers)
    names = (
        (place, (*sorted(part.written for part in profile.names[0].parts), profile.birth.first.isoformat()))
        for place, profile in enumerate(profiles)
        if profile.names and profile.birth and profile.birth.first == profile.birth.last
    )
    yield "same sorted name and birth date", grouped(names)


def _worst_misses(labelled: Labelled, index: Index, pairs: list[ScoredPair]) -> tuple[Miss, ...]:
    """True pairs that no reviewer sees: those never compared first, then the lowest weights."""
    weights = {(pair.first, pair.second): pair for pair in pairs}
    records_of: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(labelled.persons):
        records_of[person].append(place)
    missed = []
    for records in records_of.values():
        for pair in combinations(records, 2):
            scored = weights.get(pair)
            if scored is None or not scored.proposed:
                missed.append((scored is not None, scored.weight if scored else 0.0, pair))
    missed.sort()
    return tuple(_explained(labelled, index, compared, *pair) for compared, _, pair in missed[:MISSES_SHOWN])


def _explained(labelled: Labelled, index: Index, compared: bool, one: int, other: int) -> Miss:
    subjects = (subject_of(labelled.documents[place]) for place in (one, other))
    found = why_not(index, *subjects)
    against = tuple(sentence(f) for f in found.comparison.features if f.direction == "against")
    reasons = against if compared else (found.reason, *against)
    return Miss(
        references=(labelled.references[one], labelled.references[other]),
        weight=found.comparison.weight,
        compared=compared,
        reasons=reasons,
    )
