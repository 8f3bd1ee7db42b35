"""Search by example: find by key and face, compare, rank."""

from search.blocking import COMPARED, find
from search.compare import Comparison, compare
from search.document import Document, Filters
from search.engine import Index
from search.profile import Profile
from tracing.access import Reader
from tracing.value import Value

LEAST_EVIDENCE = 3.0
"""An officer's search lists a record when the evidence by itself, the prior left out, speaks at least 8 to 1 for it."""


class Scored(Value, frozen=True, kw_only=True):
    """A document found and how it compares with the query."""

    document: Document
    comparison: Comparison


def search(index: Index, profile: Profile, reader: Reader | None, filters: Filters, limit: int = 50) -> list[Scored]:
    """Records that may be the person described: the highest weight first, then the lowest number.

    A name alone is enough to be listed; whether a pair is proposed to reviewers is another question
    (:data:`search.weights.REVIEW_THRESHOLD`).

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    found = find(index, profile, reader, filters, max(limit, COMPARED))
    scored = [
        Scored(document=document, comparison=compare(profile, document.profile))
        for document in found
        if document.profile is not None
    ]
    ranked = sorted(
        (-item.comparison.evidence_weight, item.document.number, place) for place, item in enumerate(scored)
    )
    return [scored[place] for weight, _, place in ranked if -weight >= LEAST_EVIDENCE][:limit]
