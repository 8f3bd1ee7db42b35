"""A record is the fold of its stream, now or at a time of entry."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.examples import BUREAU, evidence, report
from tracing.access import OWNER_ONLY, Recipients
from tracing.errors import NotFoundError
from tracing.events import Event, MatchProposed, NoticePublished, RecordCorrected, RecordRetracted
from tracing.records import Record, fold_record, folded, same_evidence, visibility_of
from tracing.reports import YellowNotice
from tracing.stream_ids import record_id

STREAM = record_id("ukr.bureau", "R-1")
START = datetime(2026, 3, 1, tzinfo=UTC)


def notice(**changes: Any) -> YellowNotice:
    value = report(**changes)
    assert isinstance(value, YellowNotice)
    return value


def at(version: int) -> datetime:
    return START + timedelta(days=version)


FIRST = NoticePublished(
    originator_id=STREAM,
    originator_version=1,
    timestamp=at(1),
    organisation="ukr.bureau",
    country="UKR",
    posted_by="bureau-1",
    report=notice(),
)


def corrected(version: int, *, evidence_changed: bool = True, **changes: Any) -> RecordCorrected:
    return RecordCorrected(
        originator_id=STREAM,
        originator_version=version,
        timestamp=at(version),
        posted_by="bureau-2",
        reason="typing error",
        report=notice(**changes),
        evidence_changed=evidence_changed,
    )


RETRACTED = RecordRetracted(
    originator_id=STREAM, originator_version=4, timestamp=at(4), posted_by="bureau-1", reason="found at home"
)
HISTORY: list[Event] = [
    FIRST,
    corrected(2, occurred_at="2026-02"),
    corrected(3, evidence_changed=False, occurred_at="2026-02", details={"circumstances": "more"}),
    RETRACTED,
]


def state(record: Record) -> tuple[int, int, str, str | None]:
    return record.version, record.evidence_version, record.posted_by, record.retracted


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (1, (1, 1, "bureau-1", None)),
        (2, (2, 2, "bureau-2", None)),
        (3, (3, 2, "bureau-2", None)),
        (4, (4, 4, "bureau-2", "found at home")),
    ],
)
def test_fold(events: int, expected: tuple[int, int, str, str | None]) -> None:
    record = folded(HISTORY[:events])

    assert state(record) == expected
    assert (record.recorded_at, record.changed_at) == (at(1), at(events))
    assert folded(HISTORY, as_of=at(events)) == record
    assert folded(HISTORY, as_of=at(events + 1) - timedelta(microseconds=1)) == record


def test_before_its_first_event_there_is_no_record() -> None:
    with pytest.raises(NotFoundError):
        folded(HISTORY, as_of=at(1) - timedelta(microseconds=1))
    with pytest.raises(NotFoundError):
        folded([])
    assert fold_record(None, RETRACTED) is None


def test_events_of_other_streams_change_nothing() -> None:
    other = MatchProposed(
        originator_id=STREAM, originator_version=2, record_a=STREAM, record_b=STREAM, evidence=evidence()
    )
    assert folded([FIRST, other]) == folded([FIRST])


def test_the_id_is_the_organisation_and_its_reference() -> None:
    assert record_id("a.b", "1") == record_id("a.b", "1")
    assert len({record_id("a.b", "1"), record_id("a.b", "2"), record_id("a.c", "1")}) == 3


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"details": {"circumstances": "more"}}, True),
        ({"recipients": {"rule": "only"}}, True),
        ({"occurred_at": "2026-02"}, False),
        ({"place": {"country": "POL"}}, False),
        ({"person": {"names": [{"full": "Other Name"}]}}, False),
    ],
)
def test_what_is_evidence(changes: dict[str, Any], same: bool) -> None:
    assert same_evidence(report(), report(**changes)) is same


def test_a_presented_document_is_evidence() -> None:
    before = report(kind="border_crossing")
    after = report(kind="border_crossing", details={"document_presented": {"number": "FE1"}})
    assert not same_evidence(before, after)


def test_a_shelter_shares_nothing_before_consent() -> None:
    silent = report(kind="shelter_registration")
    agreed = report(kind="shelter_registration", details={"consent": {"state": "given", "scopes": ["tracing"]}})
    assert visibility_of("ita.shelter", "ITA", silent).recipients == OWNER_ONLY
    assert visibility_of("ita.shelter", "ITA", agreed).recipients == Recipients()
    assert folded([FIRST]).visibility == visibility_of(BUREAU.organisation, BUREAU.country, notice())
