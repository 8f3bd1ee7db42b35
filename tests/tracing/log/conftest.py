"""Every test that asks for `log` or `new_store` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keys import MASTERS
from tracing.log.application import LogApplication


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store in which nothing has been created yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.sqlite"
    return str(request.getfixturevalue("postgres_database").url)


@pytest.fixture
def log(new_store: str) -> Iterator[LogApplication]:
    """An empty log."""
    with LogApplication(new_store, MASTERS, create=True) as application:
        yield application
