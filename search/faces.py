"""Faces of a document, and how far a face is from them."""

import math

from search.document import Document
from tracing.person import Face


def faces_of(document: Document) -> tuple[Face, ...]:
    """The encodings by which a document can be found; none for a tombstone."""
    if document.retracted or document.profile is None:
        return ()
    return document.profile.faces


def nearest_distance(face: Face, document: Document) -> float:
    """Euclidean distance to the nearest encoding of the same model, infinite when the document has none."""
    distances = (face.distance(other) for other in faces_of(document))
    return min((distance for distance in distances if distance is not None), default=math.inf)
