"""Appending to streams and reading them, on each store."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError, IntegrityError, OperationalError, StoredEvent

from tests.keys import MASTERS
from tests.tracing.log.samples import event
from tracing.log.application import LogApplication
from tracing.log.batches import Entry, Unreadable

OLDEST = UUID(int=0)


def versions(log: LogApplication, stream: UUID) -> list[int]:
    return [stored.originator_version for stored in log.recorder.select_events(stream)]


def test_an_empty_log_has_position_zero(log: LogApplication) -> None:
    assert log.max_position() == 0
    batch = log.batch(after=0, limit=10)
    assert (batch.entries, batch.position) == ((), 0)


def test_positions_name_the_events_in_the_order_of_writing(log: LogApplication) -> None:
    written = [event() for _ in range(5)]
    positions = [log.append(written[0]), *log.append_all(written[1:4]), log.append(written[4])]
    assert positions == sorted(set(positions))
    assert log.batch(after=0, limit=10).entries == tuple(
        Entry(position=position, event=event) for position, event in zip(positions, written, strict=True)
    )
    assert log.max_position() == positions[-1]


def test_a_batch_starts_after_a_position_and_ends_at_the_limit(log: LogApplication) -> None:
    positions = log.append_all([event() for _ in range(5)])
    batch = log.batch(after=positions[1], limit=2)
    assert [entry.position for entry in batch.entries] == positions[2:4]
    assert batch.position == positions[3]
    assert log.batch(after=positions[-1], limit=2).position == positions[-1]


def test_nothing_to_write_is_nothing_written(log: LogApplication) -> None:
    log.append(event())
    assert log.append_all([]) == []
    assert log.max_position() == 1


def test_a_taken_version_refuses_the_whole_batch(log: LogApplication) -> None:
    taken = event()
    first = log.append(taken)
    other = event()
    with pytest.raises(IntegrityError):
        log.append_all([other, taken])
    assert versions(log, other.originator_id) == []
    later = log.append(event())
    # PostgreSQL does not give the refused positions again: nobody may count by position.
    assert [entry.position for entry in log.batch(after=0, limit=10).entries] == [first, later]


def test_of_two_writers_of_one_version_one_wins(new_store: str) -> None:
    with LogApplication(new_store, MASTERS, create=True) as one, LogApplication(new_store, MASTERS) as other:
        for stream in (uuid4() for _ in range(20)):
            start = Barrier(2)

            def write(log: LogApplication, stream: UUID = stream, start: Barrier = start) -> bool:
                start.wait()
                try:
                    log.append_all([event(stream, 1), event(stream, 2)])
                except IntegrityError:
                    return False
                return True

            with ThreadPoolExecutor(2) as threads:
                assert sorted(threads.map(write, (one, other))) == [False, True]
            assert versions(one, stream) == [1, 2]


def test_many_streams_are_read_at_once_in_order(log: LogApplication) -> None:
    streams = sorted(uuid4() for _ in range(4))
    log.append_all([event(streams[2], 1), event(streams[0], 1), event(streams[3], 1), event(streams[0], 2)])
    log.append(event(streams[2], 2))
    read = log.recorder.select_many([streams[2], streams[0], streams[1]])
    assert [(UUID(stream), version) for _, stream, version, *_ in read] == [
        (streams[0], 1),
        (streams[0], 2),
        (streams[2], 1),
        (streams[2], 2),
    ]
    assert [row[4] for row in read[:2]] == [stored.state for stored in log.recorder.select_events(streams[0])]


def test_more_streams_are_read_at_once_than_a_statement_has_parameters(log: LogApplication) -> None:
    streams = [uuid4() for _ in range(70_000)]
    written = streams[::7000]
    positions = log.append_all([event(stream) for stream in written])
    assert {UUID(stream) for _, stream, *_ in log.recorder.select_many(streams)} == set(written)
    assert log.recorder.first_positions(streams) == dict(zip(written, positions, strict=True))


def test_the_first_position_of_a_stream_is_that_of_version_one(log: LogApplication) -> None:
    streams = [uuid4() for _ in range(3)]
    positions = log.append_all([event(streams[0]), event(streams[0], 2), event(streams[1])])
    assert log.recorder.first_positions(streams) == {streams[0]: positions[0], streams[1]: positions[2]}
    assert log.recorder.first_positions([]) == {}


def test_an_unreadable_event_does_not_hide_the_others(log: LogApplication) -> None:
    readable = [event(), event()]
    first = log.append(readable[0])
    poison = [StoredEvent(OLDEST, 1, "record.unheard_of:1", b"{}"), StoredEvent(OLDEST, 2, "record.retracted:1", b"{")]
    positions = log.recorder.insert_events(poison)
    assert positions is not None
    last = log.append(readable[1])
    assert log.batch(after=0, limit=10).entries == (
        Entry(position=first, event=readable[0]),
        Unreadable(position=positions[0], stream=OLDEST, version=1, topic="record.unheard_of:1"),
        Unreadable(position=positions[1], stream=OLDEST, version=2, topic="record.retracted:1"),
        Entry(position=last, event=readable[1]),
    )
    assert log.batch(after=first, limit=1).position == positions[0]


def test_a_log_is_closed_while_others_read_it(new_store: str) -> None:
    reading = Event()
    log = LogApplication(new_store, MASTERS, create=True)
    log.append_all([event() for _ in range(500)])

    def read_until_closed() -> str:
        while True:
            try:
                log.batch(after=0, limit=500)
            except (ConnectionPoolClosedError, OperationalError) as error:
                return type(error).__name__
            reading.set()

    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(read_until_closed) for _ in range(3)]
        assert reading.wait(10)
        time.sleep(0.05)
        log.close()
        assert {reader.result(timeout=30) for reader in readers} <= {"ConnectionPoolClosedError", "OperationalError"}


def test_closing_waits_for_what_another_thread_reads(tmp_path: Path) -> None:
    """SQLite ends the process when a connection is closed under a statement that runs."""
    log = LogApplication(f"sqlite:///{tmp_path}/log.sqlite", MASTERS, create=True)
    log.append(event())
    reading = log.recorder.datastore.transaction(commit=False)  # type: ignore[attr-defined]
    with ThreadPoolExecutor(1) as thread, suppress(ConnectionPoolClosedError), reading as cursor:
        closing = thread.submit(log.close)
        with pytest.raises(TimeoutError):
            closing.result(timeout=0.2)
        cursor.execute("SELECT count(*) FROM stored_events")
        assert cursor.fetchone()[0] == 1
    closing.result(timeout=10)
