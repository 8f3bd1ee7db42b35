"""The reviewers' queue, a candidate with its two records side by side, and decisions."""

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from pydantic import AfterValidator, Field

from api.schemas.explanations import Bars, FeatureReason, reasons_of
from api.schemas.reports import Position, Reason, RecordAnswer, record_shown
from api.schemas.states import CandidateState, Standing, standing, state_shown
from projections.candidates import Candidate, QueueOrder
from search.compare import compare
from search.explanation import deciding_sentence, waterfall, what_would_decide
from search.indexing import profile_of_record
from search.sentences import Language
from tracing.access import Caller
from tracing.cautions import Caution
from tracing.events import Suggestion, Verdict
from tracing.judgements import Judgement
from tracing.opinions import TellingFact
from tracing.records import Record
from tracing.value import Value


def place_of(cursor: str) -> tuple[float, UUID]:
    """Where the page before ended, in the form that the queue takes: :meth:`Candidate.place`, and judgement.

    Raises:
        ValueError: the text is no cursor.
    """
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=tuple[float, UUID])
    except (binascii.Error, msgspec.MsgspecError, UnicodeError, ValueError):
        raise ValueError("a cursor is the `next` of an earlier page") from None


def _is_cursor(text: str) -> str:
    place_of(text)
    return text


Cursor = Annotated[str, AfterValidator(_is_cursor)]
"""The `next` of an earlier page. Opaque to clients."""


class Proposal(Value, frozen=True, kw_only=True):
    """Asks whether two records are one person."""

    record_a: UUID
    record_b: UUID
    reason: Reason


class Decision(Value, frozen=True, kw_only=True):
    """A reviewer's answer."""

    verdict: Annotated[
        Verdict,
        Field(
            description="`document_misuse`: two persons, one of whom used a document given by another; it links the "
            "two records without joining them, and accuses nobody."
        ),
    ]
    reason: Reason
    telling_fact: Annotated[
        TellingFact | None,
        Field(description="What kin do not share; `same` needs it where `cautions` name kin."),
    ] = None
    version: Annotated[int | None, Field(ge=1, description="The version looked at; or the header `If-Match`.")] = None


class Withdrawal(Value, frozen=True, kw_only=True):
    """Takes the last decision on a pair back."""

    reason: Reason
    version: Annotated[int | None, Field(ge=1, description="The version looked at; or the header `If-Match`.")] = None


class DecisionAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The pair after a command on it."""

    standing: Standing
    position: Annotated[Position | None, Field(description="Null when the pair already stood so.")]


class QueueRow(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A candidate in the queue."""

    candidate: UUID
    record_a: UUID
    record_b: UUID
    state: CandidateState
    weight: Annotated[float, Field(description="Match weight in bits, the prior included.")]
    probability: float
    suggests: Annotated[Suggestion, Field(description="What the two records are proposed as.")]
    child: Annotated[bool, Field(description="One of the two was a child for certain when it was reported.")]


class QueuePage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A part of the queue."""

    candidates: tuple[QueueRow, ...]
    next: Annotated[str | None, Field(description="The `cursor` of the next page; null on the last.")]


class CandidateAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Two records side by side, with what speaks for and against one person."""

    standing: Standing
    records: Annotated[tuple[RecordAnswer, ...], Field(min_length=2, max_length=2)]
    weight: Annotated[float, Field(description="Match weight in bits, the prior included, of the records as they are.")]
    probability: float
    model: str
    group_weight: Annotated[
        float | None,
        Field(
            description="Where the two alone would not be proposed: bits for one of them being one person with the "
            "whole group of records that the other is in."
        ),
    ]
    suggests: Annotated[Suggestion, Field(description="What the two records are proposed as.")]
    cautions: Annotated[
        tuple[Caution, ...],
        Field(
            description="Why `same` needs more: a telling fact where kin is known or likely, reviewers of two "
            "countries for a child, either for a face alone; never `same` for a misused document."
        ),
    ]
    reasons: tuple[FeatureReason, ...]
    bars: Bars
    would_decide: Annotated[tuple[str, ...], Field(description="What is missing and could settle it.")]
    would_decide_in_words: Annotated[str, Field(description="The same in the language asked for.")]
    proposed_at: datetime
    proposed_by: Annotated[str | None, Field(description="Null when the matcher proposed it.")]
    proposed_because: str
    new_evidence: Annotated[tuple[UUID, ...], Field(description="Records whose newer evidence re-opened the pair.")]


def candidate_answer(
    judgement: Judgement,
    records: tuple[Record, Record],
    cautions: frozenset[Caution],
    caller: Caller,
    language: Language = Language.en,
) -> CandidateAnswer:
    """A candidate as the caller may see it."""
    comparison = compare(profile_of_record(records[0]), profile_of_record(records[1]))
    return CandidateAnswer(
        standing=standing(judgement, caller),
        records=tuple(record_shown(record, caller) for record in records),
        weight=round(comparison.weight, 3),
        probability=round(comparison.probability, 6),
        model=comparison.model,
        group_weight=judgement.evidence.group_weight,
        suggests=judgement.evidence.suggests,
        cautions=tuple(sorted(cautions)),
        reasons=reasons_of(comparison, language),
        bars=waterfall(comparison),
        would_decide=what_would_decide(comparison),
        would_decide_in_words=deciding_sentence(comparison, language),
        proposed_at=judgement.proposed_at,
        proposed_by=judgement.proposed_by,
        proposed_because=judgement.reason,
        new_evidence=judgement.new_evidence,
    )


def queue_page(rows: list[Candidate], order: QueueOrder, limit: int) -> QueuePage:
    """A page of the queue from one row more than it shows, which tells whether there is another page."""
    shown = rows[:limit]
    return QueuePage(
        candidates=tuple(
            QueueRow(
                candidate=row.judgement,
                record_a=row.record_a,
                record_b=row.record_b,
                state=state_shown(row.state, answered=False),
                weight=row.weight,
                probability=row.probability,
                suggests=row.suggests,
                child=row.child,
            )
            for row in shown
        ),
        next=_cursor(shown[-1], order) if len(rows) > limit else None,
    )


def _cursor(row: Candidate, order: QueueOrder) -> str:
    return cursor_of(row.place(order), row.judgement)


def cursor_of(place: float, judgement: UUID) -> str:
    """Where a page ended, :meth:`Candidate.place` and judgement, in the form that :func:`place_of` reads."""
    return base64.urlsafe_b64encode(msgspec.json.encode((place, judgement))).decode()
