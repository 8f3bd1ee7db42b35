"""A notice on somebody who refuses contact waits for a reviewer, and for nothing else."""

from uuid import UUID

import pytest

from projections.holds import Holds
from projections.store import ViewStore
from tests.examples import BUREAU, OFFICER, evidence, report
from tests.stores import StoreUrls
from tracing.access import Caller, Reader, Role, may_see
from tracing.application import Tracing
from tracing.errors import ClosedError, NotANoticeError, NotFoundError
from tracing.events import Verdict
from tracing.located import ContactWish, LocatedKind, Location, Statement
from tracing.stream_ids import judgement_id

OTHER_BUREAU = Caller(subject="clerk", role=Role.bureau, organisation="deu.bureau", country="DEU")
LISBON_REVIEWER = Caller(subject="reviewer", role=Role.reviewer, organisation=OFFICER.organisation, country="FRA")
ELSEWHERE = Reader(organisation="nld.police", country="NLD", everywhere=True)


def found(contact: ContactWish) -> Location:
    return Location(kind=LocatedKind.alive_safe, contact=contact)


class World:
    """A notice, another one on what may be the same person, and the process that holds notices."""

    def __init__(self, app: Tracing, store: ViewStore) -> None:
        self.app = app
        self.holds = Holds(app, store)
        self.first = app.post(report("first"), BUREAU).record.id
        self.second = app.post(report("second"), OTHER_BUREAU).record.id

    def settle(self) -> bool:
        """Whether anybody elsewhere may see the second notice when everything is settled."""
        batch = self.app.batch(self.holds.position(), 1000)
        self.holds.apply(batch, self.holds.position())
        return may_see(ELSEWHERE, self.app.record(self.second).visibility)

    def propose(self, one: UUID, other: UUID) -> UUID:
        return self.app.propose(one, other, evidence(1, 1)).judgement.id

    def judge(self, pair: UUID, verdict: Verdict) -> None:
        version = self.app.judgement(pair).version
        self.app.judge(pair, verdict, "Looked at both.", LISBON_REVIEWER, expected_version=version)


@pytest.fixture
def world(app: Tracing, store: ViewStore, urls: StoreUrls) -> World:
    return World(app, store)


@pytest.mark.parametrize("proposed_first", [True, False])
@pytest.mark.parametrize("contact", list(ContactWish))
def test_only_a_refusal_holds_it_whatever_came_first(world: World, proposed_first: bool, contact: ContactWish) -> None:
    if proposed_first:
        world.propose(world.first, world.second)
        assert world.settle()
    world.app.locate(world.first, found(contact), OFFICER)
    if not proposed_first:
        world.propose(world.first, world.second)
    refused = contact in (ContactWish.refused, ContactWish.withdrawn)
    assert world.settle() is not refused
    held = world.app.record(world.second)
    for authority in (BUREAU, OFFICER):
        world.app.forbid_hidden(held, authority)
    standing = Statement.under_review if refused else Statement.sought
    assert world.app.statement(world.second, OTHER_BUREAU) is standing


@pytest.mark.parametrize("verdict", [Verdict.different, Verdict.kin])
def test_a_reviewer_who_finds_two_persons_lets_it_go(world: World, verdict: Verdict) -> None:
    pair = world.propose(world.first, world.second)
    world.app.locate(world.first, found(ContactWish.refused), OFFICER)
    assert not world.settle()
    world.judge(pair, Verdict.unsure)
    assert not world.settle()
    world.judge(pair, verdict)
    assert world.settle()


def test_it_is_free_when_she_changes_her_mind_and_held_again_when_she_withdraws(world: World) -> None:
    world.propose(world.first, world.second)
    for contact, free in ((ContactWish.refused, False), (ContactWish.agreed, True), (ContactWish.withdrawn, False)):
        world.app.locate(world.first, found(contact), OFFICER)
        assert world.settle() is free


def test_each_pair_that_holds_it_must_be_decided_and_only_its_own_authorities_stay(world: World) -> None:
    third = world.app.post(report("third"), BUREAU).record.id
    pairs = {one: world.propose(one, world.second) for one in (world.first, third)}
    another = Caller(subject="o", role=Role.officer, organisation="ita.police", country="ITA")
    world.app.locate(world.first, found(ContactWish.refused), OFFICER)
    world.app.locate(third, found(ContactWish.refused), another)
    assert not world.settle()
    assert set(world.app.record(world.second).reserved_for or ()) == {
        BUREAU.organisation,
        OFFICER.organisation,
        another.organisation,
    }
    world.judge(pairs[world.first], Verdict.different)
    assert not world.settle()
    with pytest.raises(NotFoundError):
        world.app.forbid_hidden(world.app.record(world.second), OFFICER)


def test_doing_it_again_after_a_crash_writes_nothing(world: World) -> None:
    world.propose(world.first, world.second)
    world.app.locate(world.first, found(ContactWish.refused), OFFICER)
    batch = world.app.batch(0, 1000)
    world.app.settle_holds([judgement_id(world.first, world.second)])  # and the process dies before it moves on
    before = world.app.max_position()
    world.holds.apply(batch, 0)
    assert world.app.max_position() == before


def test_a_closed_notice_is_neither_changed_nor_taken_back(world: World) -> None:
    world.app.locate(world.first, found(ContactWish.not_asked), BUREAU)
    with pytest.raises(ClosedError):
        world.app.correct(world.first, report("first", recipients={"rule": "all"}), "Widened.", BUREAU)
    with pytest.raises(ClosedError):
        world.app.retract(world.first, "She is home.", BUREAU)
    with pytest.raises(NotFoundError):
        world.app.locate(world.first, found(ContactWish.agreed), OFFICER)


def test_only_a_notice_has_somebody_to_be_located(world: World) -> None:
    seen = world.app.post(report("seen", kind="sighting"), BUREAU).record.id
    with pytest.raises(NotANoticeError):
        world.app.locate(seen, found(ContactWish.agreed), BUREAU)
