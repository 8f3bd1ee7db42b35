"""The table from what can go wrong to what is always said of it. Every code has its section in docs/errors.md."""

from http import HTTPStatus

from eventsourcing.persistence import InterfaceError, OperationalError
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.access.revocation import RevocationUnknownError
from api.access.tokens import KeysUnavailableError, TokenRefusedError
from api.http.idempotency import KeyReusedError
from api.refusals import (
    BudgetExhaustedError,
    RoleRefusedError,
    StaleSignInError,
    TooManyReportsError,
    TooManyStreamsError,
    TooManySubscriptionsError,
    UnauthenticatedError,
    VersionMissingError,
)
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
    RecordChangedError,
    RestrictedError,
    RetractedError,
    SameReviewerError,
    TellingFactMissingError,
    TracingError,
    UnusablePhotographError,
)
from tracing.photographs.store import PhotographMissingError
from tracing.value import Value


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
    RecordChangedError: _type("record-changed", HTTPStatus.CONFLICT, "The record was corrected since it was read"),
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


def problem_type(error: Exception) -> ProblemType:
    """What an exception is to a client; `internal` for one that is in no table."""
    if isinstance(error, HTTPException):
        return HTTP_PROBLEMS.get(error.status_code, INTERNAL)
    return next((PROBLEMS[base] for base in type(error).__mro__ if base in PROBLEMS), INTERNAL)


def detail_of(error: Exception, problem: ProblemType) -> str:
    """The sentence for a client. Only our own errors' sentences are fit for one; others may hold anything."""
    return problem.detail or str(error)
