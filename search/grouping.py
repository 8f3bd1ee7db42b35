"""Suggested groups: which records are one person, from pairs that speak for it and pairs that speak against it.

Joining whatever a chain of pairs connects would let one wrong pair join two people with all their records. Here parts
grow together one by one, the best first (agglomerative clustering), and two parts are weighed as a whole: of each
feature what speaks most for one person and what speaks most against it, between any record of the one part and any of
the other, and the prior once. So a document that one record states and a face that another has count together, and a
chain of likely pairs does not join records that contradict each other.

Records are numbers, smaller is older. The result depends on neither the order of the links nor on who asks first, and
only on the component of links that a record is in: a new record changes no group outside the one that it reaches.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import combinations, product

from search.compare import CROWD
from search.weights import PRIOR, REVIEW_THRESHOLD
from tracing.events import Evidence, FeatureLevel, Suggestion
from tracing.value import Value

MOST_TOGETHER = 100
"""A component of more records is looked at without its weakest links, see :func:`rungs`."""

RUNG_BITS = 2.0
_HIGHEST_RUNG = 60.0

EvidenceOf = Callable[[int, int], Evidence]
"""What comparing two records finds; asked for any two of a component, the smaller number first."""


class Tie(StrEnum):
    """What is known of two records."""

    proposed = "proposed"
    confirmed = "confirmed"
    apart = "apart"
    """Judged two persons: different, kin, or one with a document of the other."""


class Link(Value, frozen=True, kw_only=True):
    """Two records that were proposed or judged, the smaller number first; `weight` is their match weight in bits."""

    one: int
    other: int
    weight: float
    tie: Tie = Tie.proposed


class Join(Value, frozen=True, kw_only=True):
    """Why a part of a group belongs to the rest of it.

    Attributes:
        one, other: the two records, a pair of the two parts, that say so most clearly.
        confirmed: whether reviewers said so; then there is no more to explain.
        weight: bits, of the two parts as a whole, the prior included once.
        by: features that speak for it between any records of the two parts, the strongest first.
    """

    one: int
    other: int
    confirmed: bool = False
    weight: float = 0.0
    by: tuple[str, ...] = ()


class Objection(Value, frozen=True, kw_only=True):
    """Two records of a group with the features that differ, the strongest first; other pairs contradict nothing."""

    one: int
    other: int
    by: tuple[str, ...]


class Group(Value, frozen=True, kw_only=True):
    """Two or more records that may be one person; `members` in order, the oldest first."""

    members: tuple[int, ...]
    joins: tuple[Join, ...]
    objections: tuple[Objection, ...]


def rungs() -> Iterator[float]:
    """Least weights of proposed pairs to look at, while a component is too large: first all, at last none.

    Every record of one component takes the same steps, so that all are in the same group whoever is asked for.
    """
    yield -math.inf
    rung = REVIEW_THRESHOLD + RUNG_BITS
    while rung < _HIGHEST_RUNG:
        yield rung
        rung += RUNG_BITS
    yield math.inf


def suggest_groups(links: Iterable[Link], evidence: EvidenceOf) -> list[Group]:
    """All groups of two or more records, the one with the oldest record first.

    Records confirmed as one person share a group and those judged apart never do, nor do those whose comparison
    suggests kin or a misused document. Where the two contradict each other, being apart counts, and the confirmed pairs
    of that identity are no more than proposed.

    Args:
        links: each pair once, in any order.
        evidence: of any two records that links connect, with their features by name.
    """
    groups = (group for component in _components(list(links)) for group in _Parts(component, evidence).groups())
    return sorted(groups, key=lambda group: group.members)


def _components(links: list[Link]) -> Iterator[list[Link]]:
    """Links by the component that they lie in, the weakest left out where too many records hang together."""
    pending = [(links, rungs())]
    while pending:
        some, steps = pending.pop()
        least = next(steps)
        kept = [link for link in some if link.tie is not Tie.proposed or link.weight >= least]
        part_of = _closed((link.one, link.other) for link in kept if link.tie is not Tie.apart)
        inside: dict[int, list[Link]] = defaultdict(list)
        for link in kept:
            if link.one in part_of and part_of[link.one] == part_of.get(link.other):
                inside[part_of[link.one]].append(link)
        sizes: dict[int, int] = defaultdict(int)
        for root in part_of.values():
            sizes[root] += 1
        for root, component in inside.items():
            if sizes[root] <= MOST_TOGETHER or least == math.inf:
                yield component
            else:
                pending.append((component, _after(least)))


def _after(least: float) -> Iterator[float]:
    return (rung for rung in rungs() if rung > least)


def _closed(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each record with the smallest number that the pairs connect it to."""
    root: dict[int, int] = {}

    def find(record: int) -> int:
        root.setdefault(record, record)
        while root[record] != record:
            root[record] = root[root[record]]
            record = root[record]
        return record

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        root[high] = low
    return {record: find(record) for record in root}


class Whole(Value, frozen=True, kw_only=True):
    """What two parts as a whole have for and against being one person.

    Attributes:
        one, other: the pair of the two parts that says so most clearly.
        weight: bits, the prior included once.
        most_for: of each feature what speaks most for one person, between any records of the two parts.
    """

    one: int
    other: int
    weight: float
    most_for: tuple[FeatureLevel, ...]

    def join(self) -> Join:
        """The same as a step of a group."""
        by = _names({feature.feature: feature.weight for feature in self.most_for})
        return Join(one=self.one, other=self.other, weight=self.weight, by=by)


