"""Every pair is found once, whatever the order, and what was rejected stays so."""

import random
from collections.abc import Sequence
from uuid import UUID

import pytest
import sqlalchemy as sql

from projections.candidates import CandidatesView, QueueFilter, QueueOrder
from projections.matcher import compared_position
from projections.rebuild import rebuild_sql
from projections.store import POSITIONS
from projections.view import NotReadyError
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, report
from tests.parts import Parts
from tests.projections.world import PEOPLE, world
from tracing.access import Caller
from tracing.events import EvidenceRenewed, MatchProposed, MatchReopened, Verdict
from tracing.judgements import State
from tracing.log.batches import Entry
from tracing.reports import AnyReport

PERSON = {"names": [{"full": "Yuliia Kovalchuk"}], "birth_date": "1998-03-17", "documents": [{"number": "FE123456"}]}
NOTICE = report("N", person=PERSON)
CROSSING = report("X", kind="border_crossing", person=PERSON)


def proposals(parts: Parts) -> list[frozenset[UUID]]:
    return [
        frozenset((entry.event.record_a, entry.event.record_b))
        for entry in parts.app.batch(0, 10_000).entries
        if isinstance(entry, Entry) and isinstance(entry.event, MatchProposed)
    ]


def from_the_beginning(parts: Parts) -> None:
    """Forget how far the matcher is, as a rebuild of it would."""
    with parts.store.writing() as connection:
        connection.execute(sql.update(POSITIONS).where(POSITIONS.c.view.like("matcher%")).values(position=0))


@pytest.mark.parametrize("posts", [[(NOTICE, BUREAU), (CROSSING, BORDER)], [(CROSSING, BORDER), (NOTICE, BUREAU)]])
@pytest.mark.parametrize("at_once", [True, False])
def test_two_records_make_one_proposal(parts: Parts, posts: Sequence[tuple[AnyReport, Caller]], at_once: bool) -> None:
    for value, caller in posts:
        parts.app.post(value, caller)
        if not at_once:
            parts.catch_up()
    parts.catch_up()
    assert len(proposals(parts)) == 1

    from_the_beginning(parts)
    before = parts.app.max_position()
    parts.catch_up()
    assert parts.app.max_position() == before, "doing it again writes nothing"


def test_the_matcher_waits_for_the_index(parts: Parts) -> None:
    parts.app.post(NOTICE, BUREAU)
    with pytest.raises(NotReadyError):
        parts.follower(parts.matcher()).step()
    assert parts.matcher().position() == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_every_person_is_found_whatever_the_order_and_the_batches(parts: Parts, seed: int) -> None:
    posts = world()
    random.Random(seed).shuffle(posts)
    ids: dict[str, UUID] = {}
    for number, (value, caller) in enumerate(posts):
        ids[value.reference] = parts.app.post(value, caller).record.id
        if number % (3 + seed) == 0:
            parts.match(batch_size=2 + seed)
    parts.catch_up()

    found = proposals(parts)
    assert len(found) == len(set(found))
    people = [{ids[f"{kind}-{number}"] for kind in "NXS"} for number in range(len(PEOPLE))]
    for pair in found:
        assert any(pair <= person for person in people), "nobody is mistaken for another"
    for person in people:
        assert sum(pair <= person for pair in found) == 3


def test_shares_together_propose_what_one_matcher_does(parts: Parts) -> None:
    for value, caller in world():
        parts.app.post(value, caller)
    parts.follower(parts.records).catch_up()

    parts.follower(parts.matcher(1, 2)).catch_up()
    by_one_share = set(proposals(parts))
    parts.follower(parts.records).catch_up()
    parts.follower(parts.matcher(2, 2)).catch_up()
    by_shares = proposals(parts)
    parts.catch_up()

    assert by_one_share < set(by_shares)
    assert proposals(parts) == by_shares, "one matcher for all finds nothing that the shares did not"


def test_shares_find_all_that_one_matcher_found(parts: Parts) -> None:
    for value, caller in world():
        parts.app.post(value, caller)
    parts.catch_up()
    by_one = proposals(parts)
    assert len(by_one) == 3 * len(PEOPLE)
    for share in (1, 2, 3):
        parts.follower(parts.matcher(share, 3)).catch_up()
        assert (compared_position(parts.store) > 0) or share < 3
    assert proposals(parts) == by_one


def test_the_position_compared_is_that_of_the_complete_set_of_shares(parts: Parts) -> None:
    assert compared_position(parts.store) == 0
    position = parts.app.post(NOTICE, BUREAU).position
    parts.follower(parts.records).catch_up()
    parts.follower(parts.matcher(1, 2)).catch_up()
    assert compared_position(parts.store) == 0
    parts.matcher(2, 2)
    assert compared_position(parts.store) == 0
    parts.follower(parts.matcher(2, 2)).catch_up()
    assert compared_position(parts.store) == position


