"""A PFIF note as a sighting of the person that it is about.

A note says of the person only where and how; so that it is found and compared, its report repeats what is known of the
person: from the element that it stands in, or from the sender's own record.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from api.exchange.acts import Act, Item, Link, NotHereError
from api.exchange.entries import Entry, Refusal
from api.exchange.fields import Fields
from api.exchange.pfif.ages import aged
from api.exchange.pfif.person import FaultyError, built, circumstances, kept, source_date, taken_apart
from api.exchange.pfif.rights import Rights
from api.exchange.pfif.vocabulary import BELIEVED_DEAD, NOTE, SEEN
from api.http.validation import Problem
from tracing.access import Caller
from tracing.application import Tracing
from tracing.errors import NotFoundError
from tracing.reports import AnyReport, Sighting
from tracing.stream_ids import record_id

MOST_REASON = 1_000
"""Characters of a note that reviewers read as the reason of a link."""

_REPEATED = frozenset({"names", "sex", "birth_date", "birth_date_approximate", "addresses", "photographs"})
_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d+)?),\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class NoteAlone(Act):
    """A note outside of any person: what it is about must be a record of the sender's own."""

    fields: Mapping[str, str] = field(repr=False)
    rights: Rights

    def carry_out(self, application: Tracing, caller: Caller) -> Sequence[Item]:
        """The sighting that the note is, and what it links."""
        about = self.fields["person_record_id"]
        try:
            known = application.record(record_id(self.sender.organisation, about))
        except NotFoundError:
            raise NotHereError("person_record_id") from None
        if not known.in_use:
            raise NotHereError("person_record_id")
        try:
            return entered(self, self.fields, known.report, self.rights)
        except FaultyError as error:
            return [Refusal(self.source, self.content, error.problems)]


def entered(note: Act, fields: Mapping[str, str], about: AnyReport, rights: Rights) -> list[Entry | Act]:
    """A note's report, then its links.

    Args:
        note: where it stands, and whose it is.
        fields: of the note, with its `person_record_id`.
        about: the report of the person.
        rights: say whose record a PFIF id names.

    Raises:
        FaultyError: as :func:`note_report`.
    """
    report = note_report(fields, about)
    entry = Entry(note.source, note.content, report, note.sender, supersedes=True, dated=True)
    return [entry, *_links(note, report, rights)]


def note_report(fields: Mapping[str, str], about: AnyReport) -> Sighting:
    """The report of a note, which repeats by what the person would be recognised, for the same recipients.

    Raises:
        FaultyError: there is no time, or nobody could be recognised by it.
    """
    taken = taken_apart(fields)
    at = source_date(taken)
    report: dict[str, Any] = {
        "kind": "sighting",
        "reference": fields["note_record_id"],
        "identifiers": [fields["person_record_id"]],
        "occurred_at": at,
        "person": _repeated(about, at, taken),
        "recipients": msgspec.to_builtins(about.recipients),
        "details": circumstances(taken, "text"),
    }
    if place := _place(taken):
        report["place"] = place
    taken.pop("note_record_id")
    taken.pop("entry_date")
    return built(report | {"unread": kept(taken, NOTE)})


def check_status(fields: Mapping[str, str], organisation: str, rights: Rights) -> None:
    """Refuse a death from whoever may not report one: it ends a search, and nobody looks again.

    Raises:
        FaultyError: the organisation may not.
    """
    if fields.get("status") == BELIEVED_DEAD and organisation not in rights.deaths:
        rule = "Only an organisation that the operator names (TRACING_PFIF_DEATHS) reports a death"
        raise FaultyError(Problem(field="status", rule=rule))


def _links(note: Act, report: Sighting, rights: Rights) -> list[Link]:
    """The pairs that a note speaks of: itself and the person, and two persons that its author takes for one."""
    said = report.unread["pfif"]
    about, linked = rights.record_of(said["person_record_id"]), said.get("linked_person_record_id")
    found = []
    if about is not None:  # of a domain that is nobody's here the note is kept by itself
        own = record_id(note.sender.organisation, report.reference)
        found.append(
            _link(note, own, about, "person_record_id", "The source says that this note is about this person.")
        )
    if linked is not None:
        reason = f"The source links them: {_text(report)}"
        found.append(_link(note, about, rights.record_of(linked), "linked_person_record_id", reason))
    return found


def _link(note: Act, one: UUID | None, other: UUID | None, named_by: str, reason: str) -> Link:
    return Link(
        source=note.source,
        content=note.content,
        sender=note.sender,
        one=one,
        other=other,
        named_by=named_by,
        reason=reason,
    )


def _text(report: Sighting) -> str:
    return report.details.circumstances[:MOST_REASON].strip() or "it does not say why."


def _place(fields: Fields) -> dict[str, Any]:
    """Where the person was when the note was written; of somebody sought a place tells only where she had been."""
    text = fields.look("last_known_location")
    if text is None or not (fields.look("status") in SEEN or fields.look("author_made_contact") == "true"):
        return {}
    match = _COORDINATES.fullmatch(text)
    if match is not None and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180:
        fields.pop("last_known_location")
        return {"latitude": float(match[1]), "longitude": float(match[2])}
    if len(text) > 200:
        return {}
    fields.pop("last_known_location")
    return {"name": text}


def _repeated(about: AnyReport, at: str, fields: Fields) -> dict[str, Any]:
    """By what the person would be recognised, and the contacts and the picture that the note adds.

    What the note adds stays unread too, as the note's own.
    """
    person = about.person
    added = Fields({})
    added.person = {
        name: list(value) if isinstance(value, list | tuple) else value
        for name, value in msgspec.to_builtins(person).items()
        if name in _REPEATED
    }
    if person.age is not None:
        added.person["age"] = msgspec.to_builtins(aged(person.age, about.occurred_at, at))
    if phone := fields.look("phone_of_found_person"):
        added.add("phones", str, phone)
    if email := fields.look("email_of_found_person"):
        added.add("accounts", lambda text: {"platform": "email", "handle": text}, email)
    if photo := fields.look("photo_url"):
        added.add("photographs", lambda url: {"reference": url}, photo)
    return added.person
