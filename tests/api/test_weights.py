"""`tracing weights`: learn from records, and see what changes side."""

from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli.main import app
from search.weights.model import read_weights


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
