"""`tracing import pfif` and `tracing expire`, as an operator runs them."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.settings import Settings
from api.wiring import open_application
from tests.api.exchange.pfif.samples import DOMAIN, SENDER, document, note, person
from tracing import log
from tracing.keys.masters import add_master_key
from tracing.stream_ids import record_id


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_LOG", f"sqlite:///{tmp_path}/log.sqlite")
    monkeypatch.setenv("TRACING_MASTER_KEY_FILE", str(tmp_path / "master-keys"))
    monkeypatch.setenv("TRACING_PFIF_DOMAINS", f"{DOMAIN}={SENDER.organisation}")
    log.migrate(f"sqlite:///{tmp_path}/log.sqlite")
    add_master_key(tmp_path / "master-keys")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout


def test_a_person_whose_date_passes_is_kept_from_use_with_its_notes(tmp_path: Path) -> None:
    file = tmp_path / "register.xml"
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    file.write_bytes(document(person(note(), expiry_date=until.isoformat().replace("+00:00", "Z"))))
    owner = ("--organisation", SENDER.organisation, "--country", SENDER.country)
    assert run("import", "pfif", str(file), *owner)[0] == 0
    assert run("import", "pfif", str(file), "--organisation", "bra.redcross", "--country", "BRA")[0] == 1
    assert run("expire") == (0, "")
    time.sleep((until - datetime.now(UTC)).total_seconds() + 0.1)
    code, printed = run("expire")
    both = {record_id(SENDER.organisation, f"{DOMAIN}/{name}") for name in ("p1", "n1")}
    assert (code, set(map(UUID, printed.split()))) == (0, both)
    with open_application(Settings()) as application:
        assert {found.restricted is not None for found in application.records(list(both)).values()} == {True}
    assert run("expire") == (0, "")
