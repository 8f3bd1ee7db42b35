"""The view of records: each document is the fold of its record's stream."""

import random
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from projections.records import ATTEMPTS, RecordsView
from projections.verify import verify_index
from search.document import Document
from search.engine import EngineUnavailableError, Index, Refused
from search.indexing import document_of
from tests.examples import BORDER, BUREAU, evidence, report
from tests.parts import Parts
from tests.projections.world import world
from tracing.access import Caller


def nothing(position: int, end: int) -> None:
    """Show no progress."""


def scenario(parts: Parts, seed: int = 1) -> None:
    """Posts, corrections and retractions, mixed."""
    chance = random.Random(seed)
    posted: list[tuple[UUID, Any, Caller]] = []
    for value, caller in world():
        posted.append((parts.app.post(value, caller).record.id, value, caller))
        record, earlier, owner = chance.choice(posted)
        if parts.app.record(record).retracted is not None:
            continue
        match chance.randrange(4):
            case 0:
                later = report(
                    earlier.reference, kind=earlier.kind.value, occurred_at=f"20{chance.randrange(10, 26)}",
                    person={"names": [{"full": f"Other Name {chance.randrange(99)}"}]},
                )  # fmt: skip
                parts.app.correct(record, later, "mistake", owner)
            case 1:
                parts.app.retract(record, "found", owner)


def documents(index: Index) -> list[Document]:
    return list(index.scan())


@pytest.mark.parametrize(("size", "part"), [(1, 500), (4, 500), (500, 500), (7, 2), (500, 1)])
def test_documents_are_folds_whatever_the_batches(
    parts: Parts, size: int, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.records.PART", part)
    scenario(parts)
    assert parts.follower(parts.records, batch_size=size).catch_up() == parts.app.max_position()
    index = parts.engine.live()
    index.refresh()

    assert index.position() == parts.records.position() == parts.app.max_position()
    assert verify_index(parts.app, index, nothing) == []
    for document in documents(index):
        record = parts.app.record(document.record)
        assert document == document_of(record, document.number, document.version)
        assert document.retracted == (record.retracted is not None)
    assert index.count() == sum(not document.retracted for document in documents(index))


def test_the_same_batch_twice_changes_nothing(parts: Parts) -> None:
    scenario(parts)
    batch = parts.app.batch(0, 1000)
    early = parts.app.batch(0, 5)
    index = parts.engine.live()
    for again in (batch, batch, early):
        assert parts.records.apply(again, 0) == []
    index.refresh()

    assert index.position() == batch.position
    assert verify_index(parts.app, index, nothing) == []


def test_a_part_that_is_not_written_keeps_those_behind_it_back(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.records.PART", 2)
    scenario(parts)
    index = parts.engine.live()
    batch = parts.app.batch(0, 8)
    written: list[int] = []

    def write(documents: Sequence[Document], position: int) -> list[Refused]:
        if len(written) == 1:
            raise EngineUnavailableError
        written.append(position)
        return []

    monkeypatch.setattr(index, "write", write)
    with pytest.raises(EngineUnavailableError):
        RecordsView(parts.app, lambda: index).apply(batch, 0)
    assert written == [batch.entries[1].position]


def test_two_followers_write_one_index(parts: Parts) -> None:
    scenario(parts)
    slow, quick = RecordsView(parts.app, parts.engine.live), RecordsView(parts.app, parts.engine.live)
    after = 0
    while (batch := parts.app.batch(after, 3)).entries:
        quick.apply(batch, after)
        if after % 2:
            slow.apply(parts.app.batch(max(0, after - 4), 6), max(0, after - 4))
        after = batch.position
    parts.follower(slow).catch_up()
    parts.engine.live().refresh()
    assert verify_index(parts.app, parts.engine.live(), nothing) == []


class Refusing:
    """An index that refuses some records, as often as a test says."""

    def __init__(self, index: Index, refusals: dict[UUID, int]) -> None:
        self.index, self.refusals = index, refusals
        self.writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def write(self, documents: Sequence[Document], position: int) -> list[Refused]:
        self.writes += 1
        refused = [document for document in documents if self.refusals.get(document.record, 0) > 0]
        for document in refused:
            self.refusals[document.record] -= 1
        taken = [document for document in documents if document not in refused]
        return self.index.write(taken, position) + [Refused(record=d.record, reason="a rule") for d in refused]


@pytest.fixture
def posted(parts: Parts) -> Iterator[list[UUID]]:
    yield [parts.app.post(report(str(number)), BORDER).record.id for number in range(5)]


def test_a_document_refused_for_good_goes_to_the_dead_letters(parts: Parts, posted: list[UUID]) -> None:
    index = Refusing(parts.engine.live(), {posted[2]: 99})
    view = RecordsView(parts.app, lambda: index)
    parts.follower(view).catch_up()

    assert index.writes == ATTEMPTS
    (letter,) = parts.store.dead_letters("records")
    assert (letter["stream"], letter["reason"]) == (posted[2], "a rule")
    assert letter["position"] == parts.app.batch(0, 3).position
    parts.engine.live().refresh()
    assert {document.record for document in documents(parts.engine.live())} == set(posted) - {posted[2]}


def test_a_document_refused_once_is_offered_again(parts: Parts, posted: list[UUID]) -> None:
    index = Refusing(parts.engine.live(), {posted[2]: ATTEMPTS - 1})
    parts.follower(RecordsView(parts.app, lambda: index)).catch_up()

    assert parts.store.dead_letters() == []
    parts.engine.live().refresh()
    assert parts.engine.live().count() == 5


def test_events_of_pairs_touch_no_document(parts: Parts) -> None:
    one, other = parts.app.post(report("1"), BUREAU).record.id, parts.app.post(report("2"), BORDER).record.id
    parts.app.propose(one, other, evidence())
    parts.follower(parts.records).catch_up()
    assert parts.records.position() == parts.app.max_position()


def test_an_unreadable_entry_is_passed_over(parts: Parts, posted: list[UUID]) -> None:
    """The follower has put it among the dead letters before."""
    parts.app.recorder.insert_events([StoredEvent(uuid4(), 1, "record.of_tomorrow:1", b"{}")])
    batch = parts.app.batch(0, 100)
    for view in (parts.records, parts.candidates, parts.identities):
        assert view.apply(batch, 0) == []
        assert view.position() == batch.position
    assert set(parts.identities.of(posted, None)) == set(posted)
