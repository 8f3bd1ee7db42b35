"""Reports posted by hand: each mistake at its field and nothing lost, a look at who is known, nothing kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sql
from playwright.sync_api import Page, expect
from pydantic import ValidationError

from api.desk.forms.filled_in import places_of, read_filled
from api.desk.forms.reports import FORMS
from api.desk.forms.sent import Form
from api.desk.words.labels_of_reports import REPORT_LABELS
from api.desk.words.rules import in_words
from api.http.validation import problems_of
from api.intake import gate
from search.sentences import Language
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf
from tests.desk.test_sessions import cookie_of
from tracing.audit.entries import Action, Asked
from tracing.judgements import OPEN_STATES
from tracing.reports import BorderCrossing, ReportKind, ShelterRegistration, YellowNotice, read_report
from tracing.stream_ids import judgement_id, record_id

ROOT = Path(__file__).resolve().parents[2]
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8989O2C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of Doc 9303, with a letter where its number has a zero."""


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=60) as client:
        yield client


def form_of(**fields: str) -> Form:
    return Form([(name.replace("__", "."), value) for name, value in fields.items()])


def faults(kind: ReportKind, **fields: str) -> dict[str, str]:
    """Paths of fields, and the words of the rules that they break."""
    filled = read_filled(form_of(**fields), kind, Language.en)
    said = {fault.place.path if fault.place else "": in_words(fault.rule, str) for fault in filled.faults}
    assert None not in said.values(), filled.faults
    return {path: str(words) for path, words in said.items()}


def test_each_mistake_is_told_at_the_field_that_was_typed_though_empty_rows_are_not_counted() -> None:
    found = faults(
        ReportKind.sighting,
        reference="S",
        occurred_at__year="2024",
        occurred_at__clock="10:30",
        person__names__0__full="",
        person__names__1__full="x" * 300,
        person__birth_date__day="3",
        person__birth_date__year="1998",
        person__age__min="ten",
        person__nationalities__0="Atlantis of old",
        person__documents__1__issuer="Poland",
        place__latitude="100",
        recipients__rule="all_but",
        details__content_grade="9",
    )
    assert set(found) == {
        "occurred_at",
        "person.names.1.full",
        "person.birth_date",
        "person.age",
        "person.nationalities.0",
        "person.documents.1.number",
        "place.latitude",
        "recipients.rule",
        "details.content_grade",
    }
    assert found["person.names.1.full"] == "Write at most 200 characters."
    assert "country of the list" in found["person.nationalities.0"]


def test_a_form_says_what_the_same_report_says_to_the_api() -> None:
    filled = read_filled(
        form_of(
            reference="R-1",
            occurred_at__year="2025",
            occurred_at__month="3",
            occurred_at__day="4",
            occurred_at__clock="10:30",
            occurred_at__zone="+02:00",
            person__names__0__given="Юлія",
            person__names__0__family="Ковальчук",
            person__age__min="20",
            person__nationalities__1="Ukraine",
            person__relatives__0__names__0__full="Oksana",
            person__phones__0="+380 44 123 45 67",
            person__languages__0="Ukrainian",
            details__consent__state="given",
            details__consent__scopes="tracing",
            recipients__rule="only",
            recipients__countries__0="ita",
        ),
        ReportKind.shelter_registration,
        Language.en,
    )
    expected = {
        "kind": "shelter_registration",
        "reference": "R-1",
        "occurred_at": "2025-03-04T10:30+02:00",
        "person": {
            "names": [{"given": "Юлія", "family": "Ковальчук"}],
            "age": {"min": 20},
            "nationalities": ["UKR"],
            "relatives": [{"names": [{"full": "Oksana"}]}],
            "phones": ["+380441234567"],
            "languages": ["ukr"],
        },
        "details": {"consent": {"state": "given", "scopes": ["tracing"]}},
        "recipients": {"rule": "only", "countries": ["ITA"]},
    }
    assert filled.report == read_report(expected)


