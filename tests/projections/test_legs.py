"""The way from place to place, and where nobody could have travelled it."""

from typing import Any
from uuid import UUID

from projections.legs import legs
from projections.timeline import in_time_order, shelter_stays
from tests.examples import BORDER, SHELTER, report
from tracing.application import Tracing
from tracing.reports import AnyReport

TURIN = {"country": "ITA", "name": "Torino", "latitude": 45.07, "longitude": 7.69}
MILAN = {"country": "ITA", "name": "Milano", "latitude": 45.46, "longitude": 9.19}
BANGKOK = {"country": "THA", "name": "Bangkok", "latitude": 13.76, "longitude": 100.5}
LAOS = {"country": "LAO"}


def seen(
    number: int, at: str, place: dict[str, Any] | None, kind: str = "sighting", **more: Any
) -> tuple[UUID, AnyReport]:
    return UUID(int=number), report(str(number), kind, occurred_at=at, place=place, **more)


def numbers(found: Any) -> list[tuple[int, int, bool]]:
    return [(leg.start.int, leg.end.int, leg.impossible) for leg in found]


def test_a_leg_that_no_aeroplane_could_fly_is_impossible_and_days_that_are_known_in_part_are_given_the_benefit() -> (
    None
):
    within_hours = [seen(1, "2026-03-01T10:00:00+00:00", TURIN), seen(2, "2026-03-01T15:00:00+00:00", BANGKOK)]
    (leg,) = legs(reversed(within_hours))
    assert leg.impossible and leg.hours == 5 and leg.kilometres is not None and 9000 < leg.kilometres < 9500
    assert numbers(legs([seen(1, "2026-03-01T10:00:00+00:00", TURIN), seen(2, "2026-03-01", BANGKOK)])) == [
        (2, 1, False)
    ]
    assert numbers(legs([seen(1, "2026-03-01", TURIN), seen(2, "2026-03-01", MILAN)])) == [(1, 2, False)]


def test_a_place_between_that_is_known_by_its_country_hides_no_impossible_leg() -> None:
    way = [
        seen(1, "2026-03-01T10:00:00+00:00", TURIN),
        seen(2, "2026-03-01T11:00:00+00:00", LAOS),
        seen(3, "2026-03-01T12:00:00+00:00", BANGKOK),
    ]
    found = legs(way)
    assert numbers(found) == [(1, 2, False), (2, 3, False), (1, 3, True)]
    assert [leg.kilometres is None for leg in found] == [True, True, False]


def test_a_notice_counts_where_she_was_last_seen_and_what_was_seen_online_does_not_count() -> None:
    last_seen = {"last_seen": {"at": "2026-02-01", "place": TURIN}}
    way = [
        seen(1, "2026-03-05", BANGKOK, "yellow_notice", details=last_seen),
        seen(2, "2026-03-01", MILAN),
        seen(3, "2026-03-02", {"country": "THA", "kind": "online"}),
        seen(4, "2026-03-03", None),
        seen(5, "2026-03-04", BANGKOK, "yellow_notice", details={}),
    ]
    assert numbers(legs(way)) == [(1, 2, False)]


def test_a_stay_lasts_until_the_same_shelter_registers_that_she_left(app: Tracing) -> None:
    told = [("2026-04-20", "out"), ("2026-04-02", "in"), ("2026-04-09", "in"), ("2026-05-01", "in")]
    records = [
        app.post(report(str(n), "shelter_registration", occurred_at=at, details={"movement": what}), SHELTER).record
        for n, (at, what) in enumerate(told)
    ]
    app.post(report("9", "sighting", occurred_at="2026-04-05"), BORDER)
    stays = shelter_stays(in_time_order(records))
    assert [(stay.start, stay.end, len(stay.records)) for stay in stays] == [
        ("2026-04-02", "2026-04-20", 3),
        ("2026-05-01", None, 1),
    ]
    (only_left,) = shelter_stays(records[:1])
    assert (only_left.start, only_left.end) == (None, "2026-04-20")
