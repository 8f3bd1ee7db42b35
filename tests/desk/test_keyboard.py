"""One piece of work from search to answer by the keyboard alone: no mouse, and no focus set by the test."""

import re

from playwright.sync_api import Locator, expect

from tests.desk import world
from tests.desk.conftest import Desk, Visitor, VisitorOf
from tests.desk.test_pages import hostile_pair


def tab_to(visitor: Visitor, wanted: Locator) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does; what has the focus is seen on the way."""
    for _ in range(150):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {wanted}")


def enter(visitor: Visitor, address: str) -> None:
    with visitor.page.expect_navigation(url=re.compile(address)):
        visitor.page.keyboard.press("Enter")


def test_from_search_to_an_answer(desk: Desk, visitor: VisitorOf) -> None:
    """Unsure leaves the pair open, so that other tests find it as it was."""
    reviewer = visitor()
    page = reviewer.page
    reviewer.look("/desk/search", world.REVIEWERS[2])
    tab_to(reviewer, page.locator("#name"))
    page.keyboard.type("Yulia Kovalchuck")
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_be_focused()
    tab_to(reviewer, page.locator(".result h3 a").first)
    enter(reviewer, "/desk/identities/")
    tab_to(reviewer, page.locator("nav a[href='/desk/queue']"))
    enter(reviewer, "/desk/queue")
    tab_to(reviewer, page.locator("#pairs a[href^='/desk/pairs/']").first)
    enter(reviewer, "/desk/pairs/")
    page.keyboard.press("5")
    expect(page.locator("input[value=unsure]")).to_be_checked()
    enter(reviewer, "/desk/(pairs|queue)")
    expect(page.locator("[role=status]").first).to_be_visible()


def test_the_skip_link_comes_first_and_everything_is_reached(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    hostile_pair(one, desk)
    one.page.locator("body").press("Tab")
    expect(one.page.locator(".skip")).to_be_focused()
    tab_to(one, one.page.locator("#decision button.main"))
