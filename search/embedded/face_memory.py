"""All face encodings of an index in memory, searched exactly."""

import sqlite3
import threading
from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

from tracing.person import FACE_DIMENSIONS, Face

_FIRST_ROWS = 256
_PART = 5_000

# Products and sums of 128 float32 numbers are off by less than this part of the two squared lengths (128 times the
# 24-bit rounding of each operation, for the product and for the lengths).
_ROUNDING = 2e-5


class FaceMemory:
    """Encodings by model, brought up to date from the index before each search; 512 bytes an encoding."""

    def __init__(self) -> None:
        """Hold none yet."""
        self._lock = threading.Lock()
        self._change = 0
        self._models: dict[str, _Encodings] = {}

    def nearest(self, connection: sqlite3.Connection, face: Face, within: float) -> tuple[NDArray[Any], NDArray[Any]]:
        """Documents that may have an encoding within a distance, and what the squared distance is at least.

        Returns:
            Two equally long arrays: document numbers (one an encoding, so that a number can come twice) and the lower
            bounds of their squared distances, the lowest bound first.
        """
        with self._lock:
            self._update(connection)
            encodings = self._models.get(face.model)
            if encodings is None:
                return numpy.zeros(0, numpy.int64), numpy.zeros(0, numpy.float32)
            return encodings.nearest(face.vector(), within)

    def _update(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "SELECT model, number, vectors, change FROM faces WHERE change > ? ORDER BY change", (self._change,)
        )
        newest = self._change
        while part := rows.fetchmany(_PART):
            by_model: dict[str, list[tuple[int, bytes]]] = {}
            for model, number, vectors, _ in part:
                by_model.setdefault(model, []).append((number, vectors))
            for model, documents in by_model.items():
                self._models.setdefault(model, _Encodings()).put(documents)
            newest = part[-1][3]
        # Only now: a change that was read in part, before an error, is read again as a whole.
        self._change = newest


class _Encodings:
    """Encodings of one model: a row each, in a matrix that doubles when it is full."""

    def __init__(self) -> None:
        self._rows: dict[int, list[int]] = {}
        self._free: list[int] = []
        self._vectors = numpy.zeros((0, FACE_DIMENSIONS), numpy.float32)
        self._lengths = numpy.zeros(0, numpy.float32)
        self._numbers = numpy.zeros(0, numpy.int64)

    def put(self, documents: Sequence[tuple[int, bytes]]) -> None:
        """Hold all vectors of documents, each number once, in place of those held of it before."""
        before = [row for number, _ in documents for row in self._rows.pop(number, ())]
        self._lengths[before] = numpy.inf
        self._free += before
        vectors = numpy.frombuffer(b"".join(own for _, own in documents), "<f4").reshape(-1, FACE_DIMENSIONS)
        numbers = [number for number, own in documents for _ in range(len(own) // (4 * FACE_DIMENSIONS))]
        while len(self._free) < len(numbers):
            self._grow()
        rows = [self._free.pop() for _ in numbers]
        self._vectors[rows] = vectors
        self._lengths[rows] = numpy.einsum("ij,ij->i", vectors, vectors)
        self._numbers[rows] = numbers
        for number, row in zip(numbers, rows, strict=True):
            self._rows.setdefault(number, []).append(row)

    def nearest(self, vector: NDArray[Any], within: float) -> tuple[NDArray[Any], NDArray[Any]]:
        """See :meth:`FaceMemory.nearest`."""
        # |a - b|² = |a|² + |b|² - 2ab reads the matrix once; free rows have an infinite length. Not `@`: its threads,
        # one a core, wait for each other where all cores are busy, and a search takes 12 ms in place of one.
        products = numpy.einsum("ij,j->i", self._vectors, vector)
        bounds = (self._lengths + vector @ vector) * numpy.float32(1 - _ROUNDING) - 2 * products
        near = numpy.flatnonzero(bounds <= min(within * within, float(numpy.finfo(numpy.float32).max)))
        near = near[numpy.argsort(bounds[near])]
        return self._numbers[near], bounds[near]

    def _grow(self) -> None:
        held = len(self._numbers)
        more = max(held, _FIRST_ROWS)
        self._vectors = numpy.vstack([self._vectors, numpy.zeros((more, FACE_DIMENSIONS), numpy.float32)])
        self._lengths = numpy.concatenate([self._lengths, numpy.full(more, numpy.inf, numpy.float32)])
        self._numbers = numpy.concatenate([self._numbers, numpy.zeros(more, numpy.int64)])
        self._free = [*range(held + more - 1, held - 1, -1), *self._free]
