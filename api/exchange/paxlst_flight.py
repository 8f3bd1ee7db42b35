"""Where and when a flight of a passenger list leaves and arrives, and which of the two its receiver sees."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import airportsdata

from api.exchange.edifact import Segment
from tracing.person.countries import is_known_country, to_alpha3
from tracing.reports import Transport

_DEPARTS, _ARRIVES = "125", "87"
_DEPARTURE, _ARRIVAL = "189", "232"
_MODES = {"1": Transport.sea, "2": Transport.rail, "3": Transport.road, "4": Transport.air}
_PLACE_KINDS = {Transport.air: "airport", Transport.sea: "port", Transport.rail: "station"}
_AIRPORT, _PORT = 3, 5
"""Letters of an airport's code (IATA) and of a port's (UN/LOCODE), whose first two are the country."""
_TIMES = {6: "%y%m%d", 8: "%Y%m%d", 10: "%y%m%d%H%M", 12: "%Y%m%d%H%M"}
"""How a date is written, by the number of its digits."""


class Point(NamedTuple):
    """Where a leg begins or ends, and the moment by the clock there, in ISO 8601."""

    code: str
    at: str | None

    @property
    def country(self) -> str | None:
        """The country (ISO 3166-1 alpha-3), if the code tells it."""
        if airport := _airports().get(self.code):
            return to_alpha3(airport["country"])
        found = to_alpha3(self.code[:2])
        return found if len(self.code) == _PORT and is_known_country(found) else None

    def place(self, transport: Transport) -> dict[str, Any]:
        """The border point."""
        place = {"name": self.code or None, "country": self.country, "kind": _PLACE_KINDS.get(transport)}
        if airport := _airports().get(self.code):
            place |= {"name": airport["name"][:200], "latitude": airport["lat"], "longitude": airport["lon"]}
        return {name: value for name, value in place.items() if value is not None}


class Flight(NamedTuple):
    """A journey of a carrier. Ships, trains and buses use the same message."""

    number: str
    carrier: str
    transport: Transport
    departure: Point
    arrival: Point

    @property
    def day(self) -> date | None:
        """The day on which it leaves, or else arrives."""
        at = self.departure.at or self.arrival.at
        return None if at is None else date.fromisoformat(at[:10])

    def crossing(self, country: str) -> dict[str, Any]:
        """The border that an authority of a country sees crossed: its own; the one at the end if none is, or both."""
        leaves, enters = (point.country == country for point in (self.departure, self.arrival))
        seen, other = (self.departure, self.arrival) if leaves and not enters else (self.arrival, self.departure)
        direction = None if leaves == enters else "exit" if leaves else "entry"
        details = {
            "direction": direction,
            "other_country": other.country,
            "transport": self.transport.value,
            "carrier": self.carrier[:100] or None,
            "flight": self.number[:20] or None,
        }
        return {
            "occurred_at": seen.at or other.at,
            "place": seen.place(self.transport),
            "details": {name: value for name, value in details.items() if value is not None},
        }


def flight_of(segments: list[Segment]) -> Flight:
    """The flight that the segments before the first traveller tell of."""
    transport = next((one for one in segments if one.tag == "TDT" and one.get(1) == "20"), None)
    places = {one.get(1): one.get(2) for one in reversed(segments) if one.tag == "LOC"}
    times = {one.get(1): one.get(1, 1) for one in reversed(segments) if one.tag == "DTM"}
    return Flight(
        number=transport.get(2) if transport else "",
        carrier=(transport.get(5, 3) or transport.get(5)) if transport else "",
        transport=_MODES.get(transport.get(3), Transport.air) if transport else Transport.air,
        departure=_point(places.get(_DEPARTS, ""), times.get(_DEPARTURE, "")),
        arrival=_point(places.get(_ARRIVES, ""), times.get(_ARRIVAL, "")),
    )


def _point(code: str, written: str) -> Point:
    return Point(code, _moment(written, _airports().get(code)))


def _moment(written: str, airport: Any) -> str | None:
    """The moment with the offset of the airport's clock; where that is not known, the day."""
    form = _TIMES.get(len(written))
    try:
        moment = datetime.strptime(written, form) if form and written.isdecimal() else None
        if moment is not None and airport and "%H" in str(form):
            moment = moment.replace(tzinfo=ZoneInfo(airport["tz"]))
            moment.astimezone(UTC)
            return moment.isoformat()
    except (ValueError, OverflowError, KeyError):
        return None
    return None if moment is None else moment.date().isoformat()


@cache
def _airports() -> dict[str, Any]:
    """Airports by their IATA code."""
    return dict(airportsdata.load("IATA"))
