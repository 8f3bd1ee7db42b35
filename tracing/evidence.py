"""What the comparison of two records found, without any value of either."""

from enum import StrEnum

from tracing.value import Value


class FeatureLevel(Value, frozen=True, kw_only=True):
    """How one feature of a pair compared: its name, the level reached, and the match weight in bits.

    `about` never holds a value of a person; it can name the kind of view that found the agreement, e.g. `romanised`.
    """

    feature: str
    level: str
    weight: float
    about: str = ""


class Suggestion(StrEnum):
    """What the matcher takes a pair of records for."""

    same = "same"
    """One person."""
    kin = "kin"
    """Two persons of one family: siblings, twins, parent and child."""
    document_misuse = "document_misuse"
    """Two persons, one of whom used a document of the other."""


class Lead(StrEnum):
    """A feature that leads to a pair by itself, so that nothing else bears it out."""

    face = "face"


class Evidence(Value, frozen=True, kw_only=True):
    """What the comparison of two records found, without any of their values.

    Attributes:
        weight: match weight in bits (log2 of the Bayes factor), the prior included.
        probability: what that weight means, 0 to 1.
        model: name and version of the weights used.
        versions: the evidence version of each record, in the order of the pair.
        suggests: what the pair is proposed as. Weight and probability always speak of one person.
        led_by: the only feature that singles the person out, if it is one that may not do so alone; to confirm such
            a pair takes a second fact, or a second reviewer from another country.
        group_weight: bits for one of them being one person with the group of the other, if that proposed the pair.
    """

    weight: float
    probability: float
    model: str
    versions: tuple[int, int]
    features: tuple[FeatureLevel, ...] = ()
    suggests: Suggestion = Suggestion.same
    led_by: Lead | None = None
    group_weight: float | None = None