@pytest.mark.parametrize(("shard", "shards"), [(0, 1), (2, 1), (5, 4)])
def test_a_share_is_one_of_its_number(parts: Parts, shard: int, shards: int) -> None:
    with pytest.raises(ValueError, match="K/N"):
        parts.matcher(shard, shards)


def rejected_pair(parts: Parts) -> tuple[UUID, UUID, UUID]:
    """Given: the notice and the crossing were proposed, and a reviewer rejected the pair."""
    notice = parts.app.post(NOTICE, BUREAU).record.id
    crossing = parts.app.post(CROSSING, BORDER).record.id
    parts.catch_up()
    (candidate,) = _queue(parts, State.proposed)
    pair = parts.app.judgement(candidate)
    parts.app.judge(pair.id, Verdict.different, "another one", FIRST_REVIEWER, expected_version=pair.version)
    parts.catch_up()
    return notice, crossing, pair.id


def _queue(parts: Parts, state: State) -> list[UUID]:
    wanted = QueueFilter(states=frozenset({state}))
    return [row.judgement for row in parts.candidates.queue(FIRST_REVIEWER, wanted, QueueOrder.oldest, 100)]


def test_a_rejected_pair_does_not_return(parts: Parts) -> None:
    _, _, pair = rejected_pair(parts)
    end = parts.app.max_position()

    from_the_beginning(parts)
    parts.catch_up()
    rebuild_sql(parts.app, parts.store, CandidatesView, lambda position, end: None)
    parts.catch_up()

    assert parts.app.max_position() == end
    assert parts.app.judgement(pair).state is State.rejected
    assert (_queue(parts, State.proposed), _queue(parts, State.rejected)) == ([], [pair])


def test_a_rejected_pair_is_asked_again_when_one_of_them_has_new_evidence(parts: Parts) -> None:
    notice, _, pair = rejected_pair(parts)
    better = report("N", person=PERSON | {"marks": [{"kind": "scar", "body_part": "left hand"}]})
    parts.app.correct(notice, better, "seen on a photograph", BUREAU)
    parts.catch_up()

    reopened = parts.app.judgement(pair)
    assert (reopened.state, reopened.new_evidence) == (State.proposed, (notice,))
    assert _queue(parts, State.proposed) == [pair]
    events = [e.event for e in parts.app.batch(0, 100).entries if isinstance(e, Entry)]
    assert sum(isinstance(event, MatchReopened) for event in events) == 1


def test_a_correction_that_is_no_evidence_asks_nothing_again(parts: Parts) -> None:
    notice, _, pair = rejected_pair(parts)
    parts.app.correct(notice, report("N", person=PERSON, details={"circumstances": "more"}), "added", BUREAU)
    parts.catch_up()
    assert parts.app.judgement(pair).state is State.rejected


def test_a_correction_shows_how_an_open_pair_stands_now(parts: Parts) -> None:
    notice = parts.app.post(NOTICE, BUREAU).record.id
    parts.app.post(CROSSING, BORDER)
    parts.catch_up()
    (pair,) = _queue(parts, State.proposed)
    before = parts.app.judgement(pair)
    weaker = report("N", person={"names": PERSON["names"], "birth_date": "1961-08-29", "sex": "male"})
    parts.app.correct(notice, weaker, "another date", BUREAU)
    parts.catch_up()

    after = parts.app.judgement(pair)
    events = [e.event for e in parts.app.batch(0, 100).entries if isinstance(e, Entry)]
    assert any(isinstance(event, EvidenceRenewed) for event in events)
    assert after.evidence.weight < before.evidence.weight
    assert after.state is State.proposed


def test_a_retracted_record_proposes_nobody(parts: Parts) -> None:
    notice = parts.app.post(NOTICE, BUREAU).record.id
    parts.app.retract(notice, "found", BUREAU)
    parts.app.post(CROSSING, BORDER)
    parts.catch_up()
    assert proposals(parts) == []
    assert parts.engine.live().count() == 1


def test_a_name_alone_proposes_nobody(parts: Parts) -> None:
    name = {"names": [{"full": "Nguyen Van Nam"}]}
    for number in range(5):
        parts.app.post(report(f"N-{number}", person=name), BUREAU)
        parts.app.post(report(f"X-{number}", kind="border_crossing", person=name), BORDER)
    parts.catch_up()
    assert proposals(parts) == []


def test_a_correction_that_takes_away_all_that_was_shared_shows_in_the_queue(parts: Parts) -> None:
    record = parts.app.post(NOTICE, BUREAU).record
    parts.app.post(CROSSING, BORDER)
    parts.catch_up()
    (before,) = parts.candidates.queue(FIRST_REVIEWER, QueueFilter(), QueueOrder.strongest, 10)

    other = report("N", person={"names": [{"full": "Thabo Mokoena"}], "documents": [{"number": "M0099881"}]})
    parts.app.correct(record.id, other, "two files were mixed up", BUREAU)
    parts.catch_up()

    (after,) = parts.candidates.queue(FIRST_REVIEWER, QueueFilter(), QueueOrder.strongest, 10)
    assert after.judgement == before.judgement
    assert after.weight < 0 < before.weight
