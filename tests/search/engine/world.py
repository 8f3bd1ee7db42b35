"""Invented documents, and what any engine must answer over them, in plain Python."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
import numpy
from hypothesis import strategies as st

from search.document import Document, Filters
from search.engine import FREQUENCY_LIMIT
from search.profile import Profile
from tracing.access import Reader, RecipientRule, Recipients, Visibility, may_see
from tracing.person import FACE_DIMENSIONS, Face
from tracing.reports import ReportKind

NAMESPACE = UUID("7f1c6a52-52a5-5a0e-8f0c-0d8c1a5c2f10")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MODEL = "dlib-resnet-v1"
EVERYBODY = Visibility(organisation="pol.border", country="POL")
OWNER_ONLY = Visibility(organisation="ita.shelter", country="ITA", recipients=Recipients(rule=RecipientRule.only))
OFFICER = Reader(organisation="fra.police", country="FRA", everywhere=True)
SHELTER = Reader(organisation="ita.shelter")


def document(number: int, *keys: str, version: int | None = None, **fields: Any) -> Document:
    """A document that everybody may see, unless the fields say otherwise."""
    standard: dict[str, Any] = {
        "record": uuid5(NAMESPACE, str(number)),
        "number": number,
        "version": number if version is None else version,
        "evidence_version": 1,
        "kind": ReportKind.sighting,
        "visibility": EVERYBODY,
        "occurred_from": NOON,
        "occurred_to": NOON,
        "keys": keys,
    }
    return Document(**(standard | fields))


def tombstone(of: Document, version: int) -> Document:
    """What a retraction leaves."""
    return msgspec.structs.replace(of, version=version, retracted=True, keys=(), profile=None)


def face(seed: int, *, near: Face | None = None, by: float = 0.0, model: str = MODEL) -> Face:
    """Random numbers of length 1, or an encoding at a distance from another."""
    direction = numpy.random.default_rng(seed).normal(size=FACE_DIMENSIONS)
    direction /= numpy.linalg.norm(direction)
    numbers = direction if near is None else near.vector() + by * direction
    return Face(model=model, encoding=numbers.astype("<f4").tobytes())


def with_faces(number: int, *faces: Face, **fields: Any) -> Document:
    """A document with nothing but faces."""
    return document(number, profile=Profile(faces=faces), **fields)


def passes(filters: Filters, one: Document) -> bool:
    """What :class:`Filters` says of a document."""
    return all(
        (
            not filters.kinds or one.kind in filters.kinds,
            not filters.countries or bool(set(filters.countries) & set(one.countries)),
            not filters.organisations or one.visibility.organisation in filters.organisations,
            filters.occurred_from is None or one.occurred_to >= filters.occurred_from,
            filters.occurred_to is None or one.occurred_from <= filters.occurred_to,
            filters.sex is None or one.sex is None or one.sex == filters.sex,
            filters.born_from is None or one.born_to is None or one.born_to >= filters.born_from,
            filters.born_to is None or one.born_from is None or one.born_from <= filters.born_to,
        )
    )


class Expected:
    """The answers of the plainest possible engine over documents of one version each."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)

    def seen(self, reader: Reader | None) -> list[Document]:
        """What a reader may see at all."""
        return [one for one in self.documents if reader is None or may_see(reader, one.visibility)]

    def frequencies(self, keys: Sequence[str], reader: Reader | None) -> dict[str, int]:
        """See the seam."""
        return {key: min(sum(key in one.keys for one in self.seen(reader)), FREQUENCY_LIMIT + 1) for key in keys}

    def candidates(
        self, weights: Mapping[str, int], reader: Reader | None, filters: Filters, limit: int
    ) -> list[tuple[int, int]]:
        """Numbers and scores."""
        scores = [
            (one.number, sum(weight for key, weight in weights.items() if key in one.keys))
            for one in self.seen(reader)
            if passes(filters, one)
        ]
        return sorted((hit for hit in scores if hit[1]), key=lambda hit: (-hit[1], hit[0]))[:limit]

    def neighbours(
        self, asked: Face, reader: Reader | None, filters: Filters, limit: int, within: float
    ) -> list[tuple[int, float]]:
        """Numbers and distances."""
        distances = [
            (
                one.number,
                min((asked.distance(own) or 0.0 for own in faces if own.model == asked.model), default=math.inf),
            )
            for one in self.seen(reader)
            if passes(filters, one)
            for faces in [one.profile.faces if one.profile else ()]
        ]
        near = [found for found in distances if found[1] <= within]
        return sorted(near, key=lambda found: (found[1], found[0]))[:limit]


