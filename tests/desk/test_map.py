"""The map of a person's way: the same as the list, from this service alone, and nothing that is kept from anybody."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.desk.visits.visit import COOKIE
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, session_of
from tests.desk.looking_at import AXE, violations
from tracing.access import Caller, Role
from tracing.events import Verdict

HIDDEN = ("52.3702", "4.8952", "Keizersgracht")
"""Where the shelter of this way is; its organisation alone may read it."""
SHELTER = Caller(subject="nld.worker", role=Role.shelter, organisation="nld.shelter", country="NLD")
PERSON = {
    "names": [{"full": "Aminata Okonkwo"}],
    "birth_date": "1997-05-06",
    "documents": [{"type": "passport", "number": "WK550112", "issuer": "NGA"}],
}
TURIN = {"country": "ITA", "name": "Torino", "latitude": 45.07, "longitude": 7.69}
BANGKOK = {"country": "THA", "name": "Bangkok", "latitude": 13.76, "longitude": 100.5}


def on_the_way(reference: str, kind: str, at: str, place: dict[str, Any] | None, **details: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "reference": reference,
        "occurred_at": at,
        "person": PERSON,
        "place": place,
        "details": details,
    }


REPORTS = (
    (
        "nga.police",
        "NGA",
        on_the_way(
            "W-1",
            "yellow_notice",
            "2026-02-01",
            None,
            last_seen={"at": "2025-12-30", "place": {"country": "NGA", "name": "Benin City", "kind": "station"}},
        ),
    ),
    (
        "ita.police",
        "ITA",
        on_the_way("W-2", "sighting", "2026-02-03T10:00:00+01:00", TURIN, held_by="the Torino group"),
    ),
    ("tha.police", "THA", on_the_way("W-3", "sighting", "2026-02-03T13:00:00+01:00", BANGKOK)),
    ("ita.police", "ITA", on_the_way("W-4", "sighting", "2026-02-08", TURIN)),
    ("ita.police", "ITA", on_the_way("W-5", "sighting", "2026-02-09", {"country": "ITA", "kind": "online"})),
    (
        "nld.shelter",
        "NLD",
        on_the_way(
            "W-6",
            "shelter_registration",
            "2026-02-20",
            {
                "country": "NLD",
                "name": HIDDEN[2],
                "latitude": float(HIDDEN[0]),
                "longitude": float(HIDDEN[1]),
            },
            shelter="House Keizersgracht",
            consent={"state": "given", "scopes": ["tracing"]},
        ),
    ),
)


@pytest.fixture(scope="module")
def records(desk: Desk) -> list[UUID]:
    """One person whose way has points, countries, an online sighting and an impossible leg; the last is a shelter's."""
    service = desk.service
    records = [world.report(service, organisation, country, report) for organisation, country, report in REPORTS]
    world.settle(service)
    for pair in world.pairs_of(service, set(records), world.REVIEWERS[0]):
        for reviewer in world.REVIEWERS[:2]:
            world.answer(service, pair, reviewer, Verdict.same)
    world.settle(service)
    return records


@pytest.fixture
def way(records: list[UUID]) -> str:
    """The page of that person."""
    return f"/desk/identities/{records[0]}"


def numbers(page: Page, selector: str) -> list[str]:
    return sorted(text.strip() for text in page.locator(selector).all_inner_texts())


def test_the_map_shows_what_the_list_says_and_leads_to_it_by_keyboard(desk: Desk, visitor: VisitorOf, way: str) -> None:
    one = visitor()
    one.look(way, world.OFFICER)
    expect(one.page.locator(".map path.land").first).to_be_attached()
    assert one.page.locator(".timeline > li").count() == len(REPORTS)
    assert numbers(one.page, ".map-canvas .stop") == ["1", "2", "3", "4", "6"], "what was seen online is on no map"
    assert one.page.locator(".map-canvas .stop.country").count() == 2
    assert one.page.locator(".map path.way.impossible").count() == one.page.locator(".leg.impossible").count() == 1
    expect(one.page.locator(".leg.impossible")).to_contain_text("Nobody could have travelled")
    expect(one.page.locator("#custody + ul")).to_contain_text("the Torino group")
    one.page.locator(".map-canvas").focus()
    reached = set()
    for _ in range(12):
        one.page.keyboard.press("Tab")
        reached.add(one.page.evaluate("document.activeElement.closest('.stop')?.innerText"))
        if one.page.evaluate("document.activeElement.closest('.map-canvas')") is None:
            break
    else:
        pytest.fail("the focus cannot leave the map")
    assert reached >= {"1", "2", "3", "4", "6"}
    bangkok = one.page.locator(".map-canvas .stop", has_text="3")
    bangkok.focus()
    assert "Bangkok" in (bangkok.get_attribute("aria-label") or "")
    expect(one.page.locator(".map-words")).to_contain_text("Bangkok")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("li[data-stop='3']")).to_be_focused()
    bangkok.focus()
    one.page.keyboard.press("Escape")
    expect(one.page.locator(".map figcaption")).to_be_focused()


def test_without_script_the_list_alone_says_the_same(desk: Desk, visitor: VisitorOf, way: str) -> None:
    one = visitor(script=False)
    one.look(way, world.OFFICER)
    expect(one.page.locator("figure.map")).to_be_hidden()
    expect(one.page.locator(".leg.impossible")).to_contain_text("From 2:")
    expect(one.page.locator("li[data-stop='6']")).to_contain_text("no point is told")
    expect(one.page.locator("li[data-stop='5']")).to_contain_text("not on the map")


def test_where_the_shelter_is_stands_nowhere_in_the_page_of_others_and_changes_no_distance(
    desk: Desk, records: list[UUID]
) -> None:
    def source(caller: Caller) -> str:
        token = desk.sessions.begin(session_of(caller))
        answer = httpx.get(f"{desk.url}/desk/identities/{records[-1]}", headers={"Cookie": f"{COOKIE}={token}"})
        assert answer.status_code == 200
        return answer.text

    own = source(SHELTER)
    assert "Keizersgracht" in own and 'data-latitude="52.3702"' in own
    for caller in (world.OFFICER, world.REVIEWERS[1]):
        shown = source(caller)
        assert not [word for word in (*HIDDEN, "52.37", "4.89") if word in shown]
        assert shown.count("The distance is not known") == 2, "to the shelter, and from where she was last seen"
        assert ("nld.reviewer" in shown) == (caller.role is Role.reviewer), "by whom they were joined, for reviewers"


def test_paper_shows_the_whole_list_without_what_is_pressed_and_says_who_printed_it(
    desk: Desk, visitor: VisitorOf, way: str
) -> None:
    one = visitor()
    one.look(way, world.OFFICER)
    one.page.emulate_media(media="print")
    expect(one.page.locator(".timeline > li").last).to_be_visible()
    for gone in (".top nav", ".who form", "#as_of", ".leaflet-control-container"):
        expect(one.page.locator(gone).first).to_be_hidden()
    printed = one.page.locator(".printed")
    expect(printed).to_be_visible()
    for said in ("paris.officer", "fra.police", "2026/17", "Find a missing person", "UTC"):
        expect(printed).to_contain_text(said)


def test_the_map_is_accessible_in_arabic_and_in_the_dark(desk: Desk, visitor: VisitorOf, way: str) -> None:
    one = visitor(language="ar", dark=True, width=320)
    one.look(way, world.OFFICER)
    expect(one.page.locator(".map path.land").first).to_be_attached()
    one.page.evaluate(AXE)
    assert violations(one.page) == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 320
