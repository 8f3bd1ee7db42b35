"""Numbers: nobody can work out a group of fewer than ten people from them, and hidden records count nowhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.candidates import CandidatesView
from projections.follower import Follower
from projections.freshness import TooFarBehindError
from projections.identities import IdentitiesView
from projections.numbers import AgeGroup, Counted, NumbersView, traits_of
from projections.releases import LEAST, Releases, released
from projections.store import ViewStore
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, OFFICER, SECOND_REVIEWER, evidence, report
from tracing.access import Caller
from tracing.application import Tracing
from tracing.events import Verdict
from tracing.person.description import Sex
from tracing.reports import ReportKind

DAY = date(2026, 7, 1)
LONG_AGO = "1999-01"
LEGS = [("TUR", "GRC"), ("MDA", "ITA"), ("PER", "CHL")]
SEEN = [
    (kind.value, month)
    for kind in (ReportKind.sighting, ReportKind.border_crossing)
    for month in ("2026-06", "2025-01")
]
CELLS = [
    *(("sex", sex.value) for sex in (Sex.female, Sex.male)),
    *(("age_group", group.value) for group in AgeGroup),
    *(("legs", leg) for leg in LEGS),
    *(("seen", cell) for cell in SEEN),
]
"""Each cell of each table that these worlds can fill: the attribute that it counts, and its value."""


def person(cluster: UUID | None = None, **known: Any) -> Counted:
    nothing: dict[str, Any] = {"sex": None, "age_group": None, "legs": {}, "seen": {("sighting", LONG_AGO): 1}}
    return Counted(cluster=cluster or uuid4(), **(nothing | known))


@st.composite
def worlds(draw: st.DrawFn) -> list[Counted]:
    """People of a few sorts, some of whom may be one person."""
    people: list[Counted] = []
    for _ in range(draw(st.integers(1, 5))):
        known = {
            "sex": draw(st.sampled_from(["female", "male", None])),
            "age_group": draw(st.sampled_from([*(group.value for group in AgeGroup), None])),
            "legs": Counter(draw(st.lists(st.sampled_from(LEGS), max_size=2))),
            "seen": Counter(draw(st.lists(st.sampled_from([*SEEN, ("sighting", LONG_AGO)]), min_size=1, max_size=3))),
        }
        alike = draw(st.integers(1, 3))
        clusters = [uuid4() for _ in range(draw(st.integers(1, 14)))]
        people += [person(cluster, **known) for cluster in clusters for _ in range(alike)]
    return people


def clusters_in(people: Iterable[Counted], attribute: str, value: Any) -> list[UUID]:
    def is_in(one: Counted) -> bool:
        stated = getattr(one, attribute)
        return value in stated if attribute in ("legs", "seen") else bool(stated == value)

    return list(dict.fromkeys(one.cluster for one in people if is_in(one)))


def without(one: Counted, attribute: str, value: Any) -> Counted:
    """The same person, of whom this is not known."""
    stated = getattr(one, attribute)
    if attribute in ("sex", "age_group"):
        unstated: dict[str, Any] = {attribute: None if stated == value else stated}
        return one._replace(**unstated)
    kept: dict[Any, int] = {key: times for key, times in stated.items() if key != value}
    if attribute == "seen" and value in stated:
        kept[value[0], LONG_AGO] = kept.get((value[0], LONG_AGO), 0) + stated[value]
    changed: dict[str, Any] = {attribute: kept}
    return one._replace(**changed)


def with_so_many(people: list[Counted], attribute: str, value: Any, wanted: int) -> list[Counted]:
    """A world that differs in nothing but how many people are in one cell."""
    inside = clusters_in(people, attribute, value)
    leaving = set(inside[wanted:])
    more: dict[str, Any] = {attribute: {value: 1} if attribute in ("legs", "seen") else value}
    come = [person(**more) for _ in range(wanted - len(inside))]
    return [without(one, attribute, value) if one.cluster in leaving else one for one in people] + come


@settings(deadline=None, max_examples=25)
@given(worlds())
def test_each_small_group_could_be_of_any_size_below_ten(people: list[Counted]) -> None:
    """There is a world with the same numbers in which it has nobody, one person or nine: so they tell none of it."""
    told = released(people, DAY)
    for attribute, value in CELLS:
        if len(clusters_in(people, attribute, value)) >= LEAST:
            continue
        for wanted in (0, 1, LEAST - 1):
            other = with_so_many(people, attribute, value, wanted)
            assert len(clusters_in(other, attribute, value)) == wanted
            assert released(other, DAY) == told, (attribute, value, wanted)


def test_the_property_would_notice_a_total() -> None:
    """Of the test itself: with a total beside the tables, no two of its worlds would tell the same."""
    people = [person(sex="female") for _ in range(25)] + [person(sex="male") for _ in range(4)]
    told = {(released(other, DAY), sum(one.sex is not None for one in other)) for other in
            (with_so_many(people, "sex", "male", wanted) for wanted in range(LEAST))}  # fmt: skip
    assert len(told) == LEAST and len({release for release, _ in told}) == 1


@settings(deadline=None, max_examples=25)
@given(worlds(), worlds())
def test_one_person_more_is_mostly_not_seen_and_else_moves_a_number_by_ten(
    people: list[Counted], others: list[Counted]
) -> None:
    one = others[0]._replace(cluster=uuid4())
    before, after = released(people, DAY), released([*people, one], DAY)
    for table in ("by_sex", "by_age", "by_month"):
        for was, now in zip(getattr(before, table), getattr(after, table), strict=True):
            if was.people is not None:
                assert now.people - was.people in (0, LEAST)
            elif now.people is not None:
                attribute = {"by_sex": "sex", "by_age": "age_group", "by_month": "seen"}[table]
                value = (now.kind.value, now.month) if attribute == "seen" else getattr(now, attribute).value
                assert len(clusters_in(people, attribute, value)) == LEAST - 1


def test_pieces_that_may_be_one_person_are_no_ten_people() -> None:
    girl = uuid4()
    assert released([person(girl, sex="female") for _ in range(40)], DAY).by_sex[0].people is None
    others = [person(sex="female") for _ in range(9)]
    assert released([*others, *(person(girl, sex="female") for _ in range(3))], DAY).by_sex[0].people == 10


CROSSING = {"place": {"country": "GRC"}, "details": {"direction": "entry", "other_country": "TUR"}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"person": {"birth_date": "2009", "sex": "female"}}, {"age_group": "9-17", "sex": "female"}),
        # Eighteen or not, depending on the day; nor is a date of which only the year is trusted split.
        ({"person": {"birth_date": "2008"}}, {"age_group": None}),
        ({"person": {"birth_date": "2008-03-02"}}, {"age_group": "9-17"}),
        ({"person": {"birth_date": "2008-02-28"}}, {"age_group": "18-29"}),
        ({"person": {"age": {"min": 50}}}, {"age_group": "48+"}),
        ({"person": {"age": {"max": 30}}}, {"age_group": None}),
        ({"person": {"birth_date": "2030", "sex": "not_known"}}, {"age_group": None, "sex": None}),
        ({"occurred_at": "2026"}, {"month": None}),
        (CROSSING, {"came_from": "TUR", "went_to": "GRC", "country": "GRC", "month": "2026-03"}),
        (CROSSING | {"details": {"direction": "exit", "other_country": "TUR"}}, {"came_from": "GRC", "went_to": "TUR"}),
        (CROSSING | {"details": {"other_country": "TUR"}}, {"came_from": None, "went_to": None}),
        (CROSSING | {"kind": "yellow_notice", "details": {}}, {"country": None}),
    ],
)
def test_what_counts_of_a_report(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    person = {"names": [{"full": "Nobody Atall"}], **changes.get("person", {})}
    found = traits_of(report(**({"kind": "border_crossing"} | changes | {"person": person})))
    assert {name: found[name] for name in expected} == expected


@dataclass
class Counting:
    """A log with the views from which people are counted, each kind of database in turn."""

    app: Tracing
    store: ViewStore

    def __post_init__(self) -> None:
        self.store.migrate([(NumbersView.NAME, NumbersView.tables_of(1))])
        Releases.migrate(self.store)
        self.numbers = NumbersView(self.store)
        self.identities, self.candidates = IdentitiesView(self.store), CandidatesView(self.store)

    def post(self, number: int, caller: Caller = OFFICER, kind: str = "sighting", **changes: Any) -> UUID:
        return self.app.post(report(f"N-{number}", kind=kind, **changes), caller).record.id

    def releases(self) -> Releases:
        """With views that are as far as the log."""
        for view in (self.numbers, self.identities, self.candidates):
            Follower(self.app, view, self.store).catch_up()
        return Releases(self.app, self.numbers, self.identities, self.candidates, wait_seconds=0.1)

    def people(self) -> list[Counted]:
        self.releases()
        return self.numbers.people(self.identities, self.candidates)


@pytest.fixture
def counting(app: Tracing, store: ViewStore) -> Counting:
    return Counting(app, store)


MAN = {"names": [{"full": "Nobody Atall"}], "sex": "male"}


def test_what_is_not_meant_for_all_or_not_in_use_counts_nowhere_and_joins_nobody(counting: Counting) -> None:
    for number in range(11):
        counting.post(number, BORDER, "border_crossing", person=MAN, **CROSSING)
    told = counting.releases().current(DAY)
    assert [row.people for row in told.by_sex] == [None, 10]
    assert [(route.came_from, route.went_to, route.people) for route in told.by_route] == [("TUR", "GRC", 10)]
    assert [(row.month, row.kind.value) for row in told.by_month if row.people] == [("2026-03", "border_crossing")]

    woman = {"names": [{"full": "Nobody Atall"}], "sex": "female"}
    hidden = [
        counting.post(number, person=woman, recipients={"rule": "only", "countries": ["FRA"]})
        for number in range(20, 31)
    ]
    counting.app.propose(hidden[0], counting.post(0, person=MAN), evidence())
    for number in range(40, 51):
        counting.app.retract(counting.post(number, person=woman), "By mistake.", OFFICER)
    people = [one for one in counting.people() if one.legs]
    assert len(people) == 11
    assert counting.releases().current(date(2026, 8, 1)) == released([*people, person(sex="male")], date(2026, 8, 1))


def test_joined_records_are_one_person_and_undecided_ones_may_be(counting: Counting) -> None:
    first = counting.post(0, BUREAU, "yellow_notice")
    others = [counting.post(number, person=MAN) for number in (1, 2, 3)]
    same, apart, _ = (counting.app.propose(first, other, evidence()).judgement for other in others)
    for reviewer in (FIRST_REVIEWER, SECOND_REVIEWER):
        same = counting.app.judge(same.id, Verdict.same, "x", reviewer, expected_version=same.version).judgement
    counting.app.judge(apart.id, Verdict.different, "x", FIRST_REVIEWER, expected_version=apart.version)
    people = counting.people()
    assert sorted(one.reports for one in people) == [1, 1, 2]
    assert len({one.cluster for one in people}) == 2
    assert {one.sex for one in people} == {"male"}


def test_a_release_stands_for_its_month_and_is_not_made_of_half_a_log(counting: Counting) -> None:
    first = counting.releases().current(DAY)
    for number in range(10):
        counting.post(number, person=MAN)
    assert counting.releases().current(date(2026, 7, 31)) == first
    releases = counting.releases()
    counting.post(10)
    with pytest.raises(TooFarBehindError):
        releases.current(date(2026, 8, 2))
    assert counting.releases().current(date(2026, 8, 2)).by_sex[1].people == 10
