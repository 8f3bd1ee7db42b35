"""Whether blocking brings two records together, and if not, why: so that no pair is passed over without an answer."""

from typing import NamedTuple
from uuid import UUID

from search.blocking import COMPARED, FACE_WITHIN, key_type, key_weights, keys
from search.comparison.faces import nearest_distance
from search.document import Document, Filters
from search.engine import FREQUENCY_LIMIT, Index
from search.profile import Profile
from tracing.value import Value


class Subject(NamedTuple):
    """A record, indexed or not yet, and its profile."""

    record: UUID
    profile: Profile


def subject_of(document: Document) -> Subject:
    """The record of a document; a tombstone shares nothing with anybody."""
    return Subject(document.record, document.profile or Profile())


class Reach(Value, frozen=True, kw_only=True):
    """What brings two records together; all about keys is told by type, without any value.

    Attributes:
        shared_keys: types of the keys that both have.
        common_keys: types of those that so many records hold that they bring nobody.
        faces_near: whether the faces are near enough to be found by face.
        crowded_out: whether keys that could bring them lose against other records that share more or rarer ones with
            either.
        compared: whether the two are compared, by key or by face.
    """

    shared_keys: tuple[str, ...]
    common_keys: tuple[str, ...]
    faces_near: bool
    crowded_out: bool
    compared: bool


def reach(index: Index, a: Subject, b: Subject) -> Reach:
    """What brings two records together as the matcher sees them: among all records, whoever may see them.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    shared = set(keys(a.profile)) & set(keys(b.profile))
    frequencies = index.frequencies(sorted(shared), None)
    common = {key for key in shared if frequencies[key] > FREQUENCY_LIMIT}
    distance = nearest_distance(a.profile, b.profile)
    faces_near = distance is not None and distance <= FACE_WITHIN
    can_bring = shared != common
    found = can_bring and (_finds(index, a, b) or _finds(index, b, a))
    return Reach(
        shared_keys=_types(shared),
        common_keys=_types(common),
        faces_near=faces_near,
        crowded_out=can_bring and not found,
        compared=found or faces_near,
    )


def never_compared(found: Reach) -> str | None:
    """Why two records are never compared, in one English sentence; None if they are."""
    if found.compared:
        return None
    if not found.shared_keys:
        return "Never compared: no shared key and no near face."
    if found.crowded_out:
        return f"Never compared: {COMPARED} other records share more, or rarer, keys with either of them."
    return f"Never compared: each key that they share is held by more than {FREQUENCY_LIMIT:,} records."


def _types(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted({key_type(key) for key in found}))


def _finds(index: Index, one: Subject, other: Subject) -> bool:
    """Whether a search for one finds the other, or has room for it: a record just posted is not indexed yet."""
    weights = key_weights(index.frequencies(keys(one.profile), None))
    hits = index.candidates(weights, None, Filters(), COMPARED + 2)  # the record itself may be among them
    others = [hit.document.record for hit in hits if hit.document.record != one.record][: COMPARED + 1]
    return other.record in others[:COMPARED] or len(others) <= COMPARED
