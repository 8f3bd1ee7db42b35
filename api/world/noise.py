"""How badly agencies write people down: every rate of the invented world, in one place.

A record of the world is a true person seen through a form. What the form loses is drawn, field by field, from the
rates of a :class:`Noise`. They are guesses at the right order of magnitude, not measurements of real registers: they
were chosen once, by what makes the work hard for people, and are never fitted to a matcher.

| effect | rates |
|---|---|
| the field is left out of a form of this kind | `sex_missing`, `birth_missing`, `nationality_missing` |
| the field is in a form of this kind | `document_known`, `marks_known`, `height_known`, `eyes_known`, … |
| the name is written as heard, in the clerk's own orthography | `heard_spelling`, `vowel_drift` |
| the name is written in the clerk's own script | `clerk_script` |
| the name is mistyped, turned round, shortened, put on one line | `typing_slip`, `swapped_order`, … |
| another name altogether | `first_name_only`, `nickname`, `pseudonym`, `nameless` |
| the birth date is wrong, rough or a filler | `filler_birthday`, `day_month_swapped`, `digit_slip`, … |
| the document is not the person's own | `false_document`, `borrowed_document`, `renewed_document` |
| the machine-readable zone was misread, or there is none | `mrz_misread`, `handwritten_crossing` |
"""

from enum import StrEnum

from tracing.value import Value


class ByKind(Value, frozen=True, kw_only=True):
    """A rate from 0 to 1 for each kind of report."""

    notice: float = 0.0
    crossing: float = 0.0
    registration: float = 0.0
    sighting: float = 0.0

    def of(self, kind: str) -> float:
        """The rate of a kind: `notice`, `crossing`, `registration` or `sighting`."""
        return float(getattr(self, kind))


class Noise(Value, frozen=True, kw_only=True):
    """Rates from 0 to 1 at which a fact is lost or bent on its way into a record; years and centimetres where said."""

    clerk_script: float = 0.15
    heard_spelling: ByKind = ByKind(notice=0.05, crossing=0.4, registration=0.5, sighting=0.65)
    vowel_drift: float = 0.1
    typing_slip: float = 0.06
    swapped_order: float = 0.05
    dropped_part: float = 0.25
    one_line: float = 0.35
    diacritics_dropped: float = 0.6
    native_name_only: float = 0.15
    latin_name_only: float = 0.25

    first_name_only: ByKind = ByKind(registration=0.15, sighting=0.15)
    nickname: ByKind = ByKind(registration=0.05, sighting=0.07)
    pseudonym: ByKind = ByKind(registration=0.06, sighting=0.02)
    nameless: ByKind = ByKind(sighting=0.08)

    birth_missing: ByKind = ByKind(notice=0.03, crossing=0.02, registration=0.25, sighting=0.75)
    filler_birthday: float = 0.03
    day_month_swapped: float = 0.03
    digit_slip: float = 0.03
    year_off: float = 0.03
    year_only: float = 0.05
    approximate_birth: float = 0.04
    age_error_years: float = 2.0

    sex_missing: ByKind = ByKind(notice=0.01, crossing=0.01, registration=0.05, sighting=0.1)
    sex_wrong: float = 0.005
    nationality_missing: ByKind = ByKind(notice=0.03, crossing=0.01, registration=0.15, sighting=0.55)
    nationality_other: float = 0.04

    document_known: ByKind = ByKind(notice=0.7, crossing=1.0, registration=0.3, sighting=0.06)
    document_slip: float = 0.03
    false_document: float = 0.05
    borrowed_document: float = 0.03
    renewed_document: float = 0.06
    handwritten_crossing: float = 0.15
    mrz_misread: float = 0.03
    mrz_letter_groups: float = 0.04

    marks_known: ByKind = ByKind(notice=0.85, crossing=0.02, registration=0.4, sighting=0.5)
    mark_reworded: float = 0.5
    mark_misjudged: float = 0.1
    height_known: ByKind = ByKind(notice=0.8, registration=0.15, sighting=0.45)
    height_error_cm: float = 2.5
    eyes_known: ByKind = ByKind(notice=0.8, registration=0.1, sighting=0.2)
    eyes_wrong: float = 0.1
    hair_known: ByKind = ByKind(notice=0.8, registration=0.15, sighting=0.5)
    hair_changed: float = 0.15
    languages_known: ByKind = ByKind(notice=0.6, registration=0.5, sighting=0.3)
    relatives_known: ByKind = ByKind(notice=0.5, registration=0.12, sighting=0.02)
    phone_known: ByKind = ByKind(notice=0.45, crossing=0.05, registration=0.3, sighting=0.1)
    account_known: ByKind = ByKind(notice=0.35, registration=0.12, sighting=0.15)
    face_known: ByKind = ByKind(notice=0.55, crossing=0.35, registration=0.12, sighting=0.25)

    restricted: float = 0.03


REALISTIC = Noise()
"""What `tracing world` takes unless told otherwise."""

OTHER = Noise(
    clerk_script=0.22,
    heard_spelling=ByKind(notice=0.03, crossing=0.3, registration=0.6, sighting=0.75),
    vowel_drift=0.15,
    typing_slip=0.04,
    swapped_order=0.08,
    dropped_part=0.17,
    one_line=0.5,
    diacritics_dropped=0.4,
    native_name_only=0.2,
    latin_name_only=0.17,
    first_name_only=ByKind(registration=0.1, sighting=0.1),
    nickname=ByKind(registration=0.08, sighting=0.1),
    pseudonym=ByKind(registration=0.04, sighting=0.013),
    nameless=ByKind(sighting=0.12),
    birth_missing=ByKind(notice=0.05, crossing=0.01, registration=0.17, sighting=0.8),
    filler_birthday=0.05,
    day_month_swapped=0.02,
    digit_slip=0.045,
    year_off=0.02,
    year_only=0.08,
    approximate_birth=0.025,
    age_error_years=2.5,
    sex_wrong=0.01,
    nationality_missing=ByKind(notice=0.02, crossing=0.02, registration=0.1, sighting=0.65),
    nationality_other=0.06,
    document_known=ByKind(notice=0.5, crossing=1.0, registration=0.45, sighting=0.04),
    document_slip=0.045,
    false_document=0.035,
    borrowed_document=0.045,
    renewed_document=0.04,
    handwritten_crossing=0.22,
    mrz_misread=0.02,
    marks_known=ByKind(notice=0.65, crossing=0.03, registration=0.55, sighting=0.4),
    mark_reworded=0.35,
    mark_misjudged=0.15,
    height_known=ByKind(notice=0.6, registration=0.25, sighting=0.6),
    height_error_cm=3.5,
    eyes_wrong=0.07,
    hair_changed=0.22,
    relatives_known=ByKind(notice=0.35, registration=0.18, sighting=0.03),
    phone_known=ByKind(notice=0.3, crossing=0.03, registration=0.4, sighting=0.15),
    account_known=ByKind(notice=0.5, registration=0.08, sighting=0.1),
    face_known=ByKind(notice=0.4, crossing=0.5, registration=0.08, sighting=0.35),
)
"""Offices of other habits, on the whole as bad: each rate was moved by about a half, one up and the next down.

What was learnt from `REALISTIC` is measured here; nothing is ever tuned on it.
"""


class NoiseName(StrEnum):
    """Profiles by name."""

    realistic = "realistic"
    other = "other"


PROFILES = {NoiseName.realistic: REALISTIC, NoiseName.other: OTHER}
