"""Precision, recall and F1 of pairs, however they were made."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from search.evaluation.pairs import ScoredPair
from tracing.value import Value


class Measure(Value, frozen=True, kw_only=True):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def measure(right: int, said: int, true: int) -> Measure:
    """Of `said` pairs `right` are true; `true` pairs exist. Without a pair to say, precision is 1."""
    precision = right / said if said else 1.0
    recall = right / true if true else 1.0
    total = precision + recall
    return Measure(precision=precision, recall=recall, f1=2 * precision * recall / total if total else 0.0)


def best(pairs: Sequence[ScoredPair], persons: Sequence[str], true: int) -> tuple[Measure, float]:
    """The best F1 over all thresholds and the weight where it lies; chosen on these very pairs, so it flatters."""
    found, threshold, right = measure(0, 0, true), float("inf"), 0
    for said, pair in enumerate(pairs, start=1):
        right += persons[pair.first] == persons[pair.second]
        last_of_weight = said == len(pairs) or pairs[said].weight < pair.weight
        if last_of_weight and (here := measure(right, said, true)).f1 > found.f1:
            found, threshold = here, pair.weight
    return found, threshold


def of_groups(groups: Iterable[Sequence[int]], persons: Sequence[str], true: int) -> Measure:
    """Pairs within groups of records."""
    right = said = 0
    for group in groups:
        said += len(group) * (len(group) - 1) // 2
        right += sum(count * (count - 1) // 2 for count in Counter(persons[record] for record in group).values())
    return measure(right, said, true)


def grouped(keys: Iterable[tuple[int, Hashable]]) -> list[list[int]]:
    """Records that share a key, key by key."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for record, key in keys:
        groups[key].append(record)
    return [group for group in groups.values() if len(group) > 1]
