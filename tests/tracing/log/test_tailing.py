"""A reader that remembers its last position sees every event, however many processes write."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from uuid import UUID, uuid4

import eventsourcing.postgres as library
import psycopg
import pytest
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from tests.keys import MASTERS
from tests.servers import Database
from tests.tracing.log.samples import event
from tests.tracing.log.workers import write_stream
from tracing.log import environment
from tracing.log.application import LogApplication
from tracing.log.batches import Entry
from tracing.log.sealed import SealedEvents

WRITERS, EVENTS = 3, 240


def test_no_event_is_lost_to_a_reader_while_processes_write(new_store: str) -> None:
    processes = multiprocessing.get_context("spawn")
    written: Queue[UUID] = processes.Queue()
    seen: list[tuple[UUID, int]] = []
    positions: list[int] = []
    with LogApplication(new_store, MASTERS, create=True) as log:
        writers = [processes.Process(target=write_stream, args=(new_store, EVENTS, written)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        done, position = False, 0
        while not done:
            done = not any(writer.is_alive() for writer in writers)  # asked before the last batch is read
            batch = log.batch(after=position, limit=100)
            position = batch.position
            for entry in batch.entries:
                assert isinstance(entry, Entry)
                positions.append(entry.position)
                seen.append((entry.event.originator_id, entry.event.originator_version))
            done = done and not batch.entries
    streams = [written.get(timeout=10) for _ in writers]
    assert positions == sorted(set(positions))
    assert sorted(seen) == sorted((stream, version) for stream in streams for version in range(1, EVENTS + 1))
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    written.close()
    written.join_thread()


def wait_for_a_lock(database: Database) -> None:
    """Return when some session of the database waits for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        deadline = time.monotonic() + 10
        while connection.execute(query).fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)


@pytest.mark.postgres
def test_a_writer_waits_for_one_that_has_its_positions_but_has_not_committed(postgres_database: Database) -> None:
    first, quick = event(), event()
    slow = event(first.originator_id, 2)
    with (
        LogApplication(postgres_database.url, MASTERS, create=True) as log,
        psycopg.connect(postgres_database.dsn) as connection,
        ThreadPoolExecutor(1) as thread,
    ):
        start = log.append(first)
        keys = {key.stream: key for key in log.recorder.keys_of([first.originator_id])}
        stored = SealedEvents(log.mapper, log.keys).stored(slow, keys)
        row = [[stored.originator_id], [stored.originator_version], [stored.topic], [stored.state]]
        nothing: list[list[object]] = [[]] * 7  # keys and erasures
        connection.execute(f"SELECT logapplication_events_append({', '.join(['%b'] * 11)})", [*row, *nothing])
        position = thread.submit(log.append, quick)
        wait_for_a_lock(postgres_database)
        assert log.batch(after=start, limit=10).entries == ()
        connection.commit()
        position.result(timeout=10)
        read = log.batch(after=start, limit=10).entries
        assert [entry.event for entry in read if isinstance(entry, Entry)] == [slow, quick]


@pytest.fixture
def plain(postgres_database: Database) -> Iterator[library.PostgresApplicationRecorder]:
    """The library's own recorder with the library's own insert function."""
    settings = environment(postgres_database.url, create=True) | {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
    }
    factory = InfrastructureFactory.construct(Environment("plain", settings))
    recorder = factory.application_recorder()
    assert type(recorder) is library.PostgresApplicationRecorder
    yield recorder
    factory.close()


@pytest.mark.postgres
def test_with_the_librarys_own_function_a_reader_loses_an_event(plain: library.PostgresApplicationRecorder) -> None:
    """Why the log has a function of its own. Should this fail, the library has learnt to lock: use its function."""
    slow, quick = (StoredEvent(uuid4(), 1, "record.retracted:1", b"{}") for _ in range(2))
    with plain.datastore.transaction(commit=True) as cursor:
        row = plain.construct_pg_stored_event(slow.originator_id, 1, slow.topic, slow.state)
        cursor.execute(plain.sql_invoke_pg_function_insert_events, ([row],))
        plain.insert_events([quick])
        (seen,) = plain.select_notifications(start=0, limit=10, inclusive_of_start=False)
        assert seen.originator_id == quick.originator_id
    assert plain.select_notifications(start=seen.id, limit=10, inclusive_of_start=False) == []
    everything = plain.select_notifications(start=0, limit=10, inclusive_of_start=False)
    assert [stored.originator_id for stored in everything] == [slow.originator_id, quick.originator_id]


@pytest.mark.postgres
def test_writers_do_not_wait_for_the_care_of_the_table(postgres_database: Database) -> None:
    with (
        LogApplication(postgres_database.url, MASTERS, create=True) as log,
        psycopg.connect(postgres_database.dsn) as connection,
        ThreadPoolExecutor(1) as thread,
    ):
        connection.execute("ANALYZE logapplication_events")  # has its lock until the transaction ends, as VACUUM does
        assert thread.submit(log.append, event()).result(timeout=5) == 1
