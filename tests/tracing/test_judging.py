"""Commands on pairs, on every store."""

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.examples import (
    AUDITOR,
    BORDER,
    BUREAU,
    FIRST_REVIEWER,
    OFFICER,
    SECOND_REVIEWER,
    THIRD_REVIEWER,
    evidence,
    report,
)
from tests.keys import MASTERS
from tracing.access import Caller, Role
from tracing.application import Tracing
from tracing.errors import (
    JudgementChangedError,
    NotFoundError,
    NotOpenError,
    OwnRecordError,
    RetractedError,
    SameReviewerError,
)
from tracing.events import Verdict
from tracing.judgements import Judgement, State
from tracing.judging import Judged
from tracing.stream_ids import ordered


@pytest.fixture
def pair(app: Tracing) -> tuple[UUID, UUID]:
    """Two records of two organisations, in the order of their pair."""
    one = app.post(report("N-1"), BUREAU).record.id
    other = app.post(report("X-1", kind="border_crossing"), BORDER).record.id
    return ordered(one, other)


@pytest.fixture
def proposed(app: Tracing, pair: tuple[UUID, UUID]) -> Judgement:
    """The pair, proposed by the matcher."""
    return app.propose(*pair, evidence(1, 1)).judgement


def say(app: Tracing, verdict: Verdict, caller: Caller, pair: Judgement, version: int | None = None) -> Judged:
    expected = app.judgement(pair.id).version if version is None else version
    return app.judge(pair.id, verdict, "they look alike", caller, expected_version=expected)


def decided(app: Tracing, pair: Judgement, *said: tuple[Verdict, Caller]) -> Judgement:
    """Given: these reviewers said this."""
    for verdict, caller in said:
        say(app, verdict, caller, pair)
    return app.judgement(pair.id)


def test_a_pair_is_proposed_once_whichever_record_comes_first(app: Tracing, pair: tuple[UUID, UUID]) -> None:
    first = app.propose(pair[1], pair[0], evidence(1, 1))
    again = app.propose(*pair, evidence(1, 1))

    assert (first.judgement.record_a, first.judgement.record_b) == pair
    assert first.position == app.max_position()
    assert again == Judged(judgement=first.judgement, position=None)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([(Verdict.same, FIRST_REVIEWER)], State.confirmed_once),
        ([(Verdict.same, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER)], State.confirmed),
        ([(Verdict.different, FIRST_REVIEWER)], State.rejected),
        ([(Verdict.same, FIRST_REVIEWER), (Verdict.different, SECOND_REVIEWER)], State.rejected),
        ([(Verdict.kin, FIRST_REVIEWER)], State.kin),
        ([(Verdict.unsure, FIRST_REVIEWER)], State.deferred),
        ([(Verdict.unsure, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER)], State.confirmed_once),
        (
            [(Verdict.same, FIRST_REVIEWER), (Verdict.unsure, SECOND_REVIEWER), (Verdict.same, SECOND_REVIEWER)],
            State.confirmed,
        ),
        (
            [(Verdict.same, FIRST_REVIEWER), (Verdict.unsure, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER)],
            State.confirmed_once,
        ),
        (
            [(Verdict.same, FIRST_REVIEWER), (Verdict.unsure, SECOND_REVIEWER), (Verdict.same, THIRD_REVIEWER)],
            State.confirmed,
        ),
    ],
)
def test_answers(app: Tracing, proposed: Judgement, said: list[tuple[Verdict, Caller]], state: State) -> None:
    judgement = decided(app, proposed, *said)

    assert judgement.state is state
    assert [(opinion.verdict, opinion.reviewer) for opinion in judgement.opinions] == [
        (verdict, caller.subject) for verdict, caller in said
    ]


