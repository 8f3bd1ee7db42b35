"""A view is built anew beside the live one, and queries go on meanwhile."""

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sql
from eventsourcing.persistence import StoredEvent

from projections.candidates import CandidatesView, QueueFilter, QueueOrder
from projections.identities import IdentitiesView
from projections.rebuild import RebuildError, rebuild_records, rebuild_sql
from projections.verify import verify_index
from search.document import Document, Filters
from search.engine import EngineUnavailableError, Refused
from search.profile import profile_of
from search.query import search
from tests.examples import BUREAU, FIRST_REVIEWER, OFFICER, report
from tests.parts import Parts
from tests.projections.test_records import nothing, scenario
from tests.projections.world import sighting_of
from tracing.access import reader_of

READER = reader_of(OFFICER)


@pytest.fixture
def busy(parts: Parts) -> Parts:
    """A service in which something happened."""
    scenario(parts)
    parts.catch_up()
    return parts


def found(parts: Parts) -> list[tuple[Any, float]]:
    assert READER is not None
    scored = search(parts.engine.live(), profile_of(sighting_of(1)), READER, Filters())
    return [(item.document.record, item.comparison.weight) for item in scored]


def queue(parts: Parts) -> list[Any]:
    return list(parts.candidates.queue(FIRST_REVIEWER, QueueFilter(), QueueOrder.strongest, 1000))


def meanwhile(ask: Callable[[], Any], work: Callable[[], None]) -> set[str]:
    """All different answers that four readers got while some work was done."""
    answers: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                answers.add(repr(ask()))
            except Exception as error:
                answers.add(repr(error))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        work()
    finally:
        done.set()
        for reader in readers:
            reader.join()
    return answers


@pytest.mark.parametrize("view", [CandidatesView, IdentitiesView])
def test_sql_views_are_rebuilt_while_they_are_read(busy: Parts, view: type[Any]) -> None:
    records = [document.record for document in busy.engine.live().scan()]

    def ask() -> Any:
        if view is CandidatesView:
            return queue(busy)
        return sorted(busy.identities.of(records, None).items())

    before = repr(ask())
    for _ in range(3):
        assert meanwhile(ask, lambda: rebuild_sql(busy.app, busy.store, view, nothing)) == {before}
    assert view(busy.store).position() == busy.app.max_position()


def test_a_follower_goes_on_with_the_rebuilt_view(busy: Parts) -> None:
    follower = busy.follower(busy.candidates)
    rebuild_sql(busy.app, busy.store, CandidatesView, nothing)
    busy.app.post(report("later"), BUREAU)
    assert follower.catch_up() == busy.app.max_position()
    assert not follower.step()


def test_a_rebuild_leaves_no_table_of_old_generations_behind(busy: Parts) -> None:
    def tables() -> int:
        return len(sql.inspect(busy.store.engine).get_table_names())

    rebuild_sql(busy.app, busy.store, CandidatesView, nothing)
    rebuild_sql(busy.app, busy.store, CandidatesView, nothing)
    once = tables()
    for _ in range(3):
        rebuild_sql(busy.app, busy.store, CandidatesView, nothing)
    assert tables() == once


def test_an_index_is_rebuilt_while_it_is_searched(busy: Parts) -> None:
    before, name = found(busy), busy.engine.live().name
    assert before
    told: list[tuple[int, int]] = []

    def work() -> None:
        for _ in range(2):
            assert rebuild_records(busy.app, busy.engine, busy.store, lambda *at: told.append(at)) == []

    assert meanwhile(lambda: found(busy), work) == {repr(before)}
    assert busy.engine.live().name != name
    assert busy.records.position() == busy.app.max_position()
    assert told[-1] == (busy.app.max_position(),) * 2


def test_what_is_posted_during_a_rebuild_is_taken(busy: Parts) -> None:
    references = iter(["while it is filled", "while it is verified"])

    def post(position: int, end: int) -> None:
        if reference := next(references, ""):
            busy.app.post(report(reference), BUREAU)

    assert rebuild_records(busy.app, busy.engine, busy.store, post) == []
    busy.follower(busy.records).catch_up()
    busy.engine.live().refresh()
    assert busy.engine.live().position() == busy.app.max_position()
    assert verify_index(busy.app, busy.engine.live(), nothing) == []


def test_a_rebuild_forgets_the_dead_letters_it_took(busy: Parts) -> None:
    for view in ("records", "candidates", "identities"):
        busy.store.add_dead_letter(view, 1, busy.app.batch(0, 1).entries[0].event.originator_id, "old")  # type: ignore[union-attr]
    rebuild_records(busy.app, busy.engine, busy.store, nothing)
    rebuild_sql(busy.app, busy.store, CandidatesView, nothing)
    assert [letter["view"] for letter in busy.store.dead_letters()] == ["identities"]


def test_a_rebuild_never_skips(busy: Parts) -> None:
    busy.app.recorder.insert_events([StoredEvent(uuid4(), 1, "record.of_tomorrow:1", b"{}")])
    before, name = found(busy), busy.engine.live().name

    with pytest.raises(RebuildError, match=r"record\.of_tomorrow"):
        rebuild_records(busy.app, busy.engine, busy.store, nothing)
    with pytest.raises(RebuildError, match=r"record\.of_tomorrow"):
        rebuild_sql(busy.app, busy.store, IdentitiesView, nothing)
    assert (found(busy), busy.engine.live().name) == (before, name)
    assert busy.identities.position() > 0, "the live generation stays"


class _Spoiling:
    """An engine whose new indexes spoil or refuse one document."""

    def __init__(self, engine: Any, *, refuse: bool) -> None:
        self.engine, self.refuse = engine, refuse
        self.dropped: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def create(self) -> Any:
        index = self.engine.create()
        write = index.write

        def spoiled(documents: Sequence[Document], position: int) -> list[Refused]:
            if not self.refuse:
                taken: list[Refused] = write(documents[1:], position)
                return taken
            refused = [Refused(record=document.record, reason="a rule") for document in documents[:1]]
            return [*write(documents, position), *refused]

        index.write = spoiled
        return index

    def drop(self, index: Any) -> None:
        self.dropped.append(index.name)
        self.engine.drop(index)


@pytest.mark.parametrize("refuse", [True, False])
def test_an_index_that_is_not_what_the_log_says_does_not_become_live(busy: Parts, refuse: bool) -> None:
    before, name = found(busy), busy.engine.live().name
    engine = _Spoiling(busy.engine, refuse=refuse)
    if refuse:
        with pytest.raises(RebuildError, match="a rule"):
            rebuild_records(busy.app, engine, busy.store, nothing)
    else:
        assert rebuild_records(busy.app, engine, busy.store, nothing) != []
    assert len(engine.dropped) == 1
    assert (found(busy), busy.engine.live().name) == (before, name)


def test_an_engine_that_goes_away_leaves_the_live_index(busy: Parts) -> None:
    name = busy.engine.live().name

    def fail(position: int, end: int) -> None:
        raise EngineUnavailableError("gone")

    with pytest.raises(EngineUnavailableError):
        rebuild_records(busy.app, busy.engine, busy.store, fail)
    assert busy.engine.live().name == name
