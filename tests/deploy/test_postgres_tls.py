"""PostgreSQL with the certificates and options that compose gives it: no client talks to it unencrypted or unsure."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import yaml

from api.operating.doctor import weaknesses
from api.wiring import migrate, open_service
from tests.api.conftest import embedded_settings
from tests.api.test_doctor import strong
from tests.servers import Database, PostgresServer, running_postgres
from tests.servers.process import Account, temporary_folder

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


class Secured(NamedTuple):
    """A running server, and what its clients and those of another one trust."""

    server: PostgresServer
    trusted: Path
    foreign: Path


def certificates(folder: Path, host: str) -> tuple[Path, Path]:
    """The two folders that the deployment's script makes for a host."""
    node, trust = folder / "node", folder / "trust"
    for each in (node, trust):
        each.mkdir(parents=True)
    subprocess.run([sys.executable, ROOT / "deploy" / "certificates.py", node, trust, host], check=True)
    return node, trust


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A server as compose starts it, but for its folders."""
    account = Account.unprivileged("postgres")
    with temporary_folder("certificates", account) as folder:
        node, trust = certificates(folder / "own", "postgres")
        mounted = folder / "mounted"
        shutil.copytree(node, mounted)
        shutil.copy(ROOT / "deploy" / "postgres" / "pg_hba.conf", mounted)
        if os.geteuid() == 0:
            for path in (folder / "own", mounted, *mounted.iterdir()):
                os.chown(path, account.uid, account.gid)
        places = {"/certificates": str(mounted), "/etc/postgresql": str(mounted)}
        options = {}
        for option in COMPOSE["postgres"]["command"][1:]:
            name, _, value = option.removeprefix("--").partition("=")
            options[name] = next((value.replace(here, there) for here, there in places.items() if here in value), value)
        with running_postgres(options=options) as server:
            _, foreign = certificates(tmp_path_factory.mktemp("foreign"), "postgres")
            yield Secured(server, trust / "ca.pem", foreign / "ca.pem")


@pytest.fixture
def database(secured: Secured) -> Iterator[Database]:
    with secured.server.fresh_database() as database:
        yield database


def connected(database: Database, **options: Any) -> bool:
    """Whether a connection is made and encrypted."""
    parameters = {"connect_timeout": 5, "hostaddr": "127.0.0.1", "host": "postgres", **options}
    with psycopg.connect(psycopg.conninfo.make_conninfo(database.dsn, **parameters)) as connection:
        (secure,) = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() or (
            False,
        )
        return bool(secure)


@pytest.mark.postgres
def test_a_client_that_checks_whom_it_talks_to_is_let_in(secured: Secured, database: Database) -> None:
    assert connected(database, sslmode="verify-full", sslrootcert=secured.trusted)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"sslmode": "disable"}, "no encryption|no pg_hba"),
        ({"sslmode": "verify-full", "host": "another"}, "does not match host name"),
        ({"sslmode": "verify-full", "foreign": True}, "certificate verify failed"),
    ],
)
def test_nobody_else_is(secured: Secured, database: Database, options: dict[str, Any], told: str) -> None:
    root = secured.foreign if options.pop("foreign", False) else secured.trusted
    with pytest.raises(psycopg.OperationalError, match=told):
        connected(database, sslrootcert=root, **options)


ENCRYPTED = "the link to PostgreSQL is not encrypted, or is down"
VERIFIED = "the link to PostgreSQL is encrypted, and whoever answers there is taken for the server"


def told(folder: Path, urls: dict[str, str]) -> set[str]:
    """What the doctor says of the links."""
    return {weakness.what for weakness in weaknesses(strong(folder, **urls))}


@pytest.mark.postgres
def test_the_service_works_over_it_with_what_compose_sets_and_the_doctor_agrees(
    secured: Secured, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = COMPOSE["api"]["environment"]
    monkeypatch.setenv("PGSSLMODE", stores["PGSSLMODE"])
    monkeypatch.setenv("PGSSLROOTCERT", str(secured.trusted))
    assert Path(stores["PGSSLROOTCERT"]).name == secured.trusted.name
    urls = dict.fromkeys(("log", "views", "audit"), database.url)
    settings = embedded_settings(tmp_path).model_copy(update=urls)
    migrate(settings)
    service = open_service(settings)
    try:
        assert service.application.max_position() == 0 and service.audit.checkpoint() is None
        assert service.store.positions()
    finally:
        service.close()
    # By a name that is not loopback, at the address where it is.
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    named = {name: url.replace("127.0.0.1", "postgres") for name, url in urls.items()}
    assert ENCRYPTED not in told(tmp_path, named) and VERIFIED not in told(tmp_path, named)
    monkeypatch.setenv("PGSSLMODE", "require")
    assert ENCRYPTED not in told(tmp_path, named) and VERIFIED in told(tmp_path, named)
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert ENCRYPTED in told(tmp_path, named)
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    monkeypatch.setenv("PGSSLROOTCERT", str(secured.foreign))
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(database.dsn)


@pytest.mark.postgres
def test_the_health_check_of_compose_is_answered(secured: Secured) -> None:
    test = COMPOSE["postgres"]["healthcheck"]["test"]
    assert test[1] == "pg_isready"
    program = secured.server.programs / "pg_isready"
    command = [str(program), f"--port={secured.server.database.port}", *test[2:]]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
