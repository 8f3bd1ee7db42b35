"""Suggested groups: what they must always be, and how they heed evidence against."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.grouping import MOST_TOGETHER, EvidenceOf, Group, Link, Tie, suggest_groups
from search.weights import PRIOR, REVIEW_THRESHOLD
from tracing.events import Evidence, FeatureLevel, Suggestion

Pair = tuple[int, int]
Bits = dict[str, float]


def found(bits: Bits, suggests: Suggestion = Suggestion.same) -> Evidence:
    features = tuple(FeatureLevel(feature=name, level="x", weight=weight) for name, weight in bits.items())
    weight = PRIOR + sum(bits.values())
    return Evidence(
        weight=weight, probability=0.5, model="test-1", versions=(1, 1), features=features, suggests=suggests
    )


def evidence_of(compared: dict[Pair, Bits], suggesting: dict[Pair, Suggestion] | None = None) -> EvidenceOf:
    """Evidence by pair; whoever is not named says nothing for or against."""

    def evidence(one: int, other: int) -> Evidence:
        assert one < other
        return found(compared.get((one, other), {}), (suggesting or {}).get((one, other), Suggestion.same))

    return evidence


def links_of(compared: dict[Pair, Bits], **ties: Tie) -> list[Link]:
    """Proposed links of all pairs that reach the review threshold; `ties` as `a0_1=Tie.apart`."""
    known = {tuple(map(int, name[1:].split("_"))): tie for name, tie in ties.items()}
    weights = {pair: found(bits).weight for pair, bits in compared.items()}
    return [
        Link(one=one, other=other, weight=weights.get((one, other), PRIOR), tie=known.get((one, other), Tie.proposed))
        for one, other in dict.fromkeys([*weights, *known])
        if (one, other) in known or weights[one, other] >= REVIEW_THRESHOLD
    ]


def members(groups: Sequence[Group]) -> list[tuple[int, ...]]:
    return [group.members for group in groups]


BITS = st.dictionaries(
    st.sampled_from(["name", "face", "document", "birth"]), st.integers(-14, 18).map(float), min_size=1, max_size=4
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Link], dict[Pair, Bits], dict[Pair, Suggestion]]:
    """Up to eight records, some pairs compared, proposed, confirmed, judged apart, or suggested as kin."""
    pairs = list(combinations(range(draw(st.integers(2, 8))), 2))
    compared = {pair: draw(BITS) for pair in pairs if draw(st.integers(0, 3))}
    suggesting = {pair: Suggestion.kin for pair in pairs if not draw(st.integers(0, 11))}
    links = []
    for pair in pairs:
        weight = found(compared.get(pair, {})).weight
        tie = draw(st.sampled_from([Tie.proposed] * 6 + [Tie.confirmed, Tie.apart]))
        if tie is not Tie.proposed or weight >= REVIEW_THRESHOLD:
            links.append(Link(one=pair[0], other=pair[1], weight=weight, tie=tie))
    return links, compared, suggesting


Situation = tuple[list[Link], dict[Pair, Bits], dict[Pair, Suggestion]]


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_links_changes_nothing(situation: Situation, chance: random.Random) -> None:
    links, compared, suggesting = situation
    evidence = evidence_of(compared, suggesting)
    shuffled = list(links)
    chance.shuffle(shuffled)
    assert suggest_groups(shuffled, evidence) == suggest_groups(links, evidence)


@given(situations())
def test_groups_are_apart_and_their_joins_hold_them_together(situation: Situation) -> None:
    links, compared, suggesting = situation
    groups = suggest_groups(links, evidence_of(compared, suggesting))
    everybody = [record for group in groups for record in group.members]
    assert len(everybody) == len(set(everybody))
    for group in groups:
        assert group.members == tuple(sorted(group.members)) and len(group.members) > 1
        assert len(group.joins) == len(group.members) - 1
        reached = {group.members[0]}
        for _ in group.joins:
            reached |= {end for j in group.joins if {j.one, j.other} & reached for end in (j.one, j.other)}
        assert reached == set(group.members)


@given(situations())
def test_who_is_known_to_be_two_never_shares_a_group(situation: Situation) -> None:
    links, compared, suggesting = situation
    apart = {(link.one, link.other) for link in links if link.tie is Tie.apart}
    confirmed = {(link.one, link.other) for link in links if link.tie is Tie.confirmed}
    for group in suggest_groups(links, evidence_of(compared, suggesting)):
        pairs = set(combinations(group.members, 2))
        assert not pairs & apart
        # What people confirmed outweighs what a comparison suggests.
        joined = closed(pairs & confirmed)
        assert all(joined.get(a) == joined.get(b, -1) for a, b in pairs & suggesting.keys())


@given(situations())
def test_who_was_confirmed_shares_a_group_unless_contested(situation: Situation) -> None:
    links, compared, suggesting = situation
    groups = members(suggest_groups(links, evidence_of(compared, suggesting)))
    part_of = closed({(link.one, link.other) for link in links if link.tie is Tie.confirmed})
    contested = {
        part_of[link.one]
        for link in links
        if link.tie is Tie.apart and link.one in part_of and part_of[link.one] == part_of.get(link.other)
    }
    for link in links:
        if link.tie is Tie.confirmed and part_of[link.one] not in contested:
            assert any({link.one, link.other} <= set(group) for group in groups)


def closed(pairs: set[Pair]) -> dict[int, int]:
    part = {end: end for pair in pairs for end in pair}
    for _ in part:
        for a, b in pairs:
            part[a] = part[b] = min(part[a], part[b])
    return part


@given(situations(), situations())
def test_a_new_record_changes_only_what_it_reaches(first: Situation, second: Situation) -> None:
    """Two worlds side by side have the groups of each, so whoever is not reached need not be looked at again."""
    moved = {(a + 100, b + 100): bits for (a, b), bits in second[1].items()}
    kin = {(a + 100, b + 100): found for (a, b), found in second[2].items()}
    links = [Link(one=link.one + 100, other=link.other + 100, weight=link.weight, tie=link.tie) for link in second[0]]
    alone = suggest_groups(first[0], evidence_of(first[1], first[2])) + suggest_groups(links, evidence_of(moved, kin))
    assert suggest_groups(links + first[0], evidence_of(first[1] | moved, first[2] | kin)) == alone


def test_a_chain_does_not_join_who_contradict_each_other() -> None:
    compared: dict[Pair, Bits] = {
        (0, 1): {"document": 15.6},
        (1, 2): {"name": 11.0},
        (0, 2): {"birth": -7.6, "face": -6.1},
    }
    assert members(suggest_groups(links_of(compared), evidence_of(compared))) == [(0, 1)]


def test_a_document_of_one_record_and_the_face_of_another_count_together() -> None:
    compared: dict[Pair, Bits] = {
        (0, 1): {"document": 15.6},
        (0, 2): {"name": 11.6, "hair": -0.7},
        (1, 2): {"face": 12.0, "sex": -5.6},
    }
    [group] = suggest_groups(links_of(compared), evidence_of(compared))
    assert group.members == (0, 1, 2)
    first, second = group.joins
    assert (first.one, first.other, first.by) == (0, 1, ("document",))
    assert (second.one, second.other, second.by) == (0, 2, ("face", "name"))
    assert second.weight == pytest.approx(PRIOR + 11.6 - 0.7 + 12.0 - 5.6, abs=0.001)
    assert [(one.one, one.other, one.by) for one in group.objections] == [(0, 2, ("hair",)), (1, 2, ("sex",))]


@pytest.mark.parametrize("suggestion", [Suggestion.kin, Suggestion.document_misuse])
def test_who_is_suggested_as_two_persons_shares_no_group(suggestion: Suggestion) -> None:
    compared: dict[Pair, Bits] = {(0, 1): {"document": 15.6}, (1, 2): {"document": 15.6}, (0, 2): {"face": 16.9}}
    groups = suggest_groups(links_of(compared), evidence_of(compared, {(0, 1): suggestion}))
    assert members(groups) == [(0, 2)]


def test_a_contested_identity_is_no_more_than_proposed() -> None:
    compared: dict[Pair, Bits] = {(0, 1): {"document": 15.6}, (1, 2): {"name": 9.5}}
    links = links_of(compared, a0_1=Tie.confirmed, a1_2=Tie.confirmed, a0_2=Tie.apart)
    assert members(suggest_groups(links, evidence_of(compared))) == [(0, 1)]


def test_too_many_records_that_hang_together_are_looked_at_without_their_weakest_links() -> None:
    count = MOST_TOGETHER + 50
    compared: dict[Pair, Bits] = {(n, n + 1): {"document": 16.0 if n % 3 else 9.5} for n in range(count - 1)}
    groups = members(suggest_groups(links_of(compared), evidence_of(compared)))
    assert max(map(len, groups)) <= 3
    assert {(1, 2, 3), (4, 5, 6)} <= set(groups)


def test_what_was_confirmed_is_never_too_many() -> None:
    links = [Link(one=n, other=n + 1, weight=0.0, tie=Tie.confirmed) for n in range(2 * MOST_TOGETHER)]
    [group] = suggest_groups(links, evidence_of({}))
    assert len(group.members) == 2 * MOST_TOGETHER + 1
