"""Many reports in one request: lines in, one answer for each line out, in order.

Lines that arrive together share a transaction, which costs a small part of one transaction each.
"""

from collections.abc import AsyncIterator, Sequence

import msgspec
from eventsourcing.persistence import InterfaceError, OperationalError
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.http.idempotency import conflict_of, with_reference
from api.http.ndjson import Line, LineSplitter, UnpackingError
from api.http.problem_types import detail_of, problem_type
from api.http.routing import MAX_BODY_BYTES
from api.http.turns import Turns
from api.http.validation import problems_of
from api.intake.posting import require_poster
from api.refusals import RoleRefusedError
from api.schemas.reports import LinePosted, LineRefused, explained, suggested
from tracing.access import Caller
from tracing.application import Posted, Tracing
from tracing.errors import ConflictingReportError
from tracing.reports import AnyReport, UnknownKindError, read_report

MAX_TRANSACTION = 100
"""Reports at most in one transaction: a failure of the log leaves no more than these in doubt, and whoever else writes
waits for no more than these."""

_MALFORMED, _TOO_LARGE = HTTPException(400), HTTPException(413)

LineError = ValidationError | UnknownKindError | RoleRefusedError | HTTPException


async def answered(
    chunks: AsyncIterator[bytes], application: Tracing, caller: Caller, turns: Turns, key: str | None = None
) -> AsyncIterator[bytes]:
    """Answers to the lines in chunks of a request, as they come in."""

    async def entered(group: Sequence[Line]) -> bytes:
        async with turns.of_lines(caller.organisation, len(group)):
            return await run_in_threadpool(post_lines, group, application, caller, key)

    splitter = LineSplitter(MAX_BODY_BYTES)
    try:
        async for chunk in chunks:
            lines = splitter.feed(chunk)
            for start in range(0, len(lines), MAX_TRANSACTION):
                yield await entered(lines[start : start + MAX_TRANSACTION])
    except ClientDisconnect:
        return  # what came last may be half a line
    except UnpackingError:
        yield _answer(Line(splitter.number, None), _MALFORMED)
        return
    if last := splitter.end():
        yield await entered(last)


def post_lines(lines: Sequence[Line], application: Tracing, caller: Caller, key: str | None = None) -> bytes:
    """Enter the lines that hold reports, in one transaction, and answer all lines in order."""
    read = [_read(line, caller, key) for line in lines]
    reports = [item for item in read if not isinstance(item, Exception)]
    posted: Sequence[Posted | Exception]
    try:
        posted = application.post_all(reports, caller) if reports else []
    except (OperationalError, InterfaceError) as error:
        posted = [error] * len(reports)
    in_order = iter(map(_in_the_senders_words, posted, reports))
    outcomes = [item if isinstance(item, Exception) else next(in_order) for item in read]
    return b"".join(_answer(line, outcome) for line, outcome in zip(lines, outcomes, strict=True))


def _in_the_senders_words(outcome: Posted | Exception, report: AnyReport) -> Posted | Exception:
    return conflict_of(outcome, report) if isinstance(outcome, ConflictingReportError) else outcome


def _read(line: Line, caller: Caller, key: str | None) -> AnyReport | LineError:
    if line.content is None:
        return _TOO_LARGE
    try:
        data = msgspec.json.decode(line.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _MALFORMED
    try:
        report = read_report(with_reference(data, key, line.number))
        require_poster(report.kind, caller)
    except (ValidationError, UnknownKindError, RoleRefusedError) as error:
        return error
    return report


def _answer(line: Line, outcome: Posted | Exception) -> bytes:
    answer: LinePosted | LineRefused
    if isinstance(outcome, Posted):
        answer = LinePosted(
            line=line.number,
            status=201 if outcome.created else 200,
            record=outcome.record.id,
            position=outcome.position,
            created=outcome.created,
            disputes=explained(outcome.record.disputes),
            suggestions=suggested(outcome.record.report),
        )
    else:
        answer = _refused(line, outcome)
    return msgspec.json.encode(answer) + b"\n"


def _refused(line: Line, error: Exception) -> LineRefused:
    broken = isinstance(error, ValidationError | UnknownKindError)
    problem = problem_type(RequestValidationError([]) if broken else error)
    return LineRefused(
        line=line.number,
        status=problem.status,
        code=problem.code,
        detail=detail_of(error, problem),
        problems=tuple(problems_of(error)) if isinstance(error, ValidationError | UnknownKindError) else (),
        record=error.record if isinstance(error, ConflictingReportError) else None,
    )
