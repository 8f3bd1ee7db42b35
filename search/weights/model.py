"""The weights file: m and u of every level, how a name's bits weigh, how frequent values are, and its provenance."""

import math
from bisect import bisect_right
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import msgspec

from search.weights.reasoned import NAME_BITS
from tracing.value import Value

FORMAT = 1
"""Version of the file's form; a file of another form is refused."""


class WeightsFileError(ValueError):
    """A weights file that cannot be used; the message names the rule."""


class Level(Value, frozen=True, kw_only=True):
    """One level of agreement.

    Attributes:
        m: how often records of one person reach it.
        u: how often records of two persons do.
        pairs: expected number of pairs of one person that it was learnt from; 0 where it was reasoned.
    """

    m: float
    u: float
    pairs: float = 0.0

    @property
    def weight(self) -> float:
        """Match weight in bits."""
        return math.log2(self.m / self.u)


class Pass(Value, frozen=True, kw_only=True):
    """One blocking pass of the training: features that share its keys' fields were not learnt from its pairs."""

    keys: tuple[str, ...]
    pairs: int
    matches: float
    iterations: int


class Provenance(Value, frozen=True, kw_only=True):
    """How weights came to be. It holds no date, so that the same data give the same file.

    Attributes:
        algorithm: name and version of the training.
        data: digest of the records, in their order.
        records: how many there were.
        random_pairs: how many pairs taken at random u was counted on.
        passes: the blocking passes on whose pairs m was estimated.
    """

    algorithm: str
    data: str
    records: int
    random_pairs: int
    passes: tuple[Pass, ...]


class Weights(Value, frozen=True, kw_only=True):
    """All that turns levels of agreement into bits.

    Attributes:
        levels: m and u by feature and level.
        name_curve: points (bits of the names' agreement, match weight in bits), both rising.
        frequencies: share of each value by feature, for values whose agreement says the more the rarer they are.
        provenance: where it is from.
    """

    format: int
    levels: dict[str, dict[str, Level]]
    name_curve: tuple[tuple[float, float], ...]
    frequencies: dict[str, dict[str, float]]
    provenance: Provenance

    @property
    def model(self) -> str:
        """Name and version: a digest of the content, so that no two sets of weights share it."""
        return f"learnt-{blake2b(encoded(self), digest_size=4).hexdigest()}"

    def table(self) -> dict[str, dict[str, float]]:
        """Match weight in bits by feature and level."""
        return {name: {level: found.weight for level, found in of.items()} for name, of in self.levels.items()}


def name_weight(curve: tuple[tuple[float, float], ...], bits: float) -> float:
    """Match weight in bits of names that agree so: straight between two points, level beyond the first and last."""
    place = bisect_right(curve, (bits, math.inf))
    if place == 0:
        return curve[0][1]
    if place == len(curve):
        return curve[-1][1]
    (low, weight), (high, above) = curve[place - 1], curve[place]
    return weight + (above - weight) * (bits - low) / (high - low)


def encoded(weights: Weights) -> bytes:
    """The bytes of a weights file."""
    return msgspec.json.format(msgspec.json.encode(weights, order="sorted"), indent=1) + b"\n"


def read_weights(path: Path) -> Weights:
    """Read a weights file.

    Raises:
        WeightsFileError: it is no weights file of this version, or one of its numbers is impossible.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Weights)
    except msgspec.MsgspecError:
        raise WeightsFileError("this is not a weights file") from None
    if found.format != FORMAT:
        raise WeightsFileError(f"a weights file of format {FORMAT} is needed")
    if not all(0 < level.m <= 1 and 0 < level.u <= 1 for of in found.levels.values() for level in of.values()):
        raise WeightsFileError("m and u lie between 0 and 1")
    if not found.name_curve or list(found.name_curve) != sorted(found.name_curve):
        raise WeightsFileError("the curve of names rises")
    return found


def name_curve(levels: dict[str, Level]) -> tuple[tuple[float, float], ...]:
    """The curve of names from the levels of their bits: a point in the middle of each, never falling."""
    middles = [NAME_BITS[0] - 2.0, *((a + b) / 2 for a, b in pairwise(NAME_BITS)), NAME_BITS[-1] + 1.0]
    points: list[tuple[float, float]] = []
    for middle, level in zip(middles, levels.values(), strict=True):
        weight = round(level.weight, 3)
        points.append((middle, max(weight, points[-1][1]) if points else weight))
    return tuple(points)
