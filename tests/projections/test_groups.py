"""Suggested groups: who is in one, for whom, and that a hidden record leaves no trace in them."""

from typing import Any
from uuid import UUID

import pytest

from projections.groups import Groups, SuggestedGroup
from search.weights import REVIEW_THRESHOLD
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, OFFICER, SECOND_REVIEWER, SHELTER, report
from tests.parts import Parts
from tests.projections.world import CONSENT, world
from tracing.access import Reader, reader_of
from tracing.events import Verdict
from tracing.stream_ids import judgement_id

EVERYBODY = Reader(organisation="fra.police", country="FRA", everywhere=True)
PERSON: dict[str, Any] = {
    "names": [{"full": "Юлія Ковальчук"}],
    "birth_date": "1998-03-17",
    "documents": [{"number": "FE123450"}],
}


@pytest.fixture
def groups(parts: Parts) -> Groups:
    return Groups(parts.candidates, parts.engine.live)


def post(parts: Parts, *recipients: dict[str, Any]) -> list[UUID]:
    """Reports on one person by three organisations, and the matcher's work done."""
    senders = ((BUREAU, "yellow_notice"), (BORDER, "border_crossing"), (SHELTER, "shelter_registration"))
    records = [
        parts.app.post(
            report(
                f"R-{number}",
                kind=kind,
                person=PERSON,
                recipients=recipients[number] if number < len(recipients) else {},
                **({"details": CONSENT} if caller is SHELTER else {}),
            ),
            caller,
        ).record.id
        for number, (caller, kind) in enumerate(senders)
    ]
    parts.catch_up()
    return records


def judge(parts: Parts, one: UUID, other: UUID, verdict: Verdict) -> None:
    reviewers = (FIRST_REVIEWER, SECOND_REVIEWER)[: 2 if verdict is Verdict.same else 1]
    for reviewer in reviewers:
        pair = parts.app.judgement(judgement_id(one, other))
        parts.app.judge(pair.id, verdict, "x", reviewer, expected_version=pair.version)
    parts.catch_up()


def group_of(groups: Groups, record: UUID, reader: Reader | None = EVERYBODY) -> SuggestedGroup:
    found = groups.of([record], reader)[record]
    assert record in found.members
    return found


def test_the_reports_of_one_person_are_a_group_and_those_of_others_are_not_in_it(parts: Parts, groups: Groups) -> None:
    records = [parts.app.post(one, caller).record.id for one, caller in world()]
    parts.catch_up()
    found = groups.of(records, EVERYBODY)
    people = [tuple(records[start : start + 3]) for start in range(0, len(records), 3)]
    assert [found[member].members for members in people for member in members] == [
        members for members in people for _ in members
    ]
    for group in found.values():
        assert group.id == group.members[0] and len(group.joins) == 2
        assert "document" in group.joins[0].by
        assert {parts.app.judgement(pair).record_a for pair in group.pairs} <= set(group.members)


def test_what_is_confirmed_stays_and_who_is_known_to_be_another_leaves(parts: Parts, groups: Groups) -> None:
    notice, crossing, registration = post(parts)
    judge(parts, notice, crossing, Verdict.same)
    group = group_of(groups, registration)
    assert group.members == (notice, crossing, registration)
    assert [join.confirmed for join in group.joins] == [True, False]
    assert judgement_id(notice, crossing) not in group.pairs

    judge(parts, notice, registration, Verdict.kin)
    assert groups.of([notice, crossing, registration], EVERYBODY) == {}, "a confirmed identity by itself is no group"


def test_a_retracted_record_leaves(parts: Parts, groups: Groups) -> None:
    notice, crossing, registration = post(parts)
    parts.app.retract(crossing, "entered twice", BORDER)
    parts.catch_up()
    assert group_of(groups, notice).members == (notice, registration)
    assert groups.of([crossing], EVERYBODY) == {}


