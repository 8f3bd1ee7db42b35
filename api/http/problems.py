"""Problem details (RFC 9457): how what went wrong is told to a client.

A problem names rules and fields and repeats nothing that was sent.
"""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException

from api.access.tokens import TokenRefusedError
from api.http.problem_types import PROBLEMS, ProblemType, detail_of, problem_type
from api.http.validation import Problem, problems_of
from api.refusals import (
    BudgetExhaustedError,
    NoticeNotFoundError,
    RoleRefusedError,
    StaleSignInError,
    TooManyReportsError,
)
from api.schemas.states import Standing, standing
from tracing.errors import (
    ConflictingReportError,
    JudgementChangedError,
    NotOpenError,
)
from tracing.value import Value

RETRY_AFTER_SECONDS = 2


class ProblemDetails(Value, frozen=True, kw_only=True):
    """A problem (RFC 9457), sent as `application/problem+json`."""

    type: Annotated[str, Field(description="Where the problem is documented.")]
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="Stable name of the problem.")]
    instance: Annotated[str, Field(description="Id of this answer; the service's log has it too.")]
    problems: Annotated[tuple[Problem, ...], Field(description="With `invalid`: every field and its rule.")] = ()
    record: Annotated[
        str | None, Field(description="With `conflicting-report` and `idempotency-key-reused`: the record.")
    ] = None
    name: Annotated[str | None, Field(description="Of a notice's 404: INTERPOL's name for it.")] = None
    message: Annotated[str | None, Field(description="Beside `name`: the `detail`.")] = None
    candidate: Annotated[
        Standing | None, Field(description="With `judgement-changed` and `not-open`: the pair as it stands.")
    ] = None


def problem_response(request: Request, error: Exception, **extensions: Any) -> Response:
    """The answer to a request that ended in an exception."""
    problem = problem_type(error)
    if isinstance(error, RequestValidationError):
        extensions["problems"] = tuple(problems_of(error))
    if isinstance(error, ConflictingReportError):
        extensions["record"] = str(error.record)
    if isinstance(error, NoticeNotFoundError):
        extensions |= {"name": "NotFoundError", "message": str(error)}
    if isinstance(error, JudgementChangedError | NotOpenError):
        # Never more than the caller may know: the first reviewer's opinion stays hidden from the second.
        extensions["candidate"] = standing(error.judgement, request.state.caller)
    details = ProblemDetails(
        type=f"/docs/errors#{problem.code}",
        title=problem.title,
        status=problem.status,
        detail=detail_of(error, problem),
        code=problem.code,
        instance=f"urn:uuid:{request.state.request_id}",
        **extensions,
    )
    return Response(
        msgspec.json.encode(details),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=_headers(error, problem),
    )


def _headers(error: Exception, problem: ProblemType) -> dict[str, str]:
    match problem.status:
        case HTTPStatus.UNAUTHORIZED if isinstance(error, TokenRefusedError):
            return {"WWW-Authenticate": f'Bearer realm="tracing", error="invalid_token", error_description="{error}"'}
        case HTTPStatus.UNAUTHORIZED if isinstance(error, StaleSignInError):
            challenge = (
                f'error="insufficient_user_authentication", error_description="{error}", max_age="{error.seconds}"'
            )
            return {"WWW-Authenticate": f'Bearer realm="tracing", {challenge}'}
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="tracing"'}
        case HTTPStatus.FORBIDDEN if isinstance(error, RoleRefusedError):
            return {"WWW-Authenticate": 'Bearer realm="tracing", error="insufficient_scope"'}
        case HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, BudgetExhaustedError | TooManyReportsError):
            return {"Retry-After": str(error.seconds)}
        case HTTPStatus.TOO_MANY_REQUESTS:
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case HTTPStatus.METHOD_NOT_ALLOWED if isinstance(error, HTTPException):
            return dict(error.headers or {})
        case _:
            return {}


def install(app: FastAPI) -> None:
    """Answer every exception of the table as a problem; all others are the observer's."""
    for error_type in (*PROBLEMS, HTTPException):
        app.add_exception_handler(error_type, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    return problem_response(request, error)
