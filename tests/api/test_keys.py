"""`tracing keys` with a device: a service comes to use one while its log stays readable."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.api.conftest import embedded_settings
from tests.examples import BORDER, report
from tests.servers import Token
from tracing.application import Tracing
from tracing.keys.device import KeyDevice, read_address
from tracing.keys.masters import MasterKeyFile, unsealed_ids


def test_a_service_moves_its_keys_into_a_device_while_its_log_stays_readable(
    soft_token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = embedded_settings(tmp_path)
    for name, value in settings.model_dump(exclude_defaults=True).items():
        monkeypatch.setenv(f"TRACING_{name.upper()}", str(value))

    def run(*command: str) -> str:
        done = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
        assert done.exit_code == 0, done.output
        return done.output

    run("migrate")
    path = settings.master_key_file
    with Tracing(settings.log, MasterKeyFile(path)) as application:
        posted = application.post(report("X-1"), BORDER)
    monkeypatch.setenv("TRACING_MASTER_KEY_DEVICE", soft_token.uri("service"))
    run("keys", "rotate")
    assert re.search(r" 0 +│ +│ nothing [\s\S]* 1 +│ current │ device ", run("keys", "status"))
    run("keys", "retire")
    assert unsealed_ids(path) == []
    with Tracing(settings.log, MasterKeyFile(path, KeyDevice(read_address(soft_token.uri("service"))))) as application:
        assert application.record(posted.record.id) == posted.record
    monkeypatch.delenv("TRACING_MASTER_KEY_DEVICE")
    refused = CliRunner().invoke(app, ["keys", "rotate"])
    assert refused.exit_code == 2 and "TRACING_MASTER_KEY" in refused.output
