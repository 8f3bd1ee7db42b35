"""Posting many reports in one request."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import examples
from api.access.callers import allow
from api.http.context import CurrentService, CurrentTurns
from api.http.idempotency import IdempotencyKey
from api.http.ndjson import MEDIA_TYPE, AnswersWhileReading, unpacked
from api.http.routing import api_router, example, problems
from api.intake.batch import answered
from api.intake.posting import ALL_POSTERS
from api.refusals import TooManyReportsError
from api.routes.reports import IN_THE_LOG
from tracing.access import Caller

router = api_router("records")

_LINES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One report a line; each carries its `kind`.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": examples.BATCH}},
    }
}


@router.post(
    "/reports:batch",
    summary="Post many reports",
    status_code=HTTPStatus.OK,
    response_class=AnswersWhileReading,
    responses={
        HTTPStatus.OK: example(examples.BATCH_ANSWERED, "One answer a line, in order.", MEDIA_TYPE),
        **problems(TooManyReportsError, RequestValidationError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    },
    openapi_extra=_LINES,
    dependencies=IN_THE_LOG,
)
async def post_batch(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(*ALL_POSTERS))],
    turns: CurrentTurns,
    key: IdempotencyKey = None,
) -> Response:
    """Enters reports of any kind that the role may post, one a line, each with its `kind`.

    Every line that is not empty has one line in the answer, with its number, in order, sent while the request is
    still being read: either `{line, status, record, position, created, disputes}` or `{line, status, code, detail,
    problems, record}`. Good lines are kept when others fail. Sending the same again changes nothing.

    The header `Idempotency-Key` and the number of the line stand for the reference of a line that has none: under one
    key the same lines are sent again in the same places.

    With `Content-Encoding: gzip` the body is unpacked as it comes in. Where it cannot be, the last answer says so for
    the line that could not be read; all lines before it are answered.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    await turns.admit(caller.organisation)
    chunks = request.stream() if encoding == "identity" else unpacked(request.stream())
    return AnswersWhileReading(answered(chunks, service.application, caller, turns, key))
