"""PFIF files in a real log: links become candidates and never merges, and what the source wants forgotten is."""

from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pytest

from api.exchange.entries import Refusal, Sender
from api.exchange.importing import Importer, ImportSummary
from api.exchange.pfif.expiry import expire, overdue
from api.exchange.pfif.reading import read
from tests.api.exchange.pfif.samples import DOMAIN, OTHER, OTHER_SENDER, RIGHTS, SENDER, document, note, person
from tests.examples import FIRST_REVIEWER, OFFICER, evidence
from tests.stores import app, urls
from tracing.access import Caller, Role
from tracing.application import Tracing
from tracing.erasure import RestrictionGround
from tracing.errors import NotFoundError
from tracing.events import Verdict
from tracing.judgements import Judgement, State
from tracing.stream_ids import judgement_id, record_id

__all__ = ["app", "urls"]

ME, ONE_31 = record_id(SENDER.organisation, f"{DOMAIN}/p1"), record_id(OTHER_SENDER.organisation, f"{OTHER}/31")
MY_NOTE = record_id(SENDER.organisation, f"{DOMAIN}/n1")
THIRTY_ONE = document(person(person_record_id=f"{OTHER}/31", full_name="Thabo Mokwena"))
LINKING = document(person(note(status="believed_alive", linked_person_record_id=f"{OTHER}/31")))
GONE = document(person(full_name="", expiry_date="2026-03-02T00:00:00Z"))


def operator(sender: Sender) -> Caller:
    return Caller(subject="operator:ada", role=Role.admin, organisation=sender.organisation, country=sender.country)


def enter(app: Tracing, content: bytes, sender: Sender = SENDER) -> tuple[ImportSummary, list[Refusal]]:
    importer = Importer(app, operator)
    refused = [
        one for batch in importer.enter_all(read(BytesIO(content), sender, RIGHTS), "pfif x.xml") for one in batch
    ]
    assert importer.summary.rejected == len(refused)
    return importer.summary, refused


def pair(app: Tracing, one: UUID = ME, other: UUID = ONE_31) -> Judgement:
    return app.judgement(judgement_id(one, other))


def test_linked_records_become_a_candidate_and_not_a_merge(app: Tracing) -> None:
    enter(app, THIRTY_ONE, OTHER_SENDER)
    summary, refused = enter(app, LINKING)
    assert (summary.read, summary.new, refused) == (2, 2, [])
    linked = pair(app)
    assert linked.state is State.proposed and linked.is_open
    assert pair(app, ME, MY_NOTE).state is State.proposed
    assert app.record(MY_NOTE).report.unread["pfif"]["status"] == "believed_alive"
    assert app.record(MY_NOTE).imported_from.startswith("pfif x.xml, note 1 of person 1")


def test_a_file_that_comes_again_does_not_ask_what_was_answered(app: Tracing) -> None:
    enter(app, THIRTY_ONE, OTHER_SENDER)
    enter(app, LINKING)
    app.judge(pair(app).id, Verdict.different, "Two men.", FIRST_REVIEWER, expected_version=pair(app).version)
    before = app.max_position()
    summary, _ = enter(app, LINKING)
    assert (summary.unchanged, app.max_position()) == (2, before)
    assert pair(app).state is State.rejected


def test_a_link_to_a_record_that_comes_later_in_the_file_is_made(app: Tracing) -> None:
    later = person(person_record_id=f"{DOMAIN}/p2", full_name="Thabo M.")
    enter(app, document(person(note(linked_person_record_id=f"{DOMAIN}/p2")), later))
    assert pair(app, ME, record_id(SENDER.organisation, f"{DOMAIN}/p2")).is_open


@pytest.mark.parametrize("hidden", [False, True])
def test_a_link_to_nobody_and_one_to_somebody_hidden_are_told_alike(app: Tracing, hidden: bool) -> None:
    if hidden:
        enter(app, THIRTY_ONE, OTHER_SENDER)
        enter(app, document(person()))
        app.propose(ME, ONE_31, evidence())  # by the matcher, which sees both
        caller = Caller(subject="b", role=Role.bureau, organisation=OTHER_SENDER.organisation, country="BRA")
        app.restrict(ONE_31, RestrictionGround.objection_pending, caller)
    summary, (refusal,) = enter(app, LINKING)
    assert (summary.new + summary.unchanged, refusal.source) == (2, "note 1 of person 1")
    assert refusal.problems[0].field == "linked_person_record_id"
    assert refusal.problems[0].rule == "Input should name a record that is here. Import that one first"


