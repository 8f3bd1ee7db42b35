"""Fellegi–Sunter weights: how much each level of agreement of each feature speaks for or against one person.

A level's weight is log2(m / u): `m` is how often records of one person reach the level, `u` how often records of two
persons do (Fellegi & Sunter 1969, sections 2 and 3). These first values are reasoned from what the fields are (a year
has 365 days; half of mankind is female; passports are renewed, borrowed and forged); no program estimated them. Prior,
review threshold, and the levels of estimated ages were revised by hand after looking at one invented world (2,000
people, seed 1), so figures measured on that world flatter, and those on other seeds of the same generator somewhat too.
"""

import math

from tracing.value import Value

MODEL = "reasoned-4"
"""Name and version of these weights; it changes whenever a weight, a level or a rule does."""

PRIOR = math.log2(3 / 10_000)
"""Bits against two records taken at random: among ten thousand others about three are of the same person.

It is fixed, so that a weight means the same at any time and on any engine; of a hundred thousand records, taken without
regard to time and region, it would be three bits lower.
"""

REVIEW_THRESHOLD = -3.0
"""Weight from which a pair is proposed to reviewers: one in nine. Two people look at it before anything is joined,
and a pair that nobody looks at is a person who is not found."""

MISSING = "missing"
"""Level of a feature that one of the two records does not state; it weighs nothing."""


class Level(Value, frozen=True, kw_only=True):
    """One level of agreement with its two probabilities."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Match weight in bits."""
        return math.log2(self.m / self.u)


def _levels(**levels: tuple[float, float]) -> dict[str, float]:
    return {name: Level(m=m, u=u).weight for name, (m, u) in levels.items()}


WEIGHTS: dict[str, dict[str, float]] = {
    # Sex is mistaken by clerks now and then, and by those who disguise themselves.
    # Most given names tell the sex already, so that it adds little to a name that agrees.
    "sex": _levels(same=(0.98, 0.5), same_as_name=(0.98, 0.85), different=(0.01, 0.5)),
    # A day of birth is one of about 365 × 40 among people on the move; months, years and slips likewise.
    "birth": _levels(
        same_day=(0.8, 0.00007),
        day_month_swapped=(0.02, 0.00006),
        one_slip=(0.04, 0.001),
        same_month=(0.6, 0.002),
        same_year=(0.5, 0.03),
        filler_year=(0.3, 0.04),
        same_month_other_day=(0.01, 0.002),
        same_year_other_day=(0.02, 0.03),
        near_year=(0.05, 0.12),
        other_year=(0.02, 0.8),
        child_other_year=(0.004, 0.8),
        estimate_near=(0.25, 0.2),
        estimate_apart=(0.08, 0.25),
        estimate_far=(0.01, 0.4),
    ),
    # How common a name is, is counted where it is most common; whoever bears it too is likely from there too.
    "nationality": _levels(shared=(0.8, 0.1), shared_as_name=(0.8, 0.5), different=(0.15, 0.8)),
    "birth_country": _levels(shared=(0.9, 0.45), different=(0.08, 0.5)),
    # Numbers are unique, but documents are borrowed, stolen and forged: u is what that leaves.
    "document": _levels(
        same_number=(0.5, 0.00001),
        same_number_other_issuer=(0.02, 0.00005),
        one_character=(0.02, 0.0002),
        different=(0.4, 0.8),
    ),
    "phone": _levels(same=(0.3, 0.0004)),
    "account": _levels(same=(0.3, 0.0002)),
    # A home's address is shared by a family, a town by many; people on the move leave both.
    "address": _levels(same=(0.4, 0.0005), same_town=(0.2, 0.01), same_region=(0.3, 0.1), other_region=(0.1, 0.6)),
    "mark": _levels(
        same=(0.4, 0.015), same_place=(0.15, 0.02), same_kind=(0.2, 0.12), other_side=(0.03, 0.02), none=(0.22, 0.8)
    ),
    "height": _levels(overlap=(0.9, 0.45), near=(0.08, 0.2), apart=(0.02, 0.35)),
    "eyes": _levels(same_rare=(0.7, 0.12), same_common=(0.8, 0.6), different=(0.15, 0.45)),
    "hair": _levels(same_rare=(0.5, 0.15), same_common=(0.7, 0.5), different=(0.3, 0.5)),
    "language": _levels(shared=(0.9, 0.35), different=(0.1, 0.4)),
    # Distances between dlib ResNet encodings; relatives and twins come near, pictures age.
    "face": _levels(
        very_near=(0.25, 0.000002),
        near=(0.35, 0.0002),
        fairly_near=(0.25, 0.005),
        doubtful=(0.1, 0.05),
        far=(0.04, 0.25),
        very_far=(0.01, 0.7),
    ),
    "relative": _levels(same=(0.6, 0.01), different=(0.1, 0.7)),
    "journey": _levels(same_place_and_day=(0.06, 0.03), impossible=(0.001, 0.05)),
    # Other given name, same family, same parents or same birth: brothers, sisters, twins.
    "kinship": _levels(siblings=(0.008, 0.6)),
}
"""Weight in bits of every level of every feature but names, which depend on how common the name is."""

FACE_DISTANCES = (
    (0.3, "very_near"),
    (0.4, "near"),
    (0.5, "fairly_near"),
    (0.6, "doubtful"),
    (0.75, "far"),
    (math.inf, "very_far"),
)
"""Upper bounds of Euclidean distance for levels of `face`."""


def probability(weight: float) -> float:
    """What a match weight in bits means as a probability from 0 to 1."""
    if weight > 60:
        return 1.0
    odds: float = 2.0 ** max(weight, -1000.0)
    return odds / (1 + odds)
