"""What only files can do: be damaged, be deleted under a reader, be written by a process that is killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.document import Filters
from search.embedded import EmbeddedEngine
from search.embedded.face_memory import FaceMemory
from search.engine import EngineUnavailableError
from tests.keys import SEAL
from tests.search.engine.world import document, face, with_faces

WRITER = """
import sys
from pathlib import Path
from search.embedded import EmbeddedEngine
from tests.keys import SEAL
from tests.search.engine.world import document

index = EmbeddedEngine(Path(sys.argv[1]), SEAL).live()
for position in range(10, 1_000_000, 10):
    index.write([document(number, "a") for number in range(position - 9, position + 1)], position)
    print(position, flush=True)
"""


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path, SEAL)
    engine.prepare()
    return engine


def test_a_killed_writer_leaves_documents_and_position_that_agree(engine: EmbeddedEngine, tmp_path: Path) -> None:
    index = engine.live()
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        answered = int(writer.stdout.readline())
        time.sleep(0.05)
        writer.send_signal(signal.SIGKILL)
        answered = max([answered, *(int(line) for line in writer.stdout.read().split())])
        writer.wait()
        writer.stdout.close()
        assert index.position() >= answered
        assert index.count() == index.position()
        assert index.frequencies(["a"], None) == {"a": min(index.position(), 5_001)}


def test_whoever_holds_an_index_reads_on_after_it_was_replaced(engine: EmbeddedEngine) -> None:
    held = engine.live()
    held.write([document(1, "a")], 1)
    engine.swap(engine.create())
    assert [hit.document.number for hit in held.candidates({"a": 1}, None, Filters(), 5)] == [1]
    assert engine.live().count() == 0


def test_a_name_that_is_used_again_is_another_index(engine: EmbeddedEngine) -> None:
    dropped = engine.create()
    engine.drop(dropped)
    again = engine.create()
    assert again.name == dropped.name
    with pytest.raises(EngineUnavailableError):
        dropped.write([document(1, "a")], 1)
    assert again.position() == 0


def test_a_damaged_file_is_an_error_and_can_be_replaced(engine: EmbeddedEngine, tmp_path: Path) -> None:
    name = engine.live().name
    engine.close()
    (tmp_path / f"{name}.sqlite").write_bytes(b"no database at all " * 500)
    with pytest.raises(EngineUnavailableError):
        engine.live()
    assert engine.health() == "red"
    engine.swap(engine.create())
    assert engine.health() == "green"
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_an_index_that_is_closed_can_still_be_asked(engine: EmbeddedEngine) -> None:
    index = engine.live()
    engine.close()
    assert index.position() == 0


def test_faces_of_any_size_are_ranked_by_what_their_distance_is_at_least(engine: EmbeddedEngine) -> None:
    index = engine.live()
    faces = {number: face(number, near=face(1), by=10.0 ** (number % 7 - 1)) for number in range(1, 600)}
    index.write([with_faces(number, one) for number, one in faces.items()], 1)
    with index._connections.lend() as connection:
        numbers, bounds = FaceMemory().nearest(connection, face(1), 1e9)
    assert bounds.tolist() == sorted(bounds.tolist())
    assert sorted(numbers.tolist()) == list(faces)
    for number, bound in zip(numbers.tolist(), bounds.tolist(), strict=True):
        distance = face(1).distance(faces[number])
        assert distance is not None
        assert bound <= distance**2 <= bound + 1e-4 * (2 + distance**2)
