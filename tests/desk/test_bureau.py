"""What a national bureau does with its own notices: correct, narrow, take back; and what nobody else gets to see."""

import re
from uuid import UUID

import httpx
import msgspec
import pytest
from playwright.sync_api import expect

from api.desk.visits.visit import COOKIE
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, session_of
from tracing.access import RecipientRule
from tracing.audit.entries import Action, Asked
from tracing.events import RecordCorrected
from tracing.located import ContactWish
from tracing.records import Record


def notice(desk: Desk, reference: str) -> UUID:
    """A notice of the bureau, on somebody whom no other test seeks."""
    person = {
        "names": [{"full": "Teuila Fa'asavalu"}],
        "birth_date": "1987",
        "marks": [{"kind": "scar", "seen": "2020"}],
    }
    notice = {"kind": "yellow_notice", "reference": reference, "occurred_at": "2025-05-06", "person": person}
    return world.report(desk.service, world.OWNING_BUREAU.organisation, world.OWNING_BUREAU.country, notice)


def stands(desk: Desk, record: UUID) -> Record:
    return desk.service.application.record(record)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_bureau_corrects_narrows_and_takes_back_its_notice(desk: Desk, visitor: VisitorOf, script: bool) -> None:
    record = notice(desk, f"WSM-{script}")
    world.settle(desk.service)
    bureau = visitor(script=script)
    bureau.look("/desk/notices", world.OWNING_BUREAU)
    bureau.page.get_by_text("Publish a notice").click()
    expect(bureau.page.locator("[name=reference]")).to_be_visible()
    bureau.go("/desk/notices")
    bureau.page.locator("#notices tbody tr", has_text=f"WSM-{script}").locator("a").click()
    bureau.page.locator("a[href$=correction]").click()
    bureau.page.locator("button[name=add][value='person.names']").click()
    bureau.page.fill("[name='person.names.1.full']", "Teuila Leota")
    bureau.page.fill("[name='person.birth_date.year']", "87")
    bureau.page.fill("[name='person.birth_date.month']", "2")
    bureau.page.fill("#reason", "Her sister told the month.")
    bureau.page.locator("main button.main").click()
    bureau.page.locator("[role=alert] a[href='#person.birth_date']").click()
    bureau.page.fill("[name='person.birth_date.year']", "1987")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("[role=status]")).to_contain_text("correction is kept")
    latest = bureau.page.locator(".timeline > li").first
    expect(latest).to_contain_text("Her sister told the month.")
    expect(latest.locator("tbody tr", has_text="Date of birth")).to_contain_text("Feb 1987")

    bureau.page.locator("a[href$=recipients]").click()
    bureau.page.fill("[name='recipients.countries.0']", "New Zealand")
    bureau.page.locator("button[name=add][value='recipients.countries']").click()
    bureau.page.fill("[name='recipients.countries.1']", "au")
    bureau.page.fill("#reason", "A threat in other countries.")
    bureau.page.locator("main button.main").click()
    bureau.page.locator("[role=alert] a[href='#recipients.rule']").click()
    bureau.page.select_option("[name='recipients.rule']", "only")
    bureau.page.fill("#reason", "A threat in other countries.")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator(".profile")).to_contain_text("New Zealand")

    bureau.page.locator("a[href$=retraction]").click()
    bureau.page.fill("#reason", "Entered twice.")
    if script:  # whoever does not tick is asked again, and what was written stays
        bureau.page.locator("form.panel").evaluate("form => form.noValidate = true")
        bureau.page.locator("main button.main").click()
        expect(bureau.page.locator("[role=alert]")).to_contain_text("Confirmation: Tick that you mean it.")
        expect(bureau.page.locator("#reason")).to_have_value("Entered twice.")
    bureau.page.check("[name=sure]")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("main")).to_contain_text("Taken back: Entered twice.")
    expect(bureau.page.locator("nav a[href$=correction]")).to_have_count(0)

    now = stands(desk, record)
    assert [name.text for name in now.report.person.names] == ["Teuila Fa'asavalu", "Teuila Leota"]
    assert now.report.person.marks[0].seen == "2020", "what the form does not show stays"
    assert (now.report.recipients.rule, now.report.recipients.countries) == (RecipientRule.only, ("NZL", "AUS"))
    assert (now.version, now.retracted) == (4, "Entered twice.")


