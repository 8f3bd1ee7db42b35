"""Whether blocking brings what an exhaustive comparison would propose, what each key is worth, and what it costs."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from api.world.noise import NoiseName
from benchmarks.matching.material import PEOPLE, Material, indexed, tracked
from benchmarks.report import Figure
from benchmarks.workshop import FULL, QUICK
from benchmarks.world import World
from search.blocking import COMPARED, find, key_type, key_weights
from search.compare import compare
from search.document import Document, Filters
from search.engine import Index
from search.evaluation.labelled import Labelled
from search.evaluation.pairs import index_all
from search.indexing import document_of
from tracing.records import folded

TITLE = "Blocking: what it brings of all that an exhaustive comparison proposes, and what it costs"
SEED = 23
RECALL, GROWTH = 0.98, 1.3
_COMPARISONS = 4_000_000
"""Pairs compared for the exhaustive side: records are drawn, and each is compared with all others."""
_MOST_DRAWN = 200
_KEYED = 600
_TIMED = 300
_CHUNK = 5_000


def measure(material: Material) -> Iterator[Figure]:
    """On worlds of a fifth and of twice as many people as others are measured on: 2,000 and 20,000."""
    for people in (material.people // 5, material.people * 2):
        world = material.world(people, SEED, NoiseName.other)
        with indexed(world.documents) as index:
            yield _recall(world, index, people)
            if people > material.people:
                yield from _keys(world, index)
    yield _cost(material)


def _drawn(world: Labelled, count: int) -> list[Document]:
    return random.Random(SEED).sample(world.documents, min(count, len(world.documents)))


def _proposed_with(document: Document, others: Sequence[Document]) -> set[int]:
    """Numbers of the others that a comparison of each with the document proposes."""
    profile = document.profile
    assert profile is not None
    return {
        other.number
        for other in others
        if other.profile is not None
        and other.number != document.number
        and compare(profile, other.profile).proposed_as_one
    }


def _found(index: Index, document: Document) -> list[Document]:
    assert document.profile is not None
    return find(index, document.profile, None, Filters(), COMPARED + 1)  # the record finds itself too


def _recall(world: Labelled, index: Index, people: int) -> Figure:
    drawn = _drawn(world, min(_MOST_DRAWN, _COMPARISONS // len(world.documents)))
    proposed = brought = scored = 0
    for document in tracked(drawn, f"Comparing each of {len(drawn)} with all"):
        wanted = _proposed_with(document, world.documents)
        found = {other.number for other in _found(index, document)} - {document.number}
        proposed, brought, scored = proposed + len(wanted), brought + len(wanted & found), scored + len(found)
    recall = brought / proposed
    return Figure(
        f"{people:,} people: proposals of {len(drawn)} records drawn of {len(world.documents):,} that blocking brings; "
        f"{scored / len(drawn):.1f} scored for each, near faces among them",
        f"{recall:.3f}",
        f"{proposed:,} by comparing each with all",
        None,
        f"≥ {RECALL}",
        recall >= RECALL,
    )


class _Asked(NamedTuple):
    """A drawn record, how many hold each of its keys, and the numbers of those that its keys bring and are proposed."""

    document: Document
    frequencies: dict[str, int]
    proposed: set[int]


def _keys(world: Labelled, index: Index) -> Iterator[Figure]:
    """For each type of key: proposals that share it, share nothing else, and are lost without it; and what it costs."""
    asked = [_ask(index, d) for d in tracked(_drawn(world, _KEYED), "Comparing for the table of keys")]
    documents = {document.number: document for document in world.documents}
    brought: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for one in asked:
        bringing = set(key_weights(one.frequencies))
        for number in one.proposed:
            types = {key_type(key) for key in bringing.intersection(documents[number].keys)}
            brought.update(types)
            alone.update(types if len(types) == 1 else ())
    held = Counter(key_type(key) for document in world.documents for key in document.keys)
    total = sum(len(one.proposed) for one in asked)
    for kind in sorted(held, key=lambda kind: (-brought[kind], kind)):
        kept = sum(len(one.proposed & _numbers(index, one, lambda key: key_type(key) != kind)) for one in asked)  # noqa: B023
        started = time.process_time()
        for one in asked:
            _numbers(index, one, lambda key: key_type(key) == kind)  # noqa: B023
        seconds = time.process_time() - started
        yield Figure(
            f"key `{kind}`: shared in {brought[kind]:,} of {total:,} proposals, alone in {alone[kind]:,}",
            f"{total - kept:,} lost without it",
            f"{held[kind] / len(world.documents):.2f} postings a record; {1000 * seconds / len(asked):.2f} ms a query",
        )


def _ask(index: Index, document: Document) -> _Asked:
    whole = _Asked(document, index.frequencies(document.keys, None), set())
    brought = _hits(index, whole, lambda _: True)
    return whole._replace(proposed=_proposed_with(document, brought))


def _hits(index: Index, asked: _Asked, taken: Callable[[str], bool]) -> list[Document]:
    weights = {key: weight for key, weight in key_weights(asked.frequencies).items() if taken(key)}
    hits = index.candidates(weights, None, Filters(), COMPARED + 1) if weights else []
    return [hit.document for hit in hits]


def _numbers(index: Index, asked: _Asked, taken: Callable[[str], bool]) -> set[int]:
    return {document.number for document in _hits(index, asked, taken)}


def _cost(material: Material) -> Figure:
    """Processor time of finding and comparing for the same new records, when a tenth and when all others are stored."""
    sizes = FULL if material.people >= PEOPLE else QUICK
    stored = sizes.grown[1]
    with closing(World(sizes.world)) as world, indexed(()) as index:
        asked = list(_documents(world, stored, _TIMED))
        _fill(index, world, 0, stored // 10)
        small = _milliseconds(index, asked)
        _fill(index, world, stored // 10, stored)
        large = _milliseconds(index, asked)
    return Figure(
        f"processor time to find and compare a record, {stored:,} stored",
        f"{large:.2f} ms",
        f"{small:.2f} ms with {stored // 10:,} stored",
        large / small,
        f"ratio below {GROWTH}",
        large / small < GROWTH,
    )


def _documents(world: World, start: int, count: int) -> Iterator[Document]:
    for number, event in enumerate(world.events(start, count), start + 1):
        yield document_of(folded([event]), number, number)


def _fill(index: Index, world: World, start: int, end: int) -> None:
    for place in tracked(range(start, end, _CHUNK), f"Indexing up to {end:,}"):
        index_all(index, tuple(_documents(world, place, min(_CHUNK, end - place))))


def _milliseconds(index: Index, asked: Sequence[Document]) -> float:
    """Mean processor time of a record; a round before warms what is cached."""
    for document in asked:
        _proposed_with(document, _found(index, document))
    started = time.process_time()
    for document in asked:
        _proposed_with(document, _found(index, document))
    return 1000 * (time.process_time() - started) / len(asked)
