"""Two records side by side: what each says of a feature, how far that agrees, and the waterfall to be drawn."""

from typing import Any, Literal

import msgspec

from api.schemas.candidates import CandidateAnswer
from api.schemas.explanations import FeatureReason
from api.schemas.reports import RecordAnswer
from search.explanation import Bar
from tracing.value import Value

Agreement = Literal["same", "near", "different", "missing"]

SIGNS: dict[Agreement, str] = {"same": "=", "near": "≈", "different": "≠", "missing": "·"}
"""A sign for each, so that none is told by colour alone."""

SAME = {
    "name": {"same"},
    "birth": {"same_day"},
    "sex": {"same", "same_as_name"},
    "nationality": {"shared", "shared_as_name"},
    "birth_country": {"shared", "shared_as_origin"},
    "document": {"same_number"},
    "face": {"very_near"},
    "mark": {"same_look", "same"},
    "relative": {"same"},
    "phone": {"same"},
    "account": {"same"},
    "flight": {"same"},
    "recruitment": {"same_advertisement", "same_recruiter"},
    "address": {"same"},
    "language": {"shared", "shared_as_origin"},
    "height": {"overlap"},
    "eyes": {"same_rare", "same_common"},
    "hair": {"same_rare", "same_common"},
    "journey": {"same_place_and_days"},
}
"""Levels of each feature that a reader calls the same."""

DIFFERENT = {
    "name": {"different"},
    "birth": {"other_year", "child_other_year", "estimate_far", "estimate_apart"},
    "sex": {"different"},
    "nationality": {"different"},
    "birth_country": {"different"},
    "document": {"different"},
    "face": {"far", "very_far"},
    "mark": {"other_side", "none"},
    "relative": {"different"},
    "address": {"other_region"},
    "language": {"different"},
    "height": {"apart"},
    "eyes": {"different"},
    "hair": {"different"},
    "journey": {"impossible"},
}
"""Levels that a reader calls different; all others lie between."""

_STATED: dict[str, tuple[str, ...]] = {
    "name": ("names",),
    "face": (),
    "birth": ("birth_date", "age"),
    "sex": ("sex",),
    "nationality": ("nationalities",),
    "birth_country": ("birth_country", "birth_place"),
    "document": ("documents",),
    "mark": ("marks",),
    "relative": ("relatives",),
    "phone": ("phones",),
    "account": ("accounts",),
    "address": ("addresses",),
    "language": ("languages",),
    "height": ("height_cm",),
    "eyes": ("eyes",),
    "hair": ("hair",),
}
"""Fields of a person that each feature compares, in the order in which they are shown."""

_BAR_WIDTH = 240.0


class Row(Value, frozen=True, kw_only=True):
    """A feature of both records.

    Attributes:
        values: for each record, pairs of a field's name and its values as plain values.
    """

    feature: str
    agreement: Agreement
    sign: str
    sentence: str
    values: tuple[tuple[tuple[str, list[Any]], ...], ...] = ()


class DrawnBar(Value, frozen=True, kw_only=True):
    """A step of the waterfall with its place on the drawing (pixels); the first, the prior, has no sentence."""

    what: str
    bits: float
    total: float
    start: float
    width: float
    sentence: str


def compared_rows(pair: CandidateAnswer) -> list[Row]:
    """All features: those of the person first, then what only the pair as a whole shows."""
    reasons = {reason.feature: reason for reason in pair.reasons}
    ordered = [*_STATED, *(feature for feature in reasons if feature not in _STATED)]
    rows = [_row(reasons[feature], pair.records) for feature in ordered if feature in reasons]
    return [
        row for row in rows if row.agreement != "missing" or any(values for side in row.values for _, values in side)
    ]


def agreement_of(reason: FeatureReason) -> Agreement:
    """How far a feature agrees, as a reader would say it."""
    if reason.direction == "missing":
        return "missing"
    if reason.level in SAME.get(reason.feature, ()):
        return "same"
    return "different" if reason.level in DIFFERENT.get(reason.feature, ()) else "near"


def drawn(bars: tuple[Bar, ...], reasons: tuple[FeatureReason, ...]) -> list[DrawnBar]:
    """The waterfall, scaled to one width; each bar begins where the one before ended."""
    sentences = {reason.feature: reason.sentence for reason in reasons}
    ends = [0.0, *(bar.total for bar in bars)]
    low, high = min(ends), max(ends)
    scale = _BAR_WIDTH / (high - low or 1.0)
    return [
        DrawnBar(
            what=bar.what,
            bits=bar.bits,
            total=bar.total,
            start=round((min(before, bar.total) - low) * scale, 1),
            width=round(max(abs(bar.total - before) * scale, 1.5), 1),
            sentence=sentences.get(bar.what, ""),
        )
        for before, bar in zip(ends, bars, strict=False)
    ]


def _row(reason: FeatureReason, records: tuple[RecordAnswer, ...]) -> Row:
    agreement = agreement_of(reason)
    fields = _STATED.get(reason.feature, ())
    return Row(
        feature=reason.feature,
        agreement=agreement,
        sign=SIGNS[agreement],
        sentence=reason.sentence,
        values=tuple(tuple((field, _values(record, field)) for field in fields) for record in records),
    )


def _values(record: RecordAnswer, field: str) -> list[Any]:
    # What a document's zone says is compared too.
    stated = getattr(record.report.described, field)
    values = stated if isinstance(stated, tuple) else (stated,)
    return [msgspec.to_builtins(value) for value in values if value is not None]