def test_the_same_reviewer_does_not_confirm_twice(app: Tracing, proposed: Judgement) -> None:
    decided(app, proposed, (Verdict.same, FIRST_REVIEWER))

    with pytest.raises(SameReviewerError):
        say(app, Verdict.same, FIRST_REVIEWER, proposed)
    assert app.judgement(proposed.id).state is State.confirmed_once


@pytest.mark.parametrize("organisation", ["ukr.bureau", "pol.border"])
def test_nobody_judges_records_of_the_own_organisation(app: Tracing, proposed: Judgement, organisation: str) -> None:
    own = Caller(subject="r", role=Role.reviewer, organisation=organisation, country="FRA")

    with pytest.raises(OwnRecordError):
        say(app, Verdict.same, own, proposed)
    with pytest.raises(OwnRecordError):
        app.withdraw(proposed.id, "no", own, expected_version=1)


def test_an_answer_to_what_has_changed_is_refused_with_the_new_state(app: Tracing, proposed: Judgement) -> None:
    now = decided(app, proposed, (Verdict.same, FIRST_REVIEWER))

    for command in (
        lambda: say(app, Verdict.different, SECOND_REVIEWER, proposed, version=1),
        lambda: app.withdraw(proposed.id, "no", SECOND_REVIEWER, expected_version=1),
    ):
        with pytest.raises(JudgementChangedError) as caught:
            command()
        assert caught.value.judgement == now


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_closed_pair_takes_no_answer(app: Tracing, proposed: Judgement, verdict: Verdict) -> None:
    rejected = decided(app, proposed, (Verdict.different, FIRST_REVIEWER))

    with pytest.raises(NotOpenError) as caught:
        say(app, verdict, SECOND_REVIEWER, proposed)
    assert caught.value.judgement == rejected


def test_of_two_reviewers_at_once_one_wins(app: Tracing, proposed: Judgement) -> None:
    reviewers = [Caller(subject=f"r{n}", role=Role.reviewer, organisation="x.y", country="FRA") for n in range(4)]
    start = threading.Barrier(len(reviewers))
    outcomes: list[object] = []

    def answer(reviewer: Caller) -> None:
        start.wait()
        try:
            outcomes.append(say(app, Verdict.same, reviewer, proposed, version=1))
        except JudgementChangedError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=answer, args=(reviewer,)) for reviewer in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(isinstance(outcome, Judged) for outcome in outcomes) == 1
    assert len(outcomes) == 4
    assert app.judgement(proposed.id).state is State.confirmed_once
    for outcome in outcomes:
        if isinstance(outcome, JudgementChangedError):
            assert outcome.judgement.version == 2


def test_two_reviewers_in_the_same_moment(app: Tracing, urls: Any, proposed: Judgement) -> None:
    """Both have looked at the same version; the one whose event comes second is told what the pair has become."""

    class Slow(Tracing):
        name = Tracing.name

        def append(self, event: Any) -> int:
            say(app, Verdict.different, FIRST_REVIEWER, proposed)
            return super().append(event)

    with Slow(urls.log, MASTERS) as slow, pytest.raises(JudgementChangedError) as caught:
        say(slow, Verdict.same, SECOND_REVIEWER, proposed)
    assert caught.value.judgement == app.judgement(proposed.id)
    assert caught.value.judgement.state is State.rejected


def test_two_matchers_in_the_same_moment(app: Tracing, urls: Any, pair: tuple[UUID, UUID]) -> None:
    class Slow(Tracing):
        name = Tracing.name

        def append(self, event: Any) -> int:
            app.propose(*pair, evidence(1, 1))
            return super().append(event)

    with Slow(urls.log, MASTERS) as slow:
        proposal = slow.propose(*pair, evidence(1, 1))
    assert (proposal.position, proposal.judgement.version) == (None, 1)


@pytest.mark.parametrize("verdict", [Verdict.different, Verdict.kin])
def test_a_rejection_is_remembered(
    app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement, verdict: Verdict
) -> None:
    closed = decided(app, proposed, (verdict, FIRST_REVIEWER))

    assert app.propose(*pair, evidence(1, 1, weight=20)) == Judged(judgement=closed, position=None)


