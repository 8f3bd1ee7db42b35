"""Identities are clusters of records, derived from standing decisions."""

from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import BUREAU, report
from tracing.access import Reader
from tracing.events import NoticePublished, Verdict
from tracing.identities import Identity, Link, clusters, merged_profile, visible
from tracing.records import Record, folded
from tracing.stream_ids import record_id

A, B, C, D = (UUID(int=number) for number in (40, 30, 20, 10))
NUMBERS = {A: 1, B: 2, C: 3, D: 4}
"""The oldest record has the greatest id, so that no test passes by comparing ids."""


def same(one: UUID, other: UUID) -> Link:
    return Link(record_a=one, record_b=other, verdict=Verdict.same)


def different(one: UUID, other: UUID) -> Link:
    return Link(record_a=one, record_b=other, verdict=Verdict.different)


def members(found: dict[UUID, Identity]) -> dict[UUID, tuple[UUID, ...]]:
    return {record: identity.members for record, identity in found.items()}


pairs = st.sampled_from(list(combinations(NUMBERS, 2)))
links = st.lists(
    st.builds(lambda pair, verdict: Link(record_a=pair[0], record_b=pair[1], verdict=verdict), pairs,
              st.sampled_from([Verdict.same, Verdict.same, Verdict.different, Verdict.kin])),
    unique_by=lambda link: (link.record_a, link.record_b),
)  # fmt: skip


def reachable(record: UUID, standing: list[Link]) -> set[UUID]:
    """The definition: all records that confirmed links lead to, found by walking them."""
    seen, todo = {record}, [record]
    while todo:
        here = todo.pop()
        for link in standing:
            if link.verdict is Verdict.same and here in (link.record_a, link.record_b):
                for there in {link.record_a, link.record_b} - seen:
                    seen.add(there)
                    todo.append(there)
    return seen


@given(links, st.randoms())
def test_clusters_are_what_links_reach_whatever_their_order(standing: list[Link], random: Random) -> None:
    found = clusters(NUMBERS, standing)
    for record, identity in found.items():
        assert set(identity.members) == reachable(record, standing)
        assert identity.id == min(identity.members, key=NUMBERS.__getitem__) == identity.members[0]
        assert list(identity.members) == sorted(identity.members, key=NUMBERS.__getitem__)
    shuffled = list(standing)
    random.shuffle(shuffled)
    turned = [Link(record_a=link.record_b, record_b=link.record_a, verdict=link.verdict) for link in shuffled]

    assert clusters(dict(reversed(NUMBERS.items())), shuffled) == found
    assert members(clusters(NUMBERS, turned)) == members(found)


@given(links, pairs)
def test_a_link_joins_its_two_and_changes_no_other_identity(standing: list[Link], pair: tuple[UUID, UUID]) -> None:
    before = [link for link in standing if (link.record_a, link.record_b) != pair]
    joined = clusters(NUMBERS, [*before, same(*pair)])

    assert joined[pair[0]] == joined[pair[1]]
    given_back = clusters(NUMBERS, before)
    assert set(given_back) == set(NUMBERS)
    assert {r for r in NUMBERS if given_back[r].members != joined[r].members} <= set(joined[pair[0]].members)


def test_after_a_merge_the_younger_id_leads_to_the_older() -> None:
    apart = clusters(NUMBERS, [same(B, C)])
    assert apart[C].id == B

    merged = clusters(NUMBERS, [same(B, C), same(C, A)])
    assert merged[B] == merged[C] == merged[A]
    assert merged[C].id == A


def test_after_a_split_the_part_with_the_oldest_record_keeps_the_id() -> None:
    merged = clusters(NUMBERS, [same(A, B), same(B, C), same(C, D)])
    assert merged[D].members == (A, B, C, D)

    split = clusters(NUMBERS, [same(A, B), same(C, D)])
    assert (split[A].id, split[C].id) == (A, C)
    assert split[D].members == (C, D)


def test_contradicting_decisions_contest_an_identity_and_keep_it() -> None:
    found = clusters(NUMBERS, [same(A, B), same(B, C), different(A, C)])[A]

    assert found.members == (A, B, C)
    assert found.contested == (different(A, C),)
    assert set(found.links) == {same(A, B), same(B, C), different(A, C)}


def test_decisions_between_identities_contest_nothing() -> None:
    found = clusters(NUMBERS, [same(A, B), different(B, C)])

    assert found[A].contested == found[C].contested == ()
    assert found[A].links == (same(A, B),)


def test_kin_do_not_join() -> None:
    assert clusters(NUMBERS, [Link(record_a=A, record_b=B, verdict=Verdict.kin)])[A].members == (A,)


def test_a_hidden_record_joins_nothing() -> None:
    without = {record: number for record, number in NUMBERS.items() if record != B}
    found = clusters(without, [same(A, B), same(B, C)])

    assert (found[A].members, found[C].members) == ((A,), (C,))
    assert B not in found


def record(reference: str, organisation: str = "ukr.bureau", retracted: str | None = None, **person: Any) -> Record:
    event = NoticePublished(
        originator_id=record_id(organisation, reference),
        originator_version=1,
        organisation=organisation,
        country="UKR",
        posted_by=BUREAU.subject,
        report=report(  # type: ignore[arg-type]
            reference, person={"names": [{"full": "Yuliia Kovalchuk"}], **person}, recipients={"rule": "only"}
        ),
    )
    return msgspec.structs.replace(folded([event]), retracted=retracted)


def test_a_profile_names_the_source_of_each_value() -> None:
    first, second = record("1", sex="female", nationalities=["UKR"]), record("2", sex="male", nationalities=["UKR"])
    taken_back = record("3", retracted="mistake", eyes="green")

    stated = {(value.field, str(value.value)): value.records for value in merged_profile([first, second, taken_back])}

    assert stated[("sex", "female")] == (first.id,)
    assert stated[("sex", "male")] == (second.id,)
    assert stated[("nationalities", "UKR")] == (first.id, second.id)
    assert not any(field == "eyes" for field, _ in stated)
    assert next(iter(stated))[0] == "names"


def test_a_record_that_says_a_thing_twice_is_one_source() -> None:
    (names, *_) = merged_profile([record("1", names=[{"full": "X Y"}, {"full": "X Y"}])])
    assert len(names.records) == 1


def test_visible_records() -> None:
    own, other = record("1"), record("2", organisation="pol.bureau")
    assert visible([own, other], None) == [own, other]
    assert visible([own, other], Reader(organisation="ukr.bureau")) == [own]
