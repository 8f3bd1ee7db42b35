"""A store is made once, whoever else makes it at the same moment."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError

from tests.keys import MASTERS
from tests.servers import Database
from tests.tracing.log.samples import event
from tests.tracing.log.workers import migrate_together
from tracing.log import migrate
from tracing.log.application import LogApplication

STARTERS, ROUNDS = 3, 12


class Tracing(LogApplication):
    name = "tracing"


def start_together(stores: list[tuple[str, str]]) -> list[int | None]:
    """The exit codes of processes that all start the same stores for the first time."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(STARTERS)
    processes = [context.Process(target=migrate_together, args=(stores, together)) for _ in range(STARTERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def test_first_starts_at_once_on_sqlite(tmp_path: Path) -> None:
    stores = [(f"sqlite:///{tmp_path}/{number}.sqlite", "log") for number in range(ROUNDS)]
    assert start_together(stores) == [0] * STARTERS


@pytest.mark.postgres
def test_first_starts_at_once_on_postgres(postgres_database: Database) -> None:
    stores = [(postgres_database.url, f"log{number}") for number in range(ROUNDS)]
    assert start_together(stores) == [0] * STARTERS


def test_migrating_again_changes_nothing(new_store: str, schema: Callable[[], object]) -> None:
    migrate(new_store)
    before = schema()
    with Tracing(new_store, MASTERS) as log:
        log.append(event())
    migrate(new_store)
    assert schema() == before
    with Tracing(new_store, MASTERS) as log:
        assert log.max_position() == 1
        assert log.append(event()) == 2


@pytest.fixture
def schema(new_store: str, tmp_path: Path) -> Callable[[], object]:
    """What the store holds besides rows."""

    def of_sqlite() -> object:
        file = sqlite3.connect(tmp_path / "log.sqlite")
        try:
            mode = file.execute("PRAGMA journal_mode").fetchone()
            return mode, sorted(file.execute("SELECT type, name, sql FROM sqlite_schema").fetchall(), key=str)
        finally:
            file.close()

    def of_postgres() -> object:
        with psycopg.connect(new_store) as connection:
            return connection.execute(
                "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
                "ORDER BY 1, 2"
            ).fetchall()

    return of_sqlite if new_store.startswith("sqlite") else of_postgres


@pytest.mark.postgres
def test_nothing_is_created_without_being_asked(postgres_database: Database) -> None:
    with Tracing(postgres_database.url, MASTERS) as log, pytest.raises(ProgrammingError, match="does not exist"):
        log.append(event())


@pytest.mark.postgres
def test_two_applications_in_one_database_have_their_own_logs(postgres_database: Database) -> None:
    migrate(postgres_database.url, "tracing")
    migrate(postgres_database.url, "logapplication")
    with Tracing(postgres_database.url, MASTERS) as one, LogApplication(postgres_database.url, MASTERS) as other:
        one.append(event())
        other.append_all([event(), event()])
        assert (one.max_position(), other.max_position()) == (1, 2)
