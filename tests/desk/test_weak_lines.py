"""The desk over a line of 50 kB/s on which every answer takes 300 ms longer: first page, search, result."""

import time

from playwright.sync_api import expect

from tests.desk import world
from tests.desk.conftest import Desk, Visitor, VisitorOf

BYTES_A_SECOND, LATENCY_MS = 50_000, 300
PATIENCE = 10.0
"""Seconds until the form can be used, and from a search until its result; the machine of the tests may be busy."""


def over_a_weak_line(visitor: Visitor) -> None:
    link = visitor.context.new_cdp_session(visitor.page)
    link.send("Network.enable")
    speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    link.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})


def test_a_search_is_done_in_seconds_with_nothing_kept_from_before(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.be(world.OFFICER)
    over_a_weak_line(one)
    began = time.monotonic()
    one.page.goto(f"{desk.url}/desk/search", wait_until="commit")
    one.page.fill("#name", "Yulia Kovalchuck")
    usable = time.monotonic() - began
    one.page.locator("#search button.main").click()
    expect(one.page.locator(".result").first).to_be_visible()
    found = time.monotonic() - began - usable
    print(f"the form can be used after {usable:.1f} s, the result is there {found:.1f} s after the search")
    assert LATENCY_MS / 1000 < usable < PATIENCE
    assert LATENCY_MS / 1000 < found < PATIENCE
