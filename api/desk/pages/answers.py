"""A reviewer's own answers while they wait: undone, kept at once, or looked at."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.desk.forms.sent import SentForm
from api.desk.rendering import go_to, page, page_or
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail, not_audited
from api.http.context import CurrentService
from tracing.access import Caller, Role
from tracing.audit.entries import Action

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]

_ANSWERS = "/desk/answers"
_OWN_ALONE = [Depends(not_audited("it shows a reviewer's own answers, and nothing of anybody"))]


@router.get("/answers", dependencies=[Depends(signed_in(Role.reviewer)), *_OWN_ALONE])
def own_answers(request: Request, then: Annotated[str, Query(alias="next", max_length=200)] = _ANSWERS) -> Response:
    """What became of the answers given last; `next` is the page on which it is told."""
    return page(request, "answers.html", late=False, then=page_or(then, _ANSWERS))


@router.post("/answers/{batch}/undo")
def undo(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited_for_work(Action.judge))],
    batch: UUID,
    form: SentForm,
) -> Response:
    """Takes back what was not written yet, and leads to the pair or the group again; tells when it was too late."""
    undone = service.answers.undo(caller, batch)
    pairs = service.application.judgements(undone)
    trail.shows("undone", records=[end for pair in pairs for end in (pair.record_a, pair.record_b)])
    if not pairs:
        return page(request, "answers.html", HTTPStatus.CONFLICT, late=True, then=_ANSWERS)
    return go_to(f"/desk/pairs/{pairs[0].id}" if len(pairs) == 1 else f"/desk/groups/{pairs[0].record_a}")


@router.post("/answers/{batch}/now", dependencies=_OWN_ALONE)
def keep_now(service: CurrentService, caller: Reviewer, batch: UUID, form: SentForm) -> Response:
    """Lets what waits be written without waiting longer."""
    service.answers.hasten(caller, batch)
    return go_to(page_or(form.text("next"), _ANSWERS))


@router.post("/answers/{batch}/read", dependencies=_OWN_ALONE)
def read(service: CurrentService, caller: Reviewer, batch: UUID, form: SentForm) -> Response:
    """Stops telling that an answer could not be kept."""
    service.answers.dismiss(caller, batch)
    return go_to(page_or(form.text("next"), _ANSWERS))
