"""Real PostgreSQL and OpenSearch servers, and a SoftHSM, for tests and benchmarks, without containers.

Both run on loopback, on a free port, on a temporary folder, and end with the process that started them::

    with running_postgres() as server, server.fresh_database() as database:
        connect(database.url)

    with running_opensearch() as server:
        OpenSearch(server.url)
"""

from tests.servers.opensearch import OpenSearchServer, running_opensearch
from tests.servers.postgres import Database, PostgresServer, running_postgres
from tests.servers.process import ServerFailed, ServerMissing
from tests.servers.softhsm import Token, soft_token

__all__ = [
    "Database",
    "OpenSearchServer",
    "PostgresServer",
    "ServerFailed",
    "ServerMissing",
    "Token",
    "running_opensearch",
    "running_postgres",
    "soft_token",
]
