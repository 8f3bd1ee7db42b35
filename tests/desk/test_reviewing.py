"""What a reviewer does all day, and the stories in which a wrong answer would harm somebody, in a browser."""

import time

import msgspec
import pytest
from playwright.sync_api import expect

from api.acts.judging import propose
from api.acts.looking import candidate_for
from api.demo.seeding import sender
from api.desk.reviewing import waiting
from api.desk.words.values import Words
from api.disclosure.auditing import Trail
from api.world.stories_of_kin import story_a8, story_a8_crossing
from projections.candidates import CandidatesView
from projections.rebuild import rebuild_records, rebuild_sql
from search.sentences import Language
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf
from tracing.audit.entries import Action
from tracing.reports import ReportKind, read_report


def test_a_reviewer_clears_thirty_pairs_with_two_keys_each(desk: Desk, visitor: VisitorOf) -> None:
    """Unsure leaves them open, so that other tests find them as they were."""
    reviewer = visitor()
    page = reviewer.page
    reviewer.look("/desk/next", world.REVIEWERS[1])
    seen: list[str] = []
    seconds: list[float] = []
    for _ in range(30):
        seen.append(page.url)
        asked = page.locator("#decision").get_attribute("action")
        page.keyboard.press("5")
        began = time.monotonic()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "asked => document.querySelector('main #decision, main #pairs') && "
            "document.querySelector('#decision')?.getAttribute('action') !== asked",
            arg=asked,
        )
        seconds.append(time.monotonic() - began)
    assert len(set(seen)) == 30, "each pair came once"
    p50, p95 = sorted(seconds)[15], sorted(seconds)[28]
    assert p50 < 3.0, "a machine that is busy with other tests is slower, and not by much"
    print(f"30 pairs in {sum(seconds):.1f} s; from Enter to the next pair p50 {p50:.3f} s, p95 {p95:.3f} s")


def test_keys_are_chosen_shown_refused_where_two_are_alike_and_switched_off(desk: Desk, visitor: VisitorOf) -> None:
    reviewer = visitor()
    reviewer.sign_in(world.REVIEWERS[0])
    reviewer.go("/desk/keys")
    reviewer.page.fill("#key-kin", "d")
    reviewer.page.fill("#key-different", "D")
    reviewer.page.locator("main button.main").click()
    expect(reviewer.page.locator("[role=alert]")).to_contain_text("Different people · Kin")
    reviewer.page.fill("#key-kin", "k")
    reviewer.page.locator("main button.main").click()
    expect(reviewer.page.locator("[role=alert]")).to_have_count(0)
    reviewer.page.locator("form[action$=sign-out] button").click()

    pair = world.pair_of_one(desk.service, "KY62803")
    reviewer.sign_in(world.REVIEWERS[0])
    reviewer.go(f"/desk/pairs/{pair}")
    expect(reviewer.page.locator("label:has(input[value=different]) kbd")).to_have_text("D")
    reviewer.page.keyboard.press("2")
    expect(reviewer.page.locator("#decision input:checked")).to_have_count(0)
    reviewer.page.keyboard.press("d")
    reviewer.page.keyboard.press("Enter")
    expect(reviewer.page.locator("#told button").first).to_contain_text("Undo")
    reviewer.page.keyboard.press("u")
    expect(reviewer.page).to_have_url(f"{desk.url}/desk/pairs/{pair}")
    reviewer.page.locator("#reason").press_sequentially("d")
    expect(reviewer.page.locator("#decision input:checked")).to_have_count(0)

    reviewer.page.uncheck("input[name=keys]")
    reviewer.page.locator(".settings button").click()
    expect(reviewer.page.locator("[data-key], kbd")).to_have_count(0)
    reviewer.page.locator("h1").click()
    reviewer.page.keyboard.press("d")
    expect(reviewer.page.locator("#decision input:checked")).to_have_count(0)
    assert desk.service.application.judgement(pair).opinions == ()


def test_what_became_of_an_answer_is_told_without_a_click(
    desk: Desk, visitor: VisitorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "UNDO_SECONDS", 2.0)
    pair = world.pair_of_one(desk.service, "WT31877")
    reviewer = visitor()
    reviewer.look(f"/desk/pairs/{pair}", world.REVIEWERS[2])
    reviewer.page.keyboard.press("2")
    reviewer.page.keyboard.press("Enter")
    told = reviewer.page.locator("#told")
    expect(told).to_contain_text("can be undone")
    expect(told).to_contain_text("Your answer is kept.", timeout=10_000)
    assert desk.service.application.judgement(pair).state == "rejected"


