"""A suggested clustering of scored pairs that heeds evidence against.

Connected components would let one wrong pair join two crowds. Here the strongest pairs join first, and two clusters
join only when no two of their records clearly contradict each other and, on the whole, they speak for one person.
"""

from collections.abc import Callable, Iterable
from itertools import product

from search.evaluation.pairs import ScoredPair

CONTRADICTION_BITS = -6.0
"""Evidence at which two records cannot be in one cluster: 64 to 1 against, whatever the prior."""

MOST_COMPARED = 64
"""Pairs looked at when two clusters would join; larger ones are judged by their first records."""


def cluster(count: int, pairs: Iterable[ScoredPair], evidence: Callable[[int, int], float]) -> list[list[int]]:
    """Clusters of records 0 … count - 1, each in order.

    Args:
        count: how many records there are.
        pairs: the strongest first; only those proposed join anything.
        evidence: evidence in bits for any two records, without the prior.
    """
    cluster_of = list(range(count))
    members = {record: [record] for record in range(count)}
    for pair in pairs:
        if not pair.proposed:
            continue
        one, other = sorted((cluster_of[pair.first], cluster_of[pair.second]))
        if one != other and _fit(members[one], members[other], evidence):
            for record in members[other]:
                cluster_of[record] = one
            members[one] = sorted(members[one] + members.pop(other))
    return [members[record] for record in sorted(members)]


def _fit(one: list[int], other: list[int], evidence: Callable[[int, int], float]) -> bool:
    total = 0.0
    for place, (a, b) in enumerate(product(one, other)):
        if place == MOST_COMPARED:
            break
        bits = evidence(a, b)
        if bits <= CONTRADICTION_BITS:
            return False
        total += bits
    return total > 0