def test_every_rule_that_a_report_can_break_has_words() -> None:
    """Our own sentences are found in the code that raises them; pydantic's by breaking its rules."""
    raised: set[str] = set()
    folder = ROOT / "tracing"
    of_person = (path for path in (folder / "person").glob("*.py") if path.name != "faces.py")  # which no form asks for
    for path in (*of_person, *map(folder.joinpath, OWN_RULES)):
        raised |= {found.replace("{MAX_UNREAD_BYTES}", "9") for found in RAISED.findall(path.read_text())}
    assert len(raised) > 15
    broken: dict[str, Any] = {
        "reference": "\n",
        "occurred_at": 3,
        "person": {"sex": "?", "age": {"min": -1, "max": 999}, "names": [{"full": ""}] * 40, "height_cm": {"min": "x"}},
        "place": {"latitude": "x", "longitude": 999},
        "recipients": {"organisations": ["A B"]},
        "unknown": 1,
    }
    try:
        read_report(broken | {"kind": "sighting"})
    except ValidationError as error:
        raised |= {problem.rule for problem in problems_of(error)}
    assert [rule for rule in sorted(raised) if in_words(rule, str) is None] == []
    gates = {key.value: text for table in (gate._FOR_PERSONS, gate._FOR_DOCUMENTS) for key, text in table.items()}
    assert REPORT_LABELS["gate"] == gates


OWN_RULES = ("reports.py", "consent.py", "registration.py", "access.py", "located.py")
RAISED = re.compile(r'raise ValueError\(f?"([^"]+)"\)')


def test_every_field_of_every_form_is_a_field_of_its_report() -> None:
    for kind in ReportKind:
        for place in places_of(Form([]), FORMS[kind]):
            report: dict[str, Any] = {"kind": kind.value, "reference": "R", "occurred_at": "2025", "person": {}}
            path = place.path.split(".")
            value: Any = "\x00"
            for part in reversed(path):
                value = [value] if part == "0" else {part: value}
            try:
                read_report({**report, **value})
            except ValidationError as error:
                assert "No such field" not in str(problems_of(error)), (kind, place.path)


def records_entered(desk: Desk, organisation: str, reference: str) -> int:
    return desk.service.application.record(record_id(organisation, reference)).version


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name='{name.replace('__', '.')}']").fill(value)


def go_on(page: Page) -> None:
    page.locator("main button.main").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_bureau_is_shown_who_is_known_and_asks_reviewers_instead_of_joining(
    desk: Desk, visitor: VisitorOf, script: bool
) -> None:
    before = sum(1 for _ in desk.service.audit.entries(Asked()))
    one = visitor(script=script, language="en" if script else "fr", width=1440 if script else 320)
    one.look("/desk/post/yellow-notice", world.BUREAU)
    reference = one.page.locator("[name=reference]").input_value()
    fill(one.page, person__names__0__full="Yulia Kovalchuck", person__nationalities__0="Ukraine")
    go_on(one.page)
    year = one.page.locator("[name='occurred_at.year']")
    expect(year).to_have_attribute("aria-invalid", "true")
    expect(one.page.locator(f"[id='{year.get_attribute('aria-describedby')}']")).to_be_visible()
    one.page.locator(".say.wrong a").first.click()
    expect(year).to_be_focused()
    expect(one.page.locator("[name='person.names.0.full']")).to_have_value("Yulia Kovalchuck")
    fill(one.page, occurred_at__year="2024", person__birth_date__year="1998", person__birth_date__month="3")
    one.page.locator("button[value='person.names']").click()
    expect(one.page.locator("[name='person.names.1.full']")).to_be_focused()
    fill(one.page, person__names__1__full="Юлія Ковальчук")
    one.page.locator("[name='person.names.1.full']").press("Enter")
    expect(one.page.locator(".result").first).to_contain_text("Юлія Ковальчук")
    one.page.locator("button[name=same_as]").first.click()
    expect(one.page.locator("main [role=status]")).to_be_visible()
    record = record_id(world.BUREAU.organisation, reference)
    notice = desk.service.application.record(record).report
    assert isinstance(notice, YellowNotice) and [name.full for name in notice.person.names][1] == "Юлія Ковальчук"
    entries = [found.entry for found in desk.service.audit.entries(Asked(), after=before)]
    assert [entry.action for entry in entries] == [Action.search, Action.judge]
    assert {(entry.subject, entry.case) for entry in entries} == {(world.BUREAU.subject, "2026/17")}
    (other,) = set(entries[1].records) - {record}
    world.settle(desk.service)
    judgement = desk.service.application.judgement(judgement_id(record, other))
    assert judgement.state in OPEN_STATES and judgement.opinions == ()
    desk.service.application.retract(record, "As other tests do not expect it.", world.BUREAU)
    world.settle(desk.service)


