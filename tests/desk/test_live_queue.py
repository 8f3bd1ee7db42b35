"""The reviewers' queue while others work on it: who has what, what becomes of it, and for whom it ends."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.desk import live
from api.desk.reviewing import claims as claiming
from api.desk.reviewing.claims import Claims
from api.desk.visits.visit import COOKIE
from projections.candidates import QueueFilter, QueueOrder
from projections.store import ViewStore
from tests.api.conftest import serving
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, served_desk, session_of
from tests.stores import StoreUrls
from tracing.access import Caller, Role
from tracing.audit.entries import Action, Asked
from tracing.events import Verdict

LIVE = "/desk/queue/live?state=in_review&order=strongest"
FIRST, SECOND, THIRD = world.REVIEWERS


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of its own whose queue is short: what is new in it stands on the first page."""
    with served_desk(tmp_path_factory.mktemp("live"), hostile=False, easy=8) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nobody_at_work(desk: Desk) -> None:
    for reviewer in world.REVIEWERS:
        Claims(desk.service.store).release(reviewer)


@pytest.fixture
def store(urls: StoreUrls) -> Iterator[ViewStore]:
    store = ViewStore(urls.views)
    Claims(store).migrate()
    yield store
    store.close()


def reviewer(name: str) -> Caller:
    return Caller(subject=name, role=Role.reviewer, organisation="nld.review", country="NLD")


