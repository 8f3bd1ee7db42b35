"""What other weights would change: pairs that are proposed as one person by one set of weights and not by the other."""

from collections.abc import Iterator, Sequence

from search.compare import findings, weighed
from search.profile import Profile
from search.weights.model import Weights
from search.weights.sampling import PASSES, Pair, blocked_pairs
from tracing.value import Value

_MOST_PAIRS = 100_000


class Change(Value, frozen=True, kw_only=True):
    """A pair that changes side, by the places of its records, with its match weight in bits by either."""

    first: int
    second: int
    old: float
    new: float


def pairs_to_compare(profiles: Sequence[Profile]) -> list[Pair]:
    """Pairs that share a name, a birth date or a number."""
    return sorted({pair for one in PASSES for pair in blocked_pairs(profiles, one, _MOST_PAIRS, seed=1)})


def changes(profiles: Sequence[Profile], pairs: Sequence[Pair], old: Weights, new: Weights) -> Iterator[Change]:
    """The pairs that change side, in their order."""
    for first, second in pairs:
        found = findings(profiles[first], profiles[second])
        before, after = weighed(found, old), weighed(found, new)
        if before.proposed_as_one != after.proposed_as_one:
            yield Change(first=first, second=second, old=before.weight, new=after.weight)