def test_newer_evidence_reopens_and_says_which(app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement) -> None:
    decided(app, proposed, (Verdict.different, FIRST_REVIEWER))

    for versions, new in [((1, 2), (pair[1],)), ((3, 2), (pair[0],)), ((4, 5), pair)]:
        reopened = app.propose(*pair, evidence(*versions)).judgement
        assert (reopened.state, reopened.new_evidence, reopened.opinions) == (State.proposed, new, ())
        assert app.propose(*pair, evidence(*versions)).position is None
        app.renew(*pair, evidence(*versions))
        _correct_until(app, pair, versions)
        decided(app, proposed, (Verdict.different, FIRST_REVIEWER))
        assert app.propose(*pair, evidence(*versions)).judgement.state is State.rejected


def _correct_until(app: Tracing, pair: tuple[UUID, UUID], versions: tuple[int, int]) -> None:
    for record, version in zip(pair, versions, strict=True):
        while (current := app.record(record)).evidence_version < version:
            owner = BUREAU if current.organisation == BUREAU.organisation else BORDER
            later = report(current.report.reference, kind=current.kind.value, occurred_at=f"{2000 + current.version}")
            app.correct(record, later, "found out", owner)


def test_a_confirmed_pair_is_not_asked_again(app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement) -> None:
    confirmed = decided(app, proposed, (Verdict.same, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER))

    assert app.propose(*pair, evidence(7, 7)).judgement == confirmed
    assert app.propose_by_hand(*pair, evidence(7, 7), "again", OFFICER).judgement == confirmed


def test_an_open_pair_takes_newer_evidence(app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement) -> None:
    decided(app, proposed, (Verdict.same, FIRST_REVIEWER))
    renewed = app.propose(*pair, evidence(2, 1, weight=9))

    assert renewed.position is not None
    assert renewed.judgement.evidence == evidence(2, 1, weight=9)
    assert renewed.judgement.state is State.confirmed_once
    assert app.propose(*pair, evidence(1, 1)).position is None, "older evidence changes nothing"


def test_weaker_evidence_is_shown_only_on_pairs_that_wait(
    app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement
) -> None:
    assert app.renew(uuid4(), uuid4(), evidence(2, 1)) is None
    renewed = app.renew(*pair, evidence(2, 1, weight=-3))
    assert renewed is not None and renewed.evidence.weight == -3
    assert app.renew(*pair, evidence(2, 1, weight=-3)) == renewed

    closed = decided(app, proposed, (Verdict.different, FIRST_REVIEWER))
    assert app.renew(*pair, evidence(3, 1, weight=-5)) == closed


def test_a_pair_is_closed_while_its_evidence_is_renewed(
    app: Tracing, urls: Any, pair: tuple[UUID, UUID], proposed: Judgement
) -> None:
    class Slow(Tracing):
        name = Tracing.name

        def append(self, event: Any) -> int:
            say(app, Verdict.different, FIRST_REVIEWER, proposed)
            return super().append(event)

    with Slow(urls.log, MASTERS) as slow:
        renewed = slow.renew(*pair, evidence(2, 1))
    assert renewed is not None and renewed.state is State.rejected and renewed.version == 2


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([(Verdict.same, FIRST_REVIEWER)], State.confirmed_once),
        ([(Verdict.same, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER)], State.confirmed),
        ([(Verdict.different, FIRST_REVIEWER)], State.rejected),
        ([(Verdict.kin, FIRST_REVIEWER)], State.kin),
    ],
)
def test_a_decision_can_be_withdrawn(
    app: Tracing, proposed: Judgement, said: list[tuple[Verdict, Caller]], state: State
) -> None:
    before = decided(app, proposed, *said)
    assert before.state is state
    withdrawn = app.withdraw(proposed.id, "mistake", FIRST_REVIEWER, expected_version=before.version).judgement

    assert withdrawn.state is State.withdrawn
    assert withdrawn.opinions[-1].verdict is None and withdrawn.opinions[-1].reason == "mistake"
    assert app.propose(withdrawn.record_a, withdrawn.record_b, evidence(1, 1)).position is None
    assert app.propose(withdrawn.record_a, withdrawn.record_b, evidence(2, 1)).judgement.state is State.proposed


