"""Faces are looked for once, whoever reads the log how often, and lead to candidates."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.faces import FaceFinder
from projections.follower import Follower
from projections.rebuild import rebuild_records
from projections.store import ViewStore
from projections.verify import verify_index
from projections.view import NotReadyError
from tests.examples import BORDER, BUREAU, report
from tests.parts import Parts, Places, prepare
from tests.pictures import drawn_face, encoded
from tracing.access import Caller
from tracing.errors import PictureProcessBusyError
from tracing.photographs.kept import FaceFound, FaceOutcome, KeptPhotograph
from tracing.photographs.process import PictureProcess
from tracing.photographs.sealed import Photographs
from tracing.photographs.store import FolderStore
from tracing.records import Record


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    """Files: what is tested here does the same on every store."""
    places = Places(f"sqlite:///{tmp_path}/log.sqlite", f"sqlite:///{tmp_path}/views.sqlite", f"{tmp_path}/index")
    prepare(places)
    opened = Parts(places)
    yield opened
    opened.close()


@pytest.fixture
def photographs(parts: Parts, tmp_path: Path) -> Photographs:
    return Photographs(parts.app, FolderStore(tmp_path / "photographs"))


@pytest.fixture(scope="module")
def pictures() -> Iterator[PictureProcess]:
    process = PictureProcess()
    yield process
    process.close()


class NoModel(PictureProcess):
    """Stands for a service on which the model must not run."""

    def find_face(self, picture: bytes) -> FaceFound:
        raise AssertionError("the model ran")


def with_photograph(parts: Parts, photographs: Photographs, caller: Caller, name: str, gaze: int = 0) -> Record:
    kind = "yellow_notice" if caller is BUREAU else "border_crossing"
    person = {"names": [{"full": name}], "marks": [{"kind": "scar", "body_part": "left hand"}]}
    record = parts.app.post(report(name, kind=kind, person=person), caller).record
    content = encoded(drawn_face(gaze=gaze))
    kept = KeptPhotograph(
        sha256=photographs.put(record.id, content), media_type="image/jpeg", size=len(content), width=400, height=400
    )
    return parts.app.add_photograph(record.id, kept, caller).record


def test_two_names_with_one_face_and_scar_are_proposed_and_the_model_never_runs_again(
    parts: Parts, photographs: Photographs, pictures: PictureProcess, tmp_path: Path
) -> None:
    one = with_photograph(parts, photographs, BUREAU, "Blessing Osagie")
    other = with_photograph(parts, photographs, BORDER, "Grace Mensah", gaze=1)
    parts.catch_up()
    assert parts.candidates.open_partners([one.id]) == {}
    finder = FaceFinder(parts.app, photographs, pictures, parts.store)
    parts.follower(finder).catch_up()
    assert [parts.app.record(record.id).evidence_version for record in (one, other)] == [3, 3]
    parts.catch_up()
    documents = parts.engine.live().get([one.id, other.id], None)
    assert [len(document.profile.faces) for document in documents.values() if document.profile] == [1, 1]
    assert parts.candidates.open_partners([one.id]) == {one.id: [other.id]}

    end = parts.app.max_position()
    forgetful = ViewStore(f"sqlite:///{tmp_path}/other.sqlite")
    forgetful.migrate([])
    again = FaceFinder(parts.app, photographs, NoModel(), forgetful)
    assert again.position() == 0
    assert Follower(parts.app, again, forgetful).catch_up() == end
    forgetful.close()
    shutil.rmtree(tmp_path / "photographs")
    assert rebuild_records(parts.app, parts.engine, parts.store, lambda reached, end: None) == []
    assert verify_index(parts.app, parts.engine.live(), lambda reached, end: None) == []
    assert parts.app.max_position() == end


def test_a_photograph_of_a_retracted_record_is_not_looked_at(parts: Parts, photographs: Photographs) -> None:
    record = with_photograph(parts, photographs, BUREAU, "Blessing Osagie")
    parts.app.retract(record.id, "by mistake", BUREAU)
    parts.follower(FaceFinder(parts.app, photographs, NoModel(), parts.store)).catch_up()
    assert parts.app.record(record.id).found == {}


def test_a_picture_that_is_nowhere_is_a_dead_letter_and_the_next_is_looked_at(
    parts: Parts, photographs: Photographs, pictures: PictureProcess
) -> None:
    lost = with_photograph(parts, photographs, BUREAU, "Blessing Osagie")
    photographs.forget(lost.id)
    kept = with_photograph(parts, photographs, BORDER, "Grace Mensah", gaze=2)
    parts.follower(FaceFinder(parts.app, photographs, pictures, parts.store)).catch_up()
    assert [letter["stream"] for letter in parts.store.dead_letters("faces")] == [lost.id]
    assert [found.outcome for found in parts.app.record(kept.id).found.values()] == [FaceOutcome.encoded]


class Busy(PictureProcess):
    """Stands for a process that never comes to this picture."""

    def find_face(self, picture: bytes) -> FaceFound:
        raise PictureProcessBusyError


def test_a_busy_model_is_waited_for(parts: Parts, photographs: Photographs) -> None:
    with_photograph(parts, photographs, BUREAU, "Blessing Osagie")
    finder = FaceFinder(parts.app, photographs, Busy(), parts.store)
    with pytest.raises(NotReadyError):
        parts.follower(finder).catch_up()
    assert finder.position() == 0 and not parts.store.dead_letters("faces")
