"""`tracing import`, as an operator runs it: safe to repeat, nothing lost, owners only from whom may name them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from api.settings import Settings
from api.wiring import open_application
from tracing import log
from tracing.events import RecordCorrected, ReportEvent
from tracing.keys.masters import add_master_key
from tracing.log.batches import Entry

REPORT: dict[str, Any] = {
    "kind": "sighting",
    "reference": "S-1",
    "occurred_at": "2025-03",
    "person": {"names": [{"full": "Julia"}]},
}
OWNER = ["--organisation", "ita.police", "--country", "ITA"]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    monkeypatch.setenv("TRACING_LOG", url)
    monkeypatch.setenv("COLUMNS", "200")
    log.migrate(url)
    monkeypatch.setenv("TRACING_MASTER_KEY_FILE", str(tmp_path / "master-keys"))
    add_master_key(tmp_path / "master-keys")
    return url


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.ndjson"
    path.write_text("".join(json.dumps(REPORT | {"reference": f"S-{number}"}) + "\n" for number in range(5)))
    return path


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def counts(result: Result) -> list[int]:
    """Read, new, corrected, unchanged, disputed, rejected, from the table."""
    row = next(line for line in result.stdout.splitlines() if line[:1] == "│")
    return [int(cell) for cell in row.strip("│").split("│")]


def owners(url: str) -> set[tuple[str, str]]:
    application = open_application(Settings())
    try:
        entries = application.batch(0, 100).entries
    finally:
        application.close()
    events = [entry.event for entry in entries if isinstance(entry, Entry)]
    return {(event.organisation, event.country) for event in events if isinstance(event, ReportEvent)}


def test_an_import_can_be_repeated(url: str, reports: Path) -> None:
    assert counts(run("ndjson", reports, *OWNER)) == [5, 5, 0, 0, 0, 0]
    again = run("ndjson", reports, *OWNER)
    assert counts(again) == [5, 0, 0, 5, 0, 0]
    assert again.exit_code == 0
    assert owners(url) == {("ita.police", "ITA")}


def test_refused_lines_can_be_mended_and_handed_in_again(url: str, reports: Path) -> None:
    changed = REPORT | {"reference": "S-2", "occurred_at": "2024"}
    torn = json.dumps(REPORT | {"reference": "S-9", "occurred_at": "SECRETVALUE"})
    assert run("ndjson", reports, *OWNER).exit_code == 0
    reports.write_text(json.dumps(REPORT | {"reference": "S-7"}) + "\n" + torn + "\n" + json.dumps(changed) + "\n")
    first = run("ndjson", reports, *OWNER)
    assert first.exit_code == 1
    assert counts(first) == [3, 1, 0, 0, 0, 2]
    rejects = reports.with_name("reports.ndjson.rejects")
    assert sorted(rejects.read_text().splitlines()) == sorted([torn, json.dumps(changed)])
    problems = rejects.with_name(f"{rejects.name}.problems").read_text()
    assert {json.loads(line)["source"] for line in problems.splitlines()} == {"line 2", "line 3"}
    assert "SECRET" not in first.output + problems
    rejects.write_text(torn.replace("SECRETVALUE", "2025-01-01"))
    assert counts(run("ndjson", rejects, *OWNER)) == [1, 1, 0, 0, 0, 0]


def test_odd_reports_are_entered_and_counted(url: str, reports: Path) -> None:
    reports.write_text(json.dumps(REPORT | {"person": REPORT["person"] | {"birth_date": "2030"}}))
    assert counts(run("ndjson", reports, *OWNER)) == [1, 1, 0, 0, 1, 0]


def test_owners_come_from_the_file_only_when_asked(url: str, reports: Path) -> None:
    senders = [("ita.police", "ITA"), ("pol.border", "POL"), ("ita.police", "ITA")]
    reports.write_text(
        "".join(
            json.dumps(REPORT | {"reference": f"S-{number}", "organisation": name, "country": country}) + "\n"
            for number, (name, country) in enumerate(senders)
        )
    )
    assert counts(run("ndjson", reports, *OWNER)) == [3, 0, 0, 0, 0, 3]
    assert counts(run("ndjson", reports, "--owners-from-file")) == [3, 3, 0, 0, 0, 0]
    assert owners(url) == set(senders)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--organisation", "ita.police"],
        ["--organisation", "Not An Id", "--country", "ITA"],
        [*OWNER, "--owners-from-file"],
    ],
)
def test_the_owner_is_named_in_one_way(url: str, reports: Path, options: list[str]) -> None:
    assert run("ndjson", reports, *options).exit_code == 2
    assert owners(url) == set()


def test_a_file_that_is_read_is_never_overwritten(url: str, reports: Path) -> None:
    before = reports.read_bytes()
    assert run("ndjson", reports, *OWNER, "--rejects", reports).exit_code == 2
    assert reports.read_bytes() == before


def test_without_a_log_or_its_keys_nothing_is_entered(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACING_LOG", f"sqlite:///{tmp_path}/never-made.sqlite")
    monkeypatch.setenv("TRACING_MASTER_KEY_FILE", str(tmp_path / "keys"))
    result = run("ndjson", reports, *OWNER)
    assert (result.exit_code, "tracing migrate" in result.output) == (2, True)
    add_master_key(tmp_path / "keys")
    result = run("ndjson", reports, *OWNER)
    assert (result.exit_code, "tracing migrate" in result.output) == (1, True)


def test_notices_are_entered_and_faulty_ones_can_be_mended(url: str, tmp_path: Path) -> None:
    faulty = {"name": "QUISPE", "entity_id": "unknown"}
    notices = [{"entity_id": "2014/5590", "name": "KOVALCHUK", "height": "tall"}, faulty]
    path = tmp_path / "notices.json"
    path.write_text(json.dumps(notices))
    options = ["--organisation", "int.notices", "--country", "FRA"]
    first = run("interpol", path, *options)
    assert counts(first) == [2, 1, 0, 0, 0, 1]
    assert first.exit_code == 1
    assert "1 fields could not be read" in first.output
    rejects = tmp_path / "notices.json.rejects"
    assert json.loads(rejects.read_text()) == faulty
    rejects.write_text(rejects.read_text().replace("unknown", "2020/4"))
    assert counts(run("interpol", rejects, *options)) == [1, 1, 0, 0, 0, 0]
    assert counts(run("interpol", path, *options))[:4] == [2, 0, 0, 1]
    assert owners(url) == {("int.notices", "FRA")}


def test_a_notice_that_has_changed_is_corrected(url: str, tmp_path: Path) -> None:
    notice = {"entity_id": "2014/5590", "name": "KOVALCHUK", "forename": "YULIIA"}
    path = tmp_path / "notices.json"
    options = ["--organisation", "int.notices", "--country", "FRA"]
    path.write_text(json.dumps(notice))
    assert counts(run("interpol", path, *options)) == [1, 1, 0, 0, 0, 0]
    path.write_text(json.dumps(notice | {"date_of_birth": "1998/03/17"}))
    assert counts(run("interpol", path, *options)) == [1, 0, 1, 0, 0, 0]
    assert counts(run("interpol", path, *options)) == [1, 0, 0, 1, 0, 0]

    application = open_application(Settings())
    try:
        (first, second) = (entry.event for entry in application.batch(0, 100).entries if isinstance(entry, Entry))
        assert isinstance(second, RecordCorrected)
        assert first.originator_id == second.originator_id
        assert second.report.person.birth_date == "1998-03-17"
    finally:
        application.close()
