"""Problem details (RFC 9457): the one table from what can go wrong to what a client is told.

Every code has its section in docs/errors.md. A problem names rules and fields and repeats nothing that was sent.
"""

import logging
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from eventsourcing.persistence import InterfaceError, OperationalError
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException

from api.idempotency import KeyReusedError
from api.refusals import (
    BudgetExhaustedError,
    NoticeNotFoundError,
    RoleRefusedError,
    StaleSignInError,
    TooManyReportsError,
    TooManyStreamsError,
    TooManySubscriptionsError,
    UnauthenticatedError,
    VersionMissingError,
)
from api.revocation import RevocationUnknownError
from api.schemas.states import Standing, standing
from api.tokens import KeysUnavailableError, TokenRefusedError
from api.validation import Problem, problems_of
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.audit.log import AuditChangedError, AuditUnavailableError
from tracing.database import LINK_ERRORS
from tracing.errors import (
    ClosedError,
    ConflictingReportError,
    DocumentMisuseError,
    ErasedError,
    FacesUnavailableError,
    JudgementChangedError,
    NobodyReachableError,
    NotANoticeError,
    NotAskedError,
    NotFoundError,
    NotOpenError,
    NotOwnerError,
    NotSealedError,
    OwnRecordError,
    PictureProcessBusyError,
    RestrictedError,
    RetractedError,
    SameReviewerError,
    TellingFactMissingError,
    TracingError,
    UnusablePhotographError,
)
from tracing.photographs.store import PhotographMissingError
from tracing.value import Value

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 2


class ProblemType(Value, frozen=True, kw_only=True):
    """What is always the same about one problem.

    Attributes:
        detail: said when the error itself has no sentence that is fit for a client.
    """

    code: str
    status: HTTPStatus
    title: str
    detail: str = ""


def _type(code: str, status: HTTPStatus, title: str, detail: str = "") -> ProblemType:
    return ProblemType(code=code, status=status, title=title, detail=detail)


_LATER = "Nothing was lost. Send the same request again in a moment."
_LOG = _type("log-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The event log cannot be reached", _LATER)
_VIEWS = _type("views-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The views cannot be reached", _LATER)

INTERNAL = _type(
    "internal",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "The service failed",
    "The failure is in the service's log under the id in `instance`. Sending the same request again does no harm.",
)

