"""Files of reports, one JSON object a line, read in constant memory."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
from pydantic import TypeAdapter, ValidationError

from api.exchange.entries import Entry, Refusal
from api.exchange.entries import Sender as Sender
from api.exchange.files import PIECE_BYTES
from api.http.ndjson import Line, LineSplitter
from api.http.routing import MAX_BODY_BYTES
from api.http.validation import WHOLE, Problem, problems_of
from tracing.reports import UnknownKindError, read_report

_SENDER: TypeAdapter[Sender] = TypeAdapter(Sender)
_SENDER_KEYS = ("organisation", "country")


def read(file: BinaryIO, sender: Sender | None) -> Iterator[Entry | Refusal]:
    """Each line that is not empty, numbered from 1, as a report or as what is wrong with it.

    Args:
        file: open for reading bytes.
        sender: who sends all of it. If nobody, each line says so under `organisation` and `country`; otherwise lines
            may not hold these keys: nobody's report is entered under another's name by mistake.
    """
    splitter = LineSplitter(MAX_BODY_BYTES)
    while chunk := file.read(PIECE_BYTES):
        for line in splitter.feed(chunk):
            yield _read(line, sender)
    for line in splitter.end():
        yield _read(line, sender)


def _read(line: Line, sender: Sender | None) -> Entry | Refusal:
    source = f"line {line.number}"
    if line.content is None:
        problem = Problem(field=WHOLE, rule=f"A line should hold at most {MAX_BODY_BYTES} bytes")
        return Refusal(source, b"", (problem,))
    try:
        data = msgspec.json.decode(line.content)
        owner = _taken_sender(data) if sender is None else sender
        return Entry(source, line.content, read_report(data), owner)
    except (ValidationError, UnknownKindError) as error:
        return Refusal(source, line.content, tuple(problems_of(error)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problem = Problem(field=WHOLE, rule="Input should be valid JSON")
        return Refusal(source, line.content, (problem,))


def _taken_sender(data: Any) -> Sender:
    named = {key: data.pop(key) for key in _SENDER_KEYS if key in data} if isinstance(data, dict) else {}
    return _SENDER.validate_python(named)