def whole(one: Iterable[int], other: Iterable[int], evidence: EvidenceOf) -> Whole | None:
    """Weigh two parts as a whole; None where any two of their records are rather kin, or misuse a document."""
    most_for: dict[str, FeatureLevel] = {}
    most_against: dict[str, float] = defaultdict(float)
    clearest: tuple[int, int] | None = None
    best = -math.inf
    for low, high in (sorted(ends) for ends in product(one, other)):
        found = evidence(low, high)
        if found.suggests is not Suggestion.same:
            return None
        for feature in found.features:
            if feature.feature == CROWD:
                continue
            most_against[feature.feature] = min(most_against[feature.feature], feature.weight)
            if feature.weight > (most_for[feature.feature].weight if feature.feature in most_for else 0.0):
                most_for[feature.feature] = feature
        if found.weight > best:
            clearest, best = (low, high), found.weight
    if clearest is None:
        return None
    weight = math.fsum((PRIOR, *(feature.weight for feature in most_for.values()), *most_against.values()))
    return Whole(one=clearest[0], other=clearest[1], weight=round(weight, 3), most_for=tuple(most_for.values()))


class _Parts:
    """The parts of one component, which grow together; a part goes by its smallest number."""

    def __init__(self, links: list[Link], evidence: EvidenceOf) -> None:
        self._evidence = evidence
        self._apart = {(link.one, link.other) for link in links if link.tie is Tie.apart}
        confirmed = sorted((link.one, link.other) for link in links if link.tie is Tie.confirmed)
        standing = _uncontested(confirmed, self._apart)
        self._joins: dict[int, list[Join]] = defaultdict(list)
        self._members: dict[int, list[int]] = {}
        self._near: dict[int, set[int]] = defaultdict(set)
        for record in sorted({end for link in links for end in (link.one, link.other)}):
            self._members[record] = [record]
        part_of = {record: record for record in self._members}
        for one, other in standing:
            low, high = sorted((part_of[one], part_of[other]))
            if low != high:
                part_of |= dict.fromkeys(self._members[high], low)
                self._merge(low, high, Join(one=one, other=other, confirmed=True))
        for link in links:
            ends = (part_of[link.one], part_of[link.other])
            if link.tie is not Tie.apart and ends[0] != ends[1]:
                self._near[ends[0]].add(ends[1])
                self._near[ends[1]].add(ends[0])

    def groups(self) -> Iterator[Group]:
        """Let the parts grow together, the best first, as long as they speak for one person."""
        waiting: list[tuple[float, tuple[int, ...], tuple[int, ...], Join]] = []

        def weigh(low: int, high: int) -> None:
            low, high = sorted((low, high))
            join = self._whole(self._members[low], self._members[high])
            if join is not None and join.weight >= REVIEW_THRESHOLD:
                members = (tuple(self._members[low]), tuple(self._members[high]))
                heapq.heappush(waiting, (-join.weight, *members, join))

        for low, others in self._near.items():
            for high in others:
                if low < high:
                    weigh(low, high)
        while waiting:
            _, one, other, join = heapq.heappop(waiting)
            low, high = one[0], other[0]
            if tuple(self._members.get(low, ())) == one and tuple(self._members.get(high, ())) == other:
                self._merge(low, high, join)
                for third in sorted(self._near[low]):
                    weigh(low, third)
        for root, members in self._members.items():
            if len(members) > 1:
                yield Group(
                    members=tuple(members), joins=tuple(self._joins[root]), objections=tuple(self._objections(members))
                )

    def _merge(self, low: int, high: int, join: Join) -> None:
        self._members[low] = sorted(self._members[low] + self._members.pop(high))
        self._joins[low] += [*self._joins.pop(high, []), join]
        near = (self._near.pop(low, set()) | self._near.pop(high, set())) - {low, high}
        for third in near:
            self._near[third] -= {high}
            self._near[third].add(low)
        self._near[low] = near

    def _whole(self, one: list[int], other: list[int]) -> Join | None:
        """The evidence for two parts being one person, or None when it is known that they are not."""
        if any(tuple(sorted(ends)) in self._apart for ends in product(one, other)):
            return None
        found = whole(one, other, self._evidence)
        return None if found is None else found.join()

    def _objections(self, members: list[int]) -> Iterator[Objection]:
        for one, other in combinations(members, 2):
            against = {f.feature: -f.weight for f in self._evidence(one, other).features if f.feature != CROWD}
            if by := _names(against):
                yield Objection(one=one, other=other, by=by)


def _names(bits: dict[str, float]) -> tuple[str, ...]:
    """Features with more than nothing to say, the strongest first."""
    said = sorted((-weight, feature) for feature, weight in bits.items() if weight > 0)
    return tuple(feature for _, feature in said)


def _uncontested(confirmed: list[tuple[int, int]], apart: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Confirmed pairs, but those of identities in which two records are judged apart."""
    part_of = _closed(confirmed)
    contested = {part_of[a] for a, b in apart if a in part_of and part_of[a] == part_of.get(b)}
    return [pair for pair in confirmed if part_of[pair[0]] not in contested]
