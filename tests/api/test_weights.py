"""`tracing weights`: learn from records, and see what changes side."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from api.settings import Settings
from api.wiring import open_application
from search.weights.model import read_weights
from tests.examples import report
from tracing.access import Caller, Role
from tracing.reports import read_report


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_weights_are_learnt_and_compared_by_references(tmp_path: Path):
    world, file = tmp_path / "world", tmp_path / "weights.json"
    assert run("world", "--people", "40", "--seed", "9", "--out", str(world)).exit_code == 0
    records = str(world / "records.ndjson")
    assert run("weights", "train", "--records", records, "--out", str(file)).exit_code == 0
    assert read_weights(file).provenance.records > 40
    shown = run("weights", "compare", str(file), str(file), "--records", records)
    assert shown.exit_code == 0
    assert "0 would be proposed anew, 0 no longer" in " ".join(shown.output.split())


def test_files_that_cannot_be_read_are_told_by_the_rule(tmp_path: Path):
    file = tmp_path / "wrong.json"
    file.write_text('{"kind": "sighting"}\n', encoding="utf-8")
    trained = run("weights", "train", "--records", str(file), "--out", str(tmp_path / "out.json"))
    assert (trained.exit_code, "line 1 is not a report" in trained.output) == (2, True)
    compared = run("weights", "compare", str(file), str(file), "--records", str(file))
    assert (compared.exit_code, "not a weights file" in compared.output) == (2, True)


def test_the_log_teaches_what_the_file_it_was_filled_from_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRACING_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    assert run("weights", "train", "--out", "none.json").exit_code == 2
    assert run("world", "--people", "40", "--seed", "9", "--out", "world").exit_code == 0
    assert run("migrate").exit_code == 0
    application = open_application(Settings())
    for line in Path("world/records.ndjson").read_text(encoding="utf-8").splitlines():
        sent = json.loads(line)
        sender = Caller(
            subject="s", role=Role.officer, organisation=sent.pop("organisation"), country=sent.pop("country")
        )
        application.post(read_report(sent), sender)
    assert run("weights", "train", "--records", "world/records.ndjson", "--out", "file.json").exit_code == 0
    assert run("weights", "train", "--out", "log.json").exit_code == 0
    assert Path("log.json").read_bytes() == Path("file.json").read_bytes()
    owner = Caller(subject="s", role=Role.officer, organisation="ita.police", country="ITA")
    posted = application.post(report("gone", "sighting"), owner)
    application.retract(posted.record.id, "A mistake.", owner)
    application.close()
    assert run("weights", "train", "--out", "log.json").exit_code == 0
    assert Path("log.json").read_bytes() == Path("file.json").read_bytes()
