"""Verification finds every document that is not what the log says."""

from uuid import uuid4

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent

from projections.verify import Difference, DifferenceKind, verify_index
from search.document import Document
from tests.examples import BUREAU, report
from tests.parts import Parts
from tests.projections.test_records import nothing, scenario
from tracing.events import RecordRetracted


@pytest.fixture
def verified(parts: Parts) -> Parts:
    """A service whose index is right."""
    scenario(parts)
    parts.follower(parts.records).catch_up()
    parts.engine.live().refresh()
    assert verify_index(parts.app, parts.engine.live(), nothing) == []
    return parts


def tamper(parts: Parts, document: Document) -> list[Difference]:
    """Write a document of the same version beside the follower's back; what does verification say?"""
    index = parts.engine.live()
    assert index.write([document], index.position()) == []
    index.refresh()
    return verify_index(parts.app, index, nothing)


@pytest.mark.parametrize(
    "changes",
    [{"keys": ("name:other",)}, {"sex": "male"}, {"retracted": True, "profile": None, "keys": ()}],
)
def test_a_changed_document(verified: Parts, changes: dict[str, object]) -> None:
    document = next(d for d in verified.engine.live().scan() if not d.retracted)
    assert tamper(verified, msgspec.structs.replace(document, **changes)) == [
        Difference(record=document.record, kind=DifferenceKind.different)
    ]


def test_a_document_of_an_older_version(parts: Parts) -> None:
    """A correction that never reached the index."""
    record = parts.app.post(report(), BUREAU).record.id
    parts.follower(parts.records).catch_up()
    parts.app.correct(record, report(occurred_at="2026-01"), "mistake", BUREAU)
    index = parts.engine.live()
    index.write([], parts.app.max_position())
    index.refresh()
    assert verify_index(parts.app, index, nothing) == [Difference(record=record, kind=DifferenceKind.different)]


def test_a_missing_document(parts: Parts) -> None:
    record = parts.app.post(report(), BUREAU).record.id
    index = parts.engine.live()
    index.write([], parts.app.max_position())
    index.refresh()
    assert verify_index(parts.app, index, nothing) == [Difference(record=record, kind=DifferenceKind.missing)]


def test_a_document_of_no_record(verified: Parts) -> None:
    documents = list(verified.engine.live().scan())
    unused = set(range(1, documents[-1].number)) - {document.number for document in documents}
    invented = msgspec.structs.replace(documents[0], record=uuid4(), number=min(unused))
    assert tamper(verified, invented) == [Difference(record=invented.record, kind=DifferenceKind.surplus)]


def test_what_the_index_is_not_expected_to_know_yet_is_no_difference(verified: Parts) -> None:
    verified.app.post(report("later"), BUREAU)
    assert verify_index(verified.app, verified.engine.live(), nothing) == []


def test_documents_that_a_follower_brings_meanwhile_are_no_difference(verified: Parts) -> None:
    """Documents are written before the position: verification may see what lies beyond it."""
    index = verified.engine.live()
    before = index.position()
    owner_record = next(d for d in index.scan() if not d.retracted and d.kind.value == "yellow_notice")
    reference = verified.app.record(owner_record.record).report.reference
    verified.app.correct(owner_record.record, report(reference, occurred_at="2001"), "mistake", BUREAU)
    verified.app.post(report("later"), BUREAU)
    batch = verified.app.batch(before, 100)
    index.write(list(verified.records._documents(batch).values()), before)
    index.refresh()
    assert index.position() == before
    assert verify_index(verified.app, index, nothing) == []


def test_progress_is_told(verified: Parts) -> None:
    told: list[tuple[int, int]] = []
    verify_index(verified.app, verified.engine.live(), lambda position, end: told.append((position, end)))
    assert told[-1] == (verified.app.max_position(),) * 2


def test_an_empty_index_is_right(parts: Parts) -> None:
    assert verify_index(parts.app, parts.engine.live(), nothing) == []


@pytest.mark.parametrize(("readable", "kind"), [(False, DifferenceKind.missing), (True, DifferenceKind.different)])
def test_a_record_that_cannot_be_read_is_reported(parts: Parts, readable: bool, kind: DifferenceKind) -> None:
    """One of its events is a dead letter, and so is every later one: no document can be made of them."""
    stream, version = uuid4(), 1
    if readable:
        stream, version = parts.app.post(report(), BUREAU).record.id, 2
    keys = [] if readable else [parts.app.keys.make(stream)]
    parts.app.recorder.insert_events([StoredEvent(stream, version, "record.of_tomorrow:1", b"{}")], keys=keys)
    parts.app.append(RecordRetracted(originator_id=stream, originator_version=version + 1, posted_by="x", reason="x"))
    parts.follower(parts.records).catch_up()
    assert len(parts.store.dead_letters("records")) == 2
    parts.engine.live().refresh()
    assert verify_index(parts.app, parts.engine.live(), nothing) == [Difference(record=stream, kind=kind)]


def test_an_index_that_is_ahead_of_the_log_is_compared_with_all_there_is(verified: Parts) -> None:
    """The log was restored from an older copy than the index."""
    verified.engine.live().write([], verified.app.max_position() + 1_000)
    verified.engine.live().refresh()
    assert verify_index(verified.app, verified.engine.live(), nothing) == []
