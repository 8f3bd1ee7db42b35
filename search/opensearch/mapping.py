"""How an index is laid out, and what is put into it."""

import msgspec

from search.entry import Entry
from tracing.person import FACE_DIMENSIONS, Face

POSITION_ID = "position"
"""Id of the one document that is not a record: the log position. It has none of a record's fields, so that no query,
count or scan, which all ask for such a field, finds it."""

_KEYWORD = {"type": "keyword"}
_LONG = {"type": "long"}

_PROPERTIES = {
    "position": {"type": "long", "index": False},
    "number": _LONG,
    "retracted": {"type": "boolean"},
    "kind": _KEYWORD,
    "owner": _KEYWORD,
    "rule": _KEYWORD,
    "recipient_countries": _KEYWORD,
    "recipient_organisations": _KEYWORD,
    "countries": _KEYWORD,
    "occurred_from": _LONG,
    "occurred_to": _LONG,
    "sex": _KEYWORD,
    "born_from": _LONG,
    "born_to": _LONG,
    "keys": {"type": "keyword", "doc_values": False, "norms": False},
    "face_models": _KEYWORD,
    "faces": {
        "type": "nested",
        "properties": {
            "vector": {
                "type": "knn_vector",
                "dimension": FACE_DIMENSIONS,
                "space_type": "l2",
                "method": {"name": "hnsw", "engine": "lucene"},
            }
        },
    },
    # A column beside `_source`: the fifty documents of an answer are read from it in half the time that it takes to
    # unpack the blocks in which `_source` is stored.
    "document": {"type": "binary", "doc_values": True},
}


def layout(shards: int, replicas: int, aliases: list[str]) -> dict[str, object]:
    """What creates an index with all its names at once."""
    return {
        "settings": {
            "index": {
                "knn": True,
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                # Stated, because an index that is not searched for 30 seconds otherwise stops refreshing.
                "refresh_interval": "1s",
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": _PROPERTIES,
        },
        "aliases": {alias: {} for alias in aliases},
    }


class _FaceSource(msgspec.Struct, frozen=True):
    vector: list[float]


class _Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of a record's document in the index."""

    number: int
    retracted: bool
    kind: str
    owner: str
    rule: str
    recipient_countries: tuple[str, ...] = ()
    recipient_organisations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    occurred_from: int
    occurred_to: int
    sex: str | None = None
    born_from: int | None = None
    born_to: int | None = None
    keys: tuple[str, ...] = ()
    face_models: tuple[str, ...] = ()
    faces: tuple[_FaceSource, ...] = ()
    document: bytes


def source(entry: Entry) -> _Source:
    """What is indexed of an entry."""
    document = entry.document
    visibility = document.visibility
    return _Source(
        number=document.number,
        retracted=document.retracted,
        kind=document.kind.value,
        owner=visibility.organisation,
        rule=visibility.recipients.rule.value,
        recipient_countries=visibility.recipients.countries,
        recipient_organisations=visibility.recipients.organisations,
        countries=document.countries,
        occurred_from=entry.occurred_from,
        occurred_to=entry.occurred_to,
        sex=document.sex,
        born_from=entry.born_from,
        born_to=entry.born_to,
        keys=entry.keys,
        face_models=tuple({face.model for face in entry.faces}),
        faces=tuple(_FaceSource(_short(face)) for face in entry.faces),
        document=entry.body,
    )


def _short(face: Face) -> list[float]:
    """The numbers of an encoding to six digits after the point: they are read in half the time, and only find.

    Distances that decide are computed from the document.
    """
    numbers: list[float] = face.vector().astype("float64").round(6).tolist()
    return numbers