def test_a_rejected_sister_does_not_come_back_after_indexing_again(desk: Desk, visitor: VisitorOf) -> None:
    """Story A8."""
    service = desk.service
    hana, sara = (world.post(service, posting) for posting in story_a8())
    crossing = world.post(service, story_a8_crossing())
    world.settle(service)
    (sisters,) = world.pairs_of(service, {hana, sara}, world.REVIEWERS[0])
    pair = propose(service.application, sara, crossing, "Asked by her aunt.", world.OFFICER).judgement.id
    world.settle(service)
    reviewer = visitor()
    reviewer.look(f"/desk/pairs/{sisters}", world.REVIEWERS[0])
    expect(reviewer.page.locator(".cautions")).to_contain_text("kin")
    for opened, key in ((sisters, "3"), (pair, "2")):
        reviewer.go(f"/desk/pairs/{opened}")
        reviewer.page.keyboard.press(key)
        reviewer.page.keyboard.press("Enter")
        reviewer.page.get_by_role("button", name="Keep it now").click()
        world.settle_answers(service)
    assert rebuild_records(service.application, service.engine, service.store, lambda *_: None) == []
    rebuild_sql(service.application, service.store, CandidatesView, lambda *_: None)
    again = dict(story_a8_crossing().report) | {"details": {"direction": "entry", "transport": "road"}}
    gate = sender("sdn.border", "SDN", ReportKind.border_crossing)
    service.application.correct(crossing, read_report(again), "How she travelled.", gate)
    world.settle(service)
    assert not {sisters, pair} & {row.judgement for row in world.queue_of(service, world.REVIEWERS[0])}
    reviewer.go(f"/desk/pairs/{pair}")
    expect(reviewer.page.locator(".facts").first).to_contain_text("Different people")


def test_a_child_is_joined_by_reviewers_of_two_countries_alone(desk: Desk, visitor: VisitorOf) -> None:
    """Story A2: a second reviewer of the same country does not settle it."""
    pair = world.pair_of_one(desk.service, "CH14450", born="2012-07-08")
    colleague = msgspec.structs.replace(world.REVIEWERS[0], subject="nld.colleague")
    for reviewer, state in (
        (world.REVIEWERS[0], "confirmed_once"), (colleague, "confirmed_once"), (world.REVIEWERS[1], "confirmed"),
    ):  # fmt: skip
        one = visitor(script=False)
        one.look(f"/desk/pairs/{pair}", reviewer)
        expect(one.page.locator(".cautions")).to_contain_text("reviewers of two countries")
        one.page.check("input[value=same]")
        one.page.locator("#decision button.main").click()
        one.page.get_by_role("button", name="Keep it now").click()
        world.settle_answers(desk.service)
        assert desk.service.application.judgement(pair).state == state


def test_both_ways_are_told_as_drawn_and_the_score_adds_up(desk: Desk, visitor: VisitorOf) -> None:
    pairs = world.pairs_of(desk.service, desk.apart, world.READER)
    reviewer = visitor(script=False)
    impossible = 0
    for pair in pairs:
        reviewer.look(f"/desk/pairs/{pair}", world.READER)
        listed = reviewer.page.locator(".stops > li")
        labels = [listed.nth(place).get_attribute("data-stop") or "" for place in range(listed.count())]
        assert sorted(labels) == sorted(reviewer.page.locator(".axis .mark text").all_text_contents()) == ["A1", "B1"]
        impossible += "Nobody" in reviewer.page.locator(".stops").inner_text()
        expect(reviewer.page.locator(".pair .latin").first).to_have_text("Lidiya Goncharenko")
        trail = Trail(Action.read_candidate, None, "")
        sent = candidate_for(desk.service, pair, world.READER, Language.en, trail)
        shown = reviewer.page.locator(".waterfall td.number bdi").all_inner_texts()
        words = Words(Language.en)
        assert shown == [words.bits(bits) for bar in sent.bars for bits in (bar.bits, bar.total)]
        total = sent.bars[-1].total
        assert abs(sum(bar.bits for bar in sent.bars) - total) < 0.01 and abs(total - sent.weight) < 0.01
        assert all(reviewer.page.locator(".waterfall td.note").all_inner_texts())
    assert impossible == 1, "of three pairs, one is of two places that nobody could have been at"