ORGANISATIONS = ["fra.police", "pol.border", "ita.shelter"]
COUNTRIES = ["FRA", "POL", "ITA"]
KEYS = [f"key:{letter}" for letter in "abcdef"] + ["name:юлія", "doc:FE 12'3\"4", ""]

visibilities = st.builds(
    Visibility,
    organisation=st.sampled_from(ORGANISATIONS),
    country=st.sampled_from(COUNTRIES),
    recipients=st.builds(
        Recipients,
        rule=st.sampled_from(RecipientRule),
        countries=st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True).map(tuple),
        organisations=st.lists(st.sampled_from(ORGANISATIONS), max_size=2, unique=True).map(tuple),
    ),
)
readers = st.one_of(
    st.none(),
    st.builds(
        Reader,
        organisation=st.sampled_from([*ORGANISATIONS, "deu.police"]),
        country=st.sampled_from(["", *COUNTRIES, "DEU"]),
        everywhere=st.booleans(),
    ),
)
_moments = st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours, microseconds=hours))
_days = st.integers(-2, 2).map(lambda days: date(1998, 3, 1) + timedelta(days=days))
_faces = st.builds(
    lambda seed, model: face(seed, model=model), st.integers(0, 4), st.sampled_from([MODEL, "other-model"])
)


@st.composite
def _document_fields(draw: st.DrawFn) -> dict[str, Any]:
    occurred = sorted(draw(st.tuples(_moments, _moments)))
    born = draw(st.one_of(st.just((None, None)), st.tuples(_days, _days).map(sorted)))
    return {
        "kind": draw(st.sampled_from(ReportKind)),
        "visibility": draw(visibilities),
        "occurred_from": occurred[0],
        "occurred_to": occurred[1],
        "born_from": born[0],
        "born_to": born[1],
        "sex": draw(st.sampled_from([None, "female", "male"])),
        "countries": tuple(draw(st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True))),
        "keys": tuple(draw(st.lists(st.sampled_from(KEYS), max_size=5))),
        "profile": Profile(faces=tuple(draw(st.lists(_faces, max_size=2)))),
    }


@st.composite
def worlds(draw: st.DrawFn) -> list[Document]:
    """Up to 25 documents with different numbers, some retracted."""
    fields = draw(st.lists(_document_fields(), max_size=25))
    documents = [document(number, **one) for number, one in enumerate(fields, start=1)]
    retracted = draw(st.sets(st.sampled_from(documents), max_size=3)) if documents else set()
    return [tombstone(one, one.version) if one in retracted else one for one in documents]


filters = st.builds(
    Filters,
    kinds=st.lists(st.sampled_from(ReportKind), max_size=2).map(tuple),
    countries=st.lists(st.sampled_from(COUNTRIES), max_size=2).map(tuple),
    organisations=st.lists(st.sampled_from(ORGANISATIONS), max_size=2).map(tuple),
    occurred_from=st.none() | _moments,
    occurred_to=st.none() | _moments,
    sex=st.sampled_from([None, None, "female", "male"]),
    born_from=st.none() | _days,
    born_to=st.none() | _days,
)
few_filters = st.one_of(st.just(Filters()), filters)
weights = st.dictionaries(st.sampled_from([*KEYS, "key:absent"]), st.integers(1, 500_000), max_size=6)
asked_faces = _faces
