"""Photographs of a record: added by its owner, once each, and what a model found in them."""

import numpy
import pytest

from tests.examples import BORDER, BUREAU, OFFICER, report
from tracing.application import Tracing
from tracing.errors import NotFoundError, NotOwnerError, RetractedError, TracingError
from tracing.events import FaceEncoded, PhotographAdded
from tracing.person import Face
from tracing.photographing import MAX_PHOTOGRAPHS
from tracing.photographs.kept import FaceFound, FaceOutcome, KeptPhotograph

ENCODING = numpy.linspace(-1, 1, 128).astype("<f4").tobytes()


def photograph(number: int = 1, taken: str | None = None) -> KeptPhotograph:
    return KeptPhotograph(
        sha256=f"{number:064x}", media_type="image/jpeg", size=1_000, width=10, height=10, taken=taken
    )


def found(outcome: FaceOutcome = FaceOutcome.encoded) -> FaceFound:
    encoding = ENCODING if outcome is FaceOutcome.encoded else None
    return FaceFound(outcome=outcome, model="dlib-resnet-v1", software="a 1", quality=0.9, encoding=encoding)


def test_a_photograph_is_added_once(app: Tracing) -> None:
    record = app.post(report(), BUREAU).record
    first = app.add_photograph(record.id, photograph(taken="2024-06"), BUREAU)
    again = app.add_photograph(record.id, photograph(), BUREAU)
    assert first.created and not again.created
    assert again.photograph == first.photograph == photograph(taken="2024-06") == first.record.photographs[0]
    assert again.position >= first.position
    assert [type(event) for event in app.stream(record.id)[1:]] == [PhotographAdded]
    assert (first.record.version, first.record.evidence_version) == (2, 1)


def test_a_face_found_is_noted_once_and_is_new_evidence(app: Tracing) -> None:
    posted = {"model": "dlib-resnet-v1", "encoding": [0.5] * 128}
    record = app.post(report(person={"faces": [posted]}), BUREAU).record.id
    app.add_photograph(record, photograph(taken="2024-06"), BUREAU)
    assert len(app.record(record).faces) == 1
    assert app.note_face(record, photograph().sha256, found())
    assert not app.note_face(record, photograph().sha256, found(FaceOutcome.no_face))
    state = app.record(record)
    assert state.faces[1:] == (Face(model="dlib-resnet-v1", encoding=ENCODING, taken="2024-06"),)
    assert (state.version, state.evidence_version) == (3, 3)
    assert [type(event) for event in app.stream(record)[1:]] == [PhotographAdded, FaceEncoded]


@pytest.mark.parametrize("outcome", [FaceOutcome.no_face, FaceOutcome.several_faces, FaceOutcome.poor_quality])
def test_what_is_no_face_is_noted_too_and_is_no_evidence(app: Tracing, outcome: FaceOutcome) -> None:
    record = app.post(report(), BUREAU).record.id
    app.add_photograph(record, photograph(), BUREAU)
    app.note_face(record, photograph().sha256, found(outcome))
    state = app.record(record)
    assert (state.found[photograph().sha256].outcome, state.faces, state.evidence_version) == (outcome, (), 1)


def test_a_correction_keeps_the_photographs(app: Tracing) -> None:
    record = app.post(report(), BUREAU).record.id
    app.add_photograph(record, photograph(), BUREAU)
    app.note_face(record, photograph().sha256, found())
    state = app.correct(record, report(occurred_at="2026-02"), "the month", BUREAU).record
    assert len(state.photographs) == len(state.faces) == 1


def test_only_the_owner_adds_and_only_to_what_stands(app: Tracing) -> None:
    record = app.post(report(), BUREAU).record.id
    hidden = app.post(report("R-2", recipients={"rule": "only"}), BUREAU).record.id
    with pytest.raises(NotOwnerError):
        app.add_photograph(record, photograph(), OFFICER)
    with pytest.raises(NotFoundError):
        app.add_photograph(hidden, photograph(), BORDER)
    app.retract(record, "by mistake", BUREAU)
    with pytest.raises(RetractedError):
        app.add_photograph(record, photograph(), BUREAU)


def test_a_record_has_only_so_many(app: Tracing) -> None:
    record = app.post(report(), BUREAU).record.id
    for number in range(MAX_PHOTOGRAPHS):
        app.add_photograph(record, photograph(number), BUREAU)
    assert not app.add_photograph(record, photograph(0), BUREAU).created
    with pytest.raises(TracingError, match=f"at most {MAX_PHOTOGRAPHS}"):
        app.add_photograph(record, photograph(MAX_PHOTOGRAPHS), BUREAU)


def test_a_face_belongs_to_a_photograph_of_the_record(app: Tracing) -> None:
    record = app.post(report(), BUREAU).record.id
    with pytest.raises(NotFoundError):
        app.note_face(record, photograph().sha256, found())
