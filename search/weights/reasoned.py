"""Where training starts: m and u of every level, reasoned from what the fields are.

`m` is how often records of one person reach the level, `u` how often records of two persons do. A year has 365 days;
half of mankind is female; passports are renewed, borrowed and forged. Training leans on these values where few pairs
reach a level, and keeps those of :data:`KEPT` as they are.
"""

REASONED: dict[str, dict[str, tuple[float, float]]] = {
    # Sex is mistaken by clerks now and then, and by those who disguise themselves.
    # Most given names tell the sex already, so that it adds little to a name that agrees.
    "sex": {"same": (0.98, 0.5), "same_as_name": (0.98, 0.85), "different": (0.01, 0.5)},
    # A day of birth is one of about 365 × 40 among people on the move; months, years and slips likewise.
    "birth": {
        "same_day": (0.45, 0.00007),
        "day_month_swapped": (0.01, 0.00006),
        "one_slip": (0.03, 0.001),
        "same_month": (0.02, 0.0001),
        "same_year": (0.005, 0.0005),
        "filler_year": (0.04, 0.003),
        "same_month_other_day": (0.003, 0.002),
        "same_year_other_day": (0.006, 0.03),
        "near_year": (0.01, 0.06),
        "other_year": (0.004, 0.4),
        "child_other_year": (0.001, 0.08),
        "overlap_narrow": (0.12, 0.02),
        "overlap_medium": (0.1, 0.03),
        "overlap_wide": (0.06, 0.03),
        "overlap_vague": (0.02, 0.02),
        "estimate_near": (0.12, 0.07),
        "estimate_apart": (0.03, 0.09),
        "estimate_far": (0.004, 0.2),
    },
    # How common a name is, is counted where it is most common; whoever bears it too is likely from there too.
    "nationality": {"shared": (0.8, 0.1), "shared_as_name": (0.8, 0.5), "different": (0.15, 0.8)},
    "birth_country": {"shared": (0.9, 0.45), "shared_as_origin": (0.9, 0.8), "different": (0.08, 0.5)},
    # Numbers are unique, but documents are borrowed, stolen and forged: u is what that leaves.
    "document": {
        "same_number": (0.5, 0.00001),
        "same_number_other_issuer": (0.02, 0.00005),
        "misread": (0.02, 0.00005),
        "one_character": (0.02, 0.0002),
        "different": (0.4, 0.8),
    },
    "phone": {"same": (0.3, 0.0004)},
    "account": {"same": (0.3, 0.0002)},
    # A flight takes some hundred of millions; a recruiter has many victims, an advertisement fewer.
    "flight": {"same": (0.05, 0.0001)},
    "recruitment": {"same_advertisement": (0.3, 0.001), "same_recruiter": (0.3, 0.006)},
    # A home's address is shared by a family, a town by many; people on the move leave both.
    "address": {
        "same": (0.4, 0.0005),
        "same_town": (0.2, 0.01),
        "same_region": (0.3, 0.1),
        "other_region": (0.1, 0.6),
    },
    "mark": {
        "same_look": (0.2, 0.002),
        "same": (0.2, 0.008),
        "other_look": (0.02, 0.01),
        "same_place": (0.15, 0.02),
        "same_kind": (0.05, 0.03),
        "other_side": (0.03, 0.02),
        "none": (0.22, 0.85),
    },
    "height": {"overlap": (0.7, 0.3), "near": (0.2, 0.3), "apart": (0.05, 0.4), "grown": (0.7, 0.6)},
    "eyes": {"same_rare": (0.7, 0.12), "same_common": (0.8, 0.6), "different": (0.15, 0.45)},
    "hair": {"same_rare": (0.5, 0.15), "same_common": (0.7, 0.5), "different": (0.3, 0.5)},
    "language": {"shared": (0.9, 0.35), "shared_as_origin": (0.9, 0.75), "different": (0.1, 0.6)},
    "relative": {"same": (0.6, 0.01), "different": (0.1, 0.7)},
    # Journeys take weeks and months; some people are found after years.
    "journey": {
        "impossible": (0.001, 0.05),
        "same_place_and_days": (0.06, 0.001),
        "near_place_and_weeks": (0.15, 0.008),
        "near_place_and_months": (0.15, 0.03),
        "weeks_apart": (0.2, 0.04),
        "months_apart": (0.3, 0.15),
        "within_a_year": (0.1, 0.15),
        "years_apart": (0.1, 0.6),
    },
    # Other given name, same family, same parents or same birth: brothers, sisters, twins; a parent's name.
    "kinship": {"siblings": (0.002, 0.8), "twins": (0.01, 0.8), "parent_and_child": (0.002, 0.8)},
}

KEPT: dict[str, frozenset[str]] = {
    "document": frozenset({"same_number", "same_number_other_issuer", "misread", "one_character"}),
    "phone": frozenset({"same"}),
    "account": frozenset({"same"}),
    "flight": frozenset({"same"}),
    "recruitment": frozenset({"same_advertisement", "same_recruiter"}),
    "kinship": frozenset(REASONED["kinship"]),
    "journey": frozenset({"impossible", "years_apart"}),
}
"""Levels that training leaves alone. Numbers hardly ever agree by chance in any sample, and what fraud leaves of them
shows in no count; faces have a curve of their own; who is kin is not told without labels. An impossible journey is one
by geography, and years apart are no rarity in the cases of years that records of a few years cannot show."""

NAME_BITS = (-12.0, -9.0, -6.0, -3.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0)
"""Bounds in bits between the levels of a name's agreement, lowest first."""

NAME_REASONED: tuple[tuple[float, float], ...] = (
    (0.02, 0.7), (0.01, 0.1), (0.01, 0.06), (0.01, 0.05), (0.01, 0.04), (0.04, 0.03), (0.1, 0.012), (0.15, 0.004),
    (0.15, 0.0012), (0.2, 0.0004), (0.15, 0.00012), (0.15, 0.00004),
)  # fmt: skip
"""m and u of each of those levels."""
