"""What is weak is found, each by itself; what is strong is left in peace; no value of a setting is told."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.operating.doctor import weaknesses
from api.settings import Settings
from tests.servers import Database
from tests.servers.process import free_port
from tracing.access import Caller, Role
from tracing.audit.entries import Action, entry_now
from tracing.audit.keys import AuditKeys
from tracing.audit.log import AuditLog
from tracing.keys.masters import add_master_key

AUDITOR = Caller(subject="a", role=Role.auditor, organisation="int.audit", country="CHE")


def strong(folder: Path, **changes: Any) -> Settings:
    keys = {}
    for name in ("master", "audit"):
        path = folder / f"{name}-disk" / "key"
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        keys[name] = path
    pin = folder / "pin"
    pin.touch(mode=0o600)
    settings: dict[str, Any] = {
        "log": f"sqlite:///{folder}/data/log.sqlite",
        "views": f"sqlite:///{folder}/data/views.sqlite",
        "photographs": folder / "data" / "photographs",
        "audit": f"sqlite:///{folder}/audit/audit.sqlite",
        "audit_key_file": keys["audit"],
        "audit_witness": "https://witness.example/notes",
        "master_key_file": keys["master"],
        "master_key_device": f"pkcs11:token=t;object=o?module-path=/usr/lib/device.so&pin-source={pin}",
        "oidc_issuer": "https://issuer.example",
        "oidc_jwks_url": "https://issuer.example/keys",
        "oidc_introspection_url": "https://issuer.example/introspection",
        "oidc_client_id": "tracing",
        "oidc_client_secret": "pass-phrase",
        "client_certificates_from": "127.0.0.1/32",
        "production": True,
    }
    return Settings(**settings | changes)


NOT_ASKED = dict.fromkeys(("oidc_introspection_url", "oidc_client_id", "oidc_client_secret"))


def found(settings: Settings) -> list[str]:
    return [one.setting for one in weaknesses(settings)]


def test_a_strong_service_has_no_weakness(tmp_path: Path) -> None:
    assert found(strong(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "weak"),
    [
        ({"production": False}, "TRACING_PRODUCTION"),
        ({"oidc_jwks_url": "http://issuer.example/keys", "production": False}, "TRACING_OIDC_JWKS_URL"),
        (NOT_ASKED, "TRACING_OIDC_INTROSPECTION_URL"),
        (
            {"oidc_introspection_url": "http://issuer.example/introspection", "production": False},
            "TRACING_OIDC_INTROSPECTION_URL",
        ),
        ({"client_certificates_from": None}, "TRACING_CLIENT_CERTIFICATES_FROM"),
        ({"client_certificates_from": "127.0.0.0/8"}, "TRACING_CLIENT_CERTIFICATES_FROM"),
        ({"demo_key": Path("key"), "production": False}, "TRACING_DEMO_KEY"),
        ({"host": "0.0.0.0"}, "TRACING_HOST"),
        ({"host": "tracing.example"}, "TRACING_HOST"),
        ({"master_key_device": None}, "TRACING_MASTER_KEY_DEVICE"),
        ({"audit_witness": None}, "TRACING_AUDIT_WITNESS"),
        ({"search": "opensearch://search.example:9200"}, "TRACING_SEARCH"),
    ],
)
def test_each_weak_setting_is_found(tmp_path: Path, changes: dict[str, Any], weak: str) -> None:
    assert set(found(strong(tmp_path, **changes))) - {"TRACING_PRODUCTION"} == {weak} - {"TRACING_PRODUCTION"}
    assert weak in found(strong(tmp_path, **changes))


def test_a_service_without_an_issuer_is_found(tmp_path: Path) -> None:
    weak = found(strong(tmp_path, **NOT_ASKED, oidc_issuer=None, oidc_jwks_url=None, production=False))
    assert weak == ["TRACING_OIDC_ISSUER", "TRACING_OIDC_INTROSPECTION_URL", "TRACING_PRODUCTION"]


def test_keys_beside_what_they_open_are_found(tmp_path: Path) -> None:
    beside = tmp_path / "data" / "master-keys"
    assert found(strong(tmp_path, master_key_file=beside)) == ["TRACING_MASTER_KEY_FILE"]
    assert found(strong(tmp_path, audit_key_file=tmp_path / "audit" / "key")) == ["TRACING_AUDIT_KEY_FILE"]
    settings = strong(tmp_path)
    settings.master_key_file.chmod(0o640)
    settings.audit_key_file.chmod(0o604)
    assert found(settings) == ["TRACING_MASTER_KEY_FILE", "TRACING_AUDIT_KEY_FILE"]


def test_a_device_that_has_not_sealed_all_or_whose_pin_others_read_is_found(tmp_path: Path) -> None:
    settings = strong(tmp_path)
    add_master_key(settings.master_key_file)
    assert found(settings) == ["TRACING_MASTER_KEY_FILE"]
    (tmp_path / "pin").chmod(0o640)
    assert found(settings) == ["TRACING_MASTER_KEY_FILE", "TRACING_MASTER_KEY_DEVICE"]


def test_an_audit_log_in_the_logs_own_store_is_found(tmp_path: Path) -> None:
    settings = strong(tmp_path)
    assert found(strong(tmp_path, audit=settings.log)) == ["TRACING_AUDIT"]


def test_a_database_that_cannot_be_asked_is_not_called_strong(tmp_path: Path) -> None:
    nowhere = f"postgresql://tracing:pass-phrase@127.0.0.1:{free_port()}/audit"
    assert found(strong(tmp_path, audit=nowhere)) == ["TRACING_AUDIT"]


def test_trial_settings_fail_the_command_and_no_value_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACING_AUDIT", "postgresql://tracing:pass-phrase@127.0.0.1:9/audit")
    for options in ([], ["--json"]):
        told = CliRunner().invoke(app, ["doctor", *options])
        assert told.exit_code == 1
        assert "TRACING_OIDC_ISSUER" in told.output and "pass-phrase" not in told.output


def test_a_strong_service_passes_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in strong(tmp_path).model_dump(exclude_none=True, exclude_defaults=True).items():
        monkeypatch.setenv(f"TRACING_{name.upper()}", str(value))
    told = CliRunner().invoke(app, ["doctor"])
    assert told.exit_code == 0, told.output


@pytest.mark.postgres
def test_a_user_that_can_only_insert_writes_the_audit_log_and_changes_nothing(
    postgres_database: Database, tmp_path: Path
) -> None:
    keys = AuditKeys(bytes(32))
    owner = AuditLog(postgres_database.url, keys)
    owner.migrate()
    owner.append(entry_now(AUDITOR, Action.read_audit))
    owner.close()
    assert found(strong(tmp_path, audit=postgres_database.url)) == ["TRACING_AUDIT"]
    name = f"writer_{free_port()}"
    with psycopg.connect(postgres_database.dsn, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'w'")
        connection.execute(f"GRANT SELECT, INSERT ON audit_entry TO {name}")
    host = postgres_database.url.rpartition("@")[2]
    url = f"postgresql://{name}:w@{host}"
    writer = AuditLog(url, keys)
    try:
        assert writer.append(entry_now(AUDITOR, Action.read_audit)) == 2
        assert found(strong(tmp_path, audit=url)) == []
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE audit_entry SET sealed = ''")
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM audit_entry")
    finally:
        writer.close()
        with psycopg.connect(postgres_database.dsn, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {name}")
            connection.execute(f"DROP ROLE {name}")
