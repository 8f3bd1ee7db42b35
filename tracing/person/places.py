"""Places where somebody was seen, held or sheltered."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person.countries import CountryCode
from tracing.value import Value


class PlaceKind(StrEnum):
    """What sort of place it is; `online` has no coordinates."""

    street = "street"
    private_home = "private_home"
    workplace = "workplace"
    online = "online"
    scam_compound = "scam_compound"
    border_point = "border_point"
    airport = "airport"
    port = "port"
    station = "station"
    shelter = "shelter"
    camp = "camp"
    hospital = "hospital"
    hotel = "hotel"
    school = "school"
    police_station = "police_station"
    other = "other"


class Place(Value, frozen=True, kw_only=True):
    """A place by country, name and, where known, coordinates (degrees, WGS 84)."""

    country: CountryCode | None = None
    name: Annotated[str | None, Field(max_length=200)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    kind: PlaceKind | None = None

    def check(self) -> None:
        """Refuse half a pair of coordinates, and any coordinates of an online place."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude come together")
        if self.kind is PlaceKind.online and self.latitude is not None:
            raise ValueError("an online place has no coordinates")
