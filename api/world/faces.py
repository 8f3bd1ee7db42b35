"""Face encodings like those of dlib's ResNet model: 128 numbers, compared by Euclidean distance.

The true faces of two strangers lie about 0.88 apart (hardly ever below 0.7), those of brothers, sisters, parents and
children about 0.62, those of twins about 0.3; two pictures of one person 0.3 to 0.45.
"""

import math
import random

import numpy
import numpy.typing

from tracing.person import FACE_DIMENSIONS

MODEL = "dlib-resnet-v1"
RADIUS = 0.62
KIN_LIKENESS = 0.5
TWIN_LIKENESS = 0.88
PICTURE_NOISE = (0.2, 0.32)
"""Length of the difference between a picture and the true face, from good pictures to bad ones."""

Vector = numpy.typing.NDArray[numpy.float64]


def _direction(rng: random.Random) -> Vector:
    vector: Vector = numpy.random.Generator(numpy.random.PCG64(rng.getrandbits(64))).standard_normal(FACE_DIMENSIONS)
    return _of_length(1.0, vector)


def _of_length(length: float, vector: Vector) -> Vector:
    scaled: Vector = vector * (length / math.sqrt(float(vector @ vector)))
    return scaled


class FaceSeed:
    """A true face, worked out only when a record shows it."""

    def __init__(self, own: int, family: int, likeness: float) -> None:
        self._own, self._family, self._likeness = own, family, likeness
        self._vector: Vector | None = None

    def picture(self, rng: random.Random) -> list[float]:
        """128 numbers of one picture of the face."""
        if self._vector is None:
            own, family = _direction(random.Random(self._own)), _direction(random.Random(self._family))
            mixed = self._likeness**0.5 * family + (1 - self._likeness) ** 0.5 * own
            self._vector = _of_length(RADIUS, mixed)
        seen = self._vector + rng.uniform(*PICTURE_NOISE) * _direction(rng)
        return [float(number) for number in seen.round(4)]
