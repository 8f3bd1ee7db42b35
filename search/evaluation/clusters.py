"""The suggested groups of scored pairs, as the service suggests them to reviewers."""

from collections.abc import Iterable, Sequence
from functools import cache

from search.compare import compare
from search.evaluation.pairs import ScoredPair
from search.grouping import Link, suggest_groups
from search.profile import Profile
from tracing.events import Evidence


def cluster(pairs: Iterable[ScoredPair], profiles: Sequence[Profile]) -> list[tuple[int, ...]]:
    """Groups of two or more records by their places, from those pairs that are proposed.

    Args:
        pairs: by the places of their records in `profiles`.
        profiles: of all records; any two that a chain of pairs connects are compared.
    """

    @cache
    def evidence(one: int, other: int) -> Evidence:
        return compare(profiles[one], profiles[other]).evidence((1, 1))

    links = [Link(one=pair.first, other=pair.second, weight=pair.weight) for pair in pairs if pair.proposed]
    return [group.members for group in suggest_groups(links, evidence)]
