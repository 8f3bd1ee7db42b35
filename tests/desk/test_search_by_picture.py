"""A search by a photograph at the desk, with and without script; the picture is looked at and not kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf
from tests.pictures import DARK, drawn_face, encoded
from tracing.audit.entries import Asked


@pytest.fixture(scope="module")
def pictured(desk: Desk) -> str:
    """The path of the page of somebody whose notice holds a face."""
    person = {"names": [{"full": "Zawadi Nyambura"}], "birth_date": "1995-04-03"}
    vector = desk.service.pictures.find_face(encoded(drawn_face(skin=DARK))).face(taken=None)
    assert vector is not None
    face = {"model": vector.model, "encoding": vector.vector().tolist()}
    notice = {
        "kind": "yellow_notice",
        "reference": "F-1",
        "occurred_at": "2026-01-02",
        "person": person | {"faces": [face]},
        "details": {"last_seen": {"at": "2025-12-24", "place": {"country": "KEN", "name": "Mombasa"}}},
    }
    record = world.report(desk.service, "ken.bureau", "KEN", notice)
    world.settle(desk.service)
    return f"/desk/identities/{record}"


def choose(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#picture", {"name": name, "mimeType": "image/jpeg", "buffer": content})
    page.locator("#search button.main").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_photograph_alone_finds_who_is_on_it_and_is_kept_nowhere(
    desk: Desk, visitor: VisitorOf, pictured: str, script: bool
) -> None:
    before = sum(1 for _ in desk.service.audit.entries(Asked()))
    officer = visitor(script=script)
    officer.look("/desk/search", world.OFFICER)
    choose(officer.page, "face.jpg", encoded(drawn_face(skin=DARK, gaze=1)))
    first = officer.page.locator(".result").first
    expect(first.locator("h3 a")).to_have_attribute("href", pictured)
    expect(first).to_contain_text("24 Dec 2025")
    expect(first).to_contain_text("Mombasa, Kenya")
    (entry,) = [found.entry for found in desk.service.audit.entries(Asked(), after=before)]
    assert entry.data == ("picture", "report")
    if not script:
        expect(officer.page.locator("input[name=pictured]")).to_have_count(1)


def test_what_shows_no_face_and_what_is_too_large_are_said_beside_the_form(desk: Desk, visitor: VisitorOf) -> None:
    officer = visitor()
    officer.look("/desk/search", world.OFFICER)
    officer.page.fill("#name", "Zawadi")
    choose(officer.page, "blank.jpg", b"\xff\xd8 no picture")
    expect(officer.page.locator("#results [role=alert]")).to_contain_text("The picture cannot be used")
    expect(officer.page.locator("#name")).to_have_value("Zawadi")
    choose(officer.page, "huge.jpg", b"\xff\xd8" + bytes(10_200_000))
    expect(officer.page.locator("h1")).to_have_text("This did not work")
