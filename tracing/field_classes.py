"""How telling each field of every event is. A field without a class fails the tests: whoever adds one decides.

A field that holds other values, as `report` or `person`, has no class of its own; what it holds has.
"""

import typing
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

import msgspec

from tracing.access import Recipients, Visibility
from tracing.alert_events import AlertsSubscribed, DocumentSeen, SearchMatched
from tracing.consent import Consent
from tracing.disputes import Dispute
from tracing.event import Event
from tracing.events import (
    AllowanceGranted,
    ErasureRequested,
    FaceEncoded,
    HoldLifted,
    NoticeHeld,
    PersonLocated,
    PhotographAdded,
    RecordCorrected,
    RecordErased,
    RecordRestricted,
    RecordRetracted,
    ReportEvent,
    Reserving,
    RestrictionLifted,
    SealingKeyRegistered,
)
from tracing.evidence import Evidence, FeatureLevel
from tracing.judgement_events import (
    DocumentMisuseFound,
    KinFound,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    MessageLeft,
)
from tracing.located import Location
from tracing.opinions import Opinion, TellingFact
from tracing.person import Account, Address, Document, Face, Mark, Name, Person, Place, Range, Relative
from tracing.person.description import Photograph
from tracing.photographs.kept import FaceFound, KeptPhotograph
from tracing.reports import (
    Companion,
    CrossingDetails,
    LastSeen,
    NoticeDetails,
    RegistrationDetails,
    Report,
    SealedContact,
    SightingDetails,
)
from tracing.subscriptions import SavedSearch, Wanted, Webhook
from tracing.value import Value


class FieldClass(StrEnum):
    """How telling a field is, and of what."""

    public = "public"
    """Says nothing of a person: ids, versions, times of entry, kinds, owners."""
    identifying = "identifying"
    """Tells who somebody is, staff included: names, births, numbers, faces, subjects."""
    sensitive = "sensitive"
    """Tells what somebody went through, is like or wants: circumstances, bodies, consent, reasons in free text."""
    location = "location"
    """Tells where somebody is or was, and when."""
    contact = "contact"
    """Leads to somebody: phones, accounts, addresses."""
    shelter = "shelter"
    """Tells where a shelter is: its own, whoever else may see the record."""


Table = Mapping[type, Mapping[FieldClass, str]]
"""By type, the names of its own fields by class; those of its base classes stand with these."""

_PUBLIC, _IDENTIFYING, _SENSITIVE = FieldClass.public, FieldClass.identifying, FieldClass.sensitive
_LOCATION, _CONTACT, _SHELTER = FieldClass.location, FieldClass.contact, FieldClass.shelter

