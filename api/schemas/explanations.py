"""Why two descriptions are, or are not, thought to be one person."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.states import CandidateState, standing
from search.compare import Comparison
from search.comparison.feature import Direction
from search.engine import Index
from search.explanation import Bar, deciding_sentence, sentence, waterfall, what_would_decide, why_not
from search.indexing import profile_of_record
from search.reach import Subject
from search.sentences import Language
from tracing.access import Caller
from tracing.judgements import Judgement
from tracing.records import Record
from tracing.value import Value


class FeatureReason(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What one feature says; the weights of all reasons and the prior add up to the match weight."""

    feature: str
    direction: Annotated[Direction, Field(description="`missing`: not stated by both, so no evidence.")]
    level: Annotated[str, Field(description="How far the feature agrees, by name.")]
    weight: Annotated[float, Field(description="Bits: log2 of how many times likelier this is for one person.")]
    sentence: Annotated[str, Field(description="The same in plain words of the language asked for, without any value.")]


Bars = Annotated[
    tuple[Bar, ...], Field(description="The prior, then each feature in bits; the last total is the match weight.")
]


class WhyAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Whether two records would be compared, what comes out, and what was decided."""

    a: UUID
    b: UUID
    reason: str
    compared: Annotated[bool, Field(description="Whether the two are brought together to be compared.")]
    shared_keys: Annotated[tuple[str, ...], Field(description="Kinds of blocking keys that both have.")]
    common_keys: Annotated[
        tuple[str, ...], Field(description="Kinds of those that so many records hold that they bring nobody.")
    ]
    faces_near: bool
    weight: Annotated[float, Field(description="Match weight in bits, the prior included.")]
    probability: float
    model: str
    reasons: tuple[FeatureReason, ...]
    bars: Bars
    would_decide: Annotated[tuple[str, ...], Field(description="What is missing and could settle it.")]
    would_decide_in_words: Annotated[str, Field(description="The same in the language asked for.")]
    candidate: UUID | None
    state: Annotated[CandidateState | None, Field(description="Null when the pair was never proposed.")]


def reasons_of(comparison: Comparison, language: Language = Language.en) -> tuple[FeatureReason, ...]:
    """Every feature of a comparison with its sentence, in the model's order."""
    return tuple(
        FeatureReason(
            feature=feature.feature,
            direction=feature.direction,
            level=feature.level,
            weight=round(feature.weight, 3),
            sentence=sentence(feature, language),
        )
        for feature in comparison.features
    )


def why_answer(
    index: Index,
    one: Record,
    other: Record,
    judgement: Judgement | None,
    caller: Caller,
    language: Language = Language.en,
) -> WhyAnswer:
    """Two records explained, with what was decided as far as the caller may know.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    found = why_not(index, *(Subject(record.id, profile_of_record(record)) for record in (one, other)))
    return WhyAnswer(
        a=one.id,
        b=other.id,
        reason=found.reason,
        compared=found.reach.compared,
        shared_keys=found.reach.shared_keys,
        common_keys=found.reach.common_keys,
        faces_near=found.reach.faces_near,
        weight=round(found.comparison.weight, 3),
        probability=round(found.comparison.probability, 6),
        model=found.comparison.model,
        reasons=reasons_of(found.comparison, language),
        bars=waterfall(found.comparison),
        would_decide=what_would_decide(found.comparison),
        would_decide_in_words=deciding_sentence(found.comparison, language),
        candidate=None if judgement is None else judgement.id,
        state=None if judgement is None else standing(judgement, caller).state,
    )
