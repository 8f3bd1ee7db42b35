"""Who was shown as many records as one person may be goes on only when a colleague agrees."""

from http import HTTPStatus
from typing import Annotated

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.allowances import AllowanceAnswer, Colleague
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.errors import TracingError

router = api_router("allowances")


@router.post(
    "/allowances",
    summary="Let a colleague be shown more",
    response_model=AllowanceAnswer,
    responses={
        HTTPStatus.OK: example({"until": "2026-03-21T10:30:00Z", "created": True}, "It runs."),
        **problems(TracingError, RequestValidationError, OperationalError, *JSON_BODY),
    },
)
def allow_more(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau, Role.shelter, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.allow_more, purposeful=True))],
    colleague: Annotated[Colleague, Body(examples=[{"subject": "officer-17"}])],
) -> Response:
    """For an hour, a colleague of yours may be shown as many records again as one person may be within an hour.

    Look first at what the colleague was shown, and why so much: you answer for it, and both names are written down.
    """
    trail.concerns(colleague.subject)
    trail.shows("allowance")
    done = service.application.allow_more(colleague.subject, caller)
    return answer(AllowanceAnswer(until=done.until, created=done.created))
