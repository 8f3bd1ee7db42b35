"""Face encodings like those of dlib's ResNet model: 128 numbers, compared by Euclidean distance.

The true faces of two strangers lie about 0.88 apart (hardly ever below 0.7), those of brothers, sisters, parents and
children about 0.62, those of twins about 0.3; two pictures of one person 0.3 to 0.45.
"""

import math
import random
from functools import cached_property

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


class FamilyFace:
    """What the faces of a family have in common; worked out only when a record shows one of them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def _generator(self) -> numpy.random.Generator:
        return numpy.random.Generator(numpy.random.PCG64(self._seed))

    @cached_property
    def vector(self) -> Vector:
        """The common direction, of length 1."""
        return self.direction(1.0)

    def direction(self, length: float) -> Vector:
        """A new random direction of a length."""
        return _of_length(length, self._generator.standard_normal(FACE_DIMENSIONS))


class TrueFace:
    """The face of one person."""

    def __init__(self, family: FamilyFace, likeness: float) -> None:
        self._family, self._likeness = family, likeness

    @cached_property
    def _vector(self) -> Vector:
        own = self._family.direction(math.sqrt(1 - self._likeness))
        return _of_length(RADIUS, math.sqrt(self._likeness) * self._family.vector + own)

    def picture(self, rng: random.Random) -> list[float]:
        """128 numbers of one picture of the face."""
        seen = self._vector + self._family.direction(rng.uniform(*PICTURE_NOISE))
        return [float(number) for number in seen.round(4)]


def _of_length(length: float, vector: Vector) -> Vector:
    scaled: Vector = vector * (length / math.sqrt(float(vector @ vector)))
    return scaled
