"""The nearest faces on either engine, beside an exact scan of the same vectors."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from uuid import UUID

import numpy
from numpy.typing import NDArray

from api.world.faces import KIN_LIKENESS, MODEL, FamilyFace, TrueFace
from benchmarks.matching.material import PEOPLE, Material, tracked
from benchmarks.measuring import percentile, seconds_of
from benchmarks.report import Figure
from benchmarks.workshop import ENGINES, Form
from search.blocking import FACE_NEIGHBOURS, FACE_WITHIN
from search.document import Document, Filters
from search.engine import Engine, Index
from search.engines import open_engine
from search.profile import Profile
from search.sealing import IndexSeal
from tests.servers import running_opensearch
from tracing.access import Reader, Recipients, Visibility
from tracing.keys.secret import SECRET_BYTES
from tracing.person import Face
from tracing.reports import ReportKind

TITLE = "Nearest faces: recall of the 20 nearest, and time of a query"
VECTORS, QUERIES, NEAREST = 100_000, 300, 20
RECALL, P95 = 0.98, 30.0
_ANY_DISTANCE = 4.0
_FAMILY, _PICTURES = 4, 2
_BATCH = 2_000
_OWNER = Visibility(organisation="benchmark.bureau", country="FRA", recipients=Recipients())
_READER = Reader(organisation="fra.police", country="FRA", everywhere=True)

Vectors = NDArray[numpy.float32]


def measure(material: Material) -> Iterator[Figure]:
    """Invented faces lie as the model's do: pictures of one person close together, kin nearer than strangers.

    A query is one more picture of somebody stored. The exact scan is plain numpy over all vectors, in the same run.
    """
    vectors = VECTORS * min(material.people, PEOPLE) // PEOPLE
    stored, asked = _pictures(vectors, QUERIES)
    exact = [_nearest(stored, vector) for vector in tracked(list(asked), "Scanning exactly")]
    for form in Form:
        with _engine(form) as engine:
            index = engine.live()
            _fill(index, stored)
            yield from _measured(f"{ENGINES[form]}, {vectors:,} vectors", index, stored, asked, exact)


def _measured(where: str, index: Index, stored: Vectors, asked: Vectors, exact: Sequence[set[int]]) -> Iterator[Figure]:
    faces = [_face(vector) for vector in asked]
    for face in faces[:30]:  # a server that was just filled has still to load and compile
        index.neighbours(face, _READER, Filters(), NEAREST, _ANY_DISTANCE)
    found: list[set[int]] = []
    times, product, scans = [], [], []
    for face, vector in zip(faces, asked, strict=True):
        times.append(1000 * seconds_of(lambda face=face: found.append(_found(index, face))))  # type: ignore[misc]
        product.append(
            1000
            * seconds_of(
                lambda face=face: index.neighbours(face, _READER, Filters(), FACE_NEIGHBOURS, FACE_WITHIN)  # type: ignore[misc]
            )
        )
        scans.append(1000 * seconds_of(lambda vector=vector: _nearest(stored, vector)))  # type: ignore[misc]
    right = sum(len(got & wanted) for got, wanted in zip(found, exact, strict=True))
    recall = right / sum(map(len, exact))
    yield Figure(f"{where}: recall@{NEAREST}", f"{recall:.4f}", "exact scan", None, f"{RECALL}", recall >= RECALL)
    yield _time(f"{where}: {NEAREST} nearest at any distance, p50 / p95", times, scans)
    what = f"{where}: {FACE_NEIGHBOURS} nearest within {FACE_WITHIN}, as matching asks, p50 / p95"
    yield _time(what, product, scans)


def _time(what: str, times: Sequence[float], scans: Sequence[float]) -> Figure:
    p95 = percentile(times, 95)
    ours = f"{percentile(times, 50):.1f} / {p95:.1f} ms"
    beside = f"{percentile(scans, 50):.1f} / {percentile(scans, 95):.1f} ms for the scan"
    return Figure(what, ours, beside, percentile(times, 50) / percentile(scans, 50), f"{P95:.0f} ms", p95 <= P95)


def _found(index: Index, face: Face) -> set[int]:
    near = index.neighbours(face, _READER, Filters(), NEAREST, _ANY_DISTANCE)
    return {one.document.number - 1 for one in near}


def _nearest(stored: Vectors, vector: Vectors) -> set[int]:
    """Rows of the nearest vectors, all compared."""
    distances = ((stored - vector) ** 2).sum(axis=1)
    return set(numpy.argpartition(distances, NEAREST)[:NEAREST].tolist())


def _pictures(stored: int, asked: int) -> tuple[Vectors, Vectors]:
    """Pictures of people of many families, and one more of some of these people."""
    rng = random.Random(29)
    people: list[TrueFace] = []
    while len(people) * _PICTURES < stored:
        family = FamilyFace(rng.getrandbits(48))
        people += [TrueFace(family, KIN_LIKENESS) for _ in range(_FAMILY)]
    shown = [people[number // _PICTURES].picture(rng) for number in range(stored)]
    return (
        numpy.asarray(shown, numpy.float32),
        numpy.asarray([one.picture(rng) for one in rng.sample(people[: stored // _PICTURES], asked)], numpy.float32),
    )


def _fill(index: Index, stored: Vectors) -> None:
    for start in tracked(range(0, len(stored), _BATCH), "Indexing"):
        part = range(start, min(start + _BATCH, len(stored)))
        refused = index.write([_document(number + 1, stored[number]) for number in part], part.stop)
        assert not refused
    index.refresh()


def _document(number: int, vector: Vectors) -> Document:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(
        record=UUID(int=number),
        number=number,
        version=number,
        evidence_version=1,
        kind=ReportKind.sighting,
        visibility=_OWNER,
        occurred_from=moment,
        occurred_to=moment,
        profile=Profile(faces=(_face(vector),)),
    )


def _face(vector: Vectors) -> Face:
    return Face(model=MODEL, encoding=vector.astype("<f4").tobytes())


@contextmanager
def _engine(form: Form) -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        if form is Form.embedded:
            yield from _opened(f"embedded://{folder}/indexes")
        else:
            with running_opensearch(measured=True) as server:
                yield from _opened(f"opensearch://127.0.0.1:{server.port}")


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url, IndexSeal(bytes(SECRET_BYTES)))
    try:
        engine.prepare()
        yield engine
    finally:
        engine.close()
