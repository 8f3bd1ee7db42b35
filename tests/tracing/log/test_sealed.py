"""What stands in the store is sealed, each event in its own place; without its key nobody reads it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, MapperDeserialisationError, StoredEvent

from tests.keys import MASTERS
from tests.tracing.log.samples import event
from tracing.errors import ErasedError
from tracing.events import ErasureGround, Evidence, MatchProposed, RecordErased
from tracing.keys.masters import HeldMasterKeys, MasterKeyError
from tracing.keys.sealing import DataKey, DataKeys, SealedWithAnotherKeyError
from tracing.log.application import LogApplication
from tracing.log.batches import Entry, Unreadable
from tracing.log.rotation import wrap_anew
from tracing.reports import ReportKind
from tracing.stream_ids import judgement_id

MARKER = b"entered twice"
"""The reason in the sample event."""


def ending(record: UUID, version: int = 2) -> RecordErased:
    return RecordErased(
        originator_id=record,
        originator_version=version,
        organisation="pol.bureau",
        kind=ReportKind.sighting,
        ground=ErasureGround.objection,
    )


def proposal(one: UUID, other: UUID) -> MatchProposed:
    found = Evidence(weight=3.0, probability=0.9, model="m", versions=(1, 1))
    return MatchProposed(
        originator_id=judgement_id(one, other), originator_version=1, record_a=one, record_b=other, evidence=found
    )


Execute = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def execute(new_store: str, tmp_path: Path) -> Execute:
    """Speaks to the store past the application, as a thief or a careless operator does."""

    def on_sqlite(statement: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(tmp_path / "log.sqlite") as connection:
            return connection.execute(statement).fetchall()

    def on_postgres(statement: str) -> list[tuple[object, ...]]:
        named = statement.replace("stored_events", "logapplication_events")
        with psycopg.connect(new_store) as connection:
            cursor = connection.execute(named)
            return cursor.fetchall() if cursor.description else []

    return on_sqlite if new_store.startswith("sqlite") else on_postgres


def test_no_value_stands_in_the_store(log: LogApplication, execute: Execute) -> None:
    first = event()
    log.append_all([first, event(first.originator_id, 2)])
    log.append(event(first.originator_id, 3))
    rows = execute("SELECT state FROM stored_events") + execute("SELECT wrapped FROM stored_events_key")
    contents = [content for (content,) in rows if isinstance(content, bytes)]
    assert len(contents) == 4
    assert not any(MARKER in content or b"clerk" in content for content in contents)
    assert [one.originator_version for one in log.events_of([first.originator_id])] == [1, 2, 3]


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE stored_events SET originator_version = 7 WHERE originator_version = 2",
        "UPDATE stored_events SET topic = 'record.corrected:1' WHERE originator_version = 2",
        "UPDATE stored_events SET state = (SELECT e.state FROM stored_events e WHERE e.originator_version = 1)"
        " WHERE originator_version = 2",
    ],
)
def test_an_event_opens_only_in_its_own_place(log: LogApplication, execute: Execute, move: str) -> None:
    first = event()
    log.append_all([first, event(first.originator_id, 2)])
    execute(move)
    entries = log.batch(after=0, limit=10).entries
    assert [type(entry) for entry in entries] == [Entry, Unreadable]
    with pytest.raises(MapperDeserialisationError, match=str(first.originator_id)):
        list(log.events_of([first.originator_id]))


def test_what_somebody_writes_past_the_application_is_not_read(log: LogApplication) -> None:
    first = event()
    forged = log.mapper.to_stored_event(first)
    log.recorder.insert_events([forged])
    (entry,) = log.batch(after=0, limit=10).entries
    assert isinstance(entry, Unreadable)


def test_without_the_master_key_nothing_is_read(new_store: str, log: LogApplication) -> None:
    log.append(event())
    with LogApplication(new_store, HeldMasterKeys({"test": bytes(32)})) as thief:
        (entry,) = thief.batch(after=0, limit=10).entries
        assert isinstance(entry, Unreadable)
    with LogApplication(new_store, HeldMasterKeys({"another": bytes(32)})) as other:
        (entry,) = other.batch(after=0, limit=10).entries
        assert isinstance(entry, Unreadable)


def test_erasing_a_record_erases_what_was_judged_of_it_and_nothing_else(log: LogApplication, execute: Execute) -> None:
    gone, kept, third = event(), event(), event()
    about = proposal(gone.originator_id, kept.originator_id)
    other = proposal(kept.originator_id, third.originator_id)
    log.append_all([gone, kept, third, about, other])
    assert len(log.recorder.about(gone.originator_id)) == 2
    last = ending(gone.originator_id)
    end = log.append_erasing(last, gone.originator_id)
    assert len(log.recorder.about(gone.originator_id)) == 0
    assert len(log.recorder.about(kept.originator_id)) == 2
    batch = log.batch(after=0, limit=10)
    read = [entry.event for entry in batch.entries if isinstance(entry, Entry)]
    assert read == [kept, third, other, last]
    assert batch.position == end and len(batch.entries) == len(read)
    assert list(log.events_of([about.originator_id])) == []
    assert execute("SELECT count(*) FROM stored_events_key WHERE wrapped IS NULL") == [(2,)]


def test_a_batch_of_erased_events_alone_moves_a_reader_on(log: LogApplication) -> None:
    gone = event()
    positions = log.append_all([gone, *(event(gone.originator_id, version) for version in range(2, 6))])
    log.append_erasing(ending(gone.originator_id, 6), gone.originator_id)
    batch = log.batch(after=0, limit=3)
    assert (batch.entries, batch.position) == ((), positions[2])


def test_nothing_is_written_where_something_was_erased(log: LogApplication) -> None:
    gone, kept = event(), event()
    log.append_all([gone, kept])
    log.append_erasing(ending(gone.originator_id), gone.originator_id)
    end = log.max_position()
    for refused in (
        event(gone.originator_id, 1),
        event(gone.originator_id, 3),
        proposal(gone.originator_id, kept.originator_id),
        proposal(kept.originator_id, gone.originator_id),
    ):
        with pytest.raises(ErasedError):
            log.append(refused)
    with pytest.raises(ErasedError):
        log.append_all([event(), event(gone.originator_id, 1)])
    assert log.max_position() == end
    with pytest.raises(ErasedError):
        log.key_of(gone.originator_id)


def test_an_erasure_that_comes_too_late_erases_nothing(log: LogApplication) -> None:
    first = event()
    log.append_all([first, event(first.originator_id, 2)])
    with pytest.raises(IntegrityError):
        log.append_erasing(ending(first.originator_id, 2), first.originator_id)
    assert len(list(log.events_of([first.originator_id]))) == 2


def test_the_erased_key_stands_in_no_file_of_sqlite(tmp_path: Path) -> None:
    with LogApplication(f"sqlite:///{tmp_path}/log.sqlite", MASTERS, create=True) as log:
        first = event()
        log.append_all([first, *(event() for _ in range(50))])
        (key,) = log.recorder.keys_of([first.originator_id])
        assert key.wrapped is not None
        files = lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())  # noqa: E731
        assert key.wrapped in files()
        log.append_erasing(ending(first.originator_id), first.originator_id)
        assert key.wrapped not in files()


def test_keys_are_wrapped_anew_while_others_write_and_erase(new_store: str, log: LogApplication) -> None:
    written = [event() for _ in range(30)]
    log.append_all(written)
    gone = written[3].originator_id
    log.append_erasing(ending(gone), gone)
    masters = HeldMasterKeys({"test": bytes(range(32)), "next": bytes(32)})
    with LogApplication(new_store, masters) as other:
        stale = other.recorder.keys_under_others("next", 100)
        erased_meanwhile = written[4].originator_id
        log.append_erasing(ending(erased_meanwhile), erased_meanwhile)
        other.recorder.replace_keys([other.keys.wrapped_anew(key) for key in stale[:3]])
        told: list[tuple[int, int]] = []
        wrap_anew(other, lambda done, of: told.append((done, of)))
        assert other.recorder.masters_in_use() == {"next": 28}
        assert wrap_anew(other, lambda done, of: None) == 0
        kept = [one for one in written if one.originator_id not in (gone, erased_meanwhile)]
        assert set(other.events_of([one.originator_id for one in kept])) == set(kept)
        assert len(log.recorder.about(erased_meanwhile)) == 0
    with LogApplication(new_store, HeldMasterKeys({"next": bytes(32)})) as retired:
        read = retired.batch(after=0, limit=100).entries
        assert {entry.event for entry in read if isinstance(entry, Entry)} > set(kept)
        assert not any(isinstance(entry, Unreadable) for entry in read)


def test_a_data_key_opens_nothing_but_its_own() -> None:
    one, other = DataKey(bytes(40)), DataKey(bytes([1] * 40))
    sealed = one.seal(b"place", b"content")
    assert one.opened(b"place", sealed) == b"content"
    assert one.seal(b"place", b"content") != sealed
    for key, place, what in (
        (other, b"place", sealed),
        (one, b"elsewhere", sealed),
        (one, b"place", b""),
        (one, b"place", b"\x01"),
    ):
        with pytest.raises(SealedWithAnotherKeyError):
            key.opened(place, what)


def test_a_changed_key_does_not_open() -> None:
    keys = DataKeys(MASTERS)
    made = keys.make(event().originator_id)
    assert made.wrapped is not None
    keys.opened(made.stream.hex, made.master, made.wrapped)
    with pytest.raises(MasterKeyError):
        keys.opened(made.stream.hex, made.master, made.wrapped[:-1] + bytes([made.wrapped[-1] ^ 1]))


def test_an_unsealed_event_needs_no_key(log: LogApplication) -> None:
    stream = event().originator_id
    log.recorder.insert_events([_stored(log, ending(stream, 1))])
    (entry,) = log.batch(after=0, limit=1).entries
    assert isinstance(entry, Entry) and isinstance(entry.event, RecordErased)


def _stored(log: LogApplication, erased: RecordErased) -> StoredEvent:
    stored: StoredEvent = log.mapper.to_stored_event(erased)
    return stored