def test_of_many_who_open_a_pair_at_one_instant_one_has_it(store: ViewStore) -> None:
    claims, pair, ready = Claims(store), uuid4(), threading.Barrier(8)
    has: list[bool] = []

    def open_it(who: Caller) -> None:
        ready.wait()
        has.append(claims.claim(pair, who))

    threads = [threading.Thread(target=open_it, args=(reviewer(f"r-{number}"),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(has) == [False] * 7 + [True]


def test_a_claim_ends_by_itself_by_leaving_and_by_another_pair(
    store: ViewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, (ana, bea), (one, other) = Claims(store), (reviewer("ana"), reviewer("bea")), (uuid4(), uuid4())
    assert claims.claim(one, ana) and claims.claim(one, ana) and not claims.claim(one, bea)
    assert not claims.of_others(ana) and claims.of_others(bea) == {one}
    assert claims.claim(other, ana) and claims.of_others(bea) == {other}, "nobody has two"
    claims.release(ana)
    assert claims.of_others(bea) == frozenset()
    monkeypatch.setattr(claiming, "LASTING", timedelta(seconds=-1))
    claims.claim(one, ana)
    assert claims.of_others(bea) == frozenset() and claims.claim(one, bea), "who is gone holds nothing"


@contextmanager
def client_of(desk: Desk, caller: Caller) -> Iterator[tuple[httpx.Client, str]]:
    """A browser without script, and the token of its session."""
    token = desk.sessions.begin(session_of(caller))
    with httpx.Client(base_url=desk.url, headers={"Cookie": f"{COOKIE}={token}"}, timeout=20) as client:
        yield client, token


@contextmanager
def hearing(client: httpx.Client, path: str = LIVE, seen: str = "") -> Iterator[Iterator[dict[str, str]]]:
    """The events of a stream, as they come."""
    headers = {"Last-Event-ID": seen} if seen else {}
    with client.stream("GET", path, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name:
            event[name] = event.get(name, "") + value[1:]
        elif not line:
            if "data" in event:
                yield event
            event = {}


def test_two_reviewers_are_led_to_two_pairs_and_told_of_each_other(desk: Desk, visitor: VisitorOf) -> None:
    first, second = visitor(script=False), visitor(script=False)
    first.look("/desk/next", FIRST)
    second.look("/desk/next", SECOND)
    taken = first.page.url.partition("?")[0]
    assert second.page.url.partition("?")[0] != taken
    second.go("/desk/queue")
    row = second.page.locator(f"#pair-{taken.rpartition('/')[2]}")
    expect(row).to_contain_text("being looked at")
    expect(second.page.locator("#waiting")).to_contain_text("Somebody else is looking at 1 of them.")
    assert FIRST.subject not in second.page.content() and FIRST.organisation not in second.page.content()
    second.page.goto(taken)
    expect(second.page.locator("#claim")).to_contain_text("Somebody else is looking at this pair now")
    expect(second.page.locator("#decision button.main")).to_be_enabled()
    first.go("/desk/queue")
    expect(first.page.locator("#waiting")).not_to_contain_text("looking")
    second.page.reload()
    expect(second.page.locator("#claim")).not_to_contain_text("Somebody else")
    first.page.reload()
    expect(first.page.locator(f"#pair-{taken.rpartition('/')[2]}")).to_contain_text("being looked at")


def test_a_claim_on_a_pair_that_is_not_for_the_caller_is_neither_made_nor_told(desk: Desk) -> None:
    pair = desk.twin_pair
    record = desk.service.application.record_for(desk.service.application.judgement(pair).record_a, FIRST)
    own = Caller(subject="own", role=Role.reviewer, organisation=record.organisation, country=record.country)
    Claims(desk.service.store).claim(pair, FIRST)
    answers = {}
    with client_of(desk, own) as (client, token):
        secret = desk.sessions.lasting([token])[token].csrf
        for name, one in (("hidden", pair), ("none", uuid4())):
            answer = client.post(f"/desk/pairs/{one}/claim", data={"csrf": secret})
            answers[name] = (answer.status_code, answer.text.replace(str(one), ""))
        assert answers["hidden"] == answers["none"]
        assert set(Claims(desk.service.store).standing()) == {pair}
        other = desk.service.candidates.queue(own, QueueFilter(), QueueOrder.strongest, 1)[0].judgement
        with hearing(client) as events:
            assert "looking at" not in next(events)["data"]
            Claims(desk.service.store).release(FIRST)
            time.sleep(3 * live.LOOK_SECONDS)
            Claims(desk.service.store).claim(other, SECOND)
            assert "looking at 1 of them" in next(events)["data"], "the end of the other claim was not told"


def test_the_server_ends_at_once_while_a_list_is_open(desk: Desk) -> None:
    with client_of(desk, FIRST) as (client, _), ExitStack() as stack:
        with serving(create_app(desk.service, world.PEOPLE)) as url:
            lines = stack.enter_context(client.stream("GET", url + LIVE)).iter_lines()
            assert next(lines).startswith(":")
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert not [line for line in lines if line.startswith("event")], "the browser asks elsewhere"


def test_the_list_changes_within_a_second_and_keeps_its_reader_where_she_is(desk: Desk, visitor: VisitorOf) -> None:
    watching = visitor()
    watching.look("/desk/queue", FIRST)
    expect(watching.page.locator("#live")).to_be_visible()
    rows, waiting = watching.page.locator(".queue tbody tr"), watching.page.locator("#waiting")
    rows.first.locator("a").focus()
    text = rows.first.locator("a").inner_text()
    before = rows.count()
    pair = world.pair_of_one(desk.service, "LV30121", name="Wilhelmina Overbeek", settled=False)
    expect(watching.page.locator(f"#pair-{pair}")).to_be_visible(timeout=3000)
    assert rows.count() == before + 1
    with client_of(desk, SECOND) as (client, _):
        client.get(f"/desk/pairs/{pair}").raise_for_status()
        expect(watching.page.locator(f"#pair-{pair}")).to_contain_text("being looked at", timeout=3000)
    world.answer(desk.service, pair, SECOND, Verdict.different)
    expect(watching.page.locator(f"#pair-{pair}")).to_have_count(0, timeout=3000)
    expect(waiting).to_have_attribute("aria-live", "polite")
    assert watching.page.evaluate("document.activeElement.innerText") == text, "focus stays where it was"


def test_who_comes_back_with_the_last_event_has_missed_nothing(desk: Desk) -> None:
    with client_of(desk, FIRST) as (client, _):
        with hearing(client) as events:
            held = next(events)["id"]
        pair = world.pair_of_one(desk.service, "LV31122", name="Siobhan Gallagher")
        with hearing(client, seen=held) as events:
            found = next(events)
            assert f"pair-{pair}" in found["data"] and found["id"] != held
        world.answer(desk.service, pair, SECOND, Verdict.different)
        world.settle(desk.service)
        with hearing(client, seen=found["id"]) as events:
            assert f"pair-{pair}" not in next(events)["data"]
        page = client.get("/desk/queue").text
        seen = re.search(r"seen=([0-9a-f]{16})", page)
        assert seen is not None
        entries = sum(1 for _ in desk.service.audit.entries(Asked()))
        with hearing(client, f"{LIVE}&seen={seen[1]}") as events:
            Claims(desk.service.store).claim(desk.twin_pair, SECOND)
            assert "being looked at" in next(events)["data"], "what the page has is not sent again"
        after = [found.entry for found in desk.service.audit.entries(Asked(), after=entries)]
        assert after == [], "who is at a pair shows nothing more of anybody"


def test_what_a_list_shows_for_the_first_time_is_written_down_once(desk: Desk) -> None:
    with client_of(desk, FIRST) as (client, _), hearing(client) as events:
        first = next(events)
        before = sum(1 for _ in desk.service.audit.entries(Asked()))
        pair = world.pair_of_one(desk.service, "LV32123", name="Xiomara Villanueva")
        while f"pair-{pair}" not in (found := next(events))["data"]:
            pass
        judgement = desk.service.application.judgement(pair)
        (entry,) = [found.entry for found in desk.service.audit.entries(Asked(), after=before)]
        assert found["id"] != first["id"] and entry.action is Action.list_candidates
        assert set(entry.records) == {judgement.record_a, judgement.record_b}
        assert (entry.case, entry.data, entry.subject) == ("2026/17", ("candidates",), FIRST.subject)


def test_a_session_that_is_ended_closes_its_live_page(desk: Desk, visitor: VisitorOf) -> None:
    watching = visitor()
    watching.look("/desk/queue", THIRD)
    expect(watching.page.locator("#live")).to_be_visible()
    (cookie,) = [one for one in watching.context.cookies() if one["name"] == COOKIE]
    began = time.monotonic()
    desk.sessions.end(cookie["value"])
    expect(watching.page).to_have_url(re.compile("/desk/sign-in"), timeout=6000)
    assert time.monotonic() - began < 6
    answer = httpx.get(desk.url + LIVE, headers={"Cookie": f"{COOKIE}={cookie['value']}"})
    assert answer.text == "event: over\ndata: reload\n\n", "who comes back late is not answered with a page"


def test_an_open_list_keeps_nobody_signed_in_and_a_session_has_few(desk: Desk) -> None:
    with client_of(desk, SECOND) as (client, token):
        with desk.service.store.writing() as connection:
            connection.exec_driver_sql("UPDATE desk_session SET seen = seen - 600")
        with ExitStack() as stack:
            streams = [stack.enter_context(hearing(client)) for _ in range(live.MOST_OF_SESSION + 1)]
            told = [next(events).get("event") for events in streams]
        assert told == [None] * live.MOST_OF_SESSION + ["over"]
        with desk.service.store.writing() as connection:
            connection.exec_driver_sql("UPDATE desk_session SET seen = seen - 301")
        assert desk.sessions.lasting([token]) == {}


def test_children_come_first_in_the_list_and_in_the_work(desk: Desk, visitor: VisitorOf) -> None:
    child = world.pair_of_one(desk.service, "LV15124", name="Kwabena Asante", born="2015-02-03")
    one = visitor(script=False)
    one.look("/desk/queue", THIRD)
    one.page.select_option("select[name=order]", "child_first")
    one.page.locator("form.filters button").click()
    expect(one.page.locator(".queue tbody tr").first).to_have_attribute("id", f"pair-{child}")
    expect(one.page.locator(".queue tbody tr").first).to_contain_text("child")
    total = desk.service.candidates.count(THIRD, QueueFilter())
    expect(one.page.locator("#waiting")).to_contain_text(f"{total} pairs wait for an answer.")
    one.page.locator(".heading a.main").click()
    expect(one.page).to_have_url(re.compile(str(child)))
    one.page.locator("#skip").click()
    assert UUID(one.page.url.partition("?")[0].rpartition("/")[2]) != child
    one.go("/desk/queue?order=strongest&children=true")
    assert f"pair-{child}" in {row.get_attribute("id") for row in one.page.locator(".queue tbody tr").all()}
    world.answer(desk.service, child, THIRD, Verdict.different)
