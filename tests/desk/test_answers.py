"""Answers that wait before they are written: undone, written exactly once, or refused and told; seen by no other."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import httpx
import msgspec
import pytest
import sqlalchemy as sql

from api.app import create_app
from api.desk.reviewing.keeping import AnswerKeeper
from api.desk.reviewing.waiting import AnswerState, WaitingAnswers
from api.desk.visits.sessions import Sessions
from api.desk.visits.visit import COOKIE
from api.wiring import Service
from tests.api.conftest import opened, serving
from tests.desk import world
from tests.desk.conftest import session_of
from tracing.access import Caller
from tracing.audit.entries import Action, Asked
from tracing.events import Verdict

ONE, OTHER, THIRD = world.REVIEWERS
ELSEWHERE = msgspec.structs.replace(ONE, organisation="swe.other", country="SWE")
"""The first reviewer, who changed to another organisation."""


class Quiet(NamedTuple):
    """A served desk in which nothing is written but when a test says so."""

    service: Service
    client: httpx.Client
    keeper: AnswerKeeper
    pairs: list[UUID]

    def cookie(self, caller: Caller) -> tuple[dict[str, str], str]:
        session = session_of(caller, datetime.now(UTC))
        return {"Cookie": f"{COOKIE}={Sessions(self.service.store).begin(session)}"}, session.csrf

    def page(self, caller: Caller, path: str) -> str:
        answer = self.client.get(path, headers=self.cookie(caller)[0], follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, caller: Caller, path: str, **form: str) -> httpx.Response:
        header, secret = self.cookie(caller)
        return self.client.post(path, headers=header, data={"csrf": secret, **form})

    def answer(self, caller: Caller, pair: UUID, verdict: str) -> httpx.Response:
        page = self.page(caller, f"/desk/pairs/{pair}")
        (version,) = re.findall(r'name="version" value="(\d+)"', page)
        return self.post(caller, f"/desk/pairs/{pair}", verdict=verdict, reason="Looked at both.", version=version)

    def act(self, caller: Caller, what: str) -> httpx.Response:
        (batch,) = {answer.batch for answer in self.service.answers.of(caller)}
        return self.post(caller, f"/desk/answers/{batch}/{what}")

    def is_due(self) -> None:
        """Let the time of everything that waits, or was claimed, be over."""
        with self.service.store.writing() as connection:
            connection.execute(sql.text("UPDATE desk_answer SET due = 0 WHERE state IN ('waiting', 'writing')"))

    def opinions(self, pair: UUID) -> list[tuple[str, Verdict | None]]:
        said = self.service.application.judgement(pair).opinions
        return [(opinion.reviewer, opinion.verdict) for opinion in said]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    with opened(tmp_path_factory.mktemp("answers")) as service:
        world.easy_pairs(service, 9)
        pairs = [row.judgement for row in world.queue_of(service, ONE)]
        with (
            serving(create_app(service, (ELSEWHERE,))) as url,
            httpx.Client(base_url=url, timeout=60) as client,
        ):
            yield Quiet(service, client, AnswerKeeper(service), pairs)


@pytest.fixture
def quiet(served: Quiet) -> Iterator[Quiet]:
    """With a pair of its own, the first of `pairs`, and no answer left behind."""
    yield served
    served.pairs.pop(0)
    with served.service.store.writing() as connection:
        connection.execute(sql.text("DELETE FROM desk_answer"))


def test_an_answer_waits_unseen_by_others_and_can_be_undone(quiet: Quiet) -> None:
    pair, before = quiet.pairs[0], sum(1 for _ in quiet.service.audit.entries(Asked()))
    quiet.page(ONE, f"/desk/pairs/{pair}")
    looked_at = quiet.page(OTHER, f"/desk/pairs/{pair}")
    answered = quiet.answer(ONE, pair, "different")
    assert answered.headers["location"] in {f"/desk/pairs/{other}" for other in quiet.pairs[1:]}
    assert "10 seconds left" in (told := quiet.page(ONE, answered.headers["location"])) and str(pair) in told
    assert 'id="decision"' not in quiet.page(ONE, f"/desk/pairs/{pair}"), "answered once; undo it to answer otherwise"

    assert without_secrets(quiet.page(OTHER, f"/desk/pairs/{pair}")) == without_secrets(looked_at)
    assert str(pair)[:8] in quiet.page(OTHER, "/desk/queue") and str(pair) not in quiet.page(OTHER, "/desk/answers")
    (batch,) = {answer.batch for answer in quiet.service.answers.of(ONE)}
    assert quiet.post(OTHER, f"/desk/answers/{batch}/undo").status_code == 409
    for what in ("now", "read"):
        quiet.post(OTHER, f"/desk/answers/{batch}/{what}")
    assert not quiet.keeper.write_next(), "it is not due, and nobody else can make it so"

    assert quiet.act(ONE, "undo").headers["location"] == f"/desk/pairs/{pair}"
    quiet.is_due()
    assert not quiet.keeper.write_next() and quiet.opinions(pair) == []
    assert 'id="decision"' in quiet.page(ONE, f"/desk/pairs/{pair}")
    entries = [found.entry for found in quiet.service.audit.entries(Asked(action=Action.judge), after=before)]
    assert [entry.data for entry in entries if entry.subject == ONE.subject] == [("different", "waits"), ("undone",)]


def without_secrets(page: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"|<p class="printed">.*', "", page)


def test_it_is_written_once_and_then_it_is_too_late_to_undo(quiet: Quiet) -> None:
    pair = quiet.pairs[0]
    for _click in range(2):
        header, secret = quiet.cookie(ONE)
        form = {"csrf": secret, "verdict": "kin", "reason": "Sisters.", "version": "1"}
        assert quiet.client.post(f"/desk/pairs/{pair}", headers=header, data=form).status_code == 303
    assert len(quiet.service.answers.of(ONE)) == 1
    quiet.act(ONE, "now")
    assert [quiet.keeper.write_next(), quiet.keeper.write_next()] == [True, False]
    assert quiet.opinions(pair) == [(ONE.subject, Verdict.kin)]
    late = quiet.act(ONE, "undo")
    assert late.status_code == 409 and "too late to undo" in late.text
    assert "Your answer is kept." in quiet.page(ONE, "/desk/queue")
    (entry,) = [
        found.entry
        for found in quiet.service.audit.entries(Asked(action=Action.judge, subject=ONE.subject))
        if found.entry.data == ("kin",)
    ]
    assert (entry.case, entry.result, len(entry.records)) == ("2026/17", "answered", 2)


def test_who_was_overtaken_is_told_that_it_was_not_kept(quiet: Quiet) -> None:
    pair = quiet.pairs[0]
    quiet.answer(ONE, pair, "same")
    world.answer(quiet.service, pair, OTHER, Verdict.unsure)
    quiet.is_due()
    assert quiet.keeper.write_next()
    assert quiet.opinions(pair) == [(OTHER.subject, Verdict.unsure)]
    told = quiet.page(ONE, "/desk/queue")
    assert (
        "Not kept:" in told
        and "changed while you looked" in told
        and "Not kept" not in quiet.page(OTHER, "/desk/queue")
    )
    quiet.act(ONE, "read")
    assert "Not kept" not in quiet.page(ONE, "/desk/queue")
    # Answered anew, on what it is now, it is kept.
    quiet.answer(ONE, pair, "same")
    quiet.is_due()
    assert quiet.keeper.write_next() and (ONE.subject, Verdict.same) in quiet.opinions(pair)


@pytest.mark.parametrize("written", [False, True], ids=["before", "after"])
def test_a_process_that_dies_in_between_loses_nothing_and_writes_nothing_twice(
    quiet: Quiet, written: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = quiet.pairs[0]
    quiet.answer(ONE, pair, "different")
    quiet.is_due()
    with monkeypatch.context() as dying:
        # As its death would: the row stays claimed, with nothing in the log, or with the answer in it.
        where, what = (WaitingAnswers, "settle") if written else (quiet.service.application.__class__, "judge")
        dying.setattr(where, what, lambda *_args, **_more: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            quiet.keeper.write_next()
    assert len(quiet.opinions(pair)) == written
    assert quiet.act(ONE, "undo").status_code == 409 and not quiet.keeper.write_next()
    # Another process finds what the dead one had claimed, as after a start.
    quiet.is_due()
    assert AnswerKeeper(quiet.service).write_next()
    assert quiet.opinions(pair) == [(ONE.subject, Verdict.different)]
    assert [answer.state for answer in quiet.service.answers.of(ONE)] == [AnswerState.written]


def test_what_is_out_of_reach_for_a_while_delays_an_answer_and_does_not_lose_it(
    quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = quiet.pairs[0]
    quiet.answer(ONE, pair, "different")
    quiet.is_due()
    with monkeypatch.context() as broken:
        broken.setattr(type(quiet.service.audit), "append", lambda *_: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            quiet.keeper.write_next()
    quiet.is_due()
    assert quiet.keeper.write_next() and quiet.opinions(pair) == [(ONE.subject, Verdict.different)]


def test_signing_out_keeps_an_answer_and_signing_in_as_somebody_else_does_not(quiet: Quiet) -> None:
    pair, second = quiet.pairs[:2]
    quiet.answer(ONE, pair, "different")
    header, secret = quiet.cookie(ONE)
    quiet.client.post("/desk/sign-out", headers=header, data={"csrf": secret})
    quiet.is_due()
    assert quiet.keeper.write_next() and quiet.opinions(pair) == [(ONE.subject, Verdict.different)]

    quiet.answer(ONE, second, "different")
    asked = quiet.client.get("/desk/sign-in")
    (state,) = re.findall(r'name="csrf" value="([^"]+)"', asked.text)
    attempt = {"Cookie": asked.headers["set-cookie"].partition(";")[0]}
    signed_in = quiet.client.post("/desk/sign-in", headers=attempt, data={"csrf": state, "person": ONE.subject})
    assert signed_in.status_code == 303 and COOKIE in signed_in.headers["set-cookie"]
    quiet.is_due()
    assert not quiet.keeper.write_next() and quiet.opinions(second) == []
    told = quiet.page(ELSEWHERE, "/desk/queue")
    assert "signed in since in another role or for another organisation" in told


def test_a_group_is_answered_at_once_undone_at_once_and_each_pair_by_itself(quiet: Quiet) -> None:
    member = {
        "names": [{"full": "Ottoline Vandersteen"}],
        "birth_date": "1990-02-03",
        "documents": [{"type": "passport", "number": "OV5512399", "issuer": "BEL"}],
    }
    records = [
        world.report(
            quiet.service,
            "lux.police",
            "LUX",
            {"kind": "sighting", "reference": f"OV-{day}", "occurred_at": f"2025-03-{day}", "person": member},
        )
        for day in (10, 11, 12)
    ]
    world.settle(quiet.service)
    pairs = world.pairs_of(quiet.service, set(records), THIRD)
    (path,) = set(re.findall(r"/desk/groups/[0-9a-f-]{36}", quiet.page(THIRD, "/desk/groups")))
    page = quiet.page(THIRD, path)
    assert "No two of them contradict each other." in page and len(re.findall('<li id="m-', page)) == 3
    chosen = re.findall(r'name="pair" value="([^"]+)" checked', page)
    assert {UUID(one.partition(":")[0]) for one in chosen} == set(pairs)

    def confirm(form: list[str]) -> httpx.Response:
        header, secret = quiet.cookie(THIRD)
        data = {"csrf": secret, "pair": form, "reason": "One passport."}
        return quiet.client.post(path, headers=header, data=data)

    assert confirm(chosen).headers["location"] == "/desk/groups"
    assert path not in quiet.page(THIRD, "/desk/groups")
    assert quiet.act(THIRD, "undo").headers["location"].startswith("/desk/groups/")
    stale = f"{chosen[0].partition(':')[0]}:9"
    refused = confirm([stale, *chosen[1:]])
    assert refused.status_code == 409 and "changed while you looked" in refused.text
    quiet.is_due()
    assert [quiet.keeper.write_next() for _ in range(3)] == [True, True, False]
    assert sorted(len(quiet.opinions(pair)) for pair in pairs) == [0, 1, 1]
