"""`tracing why`: the pair explained at the command line, without any value of a person."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from api.settings import Settings
from tracing.stream_ids import record_id

REPORT = {"kind": "sighting", "occurred_at": "2026-03-01T12:00:00Z"}
PEOPLE = (
    {"names": [{"full": "Zoryana Kvitkova"}], "birth_date": "1996-05-13", "sex": "female"},
    {"names": [{"full": "Зоряна Квіткова"}], "birth_date": "1996-05-13"},
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRACING_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    lines = [
        json.dumps(
            REPORT | {"reference": str(number), "person": person, "organisation": "ita.police", "country": "ITA"}
        )
        for number, person in enumerate(PEOPLE)
    ]
    (tmp_path / "records.ndjson").write_text("\n".join(lines), encoding="utf-8")
    assert run("migrate").exit_code == 0
    imported = run("import", "ndjson", "records.ndjson", "--owners-from-file")
    assert imported.exit_code == 0, imported.output
    yield str(record_id("ita.police", "0")), str(record_id("ita.police", "1"))


def test_a_pair_is_told_as_a_table_and_as_json_and_the_bars_add_up(pair: tuple[str, str]):
    shown = run("why", *pair)
    assert shown.exit_code == 0, shown.output
    assert "The birth dates are the same." in shown.output and "prior" in shown.output
    found = json.loads(run("why", *pair, "--json", "--language", "es").stdout)
    assert abs(sum(bar["bits"] for bar in found["bars"]) - found["weight"]) < 0.01
    assert found["sentences"]["birth"] == "Las fechas de nacimiento son iguales."
    assert found["suggests"] == "same"
    text = (shown.output + json.dumps(found, ensure_ascii=False)).lower()
    assert not any(value in text for value in ("zoryana", "kvitkova", "зоряна", "1996"))


def test_a_record_that_does_not_exist_is_told(pair: tuple[str, str]):
    refused = run("why", pair[0], str(uuid4()))
    assert refused.exit_code == 1 and "Traceback" not in refused.output


def test_who_asked_is_written_down_and_without_the_audit_log_nothing_is_shown(pair: tuple[str, str]) -> None:
    assert run("why", *pair).exit_code == 0
    (entry,) = (json.loads(line) for line in run("audit", "export").stdout.splitlines())
    assert entry["records"] == sorted(pair, key=pair.index) and entry["subject"].startswith("operator:")
    Path("tracing-data/audit-key").unlink()
    refused = run("why", *pair)
    assert refused.exit_code == 1 and "birth dates" not in refused.output
