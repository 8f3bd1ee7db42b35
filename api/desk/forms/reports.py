"""The forms of the four reports: what each asks for, in which order, and what stands behind "More"."""

from collections.abc import Iterator, Sequence

from api.desk.forms.report_fields import (
    AGE,
    BORN,
    DOCUMENT,
    DOCUMENTS,
    MARKS,
    NAMES,
    NATIONALITIES,
    SEX,
    Field,
    Part,
    Rows,
    Section,
    Widget,
    choice,
    person_section,
)
from api.desk.words.languages import message as _
from tracing.access import RecipientRule
from tracing.consent import ConsentScope, ConsentState
from tracing.person.places import PlaceKind
from tracing.registration import Movement
from tracing.reports import AlertKind, Direction, ReportKind, SourceGrade, Transport


def _place(path: str, title: str) -> tuple[Field, ...]:
    return (
        Field(f"{path}.country", title, Widget.country),
        Field(f"{path}.name", _("Place")),
        choice(f"{path}.kind", _("Kind of place"), "place", PlaceKind),
    )


_COORDINATES = (
    Field("place.latitude", _("Latitude, in degrees"), Widget.number),
    Field("place.longitude", _("Longitude, in degrees"), Widget.number),
)
_WHERE = _place("place", _("Country"))
_RECRUITED = (
    Field("details.recruiter", _("Who offered work or travel")),
    Field("details.advertisement", _("Address or reference of an advertisement"), most=500),
)
_HELD_BY = Field("details.held_by", _("Who holds or held the person"))
_CIRCUMSTANCES = Field("details.circumstances", _("What happened"), Widget.long, most=5000)
_COMPANIONS = Rows(
    "details.companions",
    _("Companion"),
    (
        Field("reference", _("Reference of a report about the companion")),
        Field("organisation", _("Whose reference, if not yours"), most=64),
        Field("note", _("Note"), most=500),
    ),
)
_REFERENCE = Field(
    "reference", _("Your reference"), hint=_("Your organisation's own number of this report. Never a name.")
)
_RECIPIENTS = Section(
    _("Who may see it"),
    (choice("recipients.rule", _("Recipients"), "recipients", RecipientRule, RecipientRule.all),),
    (
        Rows("recipients.countries", _("Country of recipients"), (Field("", _("Country"), Widget.country),), most=250),
        Rows("recipients.organisations", _("Organisation"), (Field("", _("Short name of it"), most=64),), most=250),
    ),
)
TO_SHARE = (_RECIPIENTS._replace(parts=(*_RECIPIENTS.parts, *_RECIPIENTS.more), more=()),)
"""The form in which it is changed who may see a record: the last section of each form, with nothing folded up."""
_OTHER_NUMBERS = Rows(
    "identifiers", _("Other number"), (Field("", _("Case number, or id in a register. Never a name.")),)
)


def _when(label: str) -> Field:
    return Field("occurred_at", label, Widget.time)