@pytest.mark.parametrize("said", [[], [(Verdict.unsure, FIRST_REVIEWER)]])
def test_without_a_decision_nothing_is_withdrawn(app: Tracing, proposed: Judgement, said: list[Any]) -> None:
    before = decided(app, proposed, *said)
    with pytest.raises(NotOpenError):
        app.withdraw(proposed.id, "no", FIRST_REVIEWER, expected_version=before.version)


def test_a_person_proposes_by_hand(app: Tracing, pair: tuple[UUID, UUID]) -> None:
    by_hand = app.propose_by_hand(*pair, evidence(1, 1, weight=-2), "a tip", OFFICER)

    assert by_hand.position is not None
    assert (by_hand.judgement.proposed_by, by_hand.judgement.reason) == ("officer-1", "a tip")
    assert app.propose_by_hand(*pair, evidence(1, 1), "again", OFFICER).position is None
    decided(app, by_hand.judgement, (Verdict.different, FIRST_REVIEWER))
    reopened = app.propose_by_hand(*pair, evidence(1, 1), "another tip", OFFICER).judgement
    assert (reopened.state, reopened.reason, reopened.new_evidence) == (State.proposed, "another tip", ())


def test_a_retracted_record_is_judged_no_more_but_a_decision_on_it_can_be_withdrawn(
    app: Tracing, pair: tuple[UUID, UUID], proposed: Judgement
) -> None:
    decided(app, proposed, (Verdict.same, FIRST_REVIEWER), (Verdict.same, SECOND_REVIEWER))
    notice = next(record for record in pair if app.record(record).organisation == "ukr.bureau")
    app.retract(notice, "mistake", BUREAU)

    with pytest.raises(RetractedError):
        say(app, Verdict.same, THIRD_REVIEWER, proposed)
    with pytest.raises(RetractedError):
        app.propose_by_hand(*pair, evidence(1, 1), "no", OFFICER)
    withdrawn = app.withdraw(proposed.id, "retracted", THIRD_REVIEWER, expected_version=3)
    assert withdrawn.judgement.state is State.withdrawn


def test_a_pair_with_a_hidden_record_answers_like_an_absent_one(app: Tracing, pair: tuple[UUID, UUID]) -> None:
    hidden = app.post(report("H-1", recipients={"rule": "only"}), BUREAU).record.id
    judgement = app.propose(hidden, pair[0], evidence(1, 1)).judgement

    def answers(judgement_id: UUID, record: UUID, caller: Caller) -> set[str]:
        found = set()
        for command in (
            lambda: app.judge(judgement_id, Verdict.same, "x", caller, expected_version=1),
            lambda: app.withdraw(judgement_id, "x", caller, expected_version=1),
        ):
            with pytest.raises(NotFoundError):
                command()
        with pytest.raises(NotFoundError) as caught:
            app.propose_by_hand(record, pair[0], evidence(1, 1), "x", caller)
        found.add(str(caught.value))
        return found

    for caller in (FIRST_REVIEWER, AUDITOR):
        assert answers(judgement.id, hidden, caller) == answers(uuid4(), uuid4(), caller)


def test_times_and_positions_of_a_pair(app: Tracing, proposed: Judgement) -> None:
    before = datetime.now(UTC)
    said = say(app, Verdict.same, FIRST_REVIEWER, proposed)

    assert said.position == app.max_position()
    assert said.judgement.proposed_at == proposed.proposed_at <= before <= said.judgement.changed_at
