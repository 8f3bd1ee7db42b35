"""Files of reports, one JSON object a line, read in constant memory."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec
from pydantic import TypeAdapter, ValidationError

from api.ndjson import Line, LineSplitter
from api.routing import MAX_BODY_BYTES
from api.validation import WHOLE, Problem, problems_of
from tracing.access import OrganisationId
from tracing.person import CountryCode
from tracing.reports import AnyReport, UnknownKindError, read_report
from tracing.value import Value

_CHUNK_BYTES = 65_536


class Sender(Value, frozen=True, kw_only=True):
    """Who sends a report, and will own the record."""

    organisation: OrganisationId
    country: CountryCode


class Accepted(NamedTuple):
    """A line that holds a report; `sender` only when the file names it."""

    number: int
    line: bytes
    report: AnyReport
    sender: Sender | None


class Rejected(NamedTuple):
    """A line that breaks rules; `line` is empty when it was too long to be held."""

    number: int
    line: bytes
    problems: tuple[Problem, ...]


_SENDER: TypeAdapter[Sender] = TypeAdapter(Sender)
_SENDER_KEYS = ("organisation", "country")


def read_lines(file: BinaryIO, *, senders: bool) -> Iterator[Accepted | Rejected]:
    """Each line that is not empty, numbered from 1, as a report or as what is wrong with it.

    Args:
        file: open for reading bytes.
        senders: whether each line says, under `organisation` and `country`, who sends it. If not, lines may not hold
            these keys: nobody's report is entered under another's name by mistake.
    """
    splitter = LineSplitter(MAX_BODY_BYTES)
    while chunk := file.read(_CHUNK_BYTES):
        for line in splitter.feed(chunk):
            yield _read(line, senders)
    for line in splitter.end():
        yield _read(line, senders)


def _read(line: Line, senders: bool) -> Accepted | Rejected:
    if line.content is None:
        problem = Problem(field=WHOLE, rule=f"A line should hold at most {MAX_BODY_BYTES} bytes")
        return Rejected(line.number, b"", (problem,))
    try:
        data = msgspec.json.decode(line.content)
        sender = _taken_sender(data) if senders else None
        return Accepted(line.number, line.content, read_report(data), sender)
    except (ValidationError, UnknownKindError) as error:
        return Rejected(line.number, line.content, tuple(problems_of(error)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problem = Problem(field=WHOLE, rule="Input should be valid JSON")
        return Rejected(line.number, line.content, (problem,))


def _taken_sender(data: Any) -> Sender:
    named = {key: data.pop(key) for key in _SENDER_KEYS if key in data} if isinstance(data, dict) else {}
    return _SENDER.validate_python(named)
