"""The view of identities answers what a fold of the log says, now and on any day."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st

from projections.identities import IdentitiesView
from projections.owned import Entered, OwnRecords, OwnState
from projections.store import ViewStore
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, SECOND_REVIEWER, evidence, report
from tests.histories import Folded, histories, identities_of
from tests.projections.folding import examples, feed, new_generation, sizes
from tracing.access import Reader
from tracing.application import Tracing
from tracing.errors import NotFoundError
from tracing.events import Verdict
from tracing.log.batches import Entry
from tracing.records import Record
from tracing.reports import ReportKind

READERS = [
    None,
    Reader(organisation="ukr.bureau", country="UKR", everywhere=True),
    Reader(organisation="fra.police", country="FRA", everywhere=True),
    Reader(organisation="pol.border"),
]


@examples
@given(histories(), sizes, st.sampled_from(READERS))
def test_the_view_is_the_fold_of_the_log(
    store: ViewStore, history: list[Entry], batches: list[int], reader: Reader | None
) -> None:
    view, rebuilt = new_generation(store, IdentitiesView), new_generation(store, IdentitiesView)
    feed(view, history, batches)
    feed(rebuilt, history, [1000])
    records = list(Folded(history).records)

    moments = {entry.event.timestamp for entry in history} | {None}
    moments |= {moment - timedelta(microseconds=1) for moment in moments if moment}
    for moment in moments:
        expected = identities_of(history, reader, moment)
        assert view.of(records, reader, moment) == expected
        assert rebuilt.of(records, reader, moment) == expected


def state_of(record: Record) -> OwnState:
    if record.retracted is not None:
        return OwnState.retracted
    if record.restricted is not None:
        return OwnState.restricted
    if record.located is not None:
        return OwnState.located
    return OwnState.held if record.holds else OwnState.in_use


@examples
@given(histories(), sizes)
def test_an_owner_finds_each_record_in_its_state_page_by_page(
    store: ViewStore, history: list[Entry], batches: list[int]
) -> None:
    view = new_generation(store, IdentitiesView)
    feed(view, history, batches)
    for (owner, kind), records in own_records(history).items():
        own = OwnRecords(view, owner, kind)
        for state in OwnState:
            asked = [one.id for one in records if one.erasure_asked is not None]
            wanted = asked if state is OwnState.erasure_asked else [x.id for x in records if state_of(x) is state]
            assert own.listed(state, Entered.oldest, 100) == wanted
            assert own.counted()[state] == len(wanted)
        newest = [one.id for one in records][::-1]
        assert own.listed(None, Entered.newest, 1) + own.listed(None, Entered.newest, 100, newest[0]) == newest


def own_records(history: list[Entry]) -> dict[tuple[str, ReportKind], list[Record]]:
    """The records of each owner and kind, in the order in which they were entered."""
    found: dict[tuple[str, ReportKind], list[Record]] = {}
    for record in Folded(history).records.values():
        found.setdefault((record.organisation, record.kind), []).append(record)
    return found


@examples
@given(histories(), st.sampled_from(READERS))
def test_one_record_leads_to_its_whole_identity(store: ViewStore, history: list[Entry], reader: Reader | None) -> None:
    view = new_generation(store, IdentitiesView)
    feed(view, history, [4])
    expected = identities_of(history, reader)

    for record in Folded(history).records:
        if record in expected:
            assert view.one(record, reader) == expected[record]
        else:
            with pytest.raises(NotFoundError):
                view.one(record, reader)
    contested = {identity.id: identity for identity in expected.values() if identity.contested}
    assert {identity.id: identity for identity in view.contested(reader)} == contested


def follow(app: Tracing, view: IdentitiesView) -> None:
    after = view.position()
    view.apply(app.batch(after, 100_000), after)


def test_from_two_reviewers_to_an_identity_and_back(app: Tracing, store: ViewStore) -> None:
    view = IdentitiesView(store)
    one, other = app.post(report("N"), BUREAU).record.id, app.post(report("X"), BORDER).record.id
    pair = app.propose(one, other, evidence()).judgement
    for reviewer in (FIRST_REVIEWER, SECOND_REVIEWER):
        follow(app, view)
        assert view.one(other, None).members == (other,)
        pair = app.judge(pair.id, Verdict.same, "alike", reviewer, expected_version=pair.version).judgement
    follow(app, view)
    joined = view.one(other, None)
    assert (joined.id, joined.members) == (one, (one, other))

    withdrawn = app.withdraw(pair.id, "mistake", FIRST_REVIEWER, expected_version=pair.version).judgement
    follow(app, view)
    assert view.one(other, None).members == (other,)
    assert view.one(other, None, withdrawn.changed_at - timedelta(microseconds=1)) == joined


def test_kin_is_known_by_any_record_of_the_person_as_far_as_the_reader_may_see(app: Tracing, store: ViewStore) -> None:
    view = IdentitiesView(store)
    for_france = {"rule": "only", "countries": ["FRA"]}
    audiences: list[dict[str, Any]] = [{}, {}, {}, for_france]
    one, same, twin, hidden = (
        app.post(report(str(number), recipients=audience), BUREAU).record.id
        for number, audience in enumerate(audiences)
    )
    for first, second, verdict in [(one, same, Verdict.same), (same, twin, Verdict.kin), (one, hidden, Verdict.kin)]:
        pair = app.propose(first, second, evidence()).judgement
        pair = app.judge(pair.id, verdict, "x", FIRST_REVIEWER, expected_version=pair.version).judgement
        if verdict is Verdict.same:
            app.judge(pair.id, verdict, "x", SECOND_REVIEWER, expected_version=pair.version)
    follow(app, view)

    france, spain = (Reader(organisation="review", country=code, everywhere=True) for code in ("FRA", "ESP"))
    assert view.kin([one], france) == view.kin([same], france) == {twin, hidden}
    assert view.kin([one], spain) == view.kin([same], spain) == {twin}
    assert view.kin([twin], spain) == {same}
    assert view.kin([hidden], spain) == view.kin([], spain) == set()


def test_no_record_is_no_identity(store: ViewStore) -> None:
    with pytest.raises(NotFoundError):
        IdentitiesView(store).one(uuid4(), None)
    assert IdentitiesView(store).of([], None) == {}


def test_many_rejections_do_not_keep_contested_identities_from_being_listed(app: Tracing, store: ViewStore) -> None:
    view = IdentitiesView(store)
    ids = [app.post(report(str(number)), BUREAU).record.id for number in range(3)]
    for one, other, verdict in [(0, 1, Verdict.same), (1, 2, Verdict.same), (0, 2, Verdict.different)]:
        pair = app.propose(ids[one], ids[other], evidence()).judgement
        pair = app.judge(pair.id, verdict, "x", FIRST_REVIEWER, expected_version=pair.version).judgement
        if verdict is Verdict.same:
            app.judge(pair.id, verdict, "x", SECOND_REVIEWER, expected_version=pair.version)
    follow(app, view)
    with store.writing() as connection:
        rows: list[dict[str, Any]] = [
            {"judgement": UUID(int=n), "version": 2, "record_a": UUID(int=2 * n), "record_b": UUID(int=2 * n + 1),
             "verdict": "different", "since": 1.0}
            for n in range(1, 70_000)
        ]  # fmt: skip
        connection.execute(sql.insert(view.tables(connection).decision), rows)

    assert [set(identity.members) for identity in view.contested(None)] == [set(ids)]
