"""The way of a person as a list and a map tell it: each report with its number and where it stands on the map.

Made from records as their reader was shown them, so that neither the map nor its source holds more than the list.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal
from uuid import UUID

import msgspec

from api.schemas.reports import RecordAnswer
from search.profile import event_of
from tracing.person import Place, PlaceKind
from tracing.reports import LastSeen, YellowNotice
from tracing.value import Value

Certainty = Literal["point", "country", "nowhere"]
"""Whether a report tells a point, its country alone, or nothing that a map could show."""


class Stop(Value, frozen=True, kw_only=True):
    """A report on the way.

    Attributes:
        label: number in the list, and on the map.
        latitude, longitude: degrees (WGS 84); of a country the point inside it that lies farthest from its borders.
    """

    label: str
    record: RecordAnswer
    place: Place | None
    last_seen: LastSeen | None
    certainty: Certainty
    latitude: float | None = None
    longitude: float | None = None

    @property
    def at(self) -> str:
        """When the person was there, as reported."""
        return (self.last_seen and self.last_seen.at) or self.record.report.occurred_at


def last_seen(records: Sequence[RecordAnswer]) -> Stop | None:
    """The latest report by which the person stood somewhere in the body; None where no report says so."""
    seen = [(event, record) for record in records if (event := event_of(record.report)).seen]
    if not seen:
        return None
    latest = max(seen, key=lambda each: (each[0].first, each[0].last, each[1].recorded_at))
    return _stop(latest[1], "")


def stops_of(records: Sequence[RecordAnswer], labels: Sequence[str] = ()) -> list[Stop]:
    """Reports in the order given, labelled by number or as said; a notice stands where the person was last seen."""
    named = labels or [str(number) for number in range(1, len(records) + 1)]
    return [_stop(record, label) for record, label in zip(records, named, strict=True)]


def labels_of(stops: Sequence[Stop]) -> dict[UUID, str]:
    """The label of each record."""
    return {stop.record.record: stop.label for stop in stops}


def _stop(record: RecordAnswer, label: str) -> Stop:
    report = record.report
    last_seen = report.details.last_seen if isinstance(report, YellowNotice) else None
    place = (last_seen and last_seen.place) or report.place
    stop = Stop(label=label, record=record, place=place, last_seen=last_seen, certainty="nowhere")
    if place is None or place.kind is PlaceKind.online:
        return stop
    if place.latitude is not None:
        return msgspec.structs.replace(stop, certainty="point", latitude=place.latitude, longitude=place.longitude)
    if place.country in _label_points():
        latitude, longitude = _label_points()[place.country]
        return msgspec.structs.replace(stop, certainty="country", latitude=latitude, longitude=longitude)
    return stop


@cache
def _label_points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each country by alpha-3 code, see `tests/desk/label_points.py`."""
    content = files("api.desk.people").joinpath("label_points.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, tuple[float, float]])
