"""What `docker-compose.yml` promises: no root, no known password, only settings and commands that exist."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.cli.main import MODULES
from api.settings import Settings
from search.engines import open_engine
from search.opensearch import OpenSearchEngine
from tests.keys import SEAL

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = ROOT / "docker-compose.yml"
PASSWORDS = {"POSTGRES_PASSWORD": "postgresword", "OPENSEARCH_PASSWORD": "opensearchword"}
REQUIRED = {
    **PASSWORDS,
    "TRACING_OIDC_ISSUER": "https://issuer.example",
    "TRACING_OIDC_AUDIENCE": "tracing",
    "TRACING_OIDC_JWKS_URL": "https://issuer.example/keys",
}
ONE_OFF = {"certificates", "database-certificates", "migrate"}


def compose(environment: dict[str, str], file: Path = COMPOSE) -> subprocess.CompletedProcess[str]:
    """The file as a compose implementation reads it; it needs neither a daemon nor podman for that."""
    command: list[str | Path] = [sys.executable, "-m", "podman_compose", "--dry-run", "--file", file, "config"]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(command, env=inherited | environment, cwd=ROOT, capture_output=True, text=True, check=False)


def services_of(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    services: dict[str, dict[str, Any]] = yaml.safe_load(done.stdout)["services"]
    return services


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return services_of(compose(REQUIRED))


def test_all_services_are_read(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {"postgres", "opensearch", *ONE_OFF, "follower", "api"}


@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_it_does_not_start_without(missing: str) -> None:
    done = compose({name: value for name, value in REQUIRED.items() if name != missing})
    assert done.returncode != 0
    assert re.search(r"set a random password|name the", done.stdout + done.stderr)


def test_no_service_can_become_root(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert int(str(service["user"]).partition(":")[0]) > 0, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged") and not service.get("cap_add"), name


def test_file_systems_are_read_only(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if not service.get("read_only")} == {"opensearch"}


def test_every_service_is_healthy_or_ends(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        if name in ONE_OFF:
            assert service["restart"] == "no", name
        else:
            assert service["healthcheck"]["test"], name


def test_whoever_is_waited_for_can_be_waited_for(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if other in ONE_OFF else "service_healthy"
            assert how["condition"] == expected, (name, other)


def test_passwords_come_from_the_environment() -> None:
    """Other passwords change every place where one stands, so none is written into the file."""
    first = services_of(compose(REQUIRED))
    second = services_of(compose(REQUIRED | {name: f"other{value}" for name, value in PASSWORDS.items()}))
    found = 0
    for service, name, value in secrets(first):
        changed = second[service]["environment"][name]
        assert changed != value, (service, name)
        found += 1
    assert found >= 2 + 3 * 3, "one in each store's own settings, three in each of migrate, follower and api"


def secrets(services: dict[str, dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [
        (service, name, value)
        for service, description in services.items()
        for name, value in description.get("environment", {}).items()
        if re.search(r"PASSWORD|SECRET|TOKEN|://[^/]*@", f"{name}={value}")
    ]


def test_only_the_api_is_published_and_only_on_this_machine(services: dict[str, dict[str, Any]]) -> None:
    published = {name: service["ports"] for name, service in services.items() if service.get("ports")}
    assert published == {"api": ["127.0.0.1:8000:8000"]}
    described = yaml.safe_load(COMPOSE.read_text())["networks"]
    assert described["inside"]["internal"] is True
    for name, service in services.items():
        expected = [] if "certificates" in name else {"api": ["inside", "outside"]}.get(name, ["inside"])
        assert list(service.get("networks", [])) == expected, name
    assert {services[name]["network_mode"] for name in ONE_OFF - {"migrate"}} == {"none"}


def test_every_setting_exists(services: dict[str, dict[str, Any]]) -> None:
    prefix = Settings.model_config["env_prefix"]
    assert prefix == "TRACING_"
    used = {name for service in services.values() for name in service.get("environment", {}) if prefix in name}
    assert {"TRACING_LOG", "TRACING_VIEWS", "TRACING_SEARCH"} <= used
    assert used - {f"{prefix}{field.upper()}" for field in Settings.model_fields} == set()


def test_the_settings_are_accepted(services: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("migrate", "follower", "api"):
        with monkeypatch.context() as patched:
            for variable, value in services[name]["environment"].items():
                patched.setenv(variable, value)
            settings = Settings()
            assert "postgresword" in settings.log and "opensearchword" in settings.search
            assert settings.production == (name == "api")
            assert isinstance(open_engine(settings.search, SEAL), OpenSearchEngine)


def test_every_command_exists(services: dict[str, dict[str, Any]]) -> None:
    own = [service for name, service in services.items() if name != "postgres"]
    used = {service["command"][0] for service in own if service.get("command")}
    assert {"serve", "follow", "migrate"} <= used
    assert used - set(MODULES) == set()


def test_every_script_is_in_the_image(services: dict[str, dict[str, Any]]) -> None:
    used = set(re.findall(r"/opt/(deploy/[a-z]+\.py)", str(services)))
    copied = set(re.findall(r"deploy/[a-z]+\.py", (ROOT / "Dockerfile").read_text()))
    assert used == copied == {f"deploy/{path.name}" for path in (ROOT / "deploy").glob("*.py")}


def test_mounted_files_exist(services: dict[str, dict[str, Any]]) -> None:
    mounts = [mount for service in services.values() for mount in service.get("volumes", [])]
    files = [mount.partition(":")[0] for mount in mounts if mount.startswith(("./", "/"))]
    assert files and all((ROOT / file).is_file() for file in files)


def test_opensearch_knows_no_other_user_and_no_demo_key() -> None:
    folder = ROOT / "deploy" / "opensearch"
    users = yaml.safe_load((folder / "internal_users.yml").read_text())
    assert {name: user["hash"] for name, user in users.items() if name != "_meta"} == {
        "tracing": "${envbc.OPENSEARCH_PASSWORD}"
    }
    settings = yaml.safe_load((folder / "opensearch.yml").read_text())
    assert settings["plugins.security.ssl.http.enabled"] is True
    assert "plugins.security.disabled" not in settings
