import psycopg
import pytest
from psycopg import errors

from tests.servers import Database, PostgresServer, running_postgres


def test_a_fresh_database_is_empty_and_works(postgres_database: Database) -> None:
    with psycopg.connect(postgres_database.dsn) as connection:
        connection.execute("CREATE TABLE fact (id integer)")
        connection.execute("INSERT INTO fact VALUES (1)")
        assert connection.execute("SELECT current_database(), count(*) FROM fact").fetchone() == (
            postgres_database.dbname,
            1,
        )


def test_databases_share_nothing(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as first, postgres_server.fresh_database() as second:
        with psycopg.connect(first.dsn) as connection:
            connection.execute("CREATE TABLE fact (id integer)")
        with psycopg.connect(second.url) as connection, pytest.raises(errors.UndefinedTable):
            connection.execute("SELECT * FROM fact")


def test_a_database_is_dropped_though_somebody_is_still_connected(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as database:
        left_open = psycopg.connect(database.dsn)
    left_open.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(database.dsn)


def test_a_wrong_password_is_refused(postgres_database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_database.dsn, password="wrong")


def test_a_durable_server_waits_for_its_disk_and_keeps_its_data_over_a_stop() -> None:
    with running_postgres(durable=True) as server, server.fresh_database() as database:
        with psycopg.connect(database.dsn) as connection:
            connection.execute("CREATE TABLE fact (id integer)")
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(database.dsn)
        server.start()
        with psycopg.connect(database.dsn) as connection:
            assert connection.execute("SELECT count(*) FROM fact").fetchone() == (0,)
