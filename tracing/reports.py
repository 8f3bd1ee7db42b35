"""The four kinds of report, as every agency posts them."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
from pydantic import AfterValidator, Field, TypeAdapter

from tracing.access import OrganisationId, Recipients
from tracing.lures import Advertisement, Holder, Recruiter
from tracing.mrz import UnreadableZoneError, person_of, read_zone
from tracing.person import NOTHING_IDENTIFIES, CountryCode, Document, PartialTime, Person, Place, time_bounds
from tracing.references import Identifiers, Reference
from tracing.registration import Movement as Movement
from tracing.registration import RegistrationDetails as RegistrationDetails
from tracing.registration import SealedContact as SealedContact
from tracing.value import Value

MAX_UNREAD_BYTES = 32_768


def _storable(unread: dict[str, Any]) -> dict[str, Any]:
    try:
        encoded = msgspec.json.encode(unread)
        returns = msgspec.json.decode(encoded) == unread
    except (UnicodeEncodeError, RecursionError):
        returns = False
    # What comes back changed from the log would make the same report, posted again, another one.
    if not returns:
        raise ValueError("`unread` holds finite numbers, valid Unicode and no deep nesting")
    if len(encoded) > MAX_UNREAD_BYTES:
        raise ValueError(f"`unread` holds at most {MAX_UNREAD_BYTES} bytes of JSON")
    return unread


class ReportKind(StrEnum):
    """Kinds of report."""

    yellow_notice = "yellow_notice"
    sighting = "sighting"
    border_crossing = "border_crossing"
    shelter_registration = "shelter_registration"


class Report(Value, tag_field="kind", frozen=True, kw_only=True):
    """One report about one person; the base of the four kinds.

    `unread` keeps what a foreign format held and no field here means; it is stored as sent and never matched.
    """

    reference: Reference
    occurred_at: Annotated[PartialTime, Field(description="When it happened in the world.")]
    person: Person
    place: Place | None = None
    recipients: Recipients = Recipients()
    identifiers: Identifiers = ()
    unread: Annotated[dict[str, Any], AfterValidator(_storable)] = {}

    @property
    def kind(self) -> ReportKind:
        """Which of the four kinds this is."""
        return ReportKind(str(type(self).__struct_config__.tag))

    @property
    def identifies(self) -> bool:
        """Whether the report says anything by which the person could be recognised."""
        return self.person.identifies

    @property
    def described(self) -> Person:
        """All that the report says of the person, what other fields than `person` imply included."""
        return self.person

    def check(self) -> None:
        """Refuse a report on somebody who could never be recognised."""
        if not self.identifies:
            raise ValueError(NOTHING_IDENTIFIES)


class AlertKind(StrEnum):
    """Why a person is sought (SIS Regulation 2018/1862, Article 32; preventive: before anyone is missing)."""

    missing = "missing"
    to_be_protected = "to_be_protected"
    child_at_risk = "child_at_risk"
    vulnerable_adult_at_risk = "vulnerable_adult_at_risk"
    preventive = "preventive"


class LastSeen(Value, frozen=True, kw_only=True):
    """Where and when a missing person was last seen."""

    at: PartialTime | None = None
    place: Place | None = None


class NoticeDetails(Value, frozen=True, kw_only=True):
    """What a Yellow Notice adds."""

    alert_kind: AlertKind = AlertKind.missing
    circumstances: Annotated[str, Field(max_length=5000)] = ""
    last_seen: LastSeen | None = None
    recruiter: Recruiter = None
    advertisement: Advertisement = None


class YellowNotice(Report, tag="yellow_notice", frozen=True, kw_only=True):
    """A national bureau seeks a missing person."""

    details: NoticeDetails = NoticeDetails()


class SourceGrade(StrEnum):
    """How reliable the source is, A (always) to D (not known)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Companion(Value, frozen=True, kw_only=True):
    """Somebody who was with the person, by the reference of a report about them."""

    reference: Reference
    organisation: Annotated[
        OrganisationId | None, Field(description="Whose reference; the sender's own if left out.")
    ] = None
    note: Annotated[str, Field(max_length=500)] = ""


class SightingDetails(Value, frozen=True, kw_only=True):
    """What a sighting adds; its place's kind says where: street, private home, workplace, online, …"""

    source_grade: SourceGrade = SourceGrade.D
    content_grade: Annotated[int, Field(ge=1, le=4, description="1 known at first hand … 4 not checked.")] = 4
    circumstances: Annotated[str, Field(max_length=5000)] = ""
    companions: Annotated[tuple[Companion, ...], Field(max_length=50)] = ()
    recruiter: Recruiter = None
    advertisement: Advertisement = None
    held_by: Holder = None