def test_what_a_colleague_corrected_meanwhile_is_told_and_nothing_is_lost(desk: Desk, visitor: VisitorOf) -> None:
    record = notice(desk, "WSM-conflict")
    bureau = visitor(script=False)
    bureau.look(f"/desk/records/{record}/correction", world.OWNING_BUREAU)
    before = stands(desk, record).report
    theirs = msgspec.structs.replace(before, person=msgspec.structs.replace(before.person, hair="black"))
    desk.service.application.correct(record, theirs, "Seen in a picture.", world.OWNING_BUREAU)
    bureau.page.locator("details:has([name='person.eyes']) > summary").click()
    bureau.page.fill("[name='person.eyes']", "brown")
    bureau.page.fill("#reason", "Her mother told.")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("[role=alert]")).to_contain_text("corrected this record while you")
    expect(bureau.page.locator(".stacked")).to_contain_text("black")
    expect(bureau.page.locator("#reason")).to_have_value("Her mother told.")
    assert stands(desk, record).report.person.eyes is None
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("[role=status]")).to_be_visible()
    person = stands(desk, record).report.person
    assert (person.hair, person.eyes) == ("black", "brown")


def test_a_located_person_closes_the_notice_and_two_people_erase_it(desk: Desk, visitor: VisitorOf) -> None:
    record = notice(desk, "WSM-located")
    bureau = visitor()
    bureau.look(f"/desk/records/{record}/location", world.OWNING_BUREAU)
    bureau.page.check("[value=alive_safe]")
    bureau.page.select_option("#contact", "refused")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("#located ~ p").last).to_contain_text("No further information can be given.")
    found = stands(desk, record).located
    assert found is not None and found.location.contact is ContactWish.refused
    bureau.page.locator("a[href$=erasure]").click()
    bureau.page.check("[value=objection]")
    bureau.page.check("[name=sure]")
    bureau.page.locator("main button.main").click()
    expect(bureau.page.locator("[role=status]")).to_contain_text("Another person of your organisation")
    world.settle(desk.service)
    second = visitor(script=False)
    second.look("/desk/notices?state=erasure_asked", world.COLLEAGUE)
    row = second.page.locator("#notices tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("by a colleague")
    expect(row).to_contain_text("Closed: found")
    second.go(f"/desk/records/{record}/erasure")
    second.page.check("[name=sure]")
    second.page.locator("main button.main").click()
    expect(second.page.locator("h1")).to_have_text("Erased")
    assert desk.service.application.records([record]) == {}


def test_what_is_another_bureaus_is_answered_as_if_there_were_nothing(desk: Desk) -> None:
    record = notice(desk, "WSM-foreign")
    absent = UUID(int=7)
    for caller in (world.OFFICER, world.FOREIGN_BUREAU):
        session = desk.sessions.begin(session_of(caller))
        with httpx.Client(base_url=desk.url, headers={"Cookie": f"{COOKIE}={session}"}, timeout=60) as client:
            for page in ("", "/correction", "/recipients", "/retraction"):
                theirs, nobodys = (client.get(f"/desk/records/{one}{page}") for one in (record, absent))
                assert theirs.status_code == nobodys.status_code == 404
                told = [
                    re.sub(
                        r"<(code|time) .*?</(code|time)>|<code>.*?</code>|value=\"[^\"]*\"|next=[^\"]*", "", one.text
                    )
                    for one in (theirs, nobodys)
                ]
                assert told[0] == told[1]
            entry = list(desk.service.audit.entries(Asked(record=record)))[-1].entry
            assert (entry.action, entry.result, entry.subject) == (Action.read_record, "not-found", caller.subject)
        assert not any(isinstance(event, RecordCorrected) for event in desk.service.application.stream(record))
