"""Generations, positions and dead letters."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sql

from projections.candidates import CandidatesView
from projections.identities import IdentitiesView
from projections.store import TableSet, ViewStore
from tests.stores import StoreUrls

VIEWS: list[tuple[str, TableSet]] = [
    (CandidatesView.NAME, CandidatesView.tables_of(1)),
    (IdentitiesView.NAME, IdentitiesView.tables_of(1)),
]


def tables(store: ViewStore) -> set[str]:
    return set(sql.inspect(store.engine).get_table_names())


def at_once(stores: list[ViewStore], work: Callable[[ViewStore], object]) -> list[BaseException]:
    """Do the same with every store at the same moment; answers what failed."""
    start = threading.Barrier(len(stores))
    failures: list[BaseException] = []

    def begin(store: ViewStore) -> None:
        start.wait()
        try:
            work(store)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=begin, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_many_first_starts_at_once(urls: StoreUrls) -> None:
    stores = [ViewStore(urls.views) for _ in range(6)]

    def migrate(store: ViewStore) -> None:
        store.migrate(VIEWS)
        store.ensure_position("matcher")

    assert at_once(stores, migrate) == []
    assert stores[0].positions() == {"candidates": 0, "identities": 0, "matcher": 0}
    for store in stores:
        store.close()


def test_many_processes_that_fail_on_one_entry_remember_it_once(urls: StoreUrls) -> None:
    stores = [ViewStore(urls.views) for _ in range(6)]
    stores[0].migrate([])
    failures = at_once(stores, lambda store: store.add_dead_letter("matcher", 3, UUID(int=5), "unreadable"))
    assert failures == []
    assert len(stores[0].dead_letters()) == 1
    for store in stores:
        store.close()


def test_migrating_again_keeps_what_is_there(store: ViewStore) -> None:
    with store.writing() as connection:
        assert store.advance(connection, "candidates", 1, 0, 7)
    store.migrate(VIEWS)
    assert store.positions() == {"candidates": 7, "identities": 0, "alerts": 0}


def test_a_view_that_was_never_created_says_what_to_do(urls: StoreUrls) -> None:
    store = ViewStore(urls.views)
    store.migrate([])
    with pytest.raises(LookupError, match="tracing migrate"):
        CandidatesView(store).position()
    store.close()


def test_a_position_moves_on_only_from_where_it_stands(store: ViewStore) -> None:
    with store.writing() as connection:
        assert store.advance(connection, "candidates", 1, 0, 5)
        assert not store.advance(connection, "candidates", 1, 0, 9)
        assert not store.advance(connection, "nobody", 1, 0, 9)
    assert store.positions()["candidates"] == 5


def test_what_fails_leaves_nothing(store: ViewStore) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        store.advance(connection, "candidates", 1, 0, 5)
        raise ZeroDivisionError
    assert store.positions()["candidates"] == 0


def test_the_next_generation_becomes_live_at_once(store: ViewStore) -> None:
    store.begin_generation("candidates", 2, CandidatesView.tables_of)
    with store.writing() as connection:
        store.advance(connection, "candidates", 1, 0, 3)
        store.advance(connection, "candidates", 2, 0, 8)
    assert store.positions()["candidates"] == 3

    store.make_live("candidates", 2)
    assert store.positions()["candidates"] == 8
    with store.reading() as connection:
        assert store.live_generation(connection, "candidates") == 2


def test_a_generation_that_was_begun_anew_meanwhile_does_not_become_live(store: ViewStore) -> None:
    store.begin_generation("candidates", 2, CandidatesView.tables_of)
    with store.writing() as connection:
        store.advance(connection, "candidates", 2, 0, 8)
    assert store.rebuilding() == {"candidates": 8}
    store.begin_generation("candidates", 2, CandidatesView.tables_of)
    assert not store.make_live("candidates", 2, 8)
    with store.reading() as connection:
        assert store.live_generation(connection, "candidates") == 1
    assert store.make_live("candidates", 2, 0) and store.rebuilding() == {}


def test_the_earlier_generation_stays_until_the_next_is_begun(store: ViewStore) -> None:
    store.begin_generation("candidates", 2, CandidatesView.tables_of)
    store.make_live("candidates", 2)
    assert {"candidates_1_candidate", "candidates_2_candidate"} <= tables(store)

    store.begin_generation("candidates", 3, CandidatesView.tables_of)
    assert "candidates_1_candidate" not in tables(store)
    assert {"candidates_2_candidate", "candidates_3_candidate"} <= tables(store)


def test_the_live_generation_is_not_begun_anew(store: ViewStore) -> None:
    with pytest.raises(ValueError, match="live"):
        store.begin_generation("candidates", 1, CandidatesView.tables_of)


def test_an_interrupted_rebuild_is_begun_anew(store: ViewStore) -> None:
    following = CandidatesView.tables_of(2)
    store.begin_generation("candidates", 2, CandidatesView.tables_of)
    with store.writing() as connection:
        store.advance(connection, "candidates", 2, 0, 8)
        connection.execute(sql.insert(following.register.visibility).values(digest="0", value="left over"))
    store.begin_generation("candidates", 2, CandidatesView.tables_of)

    with store.reading() as connection:
        assert store.position(connection, "candidates", 2) == 0
        assert connection.scalars(sql.select(following.register.visibility.c.digest)).all() == []


def test_dead_letters_are_kept_once(store: ViewStore) -> None:
    stream = UUID(int=1)
    for _ in range(2):
        store.add_dead_letter("candidates", 4, stream, "x" * 300)
    store.add_dead_letter("identities", 3, stream, "rule")

    assert [(letter["view"], letter["position"]) for letter in store.dead_letters()] == [
        ("candidates", 4),
        ("identities", 3),
    ]
    assert store.dead_letters("candidates")[0]["reason"] == "x" * 200
    store.clear_dead_letters("candidates")
    assert [letter["view"] for letter in store.dead_letters()] == ["identities"]
