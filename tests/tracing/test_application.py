"""Posting, correcting and retracting, on every store."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import AUDITOR, BORDER, BUREAU, OFFICER, report
from tests.keys import MASTERS
from tests.stores import StoreUrls
from tests.strategies import any_report_data
from tracing.application import Posted, Tracing
from tracing.errors import (
    ConflictingReportError,
    NotFoundError,
    NotOwnerError,
    RetractedError,
    TracingError,
)
from tracing.events import CrossingRecorded, Event, RecordCorrected, RecordRetracted
from tracing.log import migrate
from tracing.log.batches import Entry
from tracing.reports import ReportKind, read_report
from tracing.stream_ids import record_id


def log(app: Tracing) -> list[Event]:
    return [entry.event for entry in app.batch(0, 10_000).entries if isinstance(entry, Entry)]


def test_a_post_is_one_event_with_its_owner(app: Tracing) -> None:
    posted = app.post(report("X-1", kind="border_crossing"), BORDER)

    (event,) = log(app)
    assert isinstance(event, CrossingRecorded)
    assert (event.organisation, event.country, event.posted_by) == ("pol.border", "POL", "border-1")
    assert posted.created and posted.position == app.max_position()
    assert posted.record == app.record(posted.record.id)
    assert posted.record.id == record_id("pol.border", "X-1")


@pytest.mark.parametrize("kind", list(ReportKind))
def test_each_kind_has_its_event(app: Tracing, kind: ReportKind) -> None:
    assert app.post(report(kind=kind.value), BUREAU).record.kind is kind


def test_the_same_post_again_answers_as_the_first_time(app: Tracing) -> None:
    first = app.post(report(), BUREAU)
    app.post(report("R-2"), BUREAU)
    again = app.post(report(), BUREAU)

    assert not again.created
    assert (again.record, again.position) == (first.record, first.position)
    assert len(log(app)) == 2


def test_another_content_under_a_reference_is_a_conflict_that_names_the_record(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)

    with pytest.raises(ConflictingReportError, match="correction") as caught:
        app.post(report(occurred_at="2026-01"), BUREAU)
    assert caught.value.record == posted.record.id
    assert len(log(app)) == 1


def test_references_belong_to_their_organisation(app: Tracing) -> None:
    assert app.post(report(), BUREAU).record.id != app.post(report(), BORDER).record.id


def test_what_is_odd_is_stored_with_its_mark(app: Tracing) -> None:
    posted = app.post(report(place={"country": "ZZZ"}), BUREAU)
    assert [(mark.field, mark.rule) for mark in app.record(posted.record.id).disputes] == [
        ("place.country", "unknown-country")
    ]


def test_posts_before_and_after_a_correction_are_both_known(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)

    for content in (report(), report(occurred_at="2026-01")):
        again = app.post(content, BUREAU)
        assert (again.created, again.position, again.record.version) == (False, posted.position, 2)
    with pytest.raises(ConflictingReportError):
        app.post(report(occurred_at="2026-02"), BUREAU)


def test_a_correction_keeps_the_earlier_report(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    corrected = app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)

    assert corrected.created and corrected.position > posted.position
    assert (corrected.record.version, corrected.record.evidence_version) == (2, 2)
    assert app.record(posted.record.id) == corrected.record
    assert app.record(posted.record.id, version=1) == posted.record
    assert app.record(posted.record.id, as_of=posted.record.changed_at) == posted.record
    event = log(app)[-1]
    assert isinstance(event, RecordCorrected) and event.evidence_changed and event.reason == "typing error"


def test_a_correction_of_what_is_not_matched_is_no_new_evidence(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    corrected = app.correct(posted.record.id, report(details={"circumstances": "more"}), "added", BUREAU)
    assert (corrected.record.version, corrected.record.evidence_version) == (2, 1)


def test_the_same_correction_again_changes_nothing(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)
    again = app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)

    assert not again.created and again.record.version == 2
    assert again.position >= 2 and len(log(app)) == 2


@pytest.mark.parametrize("other", [report("R-2"), report(kind="sighting")])
def test_a_correction_keeps_kind_and_reference(app: Tracing, other: Any) -> None:
    posted = app.post(report(), BUREAU)
    with pytest.raises(TracingError, match="keeps the kind and the reference"):
        app.correct(posted.record.id, other, "mistake", BUREAU)


def test_a_retracted_record_stays_so(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    retracted = app.retract(posted.record.id, "found at home", BUREAU)

    assert retracted.created and retracted.record.retracted == "found at home"
    assert not app.retract(posted.record.id, "again", BUREAU).created
    with pytest.raises(RetractedError):
        app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)
    assert [type(event) for event in log(app)][1:] == [RecordRetracted]
    assert app.post(report(), BUREAU).record.retracted == "found at home"


def test_only_the_owner_changes_a_record(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)

    with pytest.raises(NotOwnerError):
        app.correct(posted.record.id, report(occurred_at="2026-01"), "no", OFFICER)
    with pytest.raises(NotOwnerError):
        app.retract(posted.record.id, "no", OFFICER)
    assert len(log(app)) == 1


def answer(command: Any) -> tuple[type[Exception], str]:
    with pytest.raises(TracingError) as caught:
        command()
    return type(caught.value), str(caught.value)


@pytest.mark.parametrize("caller", [OFFICER, BORDER, AUDITOR])
def test_a_hidden_record_answers_like_an_absent_one(app: Tracing, caller: Any) -> None:
    hidden = app.post(report(recipients={"rule": "only"}), BUREAU).record.id
    absent = uuid4()

    def answers(record: UUID) -> list[tuple[type[Exception], str]]:
        return [
            answer(lambda: app.record_for(record, caller)),
            answer(lambda: app.record_for(record, caller, as_of=datetime.now(UTC))),
            answer(lambda: app.correct(record, report(occurred_at="2026-01"), "no", caller)),
            answer(lambda: app.retract(record, "no", caller)),
        ]

    assert answers(hidden) == answers(absent)
    assert {kind for kind, _ in answers(absent)} == {NotFoundError}


def test_a_judgement_is_no_record(app: Tracing) -> None:
    with pytest.raises(NotFoundError):
        app.judgement(app.post(report(), BUREAU).record.id)


def test_who_may_see_a_record_reads_it_now_and_then(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    app.correct(posted.record.id, report(occurred_at="2026-01"), "typing error", BUREAU)

    assert app.record_for(posted.record.id, OFFICER).version == 2
    assert app.record_for(posted.record.id, OFFICER, as_of=posted.record.changed_at) == posted.record
    with pytest.raises(NotFoundError):
        app.record_for(posted.record.id, OFFICER, as_of=posted.record.recorded_at - timedelta(seconds=1))


def test_many_records_in_one_read(app: Tracing) -> None:
    first, second = app.post(report("1"), BUREAU), app.post(report("2"), BORDER)
    app.correct(first.record.id, report("1", occurred_at="2026-01"), "typing error", BUREAU)

    found = app.records([second.record.id, uuid4(), first.record.id])
    assert found == {record: app.record(record) for record in (first.record.id, second.record.id)}
    assert app.records([second.record.id], as_of=second.record.recorded_at - timedelta(seconds=1)) == {}
    assert app.records([]) == {}


def summary(answers: Sequence[Posted | TracingError]) -> list[str]:
    return [
        "conflict" if isinstance(answer, TracingError) else "created" if answer.created else "known"
        for answer in answers
    ]


def test_a_batch_is_answered_in_order(app: Tracing) -> None:
    answers = app.post_all([report(str(number)) for number in range(5)], BORDER)

    assert summary(answers) == ["created"] * 5
    assert [a.record.report.reference for a in answers if isinstance(a, Posted)] == ["0", "1", "2", "3", "4"]
    assert [a.position for a in answers if isinstance(a, Posted)] == [
        entry.position for entry in app.batch(0, 10).entries
    ]


def test_a_conflict_in_the_middle_of_a_batch_stops_no_other(app: Tracing) -> None:
    app.post(report("2"), BORDER)
    app.post(report("3"), BORDER)
    batch = [report("1"), report("2", occurred_at="2026-01"), report("3"), report("4"), report("4")]
    batch.append(report("4", occurred_at="2026-01"))

    assert summary(app.post_all(batch, BORDER)) == ["created", "conflict", "known", "created", "known", "conflict"]
    assert len(log(app)) == 4


def test_a_batch_that_is_sent_again_is_answered_in_one_look(app: Tracing, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = [report(str(number)) for number in range(5)]
    app.post_all(batch[:3], BORDER)
    monkeypatch.setattr(app, "append", lambda event: pytest.fail("one by one"))

    assert summary(app.post_all(batch, BORDER)) == ["known"] * 3 + ["created"] * 2
    again = app.post_all(batch, BORDER)
    assert summary(again) == ["known"] * 5
    assert [a.position for a in again if isinstance(a, Posted)] == [entry.position for entry in app.batch(0, 9).entries]


def test_an_empty_batch(app: Tracing) -> None:
    assert app.post_all([], BORDER) == []


def test_events_are_appended_all_or_none(app: Tracing) -> None:
    posted = app.post(report(), BUREAU)
    (event,) = log(app)
    other = CrossingRecorded(
        originator_id=uuid4(), originator_version=1, organisation="pol.border", country="POL", posted_by="border-1",
        report=report(kind="border_crossing"),  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        app.append_all([other, event])
    assert app.max_position() == posted.position


class LostAnswer(Tracing):
    """The commit succeeds, and the connection breaks before the client hears of it; the client tries again."""

    name = Tracing.name

    def append(self, event: Event) -> int:
        super().append(event)
        return super().append(event)

    def append_all(self, events: Sequence[Event]) -> list[int]:
        super().append_all(events)
        return super().append_all(events)


def test_a_post_whose_answer_was_lost_is_answered_as_known(app: Tracing, urls: Any) -> None:
    with LostAnswer(urls.log, MASTERS) as losing:
        posted = losing.post(report(), BUREAU)
        batch = losing.post_all([report("1"), report("2")], BUREAU)

    assert (posted.created, posted.position) == (False, app.batch(0, 1).position)
    assert summary(batch) == ["known", "known"]
    assert len(log(app)) == 3


def test_two_clerks_of_one_organisation_correct_at_once(app: Tracing, urls: Any) -> None:
    """The slower one looks again and then corrects what the quicker left."""
    posted = app.post(report(), BUREAU)

    class Slow(Tracing):
        name = Tracing.name

        def append(self, event: Event) -> int:
            if app.record(posted.record.id).version == 1:
                app.correct(posted.record.id, report(occurred_at="2026-01"), "quick", BUREAU)
            return super().append(event)

    with Slow(urls.log, MASTERS) as slow:
        corrected = slow.correct(posted.record.id, report(occurred_at="2026-02"), "slow", BUREAU)

    assert corrected.record.version == 3
    assert corrected.record.report == report(occurred_at="2026-02")
    assert app.record(posted.record.id) == corrected.record


def test_a_record_is_retracted_while_it_is_corrected(app: Tracing, urls: Any) -> None:
    posted = app.post(report(), BUREAU)

    class Slow(Tracing):
        name = Tracing.name

        def append(self, event: Event) -> int:
            if app.record(posted.record.id).version == 1:
                app.correct(posted.record.id, report(occurred_at="2026-01"), "quick", BUREAU)
            return super().append(event)

    with Slow(urls.log, MASTERS) as slow:
        retracted = slow.retract(posted.record.id, "found", BUREAU)
    assert (retracted.record.version, retracted.record.retracted) == (3, "found")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.lists(any_report_data(), min_size=1, max_size=2))
def test_any_report_may_be_posted_any_number_of_times(urls: StoreUrls, data: list[dict[str, Any]]) -> None:
    migrate(urls.log)
    example = uuid4()  # all examples share one log
    reports = [read_report(item | {"reference": f"{example} {place}"}) for place, item in enumerate(data)]

    # Opened for each example: the threads of an open pool draw random numbers, which Hypothesis forbids meanwhile.
    with Tracing(urls.log, MASTERS) as app:
        first = app.post_all(reports, BUREAU)
        assert summary(first) == ["created"] * len(reports)
        assert summary(app.post_all(reports, BUREAU)) == ["known"] * len(reports)
        for value, posted in zip(reports, first, strict=True):
            assert isinstance(posted, Posted)
            assert app.record(posted.record.id) == posted.record
            assert app.post(value, BUREAU).position == posted.position
