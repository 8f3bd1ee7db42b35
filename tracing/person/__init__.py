"""What a report can say of a person, field by field; one file a group of fields."""

from tracing.person.addresses import Address
from tracing.person.contacts import Account, PhoneNumber
from tracing.person.countries import CountryCode, is_known_country
from tracing.person.dates import PartialDate, PartialTime, date_bounds, time_bounds
from tracing.person.description import NOTHING_IDENTIFIES, Person, Range, Relative, Sex
from tracing.person.documents import Document, normalised_number
from tracing.person.faces import FACE_DIMENSIONS, Face
from tracing.person.languages import LanguageCode
from tracing.person.marks import Mark
from tracing.person.names import Name, NameKind
from tracing.person.places import Place, PlaceKind

__all__ = [
    "FACE_DIMENSIONS",
    "NOTHING_IDENTIFIES",
    "Account",
    "Address",
    "CountryCode",
    "Document",
    "Face",
    "LanguageCode",
    "Mark",
    "Name",
    "NameKind",
    "PartialDate",
    "PartialTime",
    "Person",
    "PhoneNumber",
    "Place",
    "PlaceKind",
    "Range",
    "Relative",
    "Sex",
    "date_bounds",
    "is_known_country",
    "normalised_number",
    "time_bounds",
]
