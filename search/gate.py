"""The question of a border gate: is anybody sought who may be this person, or a document watched for?"""

from enum import StrEnum
from uuid import UUID

from search.blocking import key_weights, keys
from search.document import Document, Filters
from search.engine import Index
from search.profile import Profile
from search.query import search
from tracing.access import Reader
from tracing.reports import ReportKind
from tracing.value import Value

HIT_FROM = 0.0
"""Match weight in bits, the prior included, from which a notice is a hit: it is as likely the person as not. A gate
stops somebody who stands there, so that the limit is higher than that of reviewers, who look at papers."""

_NOTICES = Filters(kinds=(ReportKind.yellow_notice,))
# Whom to call would tell that a shelter knows the holder of the document.
_NO_SHELTERS = Filters(kinds=tuple(kind for kind in ReportKind if kind is not ReportKind.shelter_registration))
DOCUMENT_KEY = "document:"
_DOCUMENTS_LOOKED_AT = 20


class HitKind(StrEnum):
    """Why a gate is told to act."""

    person = "person"
    document = "document"


class Hit(Value, frozen=True, kw_only=True):
    """A record for which a gate is told to act; for the service alone, the gate learns only what to do.

    `status` is that of the watched document.
    """

    kind: HitKind
    record: UUID
    status: str = ""


def check(index: Index, profile: Profile, reader: Reader) -> tuple[Hit, ...]:
    """The most telling hit of each kind, that on the person first; empty when there is none.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    hits = (_person(index, profile, reader), _document(index, profile, reader))
    return tuple(hit for hit in hits if hit is not None)


def _person(index: Index, profile: Profile, reader: Reader) -> Hit | None:
    for found in search(index, profile, reader, _NOTICES):
        if found.comparison.proposed and found.comparison.weight >= HIT_FROM:
            return Hit(kind=HitKind.person, record=found.document.record)
    return None


def _document(index: Index, profile: Profile, reader: Reader) -> Hit | None:
    """A document with the same number and issuer that a record calls lost, stolen, taken, or another's."""
    numbers = [key for key in keys(profile) if key.startswith(DOCUMENT_KEY)]
    weights = key_weights(index.frequencies(numbers, reader)) if numbers else {}
    found = index.candidates(weights, reader, _NO_SHELTERS, _DOCUMENTS_LOOKED_AT) if weights else []
    for hit in found:
        if status := watched_as(profile, hit.document):
            return Hit(kind=HitKind.document, record=hit.document.record, status=status)
    return None


def watched_as(profile: Profile, document: Document) -> str:
    """What a record says of a document that it watches for and that is presented here; empty where there is none."""
    presented = {one.number: one.issuer for one in profile.documents}
    for known in document.profile.documents if document.profile else ():
        issuer = presented.get(known.number)
        if known.watched and issuer is not None and (not issuer or not known.issuer or issuer == known.issuer):
            return known.watched
    return ""
