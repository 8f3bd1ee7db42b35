"""The one loop: every event reaches every view, whatever fails in between."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sql
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from hypothesis import given

from projections import signal
from projections.candidate_tables import CandidateTables
from projections.candidates import CandidatesView, QueueFilter, QueueOrder
from projections.follower import ATTEMPTS, Follower, lag_seconds
from projections.identities import IdentitiesView
from projections.signal import MANY, Signal
from projections.store import ViewStore
from projections.threads import FollowerThreads
from projections.view import NotReadyError, Refusal
from search.engine import EngineUnavailableError
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, evidence, report
from tests.histories import histories
from tests.keys import MASTERS
from tests.projections.folding import examples, feed, new_generation, sizes
from tracing.application import Tracing
from tracing.events import now
from tracing.judgements import State
from tracing.log.batches import Batch, Entry


class Recording:
    """A view that only remembers what it was given, and fails where a test says."""

    def __init__(self, failures: dict[UUID, list[BaseException]] | None = None) -> None:
        self.name = "candidates"
        self.at = 0
        self.taken: list[UUID] = []
        self.attempts: list[UUID] = []
        self.failures = failures or {}

    def position(self) -> int:
        return self.at

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        if self.at != after:
            return []
        streams = [entry.event.originator_id for entry in batch.entries if isinstance(entry, Entry)]
        for stream in streams:
            self.attempts.append(stream)
            if failures := self.failures.get(stream):
                raise failures.pop(0) if len(failures) > 1 else failures[0]
        self.taken += streams
        self.at = batch.position
        return []


@pytest.fixture
def posted(app: Tracing) -> list[UUID]:
    """Twelve records."""
    return [app.post(report(str(number)), BUREAU).record.id for number in range(12)]


def add_unreadable(app: Tracing) -> UUID:
    stream = uuid4()
    app.recorder.insert_events([StoredEvent(stream, 1, "record.of_tomorrow:1", b"{}")])
    return stream


@pytest.mark.parametrize("size", [1, 2, 5, 12, 500])
def test_batches_of_any_size_give_every_event_once(
    app: Tracing, store: ViewStore, posted: list[UUID], size: int
) -> None:
    view = Recording()
    assert Follower(app, view, store, batch_size=size).catch_up() == app.max_position()
    assert view.taken == posted


@pytest.mark.parametrize("size", [1, 5, 500])
@pytest.mark.parametrize("poisoned", [[0], [11], [3, 4], [2, 7, 11]])
def test_a_poison_event_goes_to_the_dead_letters_and_all_others_are_taken(
    app: Tracing, store: ViewStore, posted: list[UUID], size: int, poisoned: list[int]
) -> None:
    view = Recording({posted[number]: [ValueError("Yuliia Kovalchuk")] for number in poisoned})
    positions = [entry.position for entry in app.batch(0, 100).entries]
    Follower(app, view, store, batch_size=size).catch_up()

    assert view.taken == [record for number, record in enumerate(posted) if number not in poisoned]
    letters = store.dead_letters()
    assert [(letter["stream"], letter["position"]) for letter in letters] == [
        (posted[number], positions[number]) for number in poisoned
    ]
    assert {letter["reason"] for letter in letters} == {f"the view failed on it {ATTEMPTS} times: ValueError"}
    assert all(view.attempts.count(posted[number]) >= ATTEMPTS for number in poisoned)


def test_what_fails_once_by_itself_is_taken(app: Tracing, store: ViewStore, posted: list[UUID]) -> None:
    class Healing(Recording):
        def apply(self, batch: Batch, after: int) -> list[Refusal]:
            if self.attempts.count(posted[5]) == ATTEMPTS:
                self.failures.clear()
            return super().apply(batch, after)

    view = Healing({posted[5]: [ValueError()]})
    Follower(app, view, store).catch_up()
    assert view.taken == posted
    assert store.dead_letters() == []


def test_an_unreadable_event_is_a_dead_letter_before_the_view_moves_on(app: Tracing, store: ViewStore) -> None:
    before = app.post(report("1"), BUREAU)
    stream = add_unreadable(app)
    after = app.post(report("2"), BUREAU)
    view = CandidatesView(store)

    class Crashing(ViewStore):
        def add_dead_letter(self, view: str, position: int, stream: Any, reason: str) -> None:
            raise SystemExit

    with pytest.raises(SystemExit):
        Follower(app, view, Crashing(str(store.engine.url))).step()
    assert view.position() <= before.position, "otherwise nobody would ever hear of the event"

    Follower(app, view, store).catch_up()
    assert view.position() == after.position
    (letter,) = store.dead_letters()
    assert (letter["stream"], letter["reason"]) == (stream, "unreadable event record.of_tomorrow:1")


class Breaking(CandidatesView):
    """The view of candidates, failing on one stream."""

    poison: UUID | None = None

    def fold(self, connection: sql.Connection, tables: CandidateTables, batch: Batch) -> None:
        super().fold(connection, tables, batch)
        if any(isinstance(entry, Entry) and entry.event.originator_id == self.poison for entry in batch.entries):
            raise ValueError


def test_poison_and_unreadable_events_leave_a_real_view_whole(app: Tracing, store: ViewStore) -> None:
    one, other = app.post(report("1"), BUREAU).record.id, app.post(report("2"), BORDER).record.id
    add_unreadable(app)
    third = app.post(report("3"), BORDER).record.id
    app.propose(one, other, evidence())
    app.propose(one, third, evidence())
    view = Breaking(store)
    view.poison = third
    Follower(app, view, store).catch_up()

    rows = view.queue(FIRST_REVIEWER, QueueFilter(), QueueOrder.oldest, 10)
    assert [{row.record_a, row.record_b} for row in rows] == [{one, other}]
    assert view.position() == app.max_position()
    assert len(store.dead_letters()) == 2


LINK_ERRORS = [
    OperationalError(),
    InterfaceError(),
    EngineUnavailableError("down"),
    NotReadyError(),
    sql.exc.OperationalError("SELECT", {}, Exception("gone")),
]


@pytest.mark.parametrize("error", LINK_ERRORS, ids=lambda error: type(error).__module__)
def test_link_errors_are_tried_again_and_nothing_is_skipped(
    app: Tracing, store: ViewStore, posted: list[UUID], error: Exception
) -> None:
    view = Recording({posted[4]: [error]})
    follower = Follower(app, view, store, batch_size=3)
    with pytest.raises(type(error)):
        follower.catch_up()
    assert view.taken == posted[:3]
    with pytest.raises(type(error)):
        follower.step()

    view.failures.clear()
    follower.catch_up()
    assert view.taken == posted
    assert store.dead_letters() == []


def test_a_link_error_beside_poison_skips_nothing(app: Tracing, store: ViewStore, posted: list[UUID]) -> None:
    view = Recording({posted[2]: [ValueError()], posted[5]: [EngineUnavailableError("down")]})
    with pytest.raises(EngineUnavailableError):
        Follower(app, view, store).catch_up()
    view.failures.pop(posted[5])
    Follower(app, view, store).catch_up()
    assert view.taken == [record for record in posted if record != posted[2]]


def wait_until(condition: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_the_loop_survives_every_error_and_logs_no_value(
    app: Tracing, store: ViewStore, posted: list[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Yuliia Kovalchuk"
    view = Recording(
        {
            posted[1]: [NotReadyError(), EngineUnavailableError(secret), OperationalError(secret), ValueError(secret)],
        }
    )
    broken_reads = [RuntimeError(secret)]
    batch = app.batch

    def unreliable(after: int, limit: int) -> Batch:
        if after and broken_reads:
            raise broken_reads.pop()
        return batch(after, limit)

    app.batch = unreliable  # type: ignore[method-assign]
    with caplog.at_level(logging.WARNING):
        threads = FollowerThreads([Follower(app, view, store, batch_size=1)])
        threads.start()
        wait_until(lambda: len(view.taken) == 11)
        threads.stop()

    assert view.taken == [posted[0], *posted[2:]]
    assert "OperationalError" in caplog.text and "RuntimeError" in caplog.text and "dead letter" in caplog.text
    assert secret not in caplog.text


def test_a_signal_wakes_a_waiting_follower(app: Tracing, store: ViewStore) -> None:
    view, signal = Recording(), Signal()
    threads = FollowerThreads([Follower(app, view, store, signal=signal, pause=60)])
    threads.start()
    time.sleep(0.1)
    app.post(report(), BUREAU)
    signal.notify()
    wait_until(lambda: view.taken)
    started = time.monotonic()
    threads.stop()
    assert time.monotonic() - started < 10, "stopping does not wait for the pause to end"


def test_threads_that_never_started_can_be_stopped(app: Tracing, store: ViewStore) -> None:
    FollowerThreads([Follower(app, Recording(), store)]).stop()


def test_many_followers_on_one_view(app: Tracing, store: ViewStore) -> None:
    """Two processes of one view do no harm: what one has done, the other passes over."""
    ids = [app.post(report(str(n)), BUREAU if n % 2 else BORDER).record.id for n in range(8)]
    for one, other in pairwise(ids):
        app.propose(one, other, evidence())
    followers = [Follower(app, CandidatesView(store), store, batch_size=size, pause=0.001) for size in (1, 2, 3)]
    threads = FollowerThreads(followers)
    threads.start()
    for number in range(20, 40):
        app.post(report(str(number)), BORDER)
    wait_until(lambda: followers[0].view.position() == app.max_position())
    threads.stop()

    view = CandidatesView(store)
    assert store.dead_letters() == []
    assert len(view.queue(FIRST_REVIEWER, QueueFilter(states=frozenset(State)), QueueOrder.oldest, 100)) == 7
    with store.reading() as connection:
        record = view.tables(connection).register.record
        assert connection.scalar(sql.select(sql.func.count()).select_from(record)) == 28


@examples
@given(histories(), sizes)
def test_two_views_fed_at_different_paces_hold_the_same_rows(
    store: ViewStore, history: list[Entry], batches: list[int]
) -> None:
    one, other = new_generation(store, IdentitiesView), new_generation(store, IdentitiesView)
    feed(one, history, batches)
    feed(other, history, [1])

    def rows(view: IdentitiesView) -> Iterator[list[tuple[Any, ...]]]:
        with store.reading() as connection:
            tables = view.tables(connection)
            for table in (tables.register.record, tables.register.visibility, tables.pair, tables.decision):
                found = connection.execute(sql.select(table).order_by(*table.primary_key.columns))
                yield [tuple(row) for row in found]

    assert list(rows(one)) == list(rows(other))
    assert one.position() == other.position()


def test_lag_is_the_age_of_the_oldest_event_not_taken(app: Tracing, store: ViewStore) -> None:
    view = Recording()
    assert lag_seconds(app, view.position()) == 0
    first = app.post(report("1"), BUREAU).record.recorded_at
    time.sleep(0.02)
    app.post(report("2"), BUREAU)
    assert timedelta(seconds=lag_seconds(app, view.position())) >= timedelta(seconds=0.02)
    assert timedelta(seconds=lag_seconds(app, view.position())) <= now() - first
    Follower(app, view, store).catch_up()
    assert lag_seconds(app, view.position()) == 0
    add_unreadable(app)
    assert lag_seconds(app, view.position()) == 0


def test_followers_give_way_while_a_batch_is_written_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "EXPECTED_SECONDS", 0.2)
    monkeypatch.setattr(signal, "PATIENCE_SECONDS", 0.6)
    shared, stop, written = Signal(), threading.Event(), threading.Event()

    def waited() -> float:
        started = time.monotonic()
        shared.give_way(stop)
        return time.monotonic() - started

    def write_for_ever() -> None:
        while not written.wait(0.02):
            shared.notify(MANY)

    shared.notify(MANY - 1)
    assert waited() < 0.1, "single reports are followed at once"
    shared.notify(MANY)
    assert 0.15 < waited() < 0.6, "the end of a batch is not waited for longer than its next part"
    shared.notify(MANY)
    writer = threading.Thread(target=write_for_ever)
    writer.start()
    try:
        assert waited() >= 0.6, "one part follows another"
    finally:
        written.set()
        writer.join()
    shared.notify(MANY)
    stop.set()
    assert waited() < 0.1, "who is told to end does not wait"


def test_a_batch_wakes_followers_as_a_batch(tmp_path: Path) -> None:
    told: list[int] = []
    log = f"sqlite:///{tmp_path}/log.sqlite"
    with closing(Tracing(log, MASTERS, create=True, after_append=told.append)) as application:
        application.post_all([report(reference=str(number)) for number in range(3)], BORDER)
    assert told == [3]
