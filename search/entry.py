"""A document as every engine stores it: columns to filter by, in the same numbers everywhere, and the whole as JSON."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec

from search.document import Document
from search.engine import Refused
from search.faces import faces_of
from search.sealing import IndexSeal
from tracing.person import FACE_DIMENSIONS, Face
from tracing.value import Value

MAX_KEY_BYTES = 1_000
_MAX_INTEGER = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Document)


class Entry(Value, frozen=True, kw_only=True):
    """A document with what an engine looks at before it reads the whole.

    Attributes:
        body: the whole document as JSON, sealed.
        keys: tokens of the blocking keys, each once, in order; none for a tombstone.
        occurred_from, occurred_to: microseconds since 1970 (UTC).
        born_from, born_to: days as :meth:`datetime.date.toordinal` counts them.
    """

    document: Document
    body: bytes
    keys: tuple[str, ...]
    faces: tuple[Face, ...]
    occurred_from: int
    occurred_to: int
    born_from: int | None
    born_to: int | None

    @property
    def record(self) -> UUID:
        """The record's id."""
        return self.document.record


def document_of_body(seal: IndexSeal, number: int, body: bytes) -> Document:
    """The document that an entry's body holds.

    Raises:
        EngineUnavailableError: it was sealed with another secret, or is another document's.
    """
    return _DECODER.decode(seal.opened(number, body))


def moment_number(moment: datetime) -> int:
    """Microseconds since 1970 (UTC): exact, and ordered as moments are."""
    return (moment - _EPOCH) // _MICROSECOND


def day_number(day: date | None) -> int | None:
    """Days since 1 January of year 1; None stays None."""
    return None if day is None else day.toordinal()


def tokens_of(seal: IndexSeal, document: Document) -> tuple[str, ...]:
    """The tokens of the keys by which a document is found, each once and in order; none for a tombstone."""
    return () if document.retracted else tuple(sorted(map(seal.token, set(document.keys))))


def enter(documents: Iterable[Document], seal: IndexSeal) -> tuple[list[Entry], list[Refused]]:
    """Entries of documents, and those that no engine can hold, with the rule that each breaks.

    Of several versions of a record in one batch only the highest is entered; of equal ones the last.
    """
    newest: dict[UUID, Document] = {}
    for document in documents:
        earlier = newest.get(document.record)
        if earlier is None or earlier.version <= document.version:
            newest[document.record] = document
    entries, refused = [], []
    for document in newest.values():
        rule = _broken_rule(document)
        try:
            body = _ENCODER.encode(document)
        except UnicodeEncodeError:
            rule = rule or "text is valid Unicode"
        if rule:
            refused.append(Refused(record=document.record, reason=rule))
        else:
            entries.append(_entry(document, body, seal))
    return entries, refused


def _entry(document: Document, body: bytes, seal: IndexSeal) -> Entry:
    return Entry(
        document=document,
        body=seal.sealed(document.number, body),
        keys=tokens_of(seal, document),
        faces=faces_of(document),
        occurred_from=moment_number(document.occurred_from),
        occurred_to=moment_number(document.occurred_to),
        born_from=day_number(document.born_from),
        born_to=day_number(document.born_to),
    )


def _broken_rule(document: Document) -> str:
    if not (0 <= document.number <= _MAX_INTEGER and 0 <= document.version <= _MAX_INTEGER):
        return "number and version are log positions, from 0 to 2**63 - 1"
    if document.occurred_from.tzinfo is None or document.occurred_to.tzinfo is None:
        return "the time of the event has an offset"
    longest = max(map(len, document.keys), default=0)
    # Four bytes is the most that UTF-8 takes for a character, so that hardly any key needs to be encoded.
    if 4 * longest > MAX_KEY_BYTES and max(len(key.encode()) for key in document.keys) > MAX_KEY_BYTES:
        return f"a blocking key takes at most {MAX_KEY_BYTES} bytes of UTF-8"
    if any(len(face.encoding) != 4 * FACE_DIMENSIONS for face in faces_of(document)):
        return f"a face encoding is {FACE_DIMENSIONS} numbers of four bytes"
    return ""
