"""The process that unpacks pictures: what it finds, and that neither its limits nor its death hurt the service."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures import DARK, drawn_face, encoded
from tracing.errors import UnusablePhotographError
from tracing.person import Face
from tracing.photographs.kept import FaceFound, FaceOutcome
from tracing.photographs.process import PictureProcess
from tracing.photographs.worker import MEMORY_BYTES


@pytest.fixture(scope="module")
def pictures() -> Iterator[PictureProcess]:
    process = PictureProcess()
    yield process
    process.close()


def pid_of(process: PictureProcess) -> int:
    assert process._process is not None
    return process._process.pid


def face_of(found: FaceFound) -> Face:
    face = found.face("2024")
    assert face is not None and face.taken == "2024"
    return face


def test_a_face_is_encoded_the_same_each_time_and_near_when_the_eyes_move(pictures: PictureProcess) -> None:
    found = pictures.find_face(encoded(drawn_face()))
    assert (found.outcome, found.model, found.quality) == (FaceOutcome.encoded, "dlib-resnet-v1", 1.0)
    assert "face-recognition-models" in found.software
    assert pictures.find_face(encoded(drawn_face())) == found
    face = face_of(found)
    moved = face.distance(face_of(pictures.find_face(encoded(drawn_face(gaze=3)))))
    other = face.distance(face_of(pictures.find_face(encoded(drawn_face(skin=DARK)))))
    assert moved is not None and other is not None and 0 < moved < other


def two_faces() -> Image.Image:
    image = Image.new("RGB", (800, 400))
    image.paste(drawn_face(), (0, 0))
    image.paste(drawn_face(skin=DARK), (400, 0))
    return image


@pytest.mark.parametrize(
    ("image", "outcome"),
    [
        (Image.new("RGB", (400, 400), "grey"), FaceOutcome.no_face),
        (two_faces(), FaceOutcome.several_faces),
        (drawn_face(90), FaceOutcome.poor_quality),
        (drawn_face().point(lambda value: 100 + value // 5), FaceOutcome.poor_quality),
    ],
    ids=["none", "two", "small", "dim"],
)
def test_what_is_not_one_good_face_is_told(pictures: PictureProcess, image: Image.Image, outcome: FaceOutcome) -> None:
    found = pictures.find_face(encoded(image, "PNG"))
    assert (found.outcome, found.encoding, found.face(None)) == (outcome, None, None)


def test_a_large_face_is_found_in_a_picture_of_the_most_pixels(pictures: PictureProcess) -> None:
    found = pictures.find_face(encoded(drawn_face().resize((6_300, 6_300)), quality=50))
    assert found.outcome is FaceOutcome.encoded


def test_forty_megapixels_out_of_a_few_bytes_are_prepared_within_the_memory(pictures: PictureProcess) -> None:
    bomb = encoded(Image.new("RGBA", (8_000, 5_000)), "PNG", compress_level=9)
    assert len(bomb) < 300_000
    assert pictures.prepare(bomb).width == 8_000
    limits = Path(f"/proc/{pid_of(pictures)}/limits").read_text()
    assert f"Max address space         {MEMORY_BYTES}" in limits


def test_a_refusal_names_the_rule_and_the_process_goes_on(pictures: PictureProcess) -> None:
    before = pid_of(pictures)
    for ask in (pictures.prepare, pictures.find_face):
        with pytest.raises(UnusablePhotographError, match="JPEG, PNG or WebP"):
            ask(b"no picture")
    assert pid_of(pictures) == before


def test_it_knows_nothing_of_the_services_environment(pictures: PictureProcess) -> None:
    names = Path(f"/proc/{pid_of(pictures)}/environ").read_bytes().split(b"\0")
    assert {name.partition(b"=")[0] for name in names if name} == {
        b"OPENBLAS_NUM_THREADS", b"OMP_NUM_THREADS", b"MALLOC_ARENA_MAX"
    }  # fmt: skip


def test_after_its_death_another_takes_over(pictures: PictureProcess) -> None:
    os.kill(pid_of(pictures), signal.SIGKILL)
    assert _until_it_works(pictures) <= 1


def _until_it_works(pictures: PictureProcess) -> int:
    """How many pictures were refused before one was prepared: the one at hand when it died, at most."""
    for refused in range(3):
        try:
            pictures.prepare(encoded(drawn_face()))
        except UnusablePhotographError:
            continue
        return refused
    raise AssertionError("it does not come back")


def test_a_picture_that_takes_too_long_is_refused_and_its_answer_is_never_anothers() -> None:
    hasty = PictureProcess(seconds=0.05)
    try:
        with pytest.raises(UnusablePhotographError, match="more time"):
            hasty.prepare(encoded(Image.new("RGB", (6_000, 6_000)), "PNG"))
        assert hasty._process is None
    finally:
        hasty.close()


def test_threads_that_ask_at_once_each_get_their_own_answer(pictures: PictureProcess) -> None:
    widths: dict[int, int] = {}

    def ask(width: int) -> None:
        widths[width] = pictures.prepare(encoded(Image.new("RGB", (width, 10)))).width

    threads = [threading.Thread(target=ask, args=(width,)) for width in range(10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert widths == {width: width for width in range(10, 20)}
