"""How every page behaves: declared and audited like a route of the API, and answered with a page whatever happens."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.sse import format_sse_event

from api.access.callers import dependencies_of, open_to_all
from api.alerts.streaming import EventStream
from api.desk.forms.multipart import sent_upload
from api.desk.forms.sent import MAX_PICTURE_FORM_BYTES, ForeignFormError, sent_form
from api.desk.live import OVER, RELOAD
from api.desk.rendering import go_to, page
from api.desk.visits.visit import NotSignedInError, WorkNotSaidError, asking
from api.desk.words.problems import OTHER_PROBLEM, PROBLEMS
from api.http.problem_types import INTERNAL, problem_type
from api.http.routing import BoundedRequest, DeclaredRoute
from api.http.validation import problems_of
from api.operating.observation import log_failure

SIGN_IN, WORK = "/desk/sign-in", "/desk/work"
FOREIGN_FORM = "foreign-form"


class _FormRequest(BoundedRequest):
    """A request whose body is a form that somebody filled in."""

    max_bytes = 500_000
    """A report with all its texts in letters of three bytes, each of which takes nine in a form."""


class _PictureFormRequest(BoundedRequest):
    """A request whose form can hold a picture."""

    max_bytes = MAX_PICTURE_FORM_BYTES


class _PageRoute(DeclaredRoute):
    request_class: ClassVar[type[BoundedRequest]] = _FormRequest

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        calls = {dependency.call for dependency in dependencies_of(self.dependant)}
        if "POST" in (self.methods or ()) and not calls & {sent_form, sent_upload, open_to_all}:
            raise TypeError(
                f"{path} takes a form and does not check where it comes from: use `SentForm` or `SentUpload`"
            )
        self._streams = self.response_class is EventStream

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def handle_page(request: Request) -> Response:
            request.state.attended = not self._streams
            try:
                return await handle(request)
            except (NotSignedInError, WorkNotSaidError) as error:
                if self._streams:
                    return EventStream([format_sse_event(event=OVER, data_str=RELOAD)])
                return go_to(asking(WORK if isinstance(error, WorkNotSaidError) else SIGN_IN, request))
            except Exception as error:
                return await run_in_threadpool(_refused, request, error)

        return handle_page


class _PicturePageRoute(_PageRoute):
    request_class = _PictureFormRequest


def desk_router(*, pictures: bool = False) -> APIRouter:
    """A router for pages; they are no part of the API's description.

    Args:
        pictures: whether forms can hold a picture, and so be larger.
    """
    route = _PicturePageRoute if pictures else _PageRoute
    return APIRouter(prefix="/desk", route_class=route, include_in_schema=False)


def _refused(request: Request, error: Exception) -> Response:
    """The page for a request that ended in an exception; its own where that shows what to mend, or what was typed."""
    if isinstance(error, ForeignFormError):
        return _problem(request, FOREIGN_FORM, HTTPStatus.FORBIDDEN)
    problem = problem_type(error)
    if problem is INTERNAL:
        log_failure(error, request.state.request_id)
    kept: Callable[[str, int], Response] | None = getattr(request.state, "kept", None)
    if kept is not None:
        return kept(problem.code, problem.status)
    mend: Callable[[RequestValidationError], Response] | None = getattr(request.state, "mend", None)
    if mend is not None and isinstance(error, RequestValidationError):
        return mend(error)
    rules = problems_of(error) if isinstance(error, RequestValidationError) else []
    return _problem(request, problem.code, problem.status, rules)


def _problem(request: Request, code: str, status: int, rules: Any = ()) -> Response:
    return page(
        request,
        "problem.html",
        status,
        code=code,
        said=PROBLEMS.get(code, OTHER_PROBLEM),
        rules=rules,
        number=request.state.request_id,
    )
