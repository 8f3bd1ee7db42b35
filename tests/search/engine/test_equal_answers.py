"""Random worlds: every engine answers as the rules written in plain Python do."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.document import Document, Filters
from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.opensearch import OpenSearchEngine
from tests.keys import SEAL
from tests.search.engine.conftest import forget, on_opensearch
from tests.search.engine.world import (
    KEYS,
    Expected,
    asked_faces,
    document,
    few_filters,
    readers,
    visibilities,
    weights,
    worlds,
)
from tests.servers import OpenSearchServer
from tracing.access import Reader, Visibility
from tracing.person import Face

FIVE_READERS = [
    Reader(organisation="fra.police", country="FRA", everywhere=True),
    Reader(organisation="deu.police", country="DEU", everywhere=True),
    Reader(organisation="pol.border"),
    Reader(organisation="ita.shelter", country="ITA"),
    Reader(organisation="nobody"),
]


class Question(NamedTuple):
    """One reader's questions to an index."""

    reader: Reader | None
    filters: Filters
    weights: dict[str, int]
    face: Face
    limit: int


questions = st.lists(
    st.builds(Question, readers, few_filters, weights, asked_faces, st.integers(1, 30)), min_size=1, max_size=8
)


def answers_as_expected(engine: Engine, world: list[Document], asked: list[Question]) -> None:
    """Load a world into a new index of an engine and ask everything."""
    index = engine.create()
    assert index.write(world, len(world)) == []
    index.refresh()
    expected = Expected(world)
    for reader, conditions, query, face, limit in asked:
        assert index.frequencies(KEYS, reader) == expected.frequencies(KEYS, reader)
        hits = index.candidates(query, reader, conditions, limit)
        assert [(hit.document.number, hit.score) for hit in hits] == expected.candidates(
            query, reader, conditions, limit
        )
        near = index.neighbours(face, reader, conditions, limit, 1.0)
        assert [(one.document.number, one.distance) for one in near] == expected.neighbours(
            face, reader, conditions, limit, 1.0
        )
        records = [one.record for one in world]
        assert set(index.get(records, reader)) == {one.record for one in expected.seen(reader)}
    assert list(index.scan()) == world
    assert index.count() == sum(not one.retracted for one in world)
    engine.drop(index)


@settings(max_examples=60, deadline=None)
@given(world=worlds(), asked=questions)
def test_the_embedded_engine_answers_as_the_rules_say(world: list[Document], asked: list[Question]) -> None:
    with TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder), SEAL)
        engine.prepare()
        answers_as_expected(engine, world, asked)
        engine.close()


@pytest.fixture(scope="module")
def remote(opensearch_server: OpenSearchServer) -> Iterator[OpenSearchEngine]:
    """One engine for all worlds; each has an index of its own, on two shards whose answers are merged."""
    engine = on_opensearch(opensearch_server, shards=2)
    engine.prepare()
    yield engine
    forget(engine, opensearch_server)


@pytest.mark.opensearch
@settings(max_examples=20, deadline=None)
@given(world=worlds(), asked=questions)
def test_opensearch_answers_as_the_rules_say(
    remote: OpenSearchEngine, world: list[Document], asked: list[Question]
) -> None:
    answers_as_expected(remote, world, asked)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(classes=st.lists(visibilities, min_size=40, max_size=60))
def test_an_engine_shows_what_the_reader_may_see(engine: Engine, classes: list[Visibility]) -> None:
    world = [document(number, "a", visibility=one) for number, one in enumerate(classes, start=1)]
    index = engine.create()
    index.write(world, 1)
    index.refresh()
    for reader in FIVE_READERS:
        seen = [one.number for one in Expected(world).seen(reader)]
        hits = index.candidates({"a": 1}, reader, Filters(), 100)
        assert [hit.document.number for hit in hits] == seen
        assert index.frequencies(["a"], reader) == {"a": len(seen)}
    engine.drop(index)
