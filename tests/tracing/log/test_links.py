"""A broken or missing link is told from a conflict, and mended when it can be."""

from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError

from tests.keys import MASTERS
from tests.servers import Database
from tests.servers.process import free_port
from tests.tracing.log.samples import event
from tracing.log.application import LogApplication


@pytest.mark.postgres
def test_cut_connections_are_replaced(postgres_database: Database) -> None:
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    with LogApplication(postgres_database.url, MASTERS, create=True) as log:
        for number in range(1, 4):
            assert log.append(event()) == number
            with psycopg.connect(postgres_database.dsn, autocommit=True) as connection:
                (ended,) = connection.execute(cut, (postgres_database.dbname,)).fetchone() or (0,)
            assert ended > 0
            assert log.max_position() == number


@pytest.mark.postgres
def test_a_repeated_append_is_a_conflict(postgres_database: Database) -> None:
    with LogApplication(postgres_database.url, MASTERS, create=True) as log:
        written = event()
        log.append(written)
        with pytest.raises(IntegrityError) as caught:
            log.append(written)
    assert not isinstance(caught.value, OperationalError | InterfaceError)


def test_a_server_that_is_not_there_is_a_link_error() -> None:
    with pytest.raises((OperationalError, InterfaceError)) as caught:
        LogApplication(f"postgresql://tracer:s3cret@127.0.0.1:{free_port()}/tracing", MASTERS)
    assert "s3cret" not in str(caught.value)


def test_a_file_locked_for_too_long_is_a_link_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracing.log.sqlite._LOCK_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/log.sqlite"
    with LogApplication(url, MASTERS, create=True) as log, LogApplication(url, MASTERS) as other:
        writing = other.recorder.datastore.transaction(commit=True)  # type: ignore[attr-defined]
        with writing, pytest.raises(OperationalError, match="locked"):
            log.append(event())
        assert log.append(event()) == 1
