"""Questions that stay: saved searches asked of one record, and watched documents asked of one record's documents."""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from search.blocking import key_weights, keys
from search.compare import compare
from search.document import Document, Filters
from search.engine import Index
from search.gate import DOCUMENT_KEY, watched_as
from search.profile import Profile, profile_of_person
from search.query import LEAST_EVIDENCE
from tracing.person.documents import DocumentStatus
from tracing.reports import ReportKind
from tracing.subscriptions import SavedSearch

DOCUMENTS_LOOKED_AT = 500
"""Records with one document's number that are looked at. More share only what nobody's passport has, as `123456`."""

_ELSEWHERE = frozenset(
    {DocumentStatus.lost, DocumentStatus.stolen, DocumentStatus.taken, DocumentStatus.held_by_another}
)


class StandingSearch:
    """A saved search, prepared to be asked of record after record."""

    def __init__(self, search: SavedSearch) -> None:
        """Prepare what is compared."""
        seen = search.occurred_at is not None and search.place is not None
        self._profile = profile_of_person(search.person, search.occurred_at, search.place, seen=seen)
        self._keys = frozenset(keys(self._profile))

    def finds(self, document: Document, document_keys: frozenset[str]) -> bool:
        """Whether a search by example of the same description would list the record.

        Args:
            document: of the record.
            document_keys: see :func:`keys_of`; made once, for any number of searches.
        """
        profile = document.profile
        if profile is None or not (self._keys & document_keys or (self._profile.faces and profile.faces)):
            return False
        return compare(self._profile, profile).evidence_weight >= LEAST_EVIDENCE


def keys_of(document: Document) -> frozenset[str]:
    """The blocking keys of a record; none for one that is compared with nobody."""
    return frozenset(() if document.profile is None else keys(document.profile))


def documents_seen(index: Index, document: Document) -> Iterator[tuple[UUID, UUID]]:
    """Pairs of a record that watches for a document and one that presents it; this record is one of the two.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    if document.profile is None:
        return
    numbers = [key for key in keys(document.profile) if key.startswith(DOCUMENT_KEY)]
    weights = key_weights(index.frequencies(numbers, None)) if numbers else {}
    for hit in index.candidates(weights, None, Filters(), DOCUMENTS_LOOKED_AT) if weights else ():
        for watching, presenting in ((hit.document, document), (document, hit.document)):
            if watching.record != presenting.record and _is_seen(watching, presenting):
                yield watching.record, presenting.record


def _is_seen(watching: Document, presenting: Document) -> bool:
    profile = presenting.profile
    return profile is not None and bool(watched_as(_presented(presenting.kind, profile), watching))


def _presented(kind: ReportKind, profile: Profile) -> Profile:
    """Without documents that the record itself says are elsewhere; at a border whatever is read is presented."""
    if kind is ReportKind.border_crossing:
        return profile
    at_hand = tuple(one for one in profile.documents if one.watched not in _ELSEWHERE)
    return msgspec.structs.replace(profile, documents=at_hand)
