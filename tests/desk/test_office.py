"""The desk of auditors and operators, and the numbers: what they are shown, and that it is the truth."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
import sqlalchemy as sql
from playwright.sync_api import expect

from api.acts.audit_chain import ForeignProgressError, Progress, agrees, marked, read_on, unmarked
from api.desk.visits.visit import COOKIE
from api.operating.rebuilding import RebuildRunningError, Rebuilds, ViewName
from tests.api.conftest import token_for
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, session_of
from tracing.access import Caller
from tracing.audit.entries import Action, entry_now
from tracing.audit.keys import AuditKeys
from tracing.audit.log import ENTRIES, AuditLog
from tracing.audit.verification import Fault

KEY = bytes(32)


class Client(httpx.Client):
    """Somebody with a browser that runs no script."""

    def __init__(self, desk: Desk, caller: Caller, signed_in_at: datetime | None = None) -> None:
        session = session_of(caller, signed_in_at)
        super().__init__(base_url=desk.url, timeout=30, headers={"Cookie": f"{COOKIE}={desk.sessions.begin(session)}"})
        self._csrf = session.csrf

    def send_form(self, path: str, **fields: str) -> httpx.Response:
        return self.post(path, data={"csrf": self._csrf, **fields})


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_auditor_finds_who_looked_at_a_record_and_why(desk: Desk, visitor: VisitorOf, script: bool) -> None:
    looked_at = min(desk.joined)
    one = visitor(script=script)
    one.look(f"/desk/identities/{looked_at}", world.OFFICER)
    one.look("/desk", world.AUDITOR)
    one.page.fill("input[name=record]", str(looked_at))
    one.page.fill("input[name=subject]", world.OFFICER.subject)
    one.page.locator("#audit button.main").click()
    row = one.page.locator(".entries tbody tr").last
    for text in (world.OFFICER.subject, "fra.police", "Find a missing person", "2026/17"):
        expect(row).to_contain_text(text)
    assert one.page.url == f"{desk.url}/desk/audit"


def test_pages_lead_through_the_log_and_the_download_is_an_entry_itself(desk: Desk) -> None:
    for _ in range(60):
        desk.service.audit.append(msgspec.structs.replace(entry_now(world.OFFICER, Action.search), case="=1+1"))
    with Client(desk, world.AUDITOR) as auditor:
        first = auditor.send_form("/desk/audit", case="=1+1")
        assert first.status_code == 422  # a case number is of letters and digits
        first = auditor.send_form("/desk/audit", action="search", subject=world.OFFICER.subject)
        after = re.search(r'name="after" value="([0-9]+)"', first.text)
        assert after is not None and first.text.count("<tr>") == 51
        second = auditor.send_form("/desk/audit", action="search", subject=world.OFFICER.subject, after=after[1])
        assert second.text.count("<tr>") >= 11
        assert not set(re.findall(r'class="number"><bdi dir="ltr">([0-9]+)', first.text)) & set(
            re.findall(r'class="number"><bdi dir="ltr">([0-9]+)', second.text)
        )
        file = auditor.send_form("/desk/audit/file", format="csv", action="search", subject=world.OFFICER.subject)
        rows = list(csv.DictReader(io.StringIO(file.text)))
        assert len(rows) >= 60 and rows[-1]["case"] == "'=1+1"
        lines = auditor.send_form("/desk/audit/file", format="ndjson", action="export_audit").text.splitlines()
        assert [msgspec.json.decode(line)["subject"] for line in lines] == [world.AUDITOR.subject]
    with Client(desk, world.AUDITOR, datetime.now(UTC) - timedelta(hours=1)) as stale:
        refused = stale.send_form("/desk/audit/file", format="csv")
        assert refused.status_code == 401 and 'next=/desk/audit"' in refused.text
    with Client(desk, world.OFFICER) as officer:
        assert officer.send_form("/desk/audit").status_code == 403


def log_of(folder: Path, entries: int) -> AuditLog:
    log = AuditLog(f"sqlite:///{folder}/audit.sqlite", AuditKeys(bytes(32)))
    log.migrate()
    for _ in range(entries):
        log.append(entry_now(world.OFFICER, Action.search))
    return log


def change(log: AuditLog, folder: Path, number: int) -> None:
    engine = sql.create_engine(f"sqlite:///{folder}/audit.sqlite")
    with engine.begin() as connection:
        connection.execute(sql.update(ENTRIES).where(ENTRIES.c.number == number).values(sealed=b"another" * 9))
    engine.dispose()


def test_a_log_read_in_pieces_is_read_whole_and_a_change_is_found(tmp_path: Path) -> None:
    log = log_of(tmp_path, 12)
    kept = log.checkpoint()
    assert kept is not None
    progress, pieces = Progress(), 0
    while not pieces or not progress.finished:
        progress, pieces = read_on(log, unmarked(marked(progress, KEY), KEY), seconds=0), pieces + 1
        assert (progress.whole_at is None) == (progress.size < progress.end)
        if pieces == 5:
            log.append(entry_now(world.OFFICER, Action.search))
    assert (progress.size, progress.faults, pieces) == (13, (), 13)
    assert agrees(log, kept.note(log.keys.public).replace("\n", "\r\n"))

    change(log, tmp_path, 7)
    found = read_on(log, Progress())
    assert [(one.number, one.fault) for one in found.faults] == [(7, Fault.changed)] and found.whole_at is None
    log.close()


def test_nobody_claims_more_than_was_read_and_nothing_read_is_exchanged_later(tmp_path: Path) -> None:
    log = log_of(tmp_path, 6)
    part = read_on(log, Progress(), seconds=0)
    for text in ("", "x" * 40, marked(part, bytes(31) + b"x")):
        with pytest.raises(ForeignProgressError):
            unmarked(text, KEY)
    exchanged = read_on(log, msgspec.structs.replace(part, root=bytes(32)))
    assert [one.fault for one in exchanged.faults] == [Fault.rewritten] and exchanged.whole_at is None
    kept = log.checkpoint()
    (tmp_path / "other").mkdir()
    shorter = log_of(tmp_path / "other", 3)
    assert kept is not None and not agrees(shorter, kept.note(log.keys.public))
    log.close()
    shorter.close()


def test_an_operator_builds_a_view_anew_and_sees_it_end(desk: Desk, visitor: VisitorOf) -> None:
    before = desk.service.store.positions()["numbers"]
    one = visitor(script=True)
    one.look("/desk/operations", world.ADMIN)
    one.page.locator("select[name=view]").select_option("numbers")
    one.page.locator("form[action='/desk/operations/rebuild'] button").click()
    expect(one.page.locator("#state .say")).to_contain_text("Built anew", timeout=30_000)
    assert desk.service.store.positions()["numbers"] >= before > 0
    checkpoint = desk.service.audit.checkpoint()
    assert checkpoint is not None
    entries = (desk.service.audit.opened(row) for row in desk.service.audit.rows(checkpoint.size - 5))
    assert [entry.data for entry in entries if entry.action is Action.administer] == [("rebuild numbers",)]


def test_operations_show_dead_letters_and_no_second_rebuild_begins(desk: Desk) -> None:
    stream = min(desk.joined)
    desk.service.store.add_dead_letter("matcher", 1, stream, "refused")
    try:
        with Client(desk, world.ADMIN) as admin:
            text = admin.get("/desk/operations").text
            assert str(stream) in text and "works with a flaw" in text
            assert admin.send_form("/desk/operations/rebuild", view="everything").status_code == 422
    finally:
        desk.service.store.clear_dead_letters("matcher")
    with Client(desk, world.ADMIN, datetime.now(UTC) - timedelta(hours=1)) as stale:
        assert stale.send_form("/desk/operations/rebuild", view="numbers").status_code == 401
    rebuilds = Rebuilds(desk.service)
    rebuilds.start(ViewName.records)
    with pytest.raises(RebuildRunningError):
        rebuilds.start(ViewName.numbers)
    world.eventually(lambda: rebuilds.last is not None and not rebuilds.last.running)
    assert rebuilds.last is not None and (rebuilds.last.failed, rebuilds.last.differences) == ("", 0)


def test_the_page_the_file_and_the_api_tell_the_same_numbers_to_everybody(desk: Desk) -> None:
    told = set()
    for caller in (world.OFFICER, world.REVIEWERS[0], world.AUDITOR, world.ADMIN):
        token = {"Authorization": f"Bearer {token_for(desk.service.settings, caller)}"}
        told.add(httpx.get(f"{desk.url}/v1/numbers", headers=token).text)
        with Client(desk, caller) as client:
            page, file = client.get("/desk/numbers"), client.get("/desk/numbers/file")
    assert len(told) == 1
    release = msgspec.json.decode(told.pop())
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert len(rows) == sum(len(release[table]) for table in ("by_sex", "by_age", "by_route", "by_month"))
    by_age = {row["age_group"]: row["people"] for row in rows if row["age_group"]}
    assert by_age == {row["age_group"]: str(row["people"] or "") for row in release["by_age"]}
    # Of the invented people only those of one age group are ten.
    assert int(by_age["30-47"]) >= 10 and set(by_age.values()) == {"", by_age["30-47"]}
    assert f'<bdi dir="ltr">{by_age["30-47"]}</bdi>' in page.text
    with Client(desk, world.AGENCY) as agency:
        assert agency.get("/desk/numbers").status_code == 403
