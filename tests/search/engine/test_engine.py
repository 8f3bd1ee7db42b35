"""Generations of an index: made, swapped and dropped while readers and writers go on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.document import Filters
from search.embedded import EmbeddedEngine
from search.engine import Engine, EngineUnavailableError, Index
from search.engines import open_engine
from search.opensearch import OpenSearchEngine
from tests.keys import SEAL
from tests.search.engine.world import document, face, with_faces


def fill(index: Index, *numbers: int) -> None:
    assert index.write([document(number, "a") for number in numbers], max(numbers)) == []
    index.refresh()


def numbers(index: Index) -> list[int]:
    return [hit.document.number for hit in index.candidates({"a": 1}, None, Filters(), 50)]


@pytest.fixture
def twin(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """A second engine on the same indexes, as another process has it."""
    other: Engine
    if isinstance(engine, OpenSearchEngine):
        other = OpenSearchEngine(engine.url, SEAL, prefix=engine.prefix)
    else:
        other = EmbeddedEngine(tmp_path / "indexes", SEAL)
    yield other
    other.close()


def test_before_it_is_prepared_an_engine_has_no_live_index(engine: Engine, tmp_path: Path) -> None:
    unprepared: Engine
    if isinstance(engine, OpenSearchEngine):
        unprepared = OpenSearchEngine(engine.url, SEAL, prefix=f"{engine.prefix}-never")
    else:
        unprepared = EmbeddedEngine(tmp_path / "never", SEAL)
    with pytest.raises(EngineUnavailableError):
        unprepared.live()
    assert unprepared.health() == "red"
    unprepared.close()


def test_preparing_again_changes_nothing(engine: Engine, twin: Engine) -> None:
    fill(engine.live(), 1)
    threads = [threading.Thread(target=one.prepare) for one in (engine, twin, engine, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(engine.live()) == numbers(twin.live()) == [1]
    assert engine.health() == "green"


def test_a_new_index_is_apart_until_it_is_swapped_in(engine: Engine, twin: Engine) -> None:
    fill(engine.live(), 1)
    rebuilt = engine.create()
    fill(rebuilt, 2, 3)
    assert numbers(twin.live()) == [1]
    assert (rebuilt.position(), twin.live().position()) == (3, 1)
    engine.swap(rebuilt)
    for one in (engine, twin):
        assert numbers(one.live()) == [2, 3]
        assert eventually_named(one, rebuilt.name)
    assert engine.live().position() == 3


def eventually_named(engine: Engine, name: str) -> bool:
    """Whether another process writes to the index soon: reads go there at once."""
    for _ in range(30):
        if engine.live().name == name:
            return True
        threading.Event().wait(0.1)
    return False


def test_a_swap_removes_older_indexes_and_what_writes_to_them_is_told(engine: Engine) -> None:
    earlier = engine.live()
    abandoned, rebuilt = engine.create(), engine.create()
    engine.swap(rebuilt)
    for gone in (earlier, abandoned):
        with pytest.raises(EngineUnavailableError):
            gone.write([document(1, "a")], 1)
        with pytest.raises(EngineUnavailableError):
            engine.swap(gone)
    assert numbers(engine.live()) == []
    assert engine.live().name == rebuilt.name


def test_an_index_that_is_dropped_is_gone_and_the_live_one_cannot_be(engine: Engine) -> None:
    fill(engine.live(), 1)
    other = engine.create()
    engine.drop(other)
    engine.drop(other)
    with pytest.raises(EngineUnavailableError):
        other.write([document(1, "a")], 1)
    with pytest.raises(ValueError, match="live"):
        engine.drop(engine.live())
    assert numbers(engine.live()) == [1]


def test_new_indexes_have_names_of_their_own(engine: Engine, twin: Engine) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda one=one: made.append(one.create().name)) for one in (engine, twin) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == len(made) == 4
    assert engine.live().name not in made


def test_a_reader_never_sees_an_empty_index(engine: Engine, twin: Engine) -> None:
    fill(engine.live(), 1, 2)
    seen: list[list[int]] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(numbers(twin.live()))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        rebuilt = engine.create()
        fill(rebuilt, 1, 2)
        engine.swap(rebuilt)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert seen
    assert all(answer == [1, 2] for answer in seen)


def test_two_writers_disturb_each_other_in_nothing(engine: Engine, twin: Engine) -> None:
    def write(one: Engine, version: int) -> None:
        for number in range(1, 101, 10):
            batch = [document(n, f"v{version}", "a", version=version) for n in range(number, number + 10)]
            one.live().write(batch, version * 1_000 + number)

    threads = [
        threading.Thread(target=write, args=(one, version))
        for one, version in ((engine, 1), (twin, 3), (twin, 2), (engine, 4))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index = engine.live()
    index.refresh()
    assert index.frequencies(["v1", "v2", "v3", "v4", "a"], None) == {"v1": 0, "v2": 0, "v3": 0, "v4": 100, "a": 100}
    assert index.position() == 4_091


def test_what_is_stored_outlives_the_process(engine: Engine, twin: Engine) -> None:
    fill(engine.live(), 1, 2)
    engine.close()
    assert numbers(twin.live()) == [1, 2]
    assert twin.live().position() == 2


def test_urls_choose_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, folder in (
        (f"embedded://{tmp_path}/absolute", tmp_path / "absolute"),
        ("embedded://./relative", tmp_path / "relative"),
    ):
        engine = open_engine(url, SEAL)
        engine.prepare()
        assert (folder / "live").exists()
        engine.close()
    remote = open_engine("opensearchs://user:pass%40word@search.example:9200", SEAL)
    assert isinstance(remote, OpenSearchEngine)
    remote.close()
    with pytest.raises(ValueError, match="embedded"):
        open_engine("https://search.example", SEAL)


def test_faces_of_another_process_are_found_and_taken_away(engine: Engine, twin: Engine) -> None:
    def nearest(seed: int) -> list[int]:
        index = twin.live()
        index.refresh()
        return [one.document.number for one in index.neighbours(face(seed), None, Filters(), 9, 0.1)]

    index = engine.live()
    index.write([with_faces(1, face(1), face(2)), with_faces(2, face(2))], 2)
    assert (nearest(1), nearest(2)) == ([1], [1, 2])
    index.write([with_faces(1, face(3), version=3), with_faces(3, face(2))], 3)
    assert (nearest(1), nearest(2), nearest(3)) == ([], [2, 3], [1])
    index.write([with_faces(1, version=4), with_faces(2, face(2), face(3), version=4)], 4)
    assert (nearest(2), nearest(3)) == ([2, 3], [2])
