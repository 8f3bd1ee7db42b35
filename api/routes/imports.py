"""Importing a file in any of the known formats."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import examples
from api.access.callers import allow
from api.exchange.formats import FORMATS, TABLES, Format, explained
from api.exchange.mapping import MOST_CHARACTERS, MappingError, read_mapping
from api.http.context import CurrentService, CurrentTurns
from api.http.ndjson import MEDIA_TYPE, AnswersWhileReading, unpacked
from api.http.routing import api_router, example, problems
from api.http.validation import Problem
from api.intake.posting import IMPORTERS
from api.intake.uploading import Upload, entered_lines, in_time, place_for, shown_lines
from api.refusals import TooManyReportsError
from api.routes.reports import IN_THE_LOG
from tracing.access import Caller

router = api_router("records")

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, as it is.",
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary"},
                "example": examples.BATCH,
            }
        },
    }
}

_WHAT = {name: found.what for name, found in FORMATS.items()} | {name: found.what for name, found in TABLES.items()}
_FORMATS = "\n".join(f"- `{name}`: {what}" for name, what in _WHAT.items())

FormatName = Annotated[
    str,
    Query(
        alias="format",
        pattern=f"^({'|'.join(_WHAT)})$",
        description=f"What the file is:\n\n{_FORMATS}",
        examples=["ndjson"],
    ),
]


def _chosen(
    format_name: FormatName,
    mapping: Annotated[
        str | None,
        Header(
            alias="Tracing-Mapping",
            max_length=MOST_CHARACTERS,
            description="For a table: the mapping of its columns as JSON in one line, see docs/exchange.md.",
        ),
    ] = None,
) -> Format:
    """The format that the request names.

    Raises:
        RequestValidationError: the mapping is missing, not needed, or breaks a rule.
    """
    try:
        # Headers come as bytes read as Latin-1; JSON may be UTF-8 or plain ASCII.
        return explained(format_name, None if mapping is None else read_mapping(mapping.encode("latin-1")))
    except MappingError as error:
        raise RequestValidationError(
            [
                {"type": "value_error", "loc": ("header", "mapping", problem.field), "ctx": {"error": _rule(problem)}}
                for problem in error.problems
            ]
        ) from None


def _rule(problem: Problem) -> ValueError:
    return ValueError(problem.rule)


Importing = Annotated[Caller, Depends(allow(*IMPORTERS))]


async def _place(request: Request, caller: Importing, turns: CurrentTurns) -> AsyncIterator[ExitStack]:
    """A place among the files that are read at once, see :func:`api.intake.uploading.place_for`."""
    async with place_for(request, caller, turns) as place:
        yield place


@router.post(
    "/imports",
    summary="Import a file",
    status_code=HTTPStatus.OK,
    response_class=AnswersWhileReading,
    responses={
        HTTPStatus.OK: example(examples.IMPORTED, "A line for each refusal, then the summary.", MEDIA_TYPE),
        **problems(TooManyReportsError, RequestValidationError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    },
    openapi_extra=_FILE,
    dependencies=IN_THE_LOG,
)
async def import_file(
    request: Request,
    service: CurrentService,
    caller: Importing,
    turns: CurrentTurns,
    chosen: Annotated[Format, Depends(_chosen)],
    place: Annotated[ExitStack, Depends(_place)],
    dry_run: Annotated[bool, Query(description="Enter nothing; show the first reports as they would be.")] = False,
) -> Response:
    """Enters what a file holds for the caller's organisation, as far as the role may post it; repeating is safe.

    The answer is JSON lines, sent while the file is still being read: `{source, problems}` for each item that is
    refused, with the place, the fields and the rules and never a value, and at the end one line of numbers.
    `complete` says whether the file was read to its end. With `dry_run`, `{source, report}` shows each of the first
    reports. Good items are entered whatever becomes of others. `Content-Encoding: gzip` is unpacked as it comes in.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    sent = in_time(request.stream())
    upload = Upload(
        sent if encoding == "identity" else unpacked(sent),
        chosen,
        caller,
        most=service.settings.import_max_bytes,
        name=f"upload {request.state.request_id}",
        threads=request.app.state.reader_threads,
        turns=turns,
        place=place,
    )
    return AnswersWhileReading(shown_lines(upload) if dry_run else entered_lines(upload, service.application))
