"""Fixtures that every test may ask for; a server that is missing fails the test, it never skips it."""

from collections.abc import Iterator

import pytest

from tests.servers import (
    Database,
    OpenSearchServer,
    PostgresServer,
    Token,
    running_opensearch,
    running_postgres,
)
from tests.servers import soft_token as made_token


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """A database of its own for one test."""
    with postgres_server.fresh_database() as database:
        yield database


@pytest.fixture(scope="session")
def opensearch_server() -> Iterator[OpenSearchServer]:
    """An OpenSearch, started when the first test asks for it; shared, so each test names its own indexes."""
    with running_opensearch() as server:
        yield server


@pytest.fixture(scope="session")
def soft_token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    """A token of SoftHSM, made when the first test asks for it; shared, so each test names its own keys."""
    with made_token(tmp_path_factory.mktemp("softhsm")) as token:
        yield token