def test_a_hidden_record_leaves_no_trace(parts: Parts, groups: Groups) -> None:
    notice, crossing, registration = post(parts, {}, {"rule": "only", "countries": ["ITA"]})
    hidden_for, seen_by = reader_of(OFFICER), Reader(organisation="ita.police", country="ITA", everywhere=True)
    group = group_of(groups, notice, hidden_for)
    assert group.members == (notice, registration)
    assert str(crossing) not in repr(group)
    assert group.pairs == (judgement_id(notice, registration),)
    assert groups.of([crossing], hidden_for) == {}
    assert group_of(groups, notice, seen_by).members == (notice, crossing, registration)
    assert group_of(groups, notice, None).members == (notice, crossing, registration)


def test_who_is_joined_only_by_a_hidden_record_is_in_no_group(parts: Parts, groups: Groups) -> None:
    """A phone in common with the hidden record alone must not bring two others together."""
    sent: list[tuple[dict[str, Any], Any, str, dict[str, Any]]] = [
        ({"documents": [{"number": "PX111222"}]}, BUREAU, "yellow_notice", {}),
        ({"documents": [{"number": "PX111222"}], "phones": ["+4915112345678"]}, BORDER, "border_crossing",
         {"rule": "only"}),
        ({"phones": ["+4915112345678"]}, BUREAU, "yellow_notice", {}),
    ]  # fmt: skip
    first, hidden, second = (
        parts.app.post(
            report(
                f"H-{number}",
                kind=kind,
                person={"names": [{"full": "Wioletta Krzyżanowska"}], **person},
                recipients=recipients,
            ),
            caller,
        ).record.id
        for number, (person, caller, kind, recipients) in enumerate(sent)
    )
    parts.catch_up()
    assert group_of(groups, first, None).members == (first, hidden, second)
    assert groups.of([first, second, hidden], EVERYBODY) == {}


def test_nobody_has_no_group(groups: Groups) -> None:
    assert groups.of([], EVERYBODY) == groups.of([UUID(int=1)], EVERYBODY) == {}


TELLING = {"number": "ZX704411", "issuer": "UKR"}
NAMED: dict[str, Any] = {"names": [{"full": "Oresta Hryhorenchuk"}], "documents": [TELLING]}
SCAR = [{"kind": "scar", "body_part": "left hand"}]
SCARRED: dict[str, Any] = {"documents": [TELLING], "marks": SCAR}
BOTH: dict[str, Any] = {"names": [{"full": "Oresta Hryhorenchuk"}], "marks": SCAR}


def draw(parts: Parts, *people: dict[str, Any], **more: Any) -> list[UUID]:
    """Reports by one agency after the other, each matched before the next comes."""
    records = []
    for number, person in enumerate(people):
        value = report(f"W-{number}", kind="sighting", person=person, **(more if number == 0 else {}))
        records.append(parts.app.post(value, OFFICER).record.id)
        parts.catch_up()
    return records


def test_a_group_as_a_whole_draws_a_record_that_none_of_it_draws_alone(parts: Parts) -> None:
    named, scarred, both = draw(parts, NAMED, SCARRED, BOTH)
    assert parts.app.judgement_or_none(judgement_id(scarred, both)) is None
    judgement = parts.app.judgement(judgement_id(named, both))
    assert judgement.evidence.weight < REVIEW_THRESHOLD <= (judgement.evidence.group_weight or -99)
    before = parts.app.max_position()
    parts.catch_up()
    assert parts.app.max_position() == before


def test_without_the_group_the_same_record_is_not_proposed(parts: Parts) -> None:
    named, both = draw(parts, NAMED, BOTH)
    assert parts.app.judgement_or_none(judgement_id(named, both)) is None


def test_a_member_that_not_every_reviewer_may_see_draws_nobody(parts: Parts) -> None:
    """Else whoever may see the two others would learn of it from the proposal."""
    only_here = {"recipients": {"rule": "only", "countries": ["UKR"]}}
    scarred, named, both = draw(parts, SCARRED, NAMED, BOTH, **only_here)
    assert parts.app.judgement_or_none(judgement_id(scarred, named)) is not None
    assert parts.app.judgement_or_none(judgement_id(named, both)) is None


def test_who_contradicts_a_group_is_not_drawn_by_it(parts: Parts) -> None:
    born = [{**NAMED, "birth_date": "1991-03-04"}, SCARRED, {**BOTH, "birth_date": "1972-11-30"}]
    named, _, both = draw(parts, *born)
    assert parts.app.judgement_or_none(judgement_id(named, both)) is None
