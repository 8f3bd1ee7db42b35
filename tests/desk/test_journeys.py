"""What officers and reviewers do at the desk, in a browser with and without script."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf
from tracing.audit.entries import Action, Asked, Purpose
from tracing.events import Verdict


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_officer_signs_in_searches_and_reads_the_way_of_one_person(
    desk: Desk, visitor: VisitorOf, script: bool
) -> None:
    officer = visitor(script=script)
    officer.go("/desk/search")
    expect(officer.page).to_have_url(re.compile(r"/desk/sign-in\?next="))
    officer.sign_in(world.OFFICER)
    expect(officer.page).to_have_url(f"{desk.url}/desk/search")
    expect(officer.page.locator(".work")).to_contain_text("2026/17")
    officer.page.fill("#name", "Yulia Kovalchuck")
    officer.page.locator("#search button.main").click()
    first = officer.page.locator(".result").first
    expect(first).to_contain_text("Юлія Ковальчук")
    expect(first).to_contain_text("4 reports, joined by reviewers")
    expect(officer.page).to_have_url(f"{desk.url}/desk/search")
    first.locator("h3 a").click()
    expect(officer.page.locator(".timeline > li")).to_have_count(4)
    expect(officer.page.locator(".timeline > li").first).to_contain_text("Świecko")
    expect(officer.page.locator(".profile")).to_contain_text("FE123456")
    officer.page.locator(".photo img").scroll_into_view_if_needed()
    expect(officer.page.locator(".photo img")).to_have_js_property("complete", True)
    assert officer.page.locator(".photo img").evaluate("image => image.naturalWidth") > 100
    assert "shelter" not in officer.page.locator(".timeline > li").last.inner_text().lower().replace(
        "shelter registration", ""
    ).replace("fra.shelter", "").replace("france shelter", ""), "where the shelter is, stays the shelter's to tell"


def test_as_known_on_a_day_before_anything_was_entered_is_not_found(desk: Desk, visitor: VisitorOf) -> None:
    officer = visitor()
    officer.look(f"/desk/identities/{next(iter(desk.joined))}?as_of=2020-01-01", world.OFFICER)
    expect(officer.page.locator("h1")).to_have_text("This did not work")


@pytest.mark.parametrize(("script", "reviewers"), [(True, (0, 1)), (False, (2, 1))], ids=["keys", "plain"])
def test_two_reviewers_join_a_pair_and_see_the_other_opinion_only_after_their_own(
    desk: Desk, visitor: VisitorOf, script: bool, reviewers: tuple[int, int]
) -> None:
    pair = world.pair_of_one(desk.service, "RA77415" if script else "TB58220")
    for number, who in enumerate(reviewers):
        reviewer = visitor(script=script)
        reviewer.look(f"/desk/pairs/{pair}", world.REVIEWERS[who])
        expect(reviewer.page.locator("#opinions")).to_have_count(0)
        expect(reviewer.page.locator("main")).not_to_contain_text("nld.review")
        if script:
            reviewer.page.keyboard.press("1")
            expect(reviewer.page.locator("input[value=same]")).to_be_checked()
            reviewer.page.keyboard.press("Enter")
        else:
            reviewer.page.check("input[value=same]")
            reviewer.page.locator("#decision button.main").click()
        reviewer.page.get_by_role("button", name="Keep it now").click()
        world.settle_answers(desk.service)
        reviewer.go(f"/desk/pairs/{pair}")
        expect(reviewer.page.locator("[role=status]")).to_contain_text("Your answer is kept.")
        expect(reviewer.page.locator("#opinions ~ ul > li")).to_have_count(number + 1)
    judgement = desk.service.application.judgement(pair)
    assert judgement.state == "confirmed"
    assert {opinion.verdict for opinion in judgement.opinions} == {Verdict.same}


def test_a_decision_is_taken_back(desk: Desk, visitor: VisitorOf) -> None:
    pair = world.pair_of_one(desk.service, "UC39641")
    world.answer(desk.service, pair, world.REVIEWERS[2], Verdict.different)
    reviewer = visitor(script=False)
    reviewer.look(f"/desk/pairs/{pair}", world.REVIEWERS[2])
    reviewer.page.fill("#withdrawal-reason", "Taken for another pair.")
    reviewer.page.locator("form[action$=withdrawal] button").click()
    expect(reviewer.page.locator(".facts").first).to_contain_text("Taken back")
    assert desk.service.application.judgement(pair).state == "withdrawn"


def test_same_needs_a_telling_fact_where_a_twin_is_known(desk: Desk, visitor: VisitorOf) -> None:
    plain = visitor(script=False)
    plain.look(f"/desk/pairs/{desk.twin_pair}", world.REVIEWERS[0])
    expect(plain.page.locator(".cautions")).to_contain_text("twin")
    plain.page.check("input[value=same]")
    plain.page.locator("#decision button.main").click()
    expect(plain.page.locator("[role=alert]")).to_contain_text("telling fact")
    reviewer = visitor()
    reviewer.look(f"/desk/pairs/{desk.twin_pair}", world.REVIEWERS[0])
    reviewer.page.keyboard.press("1")
    reviewer.page.keyboard.press("Enter")
    expect(reviewer.page.locator("input[name=fact_reference]")).to_be_focused()
    assert desk.service.application.judgement(desk.twin_pair).opinions == ()
    reviewer.page.keyboard.type("FP-2025/118")
    reviewer.page.keyboard.press("Enter")
    reviewer.page.get_by_role("button", name="Keep it now").click()
    world.settle_answers(desk.service)
    (said,) = desk.service.application.judgement(desk.twin_pair).opinions
    assert said.telling_fact is not None and said.telling_fact.reference == "FP-2025/118"


def test_needs_information_is_kept_as_unsure_with_what_is_missing(desk: Desk, visitor: VisitorOf) -> None:
    reviewer = visitor(language="fr")
    reviewer.look("/desk/next", world.REVIEWERS[2])
    pair = reviewer.page.url.partition("?")[0].rpartition("/")[2]
    reviewer.page.keyboard.press("6")
    reviewer.page.keyboard.press("Enter")
    reviewer.page.get_by_role("button", name="Enregistrer maintenant").click()
    world.settle_answers(desk.service)
    said = desk.service.application.judgement(UUID(pair)).opinions[-1]
    assert (said.verdict, said.reason) == (Verdict.unsure, "Needs information: a photograph of the face.")


def test_each_look_is_in_the_audit_log_with_case_and_purpose(desk: Desk, visitor: VisitorOf) -> None:
    before = sum(1 for _ in desk.service.audit.entries(Asked()))
    officer = visitor()
    officer.sign_in(world.OFFICER, case="AUD-7")
    officer.page.fill("#name", "Yulia Kovalchuck")
    officer.page.locator("#search button.main").click()
    officer.page.locator(".result h3 a").first.click()
    officer.page.locator(".photo img").scroll_into_view_if_needed()
    expect(officer.page.locator(".photo img")).to_have_js_property("complete", True)
    entries = [found.entry for found in desk.service.audit.entries(Asked(), after=before)]
    assert [entry.action for entry in entries] == [Action.search, Action.read_identity, Action.read_photograph]
    assert {(entry.subject, entry.case, entry.purpose) for entry in entries} == {
        (world.OFFICER.subject, "AUD-7", Purpose.find_missing_person)
    }
    assert [set(entry.records) >= desk.joined for entry in entries[:2]] == [True, True]
    assert entries[0].data == ("names", "report")
