"""How every route of the API behaves: its roles are declared, its body is bounded and strictly JSON."""

from collections.abc import Awaitable, Callable
from email.message import Message
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.access.callers import declared_roles
from api.access.revocation import RevocationUnknownError
from api.access.tokens import KeysUnavailableError, TokenRefusedError
from api.disclosure.auditing import Audited, NotAudited, declared_audit, write_trail
from api.disclosure.budgets import DISCLOSURES
from api.disclosure.showing import count_shown
from api.http.idempotency import HEADER, with_reference
from api.http.problem_types import (
    HTTP_PROBLEMS,
    INTERNAL,
    PROBLEMS,
    ProblemType,
    problem_type,
)
from api.refusals import BudgetExhaustedError, RoleRefusedError, StaleSignInError, UnauthenticatedError
from tracing.audit.entries import ANSWERED
from tracing.audit.log import AuditUnavailableError

MAX_BODY_BYTES = 1_000_000
"""A report with ten face encodings takes about 30,000 bytes."""

MAX_PICTURES_BYTES = 15_000_000
"""Of a body that can hold pictures: the largest one, a third longer in base64, and a report."""

Responses = dict[int | str, dict[str, Any]]


class BoundedRequest(Request):
    """A request whose body is read to a limit and decoded strictly: no NaN, no half of a character."""

    max_bytes = MAX_BODY_BYTES

    async def body(self) -> bytes:
        """All bytes, or the problem `too-large`."""
        if not hasattr(self, "_body"):
            received = bytearray()
            async for chunk in self.stream():
                received += chunk
                if len(received) > self.max_bytes:
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            self._body = bytes(received)
        return self._body

    async def json(self) -> Any:
        """The body as plain values."""
        return msgspec.json.decode(await self.body())


class _PicturesRequest(BoundedRequest):
    """One whose body can hold pictures."""

    max_bytes = MAX_PICTURES_BYTES


class _ReportRequest(BoundedRequest):
    """One whose body is a report, of which the header `Idempotency-Key` can be the reference."""

    async def json(self) -> Any:
        return with_reference(await super().json(), self.headers.get(HEADER))


class DeclaredRoute(APIRoute):
    """A route that says who may use it and what of it is audited."""

    request_class: ClassVar[type[BoundedRequest]] = BoundedRequest

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        roles = declared_roles(self.dependant)
        if roles is None:
            raise TypeError(f"{path} declares no roles: use `allow(…)` or `open_to_all`")
        declared = declared_audit(self.dependant)
        if roles and declared is None:
            raise TypeError(f"{path} does not say what is audited: use `audited(…)` or `not_audited(…)`")
        # Declared where it is enforced, so that what the API says of itself cannot differ from what it does.
        names = sorted(role.value for role in roles)
        self.description = f"{self.description}\n\nRoles: {', '.join(names) or 'none needed; open to all'}.".strip()
        self.openapi_extra = {**(self.openapi_extra or {}), "x-roles": names}

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """What answers: the framework's handler between the checks of the body and the entry in the audit log."""
        handle = super().get_route_handler()
        takes_json, declared = self.body_field is not None, declared_audit(self.dependant)

        async def handle_bounded(request: Request) -> Response:
            if takes_json and not _is_json(request.headers.get("content-type", "")):
                raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            bounded = self.request_class(request.scope, request.receive)
            try:
                response = await handle(bounded)
                await _spend(bounded, declared)
            except Exception as error:
                await _audit(bounded, declared, problem_type(error).code)
                raise
            await _audit(bounded, declared, ANSWERED)
            return response

        return handle_bounded


async def _spend(request: Request, declared: Audited | NotAudited | None) -> None:
    """Count what the answer is about to show of others, or refuse to show it."""
    if not isinstance(declared, Audited) or declared.action not in DISCLOSURES:
        return
    state = request.state
    await run_in_threadpool(count_shown, request.app.state, state.caller, state.trail.count)


async def _audit(request: Request, declared: Audited | NotAudited | None, result: str) -> None:
    """Write the request's entry, if it has one, before its answer leaves."""
    write = write_trail(request, declared, result)
    if write is not None:
        await run_in_threadpool(write)


class _PicturesRoute(DeclaredRoute):
    request_class = _PicturesRequest


class _ReportRoute(DeclaredRoute):
    request_class = _ReportRequest


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_type() == "application/json"


def api_router(tag: str, prefix: str = "/v1", *, pictures: bool = False, reports: bool = False) -> APIRouter:
    """A router whose routes declare their roles, and read bodies as this module says.

    Args:
        tag: under which the description lists the routes.
        prefix: of all paths.
        pictures: whether bodies can hold pictures, and so be larger.
        reports: whether bodies are reports, whose reference can be in the header `Idempotency-Key`.
    """
    route = _PicturesRoute if pictures else _ReportRoute if reports else DeclaredRoute
    return APIRouter(prefix=prefix, tags=[tag], route_class=route)


_REFUSALS = (
    UnauthenticatedError,
    TokenRefusedError,
    StaleSignInError,
    RoleRefusedError,
    BudgetExhaustedError,
    KeysUnavailableError,
    RevocationUnknownError,
    AuditUnavailableError,
)


def problems(*errors: type[Exception] | int, public: bool = False) -> Responses:
    """The `responses` of a route: the problems it can answer with, and those that every route can."""
    always: list[ProblemType] = [INTERNAL]
    if not public:
        always += [PROBLEMS[refusal] for refusal in _REFUSALS]
    named = [HTTP_PROBLEMS[error] if isinstance(error, int) else PROBLEMS[error] for error in errors]
    by_status: dict[int, list[ProblemType]] = {}
    for problem in dict.fromkeys((*named, *always)):
        by_status.setdefault(problem.status, []).append(problem)
    return {int(status): _documented(found) for status, found in sorted(by_status.items())}


def _documented(found: list[ProblemType]) -> dict[str, Any]:
    example = found[0]
    return {
        "description": "; ".join(f"`{problem.code}`: {problem.title}" for problem in found),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                "example": {
                    "type": f"/docs/errors#{example.code}",
                    "title": example.title,
                    "status": int(example.status),
                    "detail": example.detail or example.title,
                    "code": example.code,
                    "instance": "urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
                },
            }
        },
    }


JSON_BODY = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
"""What every route that takes JSON can refuse, for :func:`problems`."""


def example(content: Any, description: str, media_type: str = "application/json") -> dict[str, Any]:
    """An entry of a route's `responses`: a successful answer with an example."""
    return {"description": description, "content": {media_type: {"example": content}}}


def answer(content: Any, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """An answer as JSON; the content is a value, or plain values."""
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json", headers=headers)
