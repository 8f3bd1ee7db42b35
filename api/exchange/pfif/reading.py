"""PFIF documents as entries and acts; a faulty person or note is refused by itself, and the rest goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from api.exchange.acts import Act
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.pfif.expiry import Expired
from api.exchange.pfif.note import NoteAlone, check_status, entered
from api.exchange.pfif.parsing import Broken, Element, parse
from api.exchange.pfif.person import FaultyError, expires, person_report
from api.exchange.pfif.rights import Rights
from api.exchange.pfif.vocabulary import NOTE, domain_of
from api.exchange.pfif.xml import fragment
from api.http.validation import WHOLE, Problem
from tracing.reports import Sighting
from tracing.stream_ids import record_id

_ID = "Input should be like example.org/123: a domain in small letters, a slash, and an id without spaces"
_NOT_YOURS = "Only the organisation that the operator names for this domain (TRACING_PFIF_DOMAINS) tells of it"


def read(file: BinaryIO, sender: Sender, rights: Rights) -> Iterator[Entry | Refusal | Act]:
    """Everything in a PFIF file (1.1 to 1.4, also within a feed), in its order and in constant memory.

    A person is a sighting of the lowest grade, its id the reference; what has no place in a report is kept unread. A
    note is one too, proposed as a pair with the person; persons that a note links are proposed as a pair. A person past
    its `expiry_date` is kept from use, its notes with it, and its erasure asked for.

    Args:
        file: open for reading bytes.
        sender: whose records they become.
        rights: for which domains the sender may speak, and whether it may report deaths.
    """
    reader = _Reader(sender, rights, datetime.now(UTC))
    for item in parse(file):
        if isinstance(item, Broken):
            yield Refusal(item.source, b"", (Problem(field=WHOLE, rule=item.rule),))
        elif item.kind == NOTE:
            yield from reader.note(item, None)
        else:
            yield from reader.person(item)


@dataclass(frozen=True)
class _Reader:
    sender: Sender
    rights: Rights
    now: datetime

    def person(self, element: Element) -> Iterator[Entry | Refusal | Act]:
        """A person, then its notes, which can be the sender's where the person is not."""
        content = fragment(element.kind, element.fields)
        about: Sighting | None = None
        try:
            self._check(element, "person_record_id", own=False)
            expiry = expires(element.fields)
            is_own = self.rights.speaks(self.sender.organisation, element.fields["person_record_id"])
            if expiry is not None and expiry <= self.now:
                yield (
                    self._expired(element, content)
                    if is_own
                    else _refused(element, content, "person_record_id", _NOT_YOURS)
                )
                return
            about = person_report(element.fields)
            if is_own:
                yield Entry(element.source, content, about, self.sender, supersedes=True, dated=True)
            else:
                yield _refused(element, content, "person_record_id", _NOT_YOURS)
        except FaultyError as error:
            yield Refusal(element.source, content, error.problems)
        for note in element.notes:
            yield from self.note(note, about, element.fields)

    def note(
        self, element: Element, about: Sighting | None, person: Mapping[str, str] | None = None
    ) -> Iterator[Entry | Refusal | Act]:
        """A note, inside a person (its report and fields are given) or by itself."""
        fields = element.fields
        if person is not None and "person_record_id" in person:
            fields = {"person_record_id": person["person_record_id"]} | fields
        content = fragment(element.kind, fields)
        alone = NoteAlone(source=element.source, content=content, sender=self.sender, fields=fields, rights=self.rights)
        try:
            self._check(element._replace(fields=fields), "note_record_id", own=True)
            self._check_person(fields, person)
            check_status(fields, self.sender.organisation, self.rights)
            if about is not None:
                yield from entered(alone, fields, about, self.rights)
            else:
                yield alone
        except FaultyError as error:
            yield Refusal(element.source, content, error.problems)

    def _check(self, element: Element, id_field: str, *, own: bool) -> None:
        """Refuse what is broken as a whole, what has no id, and what the sender may not tell of."""
        if element.broken:
            raise FaultyError(Problem(field=element.kind, rule=element.broken))
        record = element.fields.get(id_field, "")
        if domain_of(record) is None:
            raise FaultyError(Problem(field=id_field, rule=_ID))
        if own and not self.rights.speaks(self.sender.organisation, record):
            raise FaultyError(Problem(field=id_field, rule=_NOT_YOURS))

    def _check_person(self, fields: Mapping[str, str], person: Mapping[str, str] | None) -> None:
        about = fields.get("person_record_id", "")
        if domain_of(about) is None:
            raise FaultyError(Problem(field="person_record_id", rule=_ID))
        if person is None and not self.rights.speaks(self.sender.organisation, about):
            rule = "A note on a person of another domain should stand inside that person, which tells who is meant"
            raise FaultyError(Problem(field="person_record_id", rule=rule))
        if person is not None and person.get("person_record_id") != about:
            rule = "A note inside a person should name that person"
            raise FaultyError(Problem(field="person_record_id", rule=rule))

    def _expired(self, element: Element, content: bytes) -> Expired:
        record = record_id(self.sender.organisation, element.fields["person_record_id"])
        return Expired(source=element.source, content=content, sender=self.sender, record=record)


def _refused(element: Element, content: bytes, field: str, rule: str) -> Refusal:
    return Refusal(element.source, content, (Problem(field=field, rule=rule),))
