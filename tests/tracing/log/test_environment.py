"""A URL names the store; what is wrong with it is said without its password."""

import sqlite3
from pathlib import Path

import pytest
from eventsourcing.persistence import OperationalError

from tests.keys import MASTERS
from tests.tracing.log.samples import event
from tracing.log import environment
from tracing.log.application import LogApplication


def test_a_postgresql_url_is_taken_apart() -> None:
    settings = environment("postgresql://tr%40cer:p%2Fw%3A%25@db.example:6543/tracing%20log")
    assert (
        settings
        | {
            "POSTGRES_HOST": "db.example",
            "POSTGRES_PORT": "6543",
            "POSTGRES_USER": "tr@cer",
            "POSTGRES_PASSWORD": "p/w:%",
            "POSTGRES_DBNAME": "tracing log",
            "CREATE_TABLE": "n",
        }
        == settings
    )


def test_the_port_is_the_usual_one_when_left_out() -> None:
    assert environment("postgresql://u:p@h/d", create=True)["POSTGRES_PORT"] == "5432"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://tracer:s3cret@db/tracing",
        "tracer:s3cret@db/tracing",
        "postgresql://tracer:s3cret@db",
        "postgresql://tracer:s3cret@/tracing",
        "postgresql://db/tracing",
        "postgresql://tracer:s3cret@db:s3cret/tracing",
        "postgresql://tracer:s3cret/2@db/tracing",
        "postgresql://tracer:[s3cret@db/tracing",
        "sqlite://",
        "sqlite:///",
        "sqlite://tracer:s3cret@db/log.sqlite",
        "",
    ],
)
def test_other_urls_are_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="the log's URL") as caught:
        environment(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_relative_file_is_found_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with LogApplication("sqlite:///Lücke %25.sqlite", MASTERS, create=True) as log:
        log.append(event())
    with sqlite3.connect(tmp_path / "Lücke %.sqlite") as file:
        assert file.execute("SELECT count(*) FROM stored_events").fetchone() == (1,)
    file.close()


def test_a_missing_file_is_an_error_and_not_an_empty_log(tmp_path: Path) -> None:
    with (
        LogApplication(f"sqlite:///{tmp_path}/log.sqlite", MASTERS) as log,
        pytest.raises(OperationalError, match="migrated"),
    ):
        log.max_position()
    assert list(tmp_path.iterdir()) == []


def test_the_environment_of_the_process_is_not_read(new_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "IS_SNAPSHOTTING_ENABLED": "y",
        "COMPRESSOR_TOPIC": "zlib",
        "POSTGRES_SCHEMA": "elsewhere",
        "APPLICATION_RECORDER_TOPIC": "eventsourcing.popo:POPOApplicationRecorder",
    }.items():
        monkeypatch.setenv(name, value)
    with LogApplication(new_store, MASTERS, create=True) as log:
        log.append(event())
        assert log.max_position() == 1
        assert log.snapshots is None
