"""The way of one person, in the order in which things happened."""

import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from projections.timeline import custody_spells, in_time_order, known_identity, reported_late
from tests.examples import BORDER, BUREAU, report
from tests.strategies import partial_times
from tracing.access import Reader
from tracing.application import Tracing
from tracing.events import NoticePublished
from tracing.identities import Identity, merged_profile
from tracing.person import time_bounds
from tracing.records import Record, folded
from tracing.stream_ids import record_id

FRENCH = Reader(organisation="fra.police", country="FRA", everywhere=True)


def happened(when: str, number: int) -> Record:
    event = NoticePublished(
        originator_id=record_id("ukr.bureau", str(number)), originator_version=1, organisation="ukr.bureau",
        country="UKR", posted_by="clerk", report=report(str(number), occurred_at=when),  # type: ignore[arg-type]
    )  # fmt: skip
    return folded([event])


@given(st.lists(partial_times(), max_size=8), st.randoms())
def test_order_is_by_time_and_does_not_depend_on_arrival(times: list[str], shuffling: random.Random) -> None:
    records = [happened(when, number) for number, when in enumerate(times)]
    shuffled = list(records)
    shuffling.shuffle(shuffled)

    ordered = in_time_order(records)
    assert in_time_order(shuffled) == ordered
    assert all(
        time_bounds(one.report.occurred_at)[0] <= time_bounds(other.report.occurred_at)[0]
        for one, other in pairwise(ordered)
    )


def test_a_month_stands_before_the_days_in_it_and_a_day_before_its_hours() -> None:
    times = ["2026-03-02", "2026-03-01T00:00:00+00:00", "2026-03", "2026-03-01", "2026"]
    expected = ["2026", "2026-03-01T00:00:00+00:00", "2026-03-01", "2026-03", "2026-03-02"]
    ordered = [record.report.occurred_at for record in in_time_order([happened(t, n) for n, t in enumerate(times)])]
    assert ordered.index("2026") == 0
    assert ordered.index("2026-03") < ordered.index("2026-03-02")
    assert set(ordered) == set(expected)


def test_a_spell_of_custody_lasts_until_another_holder_is_named(app: Tracing) -> None:
    told = [("2024-05", None), ("2024-08-02", "Group 1"), ("2024-09", " group  1"), ("2024-11", None)]
    told += [("2025-02-11", "group 2"), ("2026", "GROUP 1")]
    shuffled = random.Random(4).sample(list(enumerate(told)), len(told))
    records = [
        app.post(report(str(n), "sighting", occurred_at=at, details={"held_by": who} if who else {}), BORDER).record
        for n, (at, who) in shuffled
    ]
    spells = custody_spells(in_time_order(records))
    assert [(spell.holder, spell.first, spell.last, len(spell.records)) for spell in spells] == [
        ("Group 1", "2024-08-02", "2024-09", 2),
        ("group 2", "2025-02-11", "2025-02-11", 1),
        ("GROUP 1", "2026", "2026", 1),
    ]


def test_a_late_report_is_known_as_late(app: Tracing) -> None:
    first = app.post(report("1", occurred_at="2026-02-01"), BUREAU).record
    late = app.post(report("2", occurred_at="2026-01-01"), BUREAU).record
    last = app.post(report("3", occurred_at="2026-03-01"), BUREAU).record
    everything = [first, late, last]

    assert [reported_late(record, everything) for record in everything] == [False, True, False]
    assert in_time_order(everything) == [late, first, last]


def test_an_identity_as_it_was_known_on_a_day(app: Tracing) -> None:
    brown, green = ({"names": [{"full": "Y K"}], "eyes": colour} for colour in ("brown", "green"))
    notice = app.post(report("N", occurred_at="2026-02-01", person=brown), BUREAU).record
    crossing = app.post(report("X", kind="border_crossing", occurred_at="2026-01-01"), BORDER).record
    later = report("N", occurred_at="2025-12-01", person=green)
    corrected = app.correct(notice.id, later, "found out", BUREAU).record
    identity = Identity(id=notice.id, members=(notice.id, crossing.id))

    now = known_identity(app, identity, FRENCH)
    assert now.records == (corrected, crossing)
    then = known_identity(app, identity, FRENCH, as_of=crossing.recorded_at)
    assert then.records == (crossing, notice) and then.as_of == crossing.recorded_at
    assert {value.value for value in merged_profile(then.records) if value.field == "eyes"} == {"brown"}
    earlier = known_identity(app, identity, FRENCH, as_of=crossing.recorded_at - timedelta(microseconds=1))
    assert earlier.records == (notice,)


def test_who_may_see_a_record_is_decided_by_how_it_stands_today(app: Tracing) -> None:
    open_record = app.post(report("N"), BUREAU).record
    app.correct(open_record.id, report("N", recipients={"rule": "only"}), "restricted", BUREAU)
    identity = Identity(id=open_record.id, members=(open_record.id,))

    assert known_identity(app, identity, FRENCH, as_of=open_record.recorded_at).records == ()
    assert known_identity(app, identity, None, as_of=open_record.recorded_at).records == (open_record,)


def test_a_retracted_record_is_in_no_timeline_since(app: Tracing) -> None:
    record = app.post(report("N"), BUREAU).record
    app.retract(record.id, "found", BUREAU)
    identity = Identity(id=record.id, members=(record.id,))

    assert known_identity(app, identity, FRENCH).records == ()
    assert known_identity(app, identity, FRENCH, as_of=record.recorded_at).records == (record,)