class Sighting(Report, tag="sighting", frozen=True, kw_only=True):
    """Somebody was seen, or spoke of being held, somewhere."""

    details: SightingDetails = SightingDetails()


class Direction(StrEnum):
    """Which way a border was crossed, seen from the country of the place."""

    entry = "entry"
    exit = "exit"
    transit = "transit"
    refused = "refused"


class Transport(StrEnum):
    """Means of transport."""

    air = "air"
    sea = "sea"
    rail = "rail"
    road = "road"
    foot = "foot"
    other = "other"


class CrossingDetails(Value, frozen=True, kw_only=True):
    """What a border crossing adds; the place is the border point."""

    direction: Direction | None = None
    other_country: Annotated[CountryCode | None, Field(description="Where from, or where to.")] = None
    transport: Transport | None = None
    carrier: Annotated[str | None, Field(max_length=100)] = None
    flight: Annotated[str | None, Field(max_length=20, description="Flight, train or vehicle number.")] = None
    mrz: Annotated[
        tuple[Annotated[str, Field(max_length=60)], ...],
        Field(max_length=3, description="Lines of the machine-readable zone as the reader gave them."),
    ] = ()
    document_presented: Document | None = None
    companions: Annotated[tuple[Companion, ...], Field(max_length=50)] = ()


class BorderCrossing(Report, tag="border_crossing", frozen=True, kw_only=True):
    """A border agency saw a person cross; what the document says identifies too, though nobody typed it."""

    details: CrossingDetails = CrossingDetails()

    @property
    def identifies(self) -> bool:
        """Whether the person is described, or a document was presented or read."""
        return self.person.identifies or self.details.document_presented is not None or bool(self.details.mrz)

    @property
    def described(self) -> Person:
        """The person as typed, with the document that was presented and what its machine-readable zone says.

        What a clerk typed of sex and birth goes before the zone; names, nationalities and documents are put together.
        """
        said = self.person
        presented = self.details.document_presented
        documents = (*said.documents, *([presented] if presented else []))
        read = self._read()
        return msgspec.structs.replace(
            said,
            names=_together(said.names, read.names),
            sex=said.sex if said.sex is not None else read.sex,
            birth_date=said.birth_date or read.birth_date,
            nationalities=_together(said.nationalities, read.nationalities),
            documents=_together(documents, read.documents),
        )

    def _read(self) -> Person:
        try:
            zone = read_zone(self.details.mrz).zone
        except UnreadableZoneError:
            return Person()
        return person_of(zone, time_bounds(self.occurred_at)[1].date())


T = TypeVar("T")


def _together(first: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *more)))


class ShelterRegistration(Report, tag="shelter_registration", frozen=True, kw_only=True):
    """A shelter took somebody in, let them go or passed them on."""

    details: RegistrationDetails = RegistrationDetails()

    @property
    def tells_place(self) -> bool:
        """Whether anything but the country says openly where the shelter is, or may say so."""
        place = self.place or Place()
        told = (place.name, place.latitude, self.details.shelter, self.details.transferred_to)
        return any(each is not None for each in told) or bool(self.person.addresses or self.unread)

    def check(self) -> None:
        """Refuse a sealed place that is told openly as well."""
        super().check()
        if self.details.sealed_contact is not None and (self.tells_place or self.details.place_revealed):
            raise ValueError("beside `sealed_contact` nothing but the country and kind of the place is stated")


AnyReport = YellowNotice | Sighting | BorderCrossing | ShelterRegistration

REPORT_TYPES: dict[ReportKind, type[AnyReport]] = {
    ReportKind.yellow_notice: YellowNotice,
    ReportKind.sighting: Sighting,
    ReportKind.border_crossing: BorderCrossing,
    ReportKind.shelter_registration: ShelterRegistration,
}

_ADAPTERS: dict[ReportKind, TypeAdapter[AnyReport]] = {
    kind: TypeAdapter(report_type) for kind, report_type in REPORT_TYPES.items()
}


class UnknownKindError(ValueError):
    """A report that says no `kind`, or one that does not exist."""

    def __init__(self) -> None:
        super().__init__(f"`kind` is one of {', '.join(ReportKind)}")


def read_report(data: Any) -> AnyReport:
    """Read a report that carries its `kind` from decoded JSON.

    Raises:
        UnknownKindError: there is no such kind.
        pydantic.ValidationError: a field breaks a rule. Its text holds the value: never show it as it is.
    """
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in ReportKind.__members__:
        raise UnknownKindError
    return _ADAPTERS[ReportKind(kind)].validate_python(data)
