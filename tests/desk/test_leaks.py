"""Where names must not go; every visit of the other tests is watched too, see `visitor` in conftest."""

import httpx

from tests.api.conftest import token_for
from tests.desk import world
from tests.desk.conftest import PERSONAL, Desk, VisitorOf
from tracing.access import Caller, Role

OPERATOR = Caller(subject="operator", role=Role.admin, organisation="int.operations", country="CHE")


def test_the_watch_sees_what_it_forbids(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.go("/desk/sign-in")
    assert (one.leaks(), one.stored(), one.broken) == ([], [], [])
    one.page.evaluate("""() => {
        localStorage.setItem("name", "Yulia Kovalchuck");
        document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>");
        history.pushState({}, "", "?name=Kovalchuck");
        document.title = "Yuliia";
    }""")
    one.page.wait_for_function("document.title === 'Yuliia'")
    assert {"Yuliia", f"{desk.url}/desk/sign-in?name=Kovalchuck"} <= set(one.leaks())
    assert one.stored() == ["name", "Yulia Kovalchuck"]
    assert any("policy broken: style-src-attr, enforce" in what for what in one.broken)
    one.page.evaluate("localStorage.clear()")
    one.page.goto("about:blank")
    one.told.clear()
    one.broken.clear()


def test_a_search_leaves_a_line_in_the_log_and_no_name(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.look("/desk/search", world.OFFICER)
    before = len(desk.log)
    one.page.fill("#name", "Юлія Ковальчук")
    with one.page.expect_response("**/desk/search"):
        one.page.locator("#search button.main").click()
    lines = desk.log[before:]
    assert any("POST /desk/search 200" in line for line in lines), lines
    token = token_for(desk.service.settings, OPERATOR)
    metrics = httpx.get(f"{desk.url}/metrics", headers={"Authorization": f"Bearer {token}"}).text
    assert 'route="/desk/search"' in metrics
    told = "\n".join([*lines, metrics]).lower()
    assert [word for word in PERSONAL if word in told] == []
