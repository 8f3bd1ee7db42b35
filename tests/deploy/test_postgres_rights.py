"""The role of the deployment's SQL can do all that a running service does, and change nothing that was written."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
import pytest

from api.operating.doctor import weaknesses
from api.wiring import migrate, open_service
from projections.view import NotReadyError
from tests.api.conftest import embedded_settings
from tests.api.test_doctor import strong
from tests.examples import BUREAU, OFFICER, report
from tests.servers import Database, PostgresServer
from tracing.audit.entries import Action, entry_now
from tracing.events import ErasureGround
from tracing.keys.masters import add_master_key
from tracing.log.rotation import wrap_anew
from tracing.stream_ids import judgement_id

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "postgres"
STORES = ("log", "views", "audit")
PERSON = {
    "names": [{"given": "Yuliia", "family": "Kovalchuk"}],
    "birth_date": "1998-03-17",
    "documents": [{"type": "passport", "number": "FE123456", "issuer": "UKR"}],
}


class Stores(NamedTuple):
    """Three databases of a migrated service, and their addresses for their owner and for the service's own role."""

    databases: dict[str, Database]
    owner: dict[str, str]
    service: dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def stores(postgres_server: PostgresServer, folder: Path) -> Iterator[Stores]:
    with ExitStack() as stack:
        databases = {name: stack.enter_context(postgres_server.fresh_database()) for name in STORES}
        owner = {name: database.url for name, database in databases.items()}
        migrate(embedded_settings(folder).model_copy(update=owner))
        administrator = stack.enter_context(psycopg.connect(postgres_server.database.dsn, autocommit=True))
        administrator.execute("CREATE ROLE tracing_service LOGIN PASSWORD 'pass'")
        stack.callback(administrator.execute, "DROP ROLE tracing_service")
        for name, database in databases.items():
            with psycopg.connect(database.dsn, autocommit=True) as connection:
                connection.execute((DEPLOY / f"rights-{name}.sql").read_text())
            stack.callback(run, database.dsn, "DROP OWNED BY tracing_service")
        service = {
            name: f"postgresql://tracing_service:pass@{urlsplit(url).netloc.rpartition('@')[2]}{urlsplit(url).path}"
            for name, url in owner.items()
        }
        yield Stores(databases, owner, service)


def run(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


@pytest.mark.postgres
def test_a_service_does_all_its_work_as_this_role(stores: Stores, folder: Path) -> None:
    settings = embedded_settings(folder).model_copy(update=stores.service)
    service = open_service(settings)
    try:
        notice = service.application.post(report("n", person=PERSON), BUREAU).record.id
        sighting = service.application.post(report("s", "sighting", person=PERSON), OFFICER).record.id
        service.audit.append(entry_now(OFFICER, Action.search))
        followers, moving = service.followers(), True
        while moving:
            moving = False
            for follower in followers:
                try:
                    moving |= follower.step()
                except NotReadyError:
                    moving = True
        assert service.application.judgement_or_none(judgement_id(notice, sighting)) is not None
        add_master_key(settings.master_key_file)
        assert wrap_anew(service.application, lambda done, of: None) == 3
        service.application.ask_to_erase(notice, ErasureGround.objection, BUREAU)
        assert service.application.erase(notice, "another person").streams
        assert service.store.positions() and service.audit.checkpoint() is not None
    finally:
        service.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("store", "statement"),
    [
        ("log", "UPDATE tracing_events SET state = ''"),
        ("log", "DELETE FROM tracing_events"),
        ("log", "TRUNCATE tracing_events"),
        ("log", "DELETE FROM tracing_events_key"),
        ("log", "UPDATE tracing_events_key SET record_a = NULL"),
        ("log", "ALTER TABLE tracing_events ADD x int"),
        ("log", "CREATE TABLE own (x int)"),
        ("views", "DROP TABLE view_position"),
        ("views", "CREATE TABLE own (x int)"),
        ("audit", "UPDATE audit_entry SET sealed = ''"),
        ("audit", "DELETE FROM audit_entry"),
        ("audit", "TRUNCATE audit_entry"),
    ],
)
def test_it_changes_nothing_that_was_written(stores: Stores, store: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(stores.service[store], statement)


@pytest.mark.postgres
def test_the_doctor_tells_the_owner_from_this_role(stores: Stores, tmp_path: Path) -> None:
    found = {weakness.setting for weakness in weaknesses(strong(tmp_path, **stores.owner))}
    assert found == {"TRACING_LOG", "TRACING_VIEWS", "TRACING_AUDIT"}
    assert weaknesses(strong(tmp_path, **stores.service)) == []