def test_an_agency_that_may_not_search_is_shown_nobody_and_told_at_the_gate(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor(script=False)
    one.look("/desk/post/border-crossing", world.AGENCY)
    reference = one.page.locator("[name=reference]").input_value()
    fill(one.page, occurred_at__year="2010", details__mrz=ZONE)
    go_on(one.page)
    expect(one.page.locator(".result")).to_have_count(0)
    assert one.page.locator(".typed code").inner_text() == ZONE
    expect(one.page.locator(".disputes")).to_contain_text("check digit")
    expect(one.page.locator("ol.offered code").first).to_contain_text("L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    one.page.locator("button[name=take]").first.click()
    expect(one.page.locator("[name='details.mrz']")).to_have_value(ZONE.replace("L8989O2C3", "L898902C3"))
    fill(one.page, details__mrz=ZONE)
    go_on(one.page)
    go_on(one.page)
    expect(one.page.locator("[role=alert]")).to_contain_text("Nothing to do at the gate")
    expect(one.page.locator(".disputes li")).to_have_count(2)
    crossing = desk.service.application.record(record_id(world.AGENCY.organisation, reference)).report
    assert isinstance(crossing, BorderCrossing) and crossing.details.mrz == tuple(ZONE.splitlines())


def test_what_is_odd_is_kept_and_what_is_hostile_is_text(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.look("/desk/post/shelter-registration", world.SHELTER)
    reference = one.page.locator("[name=reference]").input_value()
    fill(one.page, occurred_at__year="2025", person__nationalities__0="QQQ", person__birth_date__year="2031")
    fill(one.page, person__names__0__full=world.HOSTILE[0], person__names__0__given=world.HOSTILE[1])
    go_on(one.page)
    expect(one.page.locator(".typed")).to_contain_text(world.HOSTILE[0])
    assert one.page.locator("main script, main img").count() == 0
    assert "\u202e" not in one.page.locator("main").inner_text()
    go_on(one.page)
    expect(one.page.locator(".disputes li")).to_have_count(2)
    record = desk.service.application.record(record_id(world.SHELTER.organisation, reference))
    assert isinstance(record.report, ShelterRegistration) and record.report.person.nationalities == ("QQQ",)
    assert {dispute.rule for dispute in record.disputes} == {"unknown-country", "birth-after-event"}


def test_nothing_that_was_typed_is_kept_before_it_is_posted_and_twice_is_once(desk: Desk, client: httpx.Client) -> None:
    header, secret = cookie_of(desk, world.SHELTER)
    typed = {"reference": "T-1", "occurred_at.year": "2025", "person.names.0.full": "Ngozi Achterhuis", "csrf": secret}
    position = desk.service.application.max_position()
    shown = client.post("/desk/post/shelter-registration/check", headers=header, data=typed)
    assert shown.status_code == 200 and 'value="Ngozi Achterhuis"' in shown.text
    assert desk.service.application.max_position() == position
    with desk.service.store.reading() as connection:
        rows = connection.execute(sql.text("SELECT * FROM desk_session")).all()
    assert "Achterhuis" not in str(rows)
    path = "/desk/post/shelter-registration/report"
    answers = [client.post(path, headers=header, data=typed).status_code for _ in range(2)]
    assert (answers, records_entered(desk, world.SHELTER.organisation, "T-1")) == ([201, 200], 1)
    again = client.post(path, headers=header, data=typed | {"person.sex": "female"})
    assert (again.status_code, 'id="reference-wrong"' in again.text) == (422, True)
    assert 'value="Ngozi Achterhuis"' in again.text


def test_each_role_posts_its_kinds_alone_and_a_hidden_record_is_nobody(desk: Desk, client: httpx.Client) -> None:
    allowed = {
        world.OFFICER: {"sighting"},
        world.AGENCY: {"sighting", "border-crossing"},
        world.SHELTER: {"sighting", "shelter-registration"},
        world.BUREAU: {"sighting", "yellow-notice"},
        world.AUDITOR: set(),
    }
    for caller, kinds in allowed.items():
        header, secret = cookie_of(desk, caller)
        for kind in ("sighting", "border-crossing", "shelter-registration", "yellow-notice"):
            status = client.get(f"/desk/post/{kind}", headers=header).status_code
            posted = client.post(f"/desk/post/{kind}/report", headers=header, data={"csrf": secret}).status_code
            assert (status, posted) == ((200, 422) if kind in kinds else (403, 403)), (caller.role, kind)
    header, secret = cookie_of(desk, world.SHELTER)
    typed = {"reference": "T-2", "occurred_at.year": "2025", "person.names.0.full": "Ngozi", "csrf": secret}
    for other in (min(desk.joined), "nobody"):
        answer = client.post("/desk/post/sighting/same", headers=header, data=typed | {"same_as": str(other)})
        assert answer.status_code == 404 and 'value="Ngozi"' in answer.text
