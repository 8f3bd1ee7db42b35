"""Columns of a table chosen on a page, as the mapping that they make; the same as a file of a mapping says."""

import json
from collections.abc import Sequence
from typing import Any

from api.desk.forms.sent import Form
from api.desk.words.languages import message as _
from api.exchange.headings import MOST_HEADINGS, Headings
from api.exchange.mapping import Mapping, read_mapping
from tracing.reports import ReportKind

FIELDS = {
    "reference": _("Your reference"),
    "occurred_at": _("When it happened"),
    "person.names.0.full": _("Whole name"),
    "person.names.0.given": _("Given names"),
    "person.names.0.family": _("Family names"),
    "person.names.1.full": _("Another name or spelling"),
    "person.sex": _("Sex"),
    "person.birth_date": _("Date of birth"),
    "person.age.min": _("Age, or the lowest"),
    "person.age.max": _("Age, the highest"),
    "person.nationalities": _("Nationality"),
    "person.birth_place": _("Place of birth"),
    "person.birth_country": _("Country of birth"),
    "person.documents.0.number": _("Document number"),
    "person.documents.0.type": _("Kind of document"),
    "person.documents.0.issuer": _("Document issued by"),
    "person.documents.0.expires": _("Document valid until"),
    "person.marks.0.text": _("Mark: what it looks like"),
    "person.marks.0.body_part": _("Mark: where on the body"),
    "person.marks.0.kind": _("Mark: its kind"),
    "person.phones": _("Phones"),
    "person.languages": _("Languages"),
    "person.relatives.0.names.0.full": _("Name of a relative"),
    "place.country": _("Country"),
    "place.name": _("Place"),
    "identifiers": _("Other number"),
}
"""Fields that a column of any kind of report can hold."""

FIELDS_OF_KIND = {
    ReportKind.yellow_notice: {"details.circumstances": _("What happened")},
    ReportKind.sighting: {"details.circumstances": _("What happened")},
    ReportKind.border_crossing: {
        "details.direction": _("Direction"),
        "details.flight": _("Flight, train or vehicle number"),
    },
    ReportKind.shelter_registration: {
        "details.movement": _("Movement"),
        "details.consent.state": _("Consent"),
        "details.consent.scopes": _("Consent for"),
    },
}
"""Fields of one kind of report."""

DATE_FORMATS = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%m/%d/%Y")
"""How dates are written beside ISO 8601, which is always read."""

_YES = ("yes", "y", "oui", "sí", "si", "نعم", "1", "x")
_NO = ("no", "n", "non", "لا", "0")
_MEANINGS: dict[str, dict[str, str]] = {
    "person.sex": {
        **dict.fromkeys(("f", "w", "female", "woman", "femme", "mujer", "أنثى"), "female"),
        **dict.fromkeys(("m", "male", "man", "homme", "hombre", "ذكر"), "male"),
    },
    "details.consent.state": {**dict.fromkeys(_YES, "given"), **dict.fromkeys(_NO, "refused")},
}
"""What tables often write; everything else is written as our own codes are."""


def asked_columns(form: Form) -> list[tuple[str, str]]:
    """The headings that a page asked about, and the field chosen for each; empty where none is."""
    numbers = (number for number in range(MOST_HEADINGS) if form.text(f"heading.{number}"))
    return [(form.text(f"heading.{number}"), form.text(f"column.{number}")) for number in numbers]


def as_headings(form: Form) -> Headings | None:
    """The headings that a page asked about; None where it asked about none."""
    titles = tuple(heading for heading, _ in asked_columns(form))
    return Headings(titles, form.text("delimiter"), "utf-8") if titles else None


def chosen_mapping(form: Form, kind: ReportKind) -> tuple[Mapping, bytes]:
    """What was chosen as a mapping, and as the file that says the same.

    Raises:
        MappingError: it breaks a rule.
    """
    chosen = [(heading, field) for heading, field in asked_columns(form) if field and field != LEFT_OUT]
    columns = dict(chosen)
    written: dict[str, Any] = {
        "kind": kind.value,
        "columns": columns,
        "leave_out": [heading for heading, field in asked_columns(form) if field == LEFT_OUT],
        "values": {field: meanings for field, meanings in _MEANINGS.items() if field in columns.values()},
        "delimiter": form.text("delimiter") or ",",
        "encoding": form.text("encoding") or "utf-8",
    }
    if (date_format := form.text("date_format")) in DATE_FORMATS:
        written["date_formats"] = [date_format]
    if time_zone := form.text("time_zone"):
        written["time_zone"] = time_zone
    content = json.dumps(written, ensure_ascii=False, indent=1).encode()
    return read_mapping(content), content


LEFT_OUT = "-"
"""Chosen for a column that nobody else needs: it is not even kept unread."""


def guessed(titles: Sequence[str], words: dict[str, str]) -> dict[str, str]:
    """For headings that are called as a field is, in the reader's words or by its path, that field.

    Args:
        titles: the headings.
        words: fields by what they are called, in small letters.
    """
    found: dict[str, str] = {}
    for title in titles:
        field = words.get(title.casefold())
        if field is not None and field not in found.values():
            found[title] = field
    return found