CLASSES: Table = {
    Event: {_PUBLIC: "originator_id originator_version timestamp"},
    ReportEvent: {_PUBLIC: "organisation country", _IDENTIFYING: "posted_by imported_from"},
    RecordCorrected: {_PUBLIC: "evidence_changed", _IDENTIFYING: "posted_by imported_from", _SENSITIVE: "reason"},
    RecordRetracted: {_IDENTIFYING: "posted_by", _SENSITIVE: "reason"},
    RecordRestricted: {_PUBLIC: "ground", _IDENTIFYING: "restricted_by"},
    RestrictionLifted: {_IDENTIFYING: "lifted_by"},
    Reserving: {_LOCATION: "reserved_for"},
    PersonLocated: {_IDENTIFYING: "located_by"},
    NoticeHeld: {_PUBLIC: "judgement", _LOCATION: "authorities"},
    HoldLifted: {_PUBLIC: "judgement"},
    Location: {_LOCATION: "at", _SENSITIVE: "kind contact identified_by"},
    ErasureRequested: {_PUBLIC: "ground", _IDENTIFYING: "requested_by"},
    RecordErased: {_PUBLIC: "organisation kind ground"},
    PhotographAdded: {_IDENTIFYING: "posted_by"},
    FaceEncoded: {_IDENTIFYING: "sha256"},
    MatchProposed: {_PUBLIC: "record_a record_b", _IDENTIFYING: "proposed_by", _SENSITIVE: "reason"},
    MatchReopened: {_PUBLIC: "new_evidence", _IDENTIFYING: "reopened_by", _SENSITIVE: "reason"},
    **{kind: {_PUBLIC: "versions"} for kind in (MatchRejected, KinFound, DocumentMisuseFound, MatchWithdrawn)},
    MessageLeft: {_PUBLIC: "organisation", _IDENTIFYING: "left_by", _SENSITIVE: "text"},
    AllowanceGranted: {_PUBLIC: "organisation", _IDENTIFYING: "subject granted_by"},
    SealingKeyRegistered: {_PUBLIC: "organisation key public_key", _IDENTIFYING: "registered_by"},
    AlertsSubscribed: {_PUBLIC: "organisation country role", _IDENTIFYING: "subscribed_by"},
    DocumentSeen: {_PUBLIC: "watching presenting"},
    SearchMatched: {_PUBLIC: "subscription record"},
    Wanted: {_PUBLIC: "topics purpose case ends_at"},
    SavedSearch: {_LOCATION: "occurred_at"},
    Webhook: {_CONTACT: "url", _SENSITIVE: "secret"},
    Evidence: {_PUBLIC: "model versions", _SENSITIVE: "weight probability suggests led_by group_weight"},
    FeatureLevel: {_SENSITIVE: "feature level weight about"},
    Opinion: {_PUBLIC: "organisation country", _IDENTIFYING: "reviewer", _SENSITIVE: "verdict reason"},
    TellingFact: {_PUBLIC: "kind", _IDENTIFYING: "reference"},
    Report: {_IDENTIFYING: "reference identifiers", _LOCATION: "occurred_at", _SENSITIVE: "unread"},
    NoticeDetails: {_PUBLIC: "alert_kind", _SENSITIVE: "circumstances recruiter advertisement"},
    LastSeen: {_LOCATION: "at"},
    SightingDetails: {
        _PUBLIC: "source_grade content_grade",
        _SENSITIVE: "circumstances recruiter advertisement held_by",
    },
    Companion: {_PUBLIC: "organisation", _IDENTIFYING: "reference", _SENSITIVE: "note"},
    CrossingDetails: {_IDENTIFYING: "mrz", _LOCATION: "direction other_country transport carrier flight"},
    RegistrationDetails: {
        _PUBLIC: "place_revealed",
        _SENSITIVE: "movement pseudonym recruiter advertisement held_by",
        _SHELTER: "shelter transferred_to",
    },
    SealedContact: {_SHELTER: "key content"},
    Consent: {_SENSITIVE: "state scopes given_at reason"},
    Dispute: {_PUBLIC: "field rule"},
    Recipients: {_PUBLIC: "rule countries organisations"},
    Visibility: {_PUBLIC: "organisation country"},
    Person: {
        _IDENTIFYING: "sex birth_date birth_date_approximate birth_place birth_country nationalities",
        _SENSITIVE: "height_cm weight_kg eyes hair languages",
        _CONTACT: "phones",
    },
    Name: {_IDENTIFYING: "full given family kind"},
    Range: {_SENSITIVE: "min max"},
    Document: {_IDENTIFYING: "type number issuer expires status"},
    Mark: {_SENSITIVE: "kind body_part text seen"},
    Relative: {_SENSITIVE: "relation"},
    Account: {_CONTACT: "platform handle"},
    Address: {_CONTACT: "text town postcode region country"},
    Photograph: {_IDENTIFYING: "reference taken"},
    Face: {_PUBLIC: "model", _IDENTIFYING: "encoding taken"},
    KeptPhotograph: {_PUBLIC: "media_type size width height", _IDENTIFYING: "sha256 taken"},
    FaceFound: {_PUBLIC: "model software", _IDENTIFYING: "outcome quality encoding"},
    Place: {_LOCATION: "country name latitude longitude kind"},
}


class Field(Value, frozen=True, kw_only=True):
    """A field that holds no other value.

    Attributes:
        owner: the type that has it.
        kind: how telling it is; None where nobody has decided.
    """

    owner: type
    name: str
    kind: FieldClass | None


def fields_of(root: type, table: Table = CLASSES) -> Iterator[Field]:
    """All fields of a type and of the values in it that hold no other value, each once."""
    waiting, seen = [root], {root}
    while waiting:
        owner = waiting.pop()
        for name, hint in type_hints_of(owner).items():
            held = [inner for inner in structs_in(hint) if inner not in seen]
            if next(structs_in(hint), None) is None:
                yield Field(owner=owner, name=name, kind=class_of(owner, name, table))
            waiting += held
            seen.update(held)


def class_of(owner: type, name: str, table: Table = CLASSES) -> FieldClass | None:
    """The class of a field; None where nobody has decided."""
    for base in owner.__mro__:
        for kind, names in table.get(base, {}).items():
            if name in names.split():
                return kind
    return None


@cache
def type_hints_of(owner: type) -> dict[str, object]:
    """The types of a value's fields by name."""
    hints = typing.get_type_hints(owner)
    return {name: hints[name] for name in owner.__struct_fields__}  # type: ignore[attr-defined]


def structs_in(hint: object) -> Iterator[type]:
    """The types of values that a type names, itself included."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for inner in typing.get_args(hint):
        yield from structs_in(inner)