PROBLEMS: dict[type[Exception], ProblemType] = {
    NotFoundError: _type("not-found", HTTPStatus.NOT_FOUND, "There is no such thing, or not for you"),
    ConflictingReportError: _type("conflicting-report", HTTPStatus.CONFLICT, "The reference is taken"),
    KeyReusedError: _type(
        "idempotency-key-reused", HTTPStatus.UNPROCESSABLE_ENTITY, "The key is that of another report"
    ),
    NotSealedError: _type("not-sealed", HTTPStatus.UNPROCESSABLE_ENTITY, "Your shelter seals where it is"),
    NotOwnerError: _type("not-owner", HTTPStatus.FORBIDDEN, "The record belongs to another organisation"),
    RestrictedError: _type("restricted", HTTPStatus.CONFLICT, "A record is restricted"),
    ErasedError: _type("erased", HTTPStatus.CONFLICT, "The record was erased"),
    NobodyReachableError: _type("nobody-reachable", HTTPStatus.CONFLICT, "No message can be left"),
    NotANoticeError: _type("not-a-notice", HTTPStatus.CONFLICT, "Only a Yellow Notice can be closed so"),
    ClosedError: _type("closed", HTTPStatus.CONFLICT, "The notice is closed"),
    NotAskedError: _type("not-asked", HTTPStatus.CONFLICT, "Another person must ask first"),
    RetractedError: _type("retracted", HTTPStatus.CONFLICT, "The record was retracted"),
    OwnRecordError: _type("own-record", HTTPStatus.FORBIDDEN, "The pair holds a record of your organisation"),
    SameReviewerError: _type("same-reviewer", HTTPStatus.CONFLICT, "A second reviewer must confirm"),
    TellingFactMissingError: _type(
        "telling-fact-missing", HTTPStatus.CONFLICT, "Kin is known or likely: cite a telling fact"
    ),
    DocumentMisuseError: _type("document-misuse", HTTPStatus.CONFLICT, "Two persons, one with a document of another"),
    JudgementChangedError: _type("judgement-changed", HTTPStatus.CONFLICT, "The pair changed since it was read"),
    NotOpenError: _type("not-open", HTTPStatus.CONFLICT, "The pair is not in the state for this"),
    UnusablePhotographError: _type("unusable-picture", HTTPStatus.UNPROCESSABLE_ENTITY, "The picture breaks a rule"),
    PictureProcessBusyError: _type("pictures-busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too many pictures are being read"),
    PhotographMissingError: _type(
        "photograph-missing", HTTPStatus.SERVICE_UNAVAILABLE, "The store of photographs lacks this picture"
    ),
    FacesUnavailableError: _type("faces-unavailable", HTTPStatus.NOT_IMPLEMENTED, "No face model is installed"),
    TracingError: _type("not-possible", HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be done"),
    RequestValidationError: _type(
        "invalid", HTTPStatus.UNPROCESSABLE_ENTITY, "The request breaks a rule", "`problems` names fields and rules."
    ),
    UnauthenticatedError: _type(
        "unauthenticated",
        HTTPStatus.UNAUTHORIZED,
        "A token is needed",
        "Send a signed token in the header `Authorization: Bearer …`.",
    ),
    TokenRefusedError: _type("token-refused", HTTPStatus.UNAUTHORIZED, "The token is not accepted"),
    StaleSignInError: _type("stale-sign-in", HTTPStatus.UNAUTHORIZED, "You signed in too long ago for this"),
    BudgetExhaustedError: _type("budget-exhausted", HTTPStatus.TOO_MANY_REQUESTS, "You were shown too many records"),
    TooManySubscriptionsError: _type(
        "too-many-subscriptions", HTTPStatus.CONFLICT, "Your organisation has too many subscriptions"
    ),
    TooManyStreamsError: _type(
        "too-many-streams", HTTPStatus.TOO_MANY_REQUESTS, "Your organisation hears too many streams"
    ),
    TooManyReportsError: _type(
        "too-many-reports", HTTPStatus.TOO_MANY_REQUESTS, "Your organisation posts too much at a time"
    ),
    RoleRefusedError: _type(
        "role-refused",
        HTTPStatus.FORBIDDEN,
        "Not with this role",
        "The API's description lists the roles of each route.",
    ),
    VersionMissingError: _type(
        "version-missing",
        HTTPStatus.PRECONDITION_REQUIRED,
        "Which version was looked at?",
        "Send the `version` that you read, in the body or as the header `If-Match`.",
    ),
    KeysUnavailableError: _type(
        "keys-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The issuer's public keys cannot be fetched", _LATER
    ),
    RevocationUnknownError: _type(
        "revocation-unknown",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The issuer cannot say whether the token was revoked",
        _LATER,
    ),
    AuditUnavailableError: _type(
        "audit-unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The audit log cannot be written",
        "Nothing was shown. " + _LATER,
    ),
    AuditChangedError: _type(
        "audit-changed",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The audit log is not what was written",
        "Somebody changed an entry. `tracing audit verify` finds out which.",
    ),
    TooFarBehindError: _type(
        "views-behind",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The views have not come so far yet",
        "The write is safe. Ask again in a moment.",
    ),
    EngineUnavailableError: _type(
        "search-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The search engine cannot answer in full", _LATER
    ),
    OperationalError: _LOG,
    InterfaceError: _LOG,
    **dict.fromkeys(LINK_ERRORS, _VIEWS),
}
"""Exception → problem; an exception without an entry of its own has that of its nearest base."""

_OF_HTTP = (
    _type("malformed", HTTPStatus.BAD_REQUEST, "The body cannot be read", "Send JSON in UTF-8."),
    _type("no-such-route", HTTPStatus.NOT_FOUND, "There is no such route", "The API's description lists all."),
    _type("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "The route does not take this method", "See `Allow`."),
    _type("stalled", HTTPStatus.REQUEST_TIMEOUT, "Nothing more of the body came", "Send the whole body again."),
    _type("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large", "Send less at a time."),
    _type(
        "unsupported-media-type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is of another type",
        "Send `application/json`.",
    ),
)
HTTP_PROBLEMS: dict[int, ProblemType] = {problem.status: problem for problem in _OF_HTTP}
"""What the framework itself refuses, by status."""


def all_problems() -> dict[str, ProblemType]:
    """Every problem by its code."""
    return {problem.code: problem for problem in (*PROBLEMS.values(), *HTTP_PROBLEMS.values(), INTERNAL)}


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


def problem_type(error: Exception) -> ProblemType:
    """What an exception is to a client; `internal` for one that is in no table."""
    if isinstance(error, HTTPException):
        return HTTP_PROBLEMS.get(error.status_code, INTERNAL)
    return next((PROBLEMS[base] for base in type(error).__mro__ if base in PROBLEMS), INTERNAL)


def detail_of(error: Exception, problem: ProblemType) -> str:
    """The sentence for a client. Only our own errors' sentences are fit for one; others may hold anything."""
    return problem.detail or str(error)


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
