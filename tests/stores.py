"""The same tests on both kinds of SQL store: files of SQLite, and a database of PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.keys import MASTERS
from tests.servers import Database
from tracing.application import Tracing
from tracing.log import migrate


@dataclass(frozen=True)
class StoreUrls:
    """Where the log and the views of one test are kept."""

    log: str
    views: str


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> StoreUrls:
    """An empty store of each kind."""
    if request.param == "sqlite":
        return StoreUrls(log=f"sqlite:///{tmp_path}/log.sqlite", views=f"sqlite:///{tmp_path}/views.sqlite")
    database: Database = request.getfixturevalue("postgres_database")
    return StoreUrls(log=database.url, views=database.url)


@pytest.fixture
def app(urls: StoreUrls) -> Iterator[Tracing]:
    """The application on an empty log."""
    migrate(urls.log)
    application = Tracing(urls.log, MASTERS)
    yield application
    application.close()
