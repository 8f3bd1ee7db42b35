"""What the fields of a profile hold: ranges of days, documents, marks, homes, relatives, and where somebody was."""

from datetime import date, datetime

from search.names import NameView
from tracing.person.description import Relation
from tracing.value import Value


class Days(Value, frozen=True, kw_only=True, array_like=True):
    """A range of days with both ends in it."""

    first: date
    last: date


class DocumentView(Value, frozen=True, kw_only=True, array_like=True):
    """A document's number without spaces and signs, and its issuer; its type is left out, clerks mistake it.

    `watched` is the status of a document that a gate should act on, empty for all others.
    """

    number: str
    issuer: str = ""
    watched: str = ""


class MarkView(Value, frozen=True, kw_only=True, array_like=True):
    """A mark by kind, folded body part (its words in order of the alphabet: `hand left`) and known looks."""

    kind: str
    body_part: str = ""
    looks: tuple[str, ...] = ()


class AddressView(Value, frozen=True, kw_only=True, array_like=True):
    """A home's address, folded: the words of street and house in order of the alphabet, and what it lies in."""

    street: str = ""
    town: str = ""
    postcode: str = ""
    region: str = ""


class RelativeView(Value, frozen=True, kw_only=True, array_like=True):
    """A relative's names."""

    relation: Relation
    names: tuple[NameView, ...]


class Event(Value, frozen=True, kw_only=True):
    """Where and when the person was; coordinates in degrees, WGS 84. For a notice it is where they were last seen.

    `seen` says that the person stood there in the body: neither a notice's publication nor an online sighting.
    """

    first: datetime
    last: datetime
    seen: bool = True
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
