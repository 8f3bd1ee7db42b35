"""The next pair comes in the place of the one that was answered, and is in all else a page like any other."""

import re

from playwright.sync_api import Page, expect

from tests.desk import world
from tests.desk.conftest import Desk, Visitor, VisitorOf

REVIEWER = world.REVIEWERS[2]


def begun(visitor: Visitor) -> tuple[Page, str]:
    """A first pair before a reviewer, and its address; `stays` is known to the page until it is loaded anew."""
    visitor.look("/desk/next", REVIEWER)
    visitor.page.evaluate("window.stays = true")
    return visitor.page, visitor.page.url


def unsure(page: Page) -> None:
    """Leaves the pair open, so that other tests find it as it was."""
    page.keyboard.press("5")
    page.keyboard.press("Enter")


def test_it_stands_there_whole_and_going_back_leads_to_the_pair_before(visitor: VisitorOf) -> None:
    page, first = begun(visitor())
    unsure(page)
    expect(page).not_to_have_url(first)
    expect(page).to_have_url(re.compile("/desk/pairs/"))
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#told")).to_contain_text("can be undone")
    pair = page.url.rpartition("/")[2]
    expect(page.locator("#decision")).to_have_attribute("action", f"/desk/pairs/{pair}")
    expect(page.locator("header input[name=next]")).to_have_value(f"/desk/pairs/{pair}")
    assert page.locator("header, main, footer").count() == 3
    page.wait_for_function("() => window.stays && scrollY === 0")
    unsure(page)
    expect(page).not_to_have_url(re.compile(pair))
    page.go_back()
    expect(page).to_have_url(re.compile(pair))
    expect(page.locator("#claim")).to_have_attribute("action", f"/desk/pairs/{pair}/claim")


def test_maps_are_drawn_one_after_the_other(desk: Desk, visitor: VisitorOf) -> None:
    page, _ = begun(visitor())
    for _ in range(2):
        before = page.url
        expect(page.locator(".map-canvas .land").first).to_be_attached()
        assert page.locator(".map-canvas").count() == 1
        unsure(page)
        expect(page).not_to_have_url(before)


def test_an_impatient_reviewer_answers_one_pair(desk: Desk, visitor: VisitorOf) -> None:
    page, first = begun(visitor())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("""() => {
        document.querySelector("input[value=unsure]").checked = true;
        const button = document.querySelector("#decision button.main");
        button.click();
        button.click();
    }""")
    expect(page).not_to_have_url(first)
    page.wait_for_load_state("networkidle")
    assert sent == [first]
    waiting = [kept for kept in desk.service.answers.of(REVIEWER) if kept.is_open]
    assert str(waiting[0].given.candidate) == first.rpartition("/")[2], "the latest answer is of the first pair"


def test_a_session_that_ended_meanwhile_leads_to_signing_in(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    page, _ = begun(one)
    one.context.clear_cookies()
    unsure(page)
    expect(page).to_have_url(re.compile("/desk/sign-in"))
    expect(page.locator("main form button").first).to_be_visible()


def test_a_line_that_breaks_is_told_by_the_browser(visitor: VisitorOf) -> None:
    one = visitor()
    page, first = begun(one)
    one.context.set_offline(True)
    unsure(page)
    page.wait_for_function("() => location.protocol === 'chrome-error:'")
    assert [said for said in one.broken if "Failed to fetch" not in said] == []
    one.broken.clear()
    one.context.set_offline(False)
    page.goto(first)
    expect(page.locator("#decision")).to_be_visible()
