"""Whoever writes reviewers' answers and is killed at any moment loses none, and writes none twice."""

import random
import time
from contextlib import closing
from pathlib import Path

import sqlalchemy as sql

from api.desk.reviewing.waiting import AnswerState, GivenAnswer
from api.wiring import Service, migrate, open_service
from projections.threads import FollowerThreads
from tests.desk import world
from tests.faults.processes import Victim, settings_at
from tests.faults.worker import keep
from tests.stores import StoreUrls
from tracing.audit.entries import Action, Asked, Purpose
from tracing.events import Verdict

PAIRS = 40
KILLS = 5
REVIEWER = world.REVIEWERS[0]
STATES = sql.text("SELECT state FROM desk_answer")


def states(service: Service) -> set[AnswerState]:
    with service.store.reading() as connection:
        return set(map(AnswerState, connection.scalars(STATES)))


def opinions(service: Service, given: list[GivenAnswer]) -> list[list[tuple[str, Verdict | None]]]:
    """What the log says on each pair, by whom."""
    said = (service.application.judgement(answer.candidate).opinions for answer in given)
    return [[(one.reviewer, one.verdict) for one in on_a_pair] for on_a_pair in said]


def written(service: Service, given: list[GivenAnswer]) -> int:
    return sum(map(bool, opinions(service, given)))


def answers_due(service: Service) -> list[GivenAnswer]:
    """An answer on each pair that waits, whose time to be undone is over."""
    given = [
        GivenAnswer(
            candidate=row.judgement,
            caller=REVIEWER,
            at=0.0,
            verdict=Verdict.different,
            reason="Looked at both.",
            telling_fact=None,
            version=1,
            purpose=Purpose.find_missing_person,
            case="2026/17",
            request=f"request-{number}",
        )
        for number, row in enumerate(world.queue_of(service, REVIEWER))
    ]
    service.answers.keep(given)
    return given


def leases_are_over(service: Service) -> None:
    """What a killed process had claimed is claimed again after half a minute: let that be over."""
    with service.store.writing() as connection:
        connection.execute(sql.text("UPDATE desk_answer SET due = 0 WHERE state = 'writing'"))


def test_kills_lose_no_answer_and_write_none_twice(urls: StoreUrls, tmp_path: Path) -> None:
    settings, chance = settings_at(tmp_path, urls), random.Random(11)
    migrate(settings)
    with closing(open_service(settings)) as service:
        followers = FollowerThreads(service.followers())
        followers.start()
        world.easy_pairs(service, PAIRS)
        followers.stop()
        given = answers_due(service)
        assert len(given) >= PAIRS
        reached = [0]
        for _ in range(KILLS):
            victim = Victim(keep, tmp_path / "output", settings)
            deadline = time.monotonic() + 30
            while written(service, given) == reached[-1] and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.03))
            victim.kill()
            reached.append(written(service, given))
            leases_are_over(service)
        assert len(set(reached)) == KILLS + 1 and reached[-1] < len(given), "all were killed at work"

        last = Victim(keep, tmp_path / "output", settings)
        try:
            deadline = time.monotonic() + 60
            while states(service) & {AnswerState.waiting, AnswerState.writing} and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            last.kill()
        assert AnswerState.refused not in states(service), "none is refused for having been written"
        assert opinions(service, given) == [[(REVIEWER.subject, Verdict.different)]] * len(given)
        asked = service.audit.entries(Asked(action=Action.judge))
        assert {found.entry.request for found in asked} == {answer.request for answer in given}
