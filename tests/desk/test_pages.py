"""Every page: accessible in both schemes and at both widths, harmless whatever names it shows, and light."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.desk.visits import COOKIE
from tests.desk import world
from tests.desk.conftest import Desk, Visitor, VisitorOf, session_of

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def searched(visitor: Visitor, name: str) -> None:
    visitor.look("/desk/search", world.OFFICER)
    visitor.page.locator("details").evaluate("details => details.open = true")
    visitor.page.fill("#name", name)
    visitor.page.locator("#search button.main").click()
    expect(visitor.page.locator(".result").first).to_be_visible()


def hostile_pair(visitor: Visitor, desk: Desk) -> None:
    pair = world.pairs_of(desk.service, desk.hostile, world.REVIEWERS[0])[0]
    visitor.look(f"/desk/pairs/{pair}", world.REVIEWERS[0])
    visitor.page.locator("#decision details").evaluate("details => details.open = true")


def audited(visitor: Visitor, desk: Desk) -> None:
    visitor.look(f"/desk/identities/{min(desk.hostile)}", world.OFFICER)
    visitor.look("/desk/audit", world.AUDITOR)
    visitor.page.locator("#audit button.main").click()
    expect(visitor.page.locator(".entries tbody tr").first).to_be_visible()


def verified(visitor: Visitor, desk: Desk) -> None:
    visitor.look(f"/desk/identities/{min(desk.hostile)}", world.OFFICER)
    visitor.look("/desk/audit/chain", world.AUDITOR)
    visitor.page.locator("#read-on button").click()
    expect(visitor.page.locator("#chain .say")).to_be_visible(timeout=60_000)


PAGES: dict[str, Callable[[Visitor, Desk], None]] = {
    "sign-in": lambda visitor, desk: visitor.go("/desk/sign-in"),
    "work": lambda visitor, desk: visitor.look("/desk/work", world.OFFICER),
    "search": lambda visitor, desk: visitor.look("/desk/search", world.OFFICER),
    "results": lambda visitor, desk: searched(visitor, "Yulia Kovalchuck"),
    "identity": lambda visitor, desk: visitor.look(f"/desk/identities/{min(desk.joined)}", world.OFFICER),
    "hostile-identity": lambda visitor, desk: visitor.look(f"/desk/identities/{min(desk.hostile)}", world.OFFICER),
    "queue": lambda visitor, desk: visitor.look("/desk/queue", world.REVIEWERS[0]),
    "hostile-pair": hostile_pair,
    "twins": lambda visitor, desk: visitor.look(f"/desk/pairs/{desk.twin_pair}", world.REVIEWERS[1]),
    "audit": audited,
    "audit-chain": verified,
    "operations": lambda visitor, desk: visitor.look("/desk/operations", world.ADMIN),
    "numbers": lambda visitor, desk: visitor.look("/desk/numbers", world.AUDITOR),
    "no-pages": lambda visitor, desk: visitor.look("/desk", world.AGENCY),
    "problem": lambda visitor, desk: visitor.look("/desk/queue", world.OFFICER),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    desk: Desk, visitor: VisitorOf, name: str, language: str
) -> None:
    one = visitor(language=language)
    PAGES[name](one, desk)
    expect(one.page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    one.page.evaluate(AXE)
    for width, schemes in ((1440, ("light", "dark")), (320, ("dark", "light"))):
        one.page.set_viewport_size({"width": width, "height": 900})
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width
        assert small_targets(one.page) == []
        # Colours do not depend on the language.
        for scheme in schemes[: 1 if language == "ar" else 2]:
            one.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(one.page) == [], (width, scheme)


def violations(page: Page) -> list[str]:
    """What axe finds, with the elements."""
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], elementRef: false})", RULES
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['help']}" for one in found["violations"]]


def small_targets(page: Page) -> list[str]:
    """What is clicked and is lower than 24 px, links inside a sentence apart."""
    script = """() => [...document.querySelectorAll(`a, button, select, input:not([type=hidden], [type=radio],
        [type=checkbox]), summary, label.choice`)].filter(one => one.checkVisibility()
        && !one.classList.contains("skip") && one.getBoundingClientRect().height < 24
        && getComputedStyle(one).display !== "inline").map(one => one.outerHTML.slice(0, 120))"""
    found: list[str] = page.evaluate(script)
    return found


def test_hostile_names_are_text_and_turn_nothing_round_them(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    for name in ("hostile-pair", "hostile-identity"):
        PAGES[name](one, desk)
        assert one.page.locator("main script, main img, main b, main i").count() == 0
        body = one.page.locator("main").inner_text()
        assert "<script>document.title='pwned'</script>" in body and "{{ 7*7 }}" in body
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(body)
        assert one.page.locator("bdi", has_text="<script>").count() > 0
        assert "pwned" not in one.page.title()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_ten_thousand_characters_are_refused_by_name_of_the_field(desk: Desk, visitor: VisitorOf, script: bool) -> None:
    one = visitor(script=script)
    one.look("/desk/search", world.OFFICER)
    one.page.locator("#name").evaluate(
        "(field, text) => { field.maxLength = 20000; field.value = text }", "\u202e" * 10_000
    )
    one.page.locator("#search button.main").click()
    expect(one.page.locator("#results [role=alert]")).to_contain_text("person.names.0.full")
    expect(one.page.locator("#results")).not_to_contain_text("\u202e")


def test_a_session_that_is_over_leads_to_the_sign_in_also_by_script(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.look("/desk/search", world.OFFICER)
    one.context.clear_cookies()
    one.page.fill("#name", "Yulia Kovalchuck")
    one.page.locator("#search button.main").click()
    expect(one.page).to_have_url(re.compile("/desk/sign-in"))


def test_the_keyboard_alone_reaches_everything_and_focus_is_seen(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    hostile_pair(one, desk)
    one.page.locator("body").press("Tab")
    expect(one.page.locator(".skip")).to_be_focused()
    outlines: set[str] = set()
    for _ in range(60):
        one.page.keyboard.press("Tab")
        outlines.add(one.page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        if one.page.evaluate("document.activeElement.textContent") == "Keep this answer":
            break
    else:
        pytest.fail("the button was never reached")
    assert outlines == {"solid"}


def test_the_first_page_is_below_a_hundred_kilobytes(desk: Desk) -> None:
    token = desk.sessions.begin(session_of(world.OFFICER))
    with httpx.Client(base_url=desk.url, headers={"Cookie": f"{COOKIE}={token}"}) as client:
        page = client.get("/desk/search")
        files = re.findall(r'(?:src|href)="(/desk/static/[^"]+)"', page.text)
        assert len(files) == 4
        answers = [page, *(client.get(file) for file in files)]
    assert all(answer.status_code == 200 for answer in answers)
    assert sum(len(gzip.compress(answer.content)) for answer in answers) < 100_000
