"""Saved searches and alerts at the desk: saved from the results, told of, searched again, and ended."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from playwright.sync_api import expect
from pydantic import TypeAdapter

from api.desk.forms.sent import Form
from api.desk.pages.search import described
from api.desk.people.saving import filled_in, saved_search, says_all
from api.desk.visits.visit import COOKIE
from projections.alerts import BEGINNING
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, session_of
from tracing.access import Caller
from tracing.events import now
from tracing.subscriptions import SavedSearch

NEXT_MONTH = (datetime.now(UTC) + timedelta(days=30)).date()


def sighting(desk: Desk, reference: str, name: str) -> UUID:
    person = {"names": [{"full": name}], "birth_date": "1991-11-23"}
    seen = {"kind": "sighting", "reference": reference, "occurred_at": "2025-05-06", "person": person}
    return world.report(desk.service, "esp.police", "ESP", seen)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_search_is_saved_and_tells_of_whoever_comes_later(desk: Desk, visitor: VisitorOf, script: bool) -> None:
    name = "Ainhoa Etxeberria" if script else "Nkechi Ogbonnaya"
    officer = visitor(script=script)
    officer.look("/desk/search", world.OFFICER)
    officer.page.fill("#name", name)
    for part, value in (("year", "1991"), ("month", "11"), ("day", "23")):
        officer.page.fill(f"[name=birth_{part}]", value)
    officer.page.locator("#search button.main").click()
    officer.page.locator("#save summary").click()
    officer.page.fill("#ends_at", "2020-01-01")
    officer.page.locator("#save button").click()
    expect(officer.page.locator("[role=alert]")).to_contain_text("a day from tomorrow")
    officer.page.fill("#ends_at", NEXT_MONTH.isoformat())
    officer.page.locator("main form button").click()
    expect(officer.page.locator("tbody tr").last).to_contain_text("2026/17")
    world.eventually(lambda: desk.service.alerts.position() >= desk.service.application.max_position())

    found = sighting(desk, f"AL-{script}", name)
    world.eventually(lambda: found in told(desk, world.OFFICER))
    officer.go("/desk/alerts")
    first = officer.page.locator(".result").first
    expect(first).to_contain_text("A saved search found somebody")
    expect(first.locator("ul a")).to_have_attribute("href", f"/desk/identities/{found}")
    first.get_by_text("Why you are told").click()
    officer.page.get_by_text("Search again now").click()
    expect(officer.page.locator("#name")).to_have_value(name)
    expect(officer.page.locator(".result").first).to_contain_text(name)

    officer.page.go_back()
    officer.page.get_by_text("End it now").click()
    world.eventually(lambda: found not in told(desk, world.OFFICER))
    officer.go("/desk/alerts")
    expect(officer.page.locator(f"a[href$='{found}']")).to_have_count(0)


def told(desk: Desk, caller: Caller) -> set[UUID]:
    """Records that alerts name to a caller."""
    return {one for alert in desk.service.alerts.alerts(caller, now(), BEGINNING, 1000) for one in alert.records}


def test_a_bureau_is_told_when_its_notice_meets_a_report_and_nobody_else_is(desk: Desk, visitor: VisitorOf) -> None:
    bureau = visitor(script=False)
    bureau.look("/desk/notices", world.OWNING_BUREAU)
    bureau.page.get_by_text("Have it told.").click()
    bureau.page.uncheck("[value=merge_undone]")
    bureau.page.fill("#ends_at", NEXT_MONTH.isoformat())
    bureau.page.locator("main form button").click()
    expect(bureau.page.locator("tbody tr")).to_contain_text("Another report may be of the same person")
    person = {
        "names": [{"full": "Sefina Tuilagi"}],
        "documents": [{"type": "passport", "number": "WSM4471", "issuer": "WSM"}],
    }
    report = {"kind": "yellow_notice", "reference": "AL-own", "occurred_at": "2025-05-06", "person": person}
    own = world.report(desk.service, world.OWNING_BUREAU.organisation, world.OWNING_BUREAU.country, report)
    other = world.report(desk.service, "esp.police", "ESP", report | {"kind": "sighting"})
    world.eventually(lambda: {own, other} <= told(desk, world.OWNING_BUREAU))
    bureau.go("/desk/alerts")
    links = bureau.page.locator(".result", has_text="Another report").first.locator("ul a")
    assert {link.get_attribute("href") for link in links.all()} == {
        f"/desk/records/{own}", f"/desk/identities/{other}",
    }  # fmt: skip
    (subscription,) = desk.service.alerts.live(now(), of=world.OWNING_BUREAU)
    with httpx.Client(base_url=desk.url, timeout=60) as client:
        for caller in (world.COLLEAGUE, world.FOREIGN_BUREAU, world.OFFICER):
            client.headers["Cookie"] = f"{COOKIE}={desk.sessions.begin(session_of(caller))}"
            answer = client.get(f"/desk/saved-searches/{subscription.id}")
            assert answer.status_code == (200 if caller is world.COLLEAGUE else 404)
            assert (str(own) in client.get("/desk/alerts").text) is (caller is world.COLLEAGUE)


def test_a_saved_search_becomes_the_form_that_it_was_saved_from() -> None:
    today = now().date()
    form = {"name": "Ana", "birth_year": "1991", "birth_month": "3", "age_min": "20", "age_max": "30", "sex": "female"}
    form |= {"document": "X 1", "document_type": "visa", "mark": "scar", "mark_place": "hand", "phone": "+34600000000"}
    sent = Form([*form.items(), ("nationality", "ESP"), ("seen_in", "FRA")])
    search = TypeAdapter(SavedSearch).validate_python(saved_search(described(sent), today))
    again = Form(filled_in(search, today))
    assert described(again)["person"] == described(sent)["person"]
    assert says_all(described(again)["person"], search)
    assert Form(filled_in(search, today + timedelta(days=200))).text("age_max") == "31"
    richer = msgspec.structs.replace(search, person=msgspec.structs.replace(search.person, hair="red"))
    assert not says_all(described(Form(filled_in(richer, today)))["person"], richer)