FORMS: dict[ReportKind, tuple[Section, ...]] = {
    ReportKind.yellow_notice: (
        Section(
            _("The notice"),
            (
                _REFERENCE,
                _when(_("Missing since, as much as is known")),
                choice("details.alert_kind", _("Why the person is sought"), "alert_kind", AlertKind, "missing"),
                _CIRCUMSTANCES,
            ),
            (_OTHER_NUMBERS,),
        ),
        person_section(NAMES, SEX, BORN, AGE, NATIONALITIES, DOCUMENTS, MARKS),
        Section(
            _("Last seen"),
            (
                Field("details.last_seen.at", _("Last seen on"), Widget.time),
                *_place("details.last_seen.place", _("Country where last seen")),
            ),
            (*_RECRUITED, *_WHERE, *_COORDINATES),
        ),
        _RECIPIENTS,
    ),
    ReportKind.sighting: (
        Section(
            _("The sighting"),
            (_REFERENCE, _when(_("When, as much as is known")), *_WHERE, _CIRCUMSTANCES),
            (
                choice("details.source_grade", _("How reliable the source is"), "source_grade", SourceGrade, "D"),
                choice("details.content_grade", _("How well it is known"), "content_grade", ("1", "2", "3", "4"), "4"),
                _HELD_BY,
                *_RECRUITED,
                *_COORDINATES,
                _COMPANIONS,
                _OTHER_NUMBERS,
            ),
        ),
        person_section(NAMES, SEX, AGE, NATIONALITIES, MARKS),
        _RECIPIENTS,
    ),
    ReportKind.border_crossing: (
        Section(
            _("The crossing"),
            (
                _REFERENCE,
                _when(_("When, as much as is known")),
                choice("details.direction", _("Direction"), "direction", Direction),
                *_WHERE,
            ),
            (
                Field("details.other_country", _("Where from, or where to"), Widget.country),
                choice("details.transport", _("Means of transport"), "transport", Transport),
                Field("details.carrier", _("Carrier"), most=100),
                Field("details.flight", _("Flight, train or vehicle number"), most=20),
                *_COORDINATES,
                _COMPANIONS,
                _OTHER_NUMBERS,
            ),
        ),
        Section(
            _("The document that was presented"),
            (
                Field(
                    "details.mrz",
                    _("Lines of the machine-readable zone"),
                    Widget.lines,
                    most=200,
                    hint=_("As the reader gave them, two or three lines. They are kept as they are."),
                ),
            ),
            tuple(field._replace(path=f"details.document_presented.{field.path}") for field in DOCUMENT),
        ),
        person_section(NAMES, SEX, BORN, NATIONALITIES),
        _RECIPIENTS,
    ),
    ReportKind.shelter_registration: (
        Section(
            _("The registration"),
            (
                _REFERENCE,
                _when(_("When, as much as is known")),
                choice("details.movement", _("Movement"), "movement", Movement, Movement.arrival),
                Field("place.country", _("Country"), Widget.country),
            ),
            (
                Field("details.transferred_to", _("Passed on to")),
                _HELD_BY,
                *_RECRUITED,
                Field("details.shelter", _("Name of the shelter")),
                *_WHERE[1:],
                *_COORDINATES,
                Field("details.place_revealed", _("Recipients may learn where the shelter is"), Widget.tick),
                Field("details.sealed_contact.key", _("Id of your sealing key"), most=22),
                Field(
                    "details.sealed_contact.content",
                    _("Where the shelter is, sealed to your key"),
                    Widget.long,
                    most=8000,
                ),
                _OTHER_NUMBERS,
            ),
        ),
        person_section(
            NAMES,
            Field("details.pseudonym", _("The name is one that the person chose to be safe"), Widget.tick),
            SEX,
            BORN,
            AGE,
            NATIONALITIES,
            MARKS,
        ),
        Section(
            _("What the person said to sharing"),
            (
                choice("details.consent.state", _("Consent"), "consent", ConsentState, ConsentState.not_asked),
                Field(
                    "details.consent.scopes",
                    _("Consent for"),
                    Widget.ticks,
                    codes=tuple(ConsentScope),
                    group="consent_scope",
                ),
            ),
            (
                Field("details.consent.given_at", _("Given on"), Widget.time),
                Field("details.consent.reason", _("Lawful basis without consent"), Widget.long, most=500),
            ),
        ),
        _RECIPIENTS,
    ),
}
"""The form of each kind of report."""


def to_correct(kind: ReportKind) -> tuple[Section, ...]:
    """The form in which a record is corrected: its reference stays, and its recipients have a page of their own."""
    return tuple(
        section._replace(parts=tuple(part for part in section.parts if part is not _REFERENCE))
        for section in FORMS[kind]
        if section is not _RECIPIENTS
    )


def parts_of(sections: Sequence[Section]) -> Iterator[Part]:
    """All parts of a form, in the order of reading."""
    for section in sections:
        yield from section.parts
        yield from section.more