def test_notes_by_themselves_find_their_person(app: Tracing) -> None:
    alone = document(note(person_record_id=f"{DOMAIN}/p1", last_known_location="Mae Sot", status="believed_alive"))
    summary, (refusal,) = enter(app, alone)
    assert (summary.new, refusal.problems[0].field) == (0, "person_record_id")
    enter(app, document(person(age="30")))
    summary, refused = enter(app, alone)
    assert (summary.new, refused) == (1, [])
    assert app.record(MY_NOTE).report.person.names == app.record(ME).report.person.names
    assert pair(app, ME, MY_NOTE).is_open
    together = document(
        note(note_record_id=f"{DOMAIN}/n2", person_record_id=f"{DOMAIN}/p3"), person(person_record_id=f"{DOMAIN}/p3")
    )
    assert enter(app, together)[0].new == 2, "a note may stand before its person"


def test_the_newest_version_stands_whatever_the_order_of_files(app: Tracing) -> None:
    old, new = document(person()), document(person(full_name="Thabo J. Mokoena", source_date="2026-03-09T00:00:00Z"))
    enter(app, new)
    summary, _ = enter(app, old)
    assert (summary.unchanged, summary.corrected) == (1, 0)
    assert app.record(ME).report.person.names[0].full == "Thabo J. Mokoena"
    newest = document(person(full_name="Thabo Mokoena", source_date="2026-03-10T00:00:00Z"))
    assert enter(app, newest)[0].corrected == 1


def test_one_organisation_cannot_touch_the_record_of_another(app: Tracing) -> None:
    enter(app, THIRTY_ONE, OTHER_SENDER)
    before = app.max_position()
    for content in (
        THIRTY_ONE.replace(b"Mokwena", b"X"),
        THIRTY_ONE.replace(
            b"</pfif:full_name>", b"</pfif:full_name><pfif:expiry_date>2026-03-02T00:00:00Z</pfif:expiry_date>"
        ),
    ):
        summary, _ = enter(app, content, SENDER)
        assert (summary.rejected, app.max_position()) == (1, before)


def test_whom_the_source_wants_forgotten_nobody_finds_and_a_second_person_erases(app: Tracing) -> None:
    enter(app, LINKING)
    enter(app, document(note(note_record_id=f"{DOMAIN}/n2", person_record_id=f"{DOMAIN}/p1")))
    alone = record_id(SENDER.organisation, f"{DOMAIN}/n2")
    assert not enter(app, GONE)[1]
    for record in (ME, MY_NOTE, alone):
        with pytest.raises(NotFoundError):
            app.record_for(record, OFFICER)
        asked = app.record(record).erasure_asked
        assert asked is not None and asked.requested_by == "operator:ada"
        app.erase(record, "somebody.else")
        with pytest.raises(NotFoundError):
            app.record(record)
    assert not enter(app, GONE)[1], "it can come again"
    summary, (refusal, *_) = enter(app, document(person()))
    assert summary.new == 0 and "erased for good" in refusal.problems[0].rule
    assert enter(app, GONE.replace(b"/p1", b"/never-here"))[0].rejected == 0


def test_persons_whose_date_has_passed_are_found_in_the_log(app: Tracing) -> None:
    def until(name: str, date: str) -> str:
        return person(person_record_id=f"{DOMAIN}/{name}", expiry_date=date, full_name=f"Person {name}")

    enter(app, document(until("soon", "2197-01-01T00:00:00Z"), until("late", "2199-01-01T00:00:00Z"), person()))
    enter(app, document(until("kept", "2197-01-01T00:00:00Z")))
    longer = until("kept", "2199-01-01T00:00:00Z").replace("2026-03-01", "2026-03-02")
    enter(app, document(longer))
    found = list(overdue(app, datetime(2198, 1, 1, tzinfo=UTC)))
    assert [record.report.reference for record in found] == [f"{DOMAIN}/soon"]
    assert list(overdue(app, datetime(2196, 1, 1, tzinfo=UTC))) == []
    caller = Caller(subject="x", role=Role.officer, organisation=SENDER.organisation, country=SENDER.country)
    assert expire(app, found[0].id, caller) == [found[0].id]
    assert list(overdue(app, datetime(2198, 1, 1, tzinfo=UTC))) == []
