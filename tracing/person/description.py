"""The one description of a person that all kinds of report share."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tracing.person.addresses import Address
from tracing.person.contacts import Account, PhoneNumber
from tracing.person.countries import CountryCode
from tracing.person.dates import PartialDate
from tracing.person.documents import Document
from tracing.person.faces import Face
from tracing.person.languages import LanguageCode
from tracing.person.marks import Mark
from tracing.person.names import Name
from tracing.value import Value


class Sex(StrEnum):
    """ISO/IEC 5218: 0 not known, 1 male, 2 female, 9 not applicable."""

    not_known = "not_known"
    male = "male"
    female = "female"
    not_applicable = "not_applicable"


_SEX_BY_CODE = {0: Sex.not_known, 1: Sex.male, 2: Sex.female, 9: Sex.not_applicable}


def _sex_from_code(value: Any) -> Any:
    return _SEX_BY_CODE.get(value, value) if type(value) is int else value  # `true` is no code


class Range(Value, frozen=True, kw_only=True):
    """A range of whole numbers with both ends in it; one end may be open."""

    min: Annotated[int | None, Field(ge=0, le=300)] = None
    max: Annotated[int | None, Field(ge=0, le=300)] = None

    def check(self) -> None:
        """Refuse an empty range."""
        if self.min is None and self.max is None:
            raise ValueError("a range needs `min` or `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is above `max`")


class Relation(StrEnum):
    """What a relative is to the person."""

    father = "father"
    mother = "mother"
    other = "other"


class Relative(Value, frozen=True, kw_only=True):
    """A relative by name."""

    relation: Relation = Relation.other
    names: Annotated[tuple[Name, ...], Field(min_length=1, max_length=5)]


class Photograph(Value, frozen=True, kw_only=True):
    """A picture that its owner keeps; only the reference is stored."""

    reference: Annotated[str, Field(min_length=1, max_length=500)]
    taken: PartialDate | None = None


NOTHING_IDENTIFIES = (
    "`person` needs one identifying thing: a name, document, mark, relative, phone, account, photograph or face"
)
"""What is told to whoever describes a person by whom nobody could be recognised."""


class Person(Value, frozen=True, kw_only=True):
    """What a report or a query says of one person. No field is mandatory; see :attr:`identifies`."""

    names: Annotated[tuple[Name, ...], Field(max_length=30)] = ()
    sex: Annotated[Sex | None, BeforeValidator(_sex_from_code)] = None
    birth_date: Annotated[PartialDate | None, Field(description="Whole or in part.")] = None
    birth_date_approximate: bool = False
    birth_place: Annotated[str | None, Field(max_length=200)] = None
    birth_country: CountryCode | None = None
    age: Annotated[Range | None, Field(description="Years, at the time of the report's event.")] = None
    nationalities: Annotated[tuple[CountryCode, ...], Field(max_length=10)] = ()
    documents: Annotated[tuple[Document, ...], Field(max_length=20)] = ()
    marks: Annotated[tuple[Mark, ...], Field(max_length=30)] = ()
    height_cm: Annotated[Range | None, Field(description="Centimetres.")] = None
    weight_kg: Annotated[Range | None, Field(description="Kilograms.")] = None
    eyes: Annotated[str | None, Field(max_length=40)] = None
    hair: Annotated[str | None, Field(max_length=40)] = None
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=20)] = ()
    relatives: Annotated[tuple[Relative, ...], Field(max_length=20)] = ()
    phones: Annotated[tuple[PhoneNumber, ...], Field(max_length=20)] = ()
    accounts: Annotated[tuple[Account, ...], Field(max_length=20)] = ()
    addresses: Annotated[tuple[Address, ...], Field(max_length=10, description="Of homes.")] = ()
    photographs: Annotated[tuple[Photograph, ...], Field(max_length=20)] = ()
    faces: Annotated[tuple[Face, ...], Field(max_length=10)] = ()

    @property
    def identifies(self) -> bool:
        """Whether anything is said by which this person and no crowd could be recognised."""
        return any(
            (
                self.names,
                self.documents,
                self.marks,
                self.relatives,
                self.phones,
                self.accounts,
                self.photographs,
                self.faces,
            )
        )
