"""A picture → the encoding of the one face in it, by dlib's ResNet model through face_recognition.

Runs in a process of its own (:mod:`tracing.photographs.worker`); importing the model takes seconds and 160 MB, and
without `setuptools<81` it ends the interpreter.
"""

from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy

from tracing.photographs.kept import FaceFound, FaceOutcome
from tracing.photographs.preparing import flat, opened

MODEL = "dlib-resnet-v1"
"""dlib_face_recognition_resnet_model_v1: 128 numbers, compared by Euclidean distance."""

_PACKAGES = ("face-recognition", "face-recognition-models", "dlib-bin")
_LONGEST_SIDE = 1_600
"""Pixels that the detector looks at; time and memory grow with the square (a side of 6,000: 35 s and 2 GB)."""

_CHIP = 150
"""Side in pixels of the cut-out that the model looks at (dlib, dnn_face_recognition_ex.cpp)."""

_LEAST_QUALITY = 0.4
"""A face of 60 pixels: anything smaller is mostly made up when it is enlarged to what the model looks at."""

_LEAST_CONTRAST = 12.0
"""Standard deviation of the brightness (0 to 255) of a face; below, it is fog, night or glare."""


def installed() -> bool:
    """Whether the extra `faces` is installed; nothing is imported to find out."""
    return all(find_spec(name) is not None for name in ("face_recognition", "face_recognition_models", "dlib"))


def find_face(sent: bytes) -> FaceFound:
    """Look for exactly one face of sufficient quality and encode it.

    Raises:
        UnusablePictureError, MemoryError: as :func:`tracing.photographs.preparing.prepare`.
    """
    import face_recognition

    image = opened(sent)
    image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a JPEG is unpacked at a fraction of its size
    image = flat(image)
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    pixels = numpy.asarray(image)
    places = face_recognition.face_locations(pixels)
    if len(places) != 1:
        return _found(FaceOutcome.several_faces if places else FaceOutcome.no_face)
    top, right, bottom, left = places[0]
    quality = min(1.0, (bottom - top) / _CHIP)
    if quality < _LEAST_QUALITY or _contrast(pixels[max(0, top) : bottom, max(0, left) : right]) < _LEAST_CONTRAST:
        return _found(FaceOutcome.poor_quality, quality=quality)
    encoding = face_recognition.face_encodings(pixels, places)[0].astype("<f4").tobytes()
    return _found(FaceOutcome.encoded, quality=quality, encoding=encoding)


def _contrast(face: Any) -> float:
    return float(face.mean(axis=2).std())


def _found(outcome: FaceOutcome, quality: float = 0.0, encoding: bytes | None = None) -> FaceFound:
    software = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return FaceFound(outcome=outcome, model=MODEL, software=software, quality=quality, encoding=encoding)
