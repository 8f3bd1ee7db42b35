"""The invented world, of another seed and other noise than anything was trained on, without and with faces.

Three methods take the same records: ours; gradient-boosted trees on our features that learnt from the labels of another
world; Splink, which learns from these very records without labels. "Best" takes, for every method alike, the threshold
that suits these data. Everything else is at limits that were fixed before: our review threshold, the limit that suited
the trees where they learnt, Splink at 0.5 and 0.95.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

import numpy
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from api.world.noise import NoiseName
from benchmarks.matching import splink_peer
from benchmarks.matching.flat import flat
from benchmarks.matching.material import Material
from benchmarks.matching.pairs import Pairs, compared, without_faces
from benchmarks.matching.supervised import trained
from benchmarks.report import Figure
from search.evaluation.clusters import cluster
from search.evaluation.labelled import Labelled
from search.evaluation.measures import Measure, best, grouped, of_groups
from search.evaluation.measures import measure as measured
from search.evaluation.pairs import ScoredPair
from search.profile import Profile
from search.weights import REVIEW_THRESHOLD

TITLE = "Own world, other seed and noise than trained on"
SEED, TRAINING_SEED = 21, 5
BELOW_PAIRS, ABOVE_FLOOR, QUEUE = 0.03, 0.15, 0.85
SPLINK_LIMITS = (0.5, 0.95)


def measure(material: Material) -> Iterator[Figure]:
    """Half as many people are in the world that the trees learn from."""
    world = material.world(material.people, SEED, NoiseName.other)
    training = material.world(material.people // 2, TRAINING_SEED)
    for faces in (False, True):
        tested, learnt_on = (it if faces else without_faces(it) for it in (world, training))
        yield from _measured(tested, learnt_on, "with faces" if faces else "no faces")


def _measured(world: Labelled, training: Labelled, setting: str) -> Iterator[Figure]:
    persons, true = world.persons, world.true_pairs
    pairs = compared(world, f"Comparing, {setting}")
    ours = pairs.scored(pairs.weights, REVIEW_THRESHOLD)
    best_ours, threshold = best(ours, persons, true)
    yield from _best(world, training, pairs, best_ours, threshold, setting)
    said = pairs.proposed
    at_limit = measured(int(pairs.true[said].sum()), int(said.sum()), true)
    yield Figure(f"{setting}: pairs at the review threshold, {_parts(at_limit)}", f"{at_limit.f1:.3f}")
    yield from _clusters(world, ours, at_limit, setting)
    first = sum(persons[pair.first] == persons[pair.second] for pair in ours[:true]) / true
    what = f"{setting}: true pairs among the first {true:,} of the queue, of {true:,}"
    yield Figure(what, f"{first:.3f}", "", None, f"{QUEUE}", first >= QUEUE)


def _best(
    world: Labelled, training: Labelled, pairs: Pairs, ours: Measure, threshold: float, setting: str
) -> Iterator[Figure]:
    persons, true = world.persons, world.true_pairs
    model = trained(compared(training, "Comparing what trees learn from"), training.persons, training.true_pairs)
    trees = pairs.scored(model.scores(pairs), model.limit)
    best_trees, _ = best(trees, persons, true)
    recall = int(pairs.true.sum()) / true
    what = f"{setting}: best F1 of pairs, {_parts(ours)}, at {threshold:.1f} bits; {recall:.3f} of pairs are compared"
    beside = f"{best_trees.f1:.3f} trees with labels (at their limit {_said(trees, world).f1:.3f})"
    yield Figure(what, f"{ours.f1:.3f}", beside, ours.f1 / best_trees.f1, "≥ trees", ours.f1 >= best_trees.f1)


def _clusters(world: Labelled, ours: Sequence[ScoredPair], at_limit: Measure, setting: str) -> Iterator[Figure]:
    persons, true = world.persons, world.true_pairs
    found = of_groups(cluster(ours, [document.profile or Profile() for document in world.documents]), persons, true)
    splink = _splink(world)
    splink_best, _ = best(splink, persons, true)
    closed = (_closed(splink, limit, world) for limit in SPLINK_LIMITS)
    beside = ", ".join(f"{one.f1:.3f} at {limit}" for one, limit in zip(closed, SPLINK_LIMITS, strict=True))
    yield Figure(
        f"{setting}: clusters at the same limit, {_parts(found)}",
        f"{found.f1:.3f}",
        f"Splink closed: {beside}; its best pairs {splink_best.f1:.3f}",
        None,
        f"≥ {at_limit.f1 - BELOW_PAIRS:.3f} (pairs − {BELOW_PAIRS})",
        found.f1 >= at_limit.f1 - BELOW_PAIRS,
    )
    floor = _floor(world)
    least = floor.f1 + ABOVE_FLOOR
    what = f"{setting}: the same above the floor “same document, or same name and birth date”"
    yield Figure(what, f"{found.f1:.3f}", f"{floor.f1:.3f} the floor", None, f"≥ {least:.3f}", found.f1 >= least)


def _parts(found: Measure) -> str:
    return f"precision {found.precision:.3f}, recall {found.recall:.3f}"


def _said(pairs: Sequence[ScoredPair], world: Labelled) -> Measure:
    said = [pair for pair in pairs if pair.proposed]
    right = sum(world.persons[pair.first] == world.persons[pair.second] for pair in said)
    return measured(right, len(said), world.true_pairs)


def _splink(world: Labelled) -> list[ScoredPair]:
    found = splink_peer.match(flat(world))
    pairs = (ScoredPair(first=p.first, second=p.second, weight=p.weight, proposed=p.weight >= 0) for p in found)
    return sorted(pairs, key=lambda pair: -pair.weight)


def _closed(pairs: Sequence[ScoredPair], probability: float, world: Labelled) -> Measure:
    """Connected components of the pairs that are at least so probable."""
    least = math.log2(probability / (1 - probability))
    return measured_closed([(pair.first, pair.second) for pair in pairs if pair.weight >= least], world)


def measured_closed(ends: Sequence[tuple[int, int]], world: Labelled) -> Measure:
    """Pairs within the connected components that pairs make."""
    count = len(world.persons)
    one, other = numpy.array(ends, numpy.int32).reshape(-1, 2).T
    graph = coo_array((numpy.ones(len(ends), numpy.int8), (one, other)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    return of_groups(
        grouped((place, part) for place, part in enumerate(component.tolist())), world.persons, world.true_pairs
    )


def _floor(world: Labelled) -> Measure:
    """Pairs that anybody would call one person without a matcher; closed they are worse."""
    keys = ((place, key) for place, document in enumerate(world.documents) for key in _plain_keys(document.profile))
    said = {pair for group in grouped(keys) for pair in combinations(group, 2)}
    right = sum(world.persons[one] == world.persons[other] for one, other in said)
    return measured(right, len(said), world.true_pairs)


def _plain_keys(profile: Profile | None) -> Iterator[Hashable]:
    if profile is None:
        return
    yield from {document.number for document in profile.documents}
    if profile.names and profile.birth and profile.birth.first == profile.birth.last:
        yield (*sorted(part.written for part in profile.names[0].parts), profile.birth.first)
