"""What fields of a form are, and those by which a report describes a person.

A field of a form is named by its path in the report, as `person.names.0.full`, so that a rule that is broken leads to
the field that breaks it.
"""

from enum import StrEnum
from typing import NamedTuple

from api.desk.words.languages import message as _
from tracing.person.description import Relation, Sex
from tracing.person.documents import DocumentStatus, DocumentType
from tracing.person.marks import MarkKind
from tracing.person.names import NameKind

ZONES = tuple(
    f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    for minutes in sorted({*range(-720, 841, 60), -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765})
)
"""The offsets from UTC that clocks somewhere have."""


class Widget(StrEnum):
    """How a field is filled in."""

    text = "text"
    long = "long"
    lines = "lines"
    choice = "choice"
    country = "country"
    language = "language"
    date = "date"
    time = "time"
    range = "range"
    number = "number"
    tick = "tick"
    ticks = "ticks"


class Field(NamedTuple):
    """A field of a form.

    Attributes:
        path: in the report, or within a row of several.
        label: in English.
        widget: how it is filled in.
        most: characters of text.
        codes: that can be chosen, and `group` their words in :data:`api.desk.words.labels.LABELS`.
        unsaid: the code that is meant where nothing is chosen.
        hint: in English, below the field.
    """

    path: str
    label: str
    widget: Widget = Widget.text
    most: int = 200
    codes: tuple[str, ...] = ()
    group: str = ""
    unsaid: str = ""
    hint: str = ""


class Rows(NamedTuple):
    """Several of one kind: each a row of fields, whose paths begin at the row; that of a plain value is empty.

    Attributes:
        most: rows of a form at most; as many as a report may have, or what a form leaves out would seem taken out.
    """

    path: str
    label: str
    fields: tuple[Field, ...]
    most: int = 50


Part = Field | Rows
"""What a section is made of."""


class Section(NamedTuple):
    """A group of fields under a heading; `more` is folded up until something of it is filled in."""

    title: str
    parts: tuple[Part, ...]
    more: tuple[Part, ...] = ()


def choice(path: str, label: str, group: str, codes: type[StrEnum] | tuple[str, ...], unsaid: str = "") -> Field:
    """A field with codes of a group to choose from."""
    return Field(path, label, Widget.choice, codes=tuple(codes), group=group, unsaid=unsaid)


NAMES = Rows(
    "person.names",
    _("Name"),
    (
        Field("full", _("Whole name, in its own script and spelling")),
        Field("given", _("or given names")),
        Field("family", _("and family names")),
        choice("kind", _("Kind of name"), "name", NameKind, NameKind.main),
    ),
)
SEX = choice("person.sex", _("Sex"), "sex", Sex)
BORN = Field("person.birth_date", _("Date of birth, as much as is known"), Widget.date)
AGE = Field("person.age", _("Age when it happened, in years"), Widget.range)
NATIONALITIES = Rows("person.nationalities", _("Nationality"), (Field("", _("Country"), Widget.country),))
DOCUMENT = (
    Field("number", _("Document number"), most=40),
    choice("type", _("Kind of document"), "document", DocumentType, DocumentType.other),
    Field("issuer", _("Issued by"), Widget.country),
    Field("expires", _("Valid until"), Widget.date),
    choice("status", _("What became of it"), "document_status", DocumentStatus, DocumentStatus.issued),
)
DOCUMENTS = Rows("person.documents", _("Document"), DOCUMENT)
MARKS = Rows(
    "person.marks",
    _("Mark"),
    (
        choice("kind", _("Kind of mark"), "mark", MarkKind),
        Field("body_part", _("Where on the body"), most=80),
        Field("text", _("What it looks like"), most=500),
    ),
)
_RELATIVES = Rows(
    "person.relatives",
    _("Relative"),
    (
        Field("names.0.full", _("Name of the relative")),
        Field("names.0.given", _("or given names")),
        Field("names.0.family", _("and family names")),
        choice("relation", _("What they are to the person"), "relation", Relation, Relation.other),
    ),
)
_PHONES = Rows("person.phones", _("Phone"), (Field("", _("Phone, with the country's number"), most=40),))
_FURTHER: tuple[Part, ...] = (
    Field("person.birth_date_approximate", _("The date of birth is a guess"), Widget.tick),
    Field("person.birth_place", _("Place of birth")),
    Field("person.birth_country", _("Country of birth"), Widget.country),
    Field("person.height_cm", _("Height (cm)"), Widget.range),
    Field("person.weight_kg", _("Weight (kg)"), Widget.range),
    Field("person.eyes", _("Eyes"), most=40),
    Field("person.hair", _("Hair"), most=40),
    Rows("person.languages", _("Language spoken"), (Field("", _("Language"), Widget.language),)),
    _RELATIVES,
    Rows(
        "person.accounts",
        _("Account"),
        (Field("platform", _("Network or messenger"), most=60), Field("handle", _("Name of the account"))),
    ),
    Rows(
        "person.addresses",
        _("Address of a home"),
        (
            Field("text", _("Street and house"), most=300),
            Field("town", _("Town"), most=100),
            Field("postcode", _("Postcode"), most=20),
            Field("region", _("Province or state"), most=100),
            Field("country", _("Country"), Widget.country),
        ),
    ),
    Rows(
        "person.photographs",
        _("Photograph on file"),
        (
            Field("reference", _("Reference of the photograph in your files"), most=500),
            Field("taken", _("Taken"), Widget.date),
        ),
    ),
)


def person_section(*shown: Part) -> Section:
    """The description of a person: what is shown at once, and all else behind "More"."""
    every: tuple[Part, ...] = (NAMES, SEX, BORN, AGE, NATIONALITIES, DOCUMENTS, MARKS, _PHONES, *_FURTHER)
    return Section(_("The person"), shown, tuple(part for part in every if part not in shown))
