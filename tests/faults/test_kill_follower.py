"""A follower that is killed at any moment under load loses nothing and counts nothing twice."""

import random
import threading
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from projections.candidates import CandidatesView
from projections.identities import IdentitiesView
from projections.sqlview import SqlView
from projections.store import POSITIONS
from projections.verify import verify_index
from tests.examples import BORDER
from tests.faults.processes import Victim
from tests.faults.worker import follow, person_report
from tests.parts import Parts, Places
from tracing.events import MatchProposed, ReportEvent
from tracing.log.batches import Batch, Entry

KILLS = 20
SECONDS_ALIVE = 0.5
"""At most; the time is random, so that a process is killed while it reads, folds, indexes, matches and commits."""


def rows(view: SqlView[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a view's tables, by the tables' names without their generation."""
    found = {}
    with view.store.reading() as connection:
        tables = view.tables(connection)
        for table in tables.metadata.sorted_tables:
            query = sql.select(table).order_by(*table.primary_key.columns)
            found[table.name.split("_", 2)[2]] = [tuple(row) for row in connection.execute(query)]
    return found


def fold_from_zero(parts: Parts, view: type[SqlView[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the whole log gives in one go."""
    parts.store.begin_generation(view.NAME, 9, view.tables_of)
    fresh = view(parts.store, 9)
    batch = parts.app.batch(0, 1_000_000)
    fresh.apply(Batch(entries=batch.entries, position=batch.position), 0)
    return rows(fresh)


class Load(threading.Thread):
    """Posts reports until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts, self.stopped, self.posted = parts, threading.Event(), 0

    def run(self) -> None:
        while not self.stopped.is_set():
            self.parts.app.post_all([person_report(1, self.posted + n) for n in range(4)], BORDER)
            self.posted += 4
            time.sleep(0.1)


def test_twenty_kills_lose_and_double_nothing(places: Places, tmp_path: Path) -> None:
    parts, chance = Parts(places), random.Random(20)
    load = Load(parts)
    load.start()
    progress: list[int] = []
    try:
        for _ in range(KILLS):
            victim = Victim(follow, tmp_path / "output", places)
            time.sleep(chance.uniform(0, SECONDS_ALIVE))
            victim.kill()
            progress.append(sum(parts.store.positions().values()))
    finally:
        load.stopped.set()
        load.join()
    assert progress == sorted(progress), "no position ever goes back"
    assert len(set(progress)) > KILLS // 2, "most of them were killed at work"
    parts.catch_up()

    entries = [entry for entry in parts.app.batch(0, 1_000_000).entries if isinstance(entry, Entry)]
    reports = [entry.event for entry in entries if isinstance(entry.event, ReportEvent)]
    proposed = [entry.event for entry in entries if isinstance(entry.event, MatchProposed)]
    assert len(reports) == load.posted
    assert len({event.originator_id for event in proposed}) == len(proposed) == load.posted // 2

    end = parts.app.max_position()
    index = parts.engine.live()
    assert index.position() == end
    assert index.count() == load.posted
    assert verify_index(parts.app, index, lambda position, end: None) == []
    followed = ["matcher", "candidates", "identities", "alerts", "changes", "numbers", "watcher"]
    assert parts.store.positions() == dict.fromkeys(followed, end)
    for view in (CandidatesView, IdentitiesView):
        assert rows(view(parts.store)) == fold_from_zero(parts, view)
    assert parts.store.dead_letters() == []
    with parts.store.reading() as connection:
        assert connection.scalar(sql.select(sql.func.count()).select_from(POSITIONS).where(POSITIONS.c.live)) == len(
            followed
        )
    parts.close()
