"""The states of a pair, as given / when / then on the fold."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import evidence
from tracing.events import (
    Event,
    EvidenceRenewed,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    Opinion,
    Verdict,
)
from tracing.judgements import Judgement, State, fold_judgement
from tracing.stream_ids import judgement_id, ordered

A, B = UUID(int=1), UUID(int=2)
PAIR = judgement_id(A, B)
TIME = datetime(2026, 3, 1, tzinfo=UTC)


def opinion(verdict: Verdict | None, reviewer: str = "r1") -> Opinion:
    return Opinion(verdict=verdict, reviewer=reviewer, organisation="fra.review", country="FRA", reason="seen")


def head(version: int) -> dict[str, object]:
    return {"originator_id": PAIR, "originator_version": version, "timestamp": TIME}


def proposed() -> Event:
    return MatchProposed(**head(1), record_a=A, record_b=B, evidence=evidence(1, 1))  # type: ignore[arg-type]


def once(version: int, reviewer: str = "r1") -> Event:
    return MatchConfirmedOnce(**head(version), opinion=opinion(Verdict.same, reviewer))  # type: ignore[arg-type]


def confirmed(version: int, reviewer: str = "r2") -> Event:
    return MatchConfirmed(**head(version), opinion=opinion(Verdict.same, reviewer))  # type: ignore[arg-type]


def rejected(version: int, reviewer: str = "r1", versions: tuple[int, int] = (1, 1)) -> Event:
    said = opinion(Verdict.different, reviewer)
    return MatchRejected(**head(version), opinion=said, versions=versions)  # type: ignore[arg-type]


def kin(version: int) -> Event:
    return KinFound(**head(version), opinion=opinion(Verdict.kin), versions=(1, 1))  # type: ignore[arg-type]


def deferred(version: int, reviewer: str = "r1") -> Event:
    return MatchDeferred(**head(version), opinion=opinion(Verdict.unsure, reviewer))  # type: ignore[arg-type]


def withdrawn(version: int, reviewer: str = "r1") -> Event:
    return MatchWithdrawn(**head(version), opinion=opinion(None, reviewer), versions=(1, 1))  # type: ignore[arg-type]


def reopened(version: int) -> Event:
    return MatchReopened(**head(version), evidence=evidence(2, 1), new_evidence=(A,))  # type: ignore[arg-type]


def renewed(version: int) -> Event:
    return EvidenceRenewed(**head(version), evidence=evidence(3, 1))  # type: ignore[arg-type]


def folded(*events: Event) -> Judgement:
    judgement: Judgement | None = None
    for event in events:
        judgement = fold_judgement(judgement, event)
    assert judgement is not None
    return judgement


@pytest.mark.parametrize(
    ("events", "state", "is_open"),
    [
        ([proposed()], State.proposed, True),
        ([proposed(), once(2)], State.confirmed_once, True),
        ([proposed(), once(2), confirmed(3)], State.confirmed, False),
        ([proposed(), once(2), confirmed(3), withdrawn(4)], State.withdrawn, False),
        ([proposed(), once(2), withdrawn(3)], State.withdrawn, False),
        ([proposed(), once(2), rejected(3, "r2")], State.rejected, False),
        ([proposed(), rejected(2)], State.rejected, False),
        ([proposed(), rejected(2), withdrawn(3)], State.withdrawn, False),
        ([proposed(), kin(2)], State.kin, False),
        ([proposed(), deferred(2)], State.deferred, True),
        ([proposed(), deferred(2), once(3)], State.confirmed_once, True),
        ([proposed(), once(2), deferred(3, "r2")], State.deferred, True),
        ([proposed(), rejected(2), reopened(3)], State.proposed, True),
        ([proposed(), withdrawn(2), reopened(3)], State.proposed, True),
        ([proposed(), renewed(2)], State.proposed, True),
        ([proposed(), once(2), renewed(3)], State.confirmed_once, True),
    ],
)
def test_states(events: list[Event], state: State, is_open: bool) -> None:
    judgement = folded(*events)

    assert (judgement.state, judgement.is_open, judgement.version) == (state, is_open, len(events))


def test_reopening_forgets_opinions_and_says_which_evidence_is_new() -> None:
    judgement = folded(proposed(), rejected(2), reopened(3))

    assert judgement.opinions == ()
    assert judgement.new_evidence == (A,)
    assert judgement.evidence == evidence(2, 1)
    assert judgement.judged_versions == (1, 1)


def test_renewing_keeps_opinions() -> None:
    judgement = folded(proposed(), once(2), renewed(3))

    assert judgement.evidence == evidence(3, 1)
    assert judgement.standing(Verdict.same) == {"r1"}


def test_only_the_latest_answer_of_a_reviewer_stands() -> None:
    judgement = folded(proposed(), once(2), deferred(3), once(4, "r2"))

    assert judgement.standing(Verdict.same) == {"r2"}
    assert judgement.standing(Verdict.unsure) == {"r1"}


@pytest.mark.parametrize(
    ("versions", "newer"), [((1, 1), ()), ((2, 1), (A,)), ((1, 2), (B,)), ((2, 2), (A, B)), ((0, 1), ())]
)
def test_newer_evidence_is_what_the_last_decision_did_not_know(
    versions: tuple[int, int], newer: tuple[UUID, ...]
) -> None:
    assert folded(proposed(), rejected(2)).newer_evidence(versions) == newer
    assert folded(proposed()).newer_evidence(versions) == newer, "without a decision the proposal itself counts"
    assert folded(proposed(), rejected(2, versions=(2, 2))).newer_evidence(versions) == ()


@pytest.mark.parametrize("event", [once(1), rejected(1), reopened(1), renewed(1)])
def test_nothing_comes_before_the_proposal(event: Event) -> None:
    assert fold_judgement(None, event) is None


@given(st.lists(st.uuids(), min_size=2, max_size=2, unique=True))
def test_a_pair_is_one_whichever_record_comes_first(pair: list[UUID]) -> None:
    one, other = pair
    assert ordered(one, other) == ordered(other, one)
    assert judgement_id(one, other) == judgement_id(other, one)


def test_a_record_is_no_pair_with_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        ordered(A, A)
