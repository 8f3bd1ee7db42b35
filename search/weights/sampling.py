"""Which pairs weights are learnt from: pairs taken at random for u, pairs that share a key for m."""

import random
from collections import defaultdict
from collections.abc import Sequence

from search.blocking import key_type, keys
from search.profile import Profile
from tracing.value import Value

Pair = tuple[int, int]

_LARGEST_GROUP = 40
"""Records that share one key beyond which the key tells too little to be worth its pairs."""


class BlockingPass(Value, frozen=True, kw_only=True):
    """A way to choose pairs, and the features that it chooses by, which cannot be learnt from them.

    Attributes:
        keys: types of blocking keys.
        chosen_by: features that its keys are made of or that follow from them.
        conditional: levels that only pairs of alike names reach, learnt here and nowhere else.
    """

    keys: tuple[str, ...]
    chosen_by: frozenset[str]
    conditional: bool = False


PASSES = (
    BlockingPass(
        keys=("name", "pair"),
        chosen_by=frozenset({"name", "sex", "nationality", "language", "birth_country", "relative", "address"}),
        conditional=True,
    ),
    BlockingPass(keys=("born", "born-slip"), chosen_by=frozenset({"birth"})),
    BlockingPass(keys=("document", "phone", "account"), chosen_by=frozenset({"document", "phone", "account"})),
)
"""Each feature is learnt from the passes that do not choose by it."""


def random_pairs(count: int, wanted: int, seed: int) -> list[Pair]:
    """Different pairs of `count` records, each as likely; all of them where there are no more than wanted."""
    rng = random.Random(seed)
    if count * (count - 1) // 2 <= wanted:
        return [(one, other) for one in range(count) for other in range(one + 1, count)]
    found: set[Pair] = set()
    while len(found) < wanted:
        one, other = rng.randrange(count), rng.randrange(count)
        if one != other:
            found.add((min(one, other), max(one, other)))
    return sorted(found)


def blocked_pairs(profiles: Sequence[Profile], wanted: BlockingPass, most: int, seed: int) -> list[Pair]:
    """Pairs that share a key of the pass, at most so many, taken at random."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for key in keys(profile):
            if key_type(key) in wanted.keys:
                holders[key].append(place)
    pairs = {
        (one, other)
        for group in holders.values()
        if len(group) <= _LARGEST_GROUP
        for place, one in enumerate(group)
        for other in group[place + 1 :]
    }
    ordered = sorted(pairs)
    return ordered if len(ordered) <= most else sorted(random.Random(seed).sample(ordered, most))
