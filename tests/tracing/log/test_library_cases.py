"""The test cases that `eventsourcing` ships for recorders, run on ours.

All of `ApplicationRecorderTestCase` but its optional case of `subscribe()` runs on both. No recorder of the library has
that method on SQLite. On PostgreSQL it is the library's own code, unchanged, whose listening thread may begin after the
event that it is to hear, and then waits for ever; it did once in many runs. Nothing here subscribes: followers poll.
"""

from collections.abc import Iterator
from pathlib import Path

# The module and not its names: pytest would collect the abstract cases too.
import eventsourcing.tests.persistence as cases
import pytest
from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment

from tests.servers import Database
from tracing.log import environment
from tracing.log.postgres import PostgresLogRecorder
from tracing.log.sqlite import SQLiteLogRecorder


class OnSQLite:
    @pytest.fixture(autouse=True)
    def _store(self, tmp_path: Path) -> Iterator[None]:
        self.factory = InfrastructureFactory.construct(
            Environment("log", environment(f"sqlite:///{tmp_path}/log.sqlite", create=True))
        )
        yield
        self.factory.close()

    def create_recorder(self) -> SQLiteLogRecorder:
        recorder = self.factory.application_recorder()
        assert type(recorder) is SQLiteLogRecorder
        return recorder


class OnPostgres:
    @pytest.fixture(autouse=True)
    def _store(self, postgres_database: Database) -> Iterator[None]:
        self.factory = InfrastructureFactory.construct(
            Environment("log", environment(postgres_database.url, create=True))
        )
        yield
        self.factory.close()

    def create_recorder(self) -> PostgresLogRecorder:
        recorder = self.factory.application_recorder()
        assert type(recorder) is PostgresLogRecorder
        return recorder


class TestSQLiteRecorder(OnSQLite, cases.ApplicationRecorderTestCase[SQLiteLogRecorder]):
    pass


class TestSQLitePositionsOfWriters(OnSQLite, cases.NonInterleavingNotificationIDsBaseCase):
    pass


@pytest.mark.postgres
class TestPostgresRecorder(OnPostgres, cases.ApplicationRecorderTestCase[PostgresLogRecorder]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = False


@pytest.mark.postgres
class TestPostgresPositionsOfWriters(OnPostgres, cases.NonInterleavingNotificationIDsBaseCase):
    pass
