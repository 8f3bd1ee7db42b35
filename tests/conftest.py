"""Fixtures that every test may ask for; a server that is missing fails the test, it never skips it."""

from collections.abc import Iterator

import pytest

from tests.servers import Database, OpenSearchServer, PostgresServer, running_opensearch, running_postgres


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
