"""Silent candidates: a notice and a resident who does not want to be known meet through the shelter alone."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService, Source, sees
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.silent import ASK, LeftMessage, Reachable, SilentCandidate, SilentCandidates, silent_candidate
from projections.freshness import TooFarBehindError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import NobodyReachableError, NotFoundError, NotOwnerError

router = api_router("shelters")

Bureau = Annotated[Caller, Depends(allow(Role.bureau))]

_WAITS = [Depends(sees(Source.queue))]
_SILENT: dict[str, Any] = {
    "candidates": [
        {
            "record": examples.RECORD,
            "reference": "2026/31",
            "ask": ASK,
            "message": {
                "text": "Your sister waits to hear from you. You need not say where you are.",
                "organisation": "rou.bureau",
                "left_at": "2026-04-09T08:15:00Z",
            },
        }
    ]
}
_FAILS = (RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS)


@router.get(
    "/silent-candidates",
    summary="List own residents who may be sought",
    response_model=SilentCandidates,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: example(_SILENT, "The shelter's own registrations."), **problems(*_FAILS)},
)
def list_silent_candidates(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.shelter))],
    trail: Annotated[Trail, Depends(audited(Action.list_candidates))],
) -> Response:
    """Registrations of your own that nobody outside sees and that a notice may be about. Nothing of the notice is told.

    Whether she wants to know, and to be reached, is the resident's to say: a correction of the registration with the
    consent `contact_through_shelter` lets the bureau that seeks her leave one message here, and opens nothing else.
    """
    found: dict[UUID, SilentCandidate] = {}
    for row in service.silent.of_shelter(caller):
        pair = service.application.judgement_or_none(row.judgement)
        records = service.application.records((row.record_a, row.record_b))
        own = next((one for one in records.values() if one.organisation == caller.organisation), None)
        if pair is None or own is None or not own.stays_with_its_shelter:
            continue
        if own.id not in found or pair.message is not None:
            found[own.id] = silent_candidate(own, pair)
    trail.shows("silent_candidate", records=list(found))
    return answer(SilentCandidates(candidates=tuple(found.values())))


@router.get(
    "/records/{notice}/message",
    summary="Can a message be left?",
    response_model=Reachable,
    dependencies=_WAITS,
    responses={
        HTTPStatus.OK: example({"reachable": True}, "Whether it can."),
        **problems(NotFoundError, NotOwnerError, *_FAILS),
    },
)
def read_reachable(
    service: CurrentService,
    caller: Bureau,
    trail: Annotated[Trail, Depends(audited(Action.read_candidate))],
    notice: UUID,
) -> Response:
    """Whether somebody who may be the person of your notice has allowed one message. Not who, where, or how many."""
    trail.shows("reachable", records=[notice])
    service.application.require_own_notice(notice, caller)
    pairs = [row.judgement for row in service.silent.of_notice(notice)]
    return answer(Reachable(reachable=bool(service.application.reachable(pairs))))


@router.post(
    "/records/{notice}/message",
    summary="Leave one message",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Reachable,
    responses={
        HTTPStatus.ACCEPTED: example({"reachable": False}, "It is left; no second one can be."),
        **problems(NotFoundError, NotOwnerError, NobodyReachableError, *_FAILS, *JSON_BODY),
    },
)
def leave_message(
    service: CurrentService,
    caller: Bureau,
    trail: Annotated[Trail, Depends(audited(Action.leave_message))],
    notice: UUID,
    message: Annotated[LeftMessage, Body(examples=[{"text": "Your sister waits to hear from you."}])],
) -> Response:
    """Leaves a message about your own notice with whoever may take one. The shelter reads it to the resident."""
    trail.shows("message", records=[notice])
    service.application.require_own_notice(notice, caller)
    pairs = [row.judgement for row in service.silent.of_notice(notice)]
    position = service.application.leave_message(notice, pairs, message.text, caller)
    return answer(Reachable(reachable=False), HTTPStatus.ACCEPTED, {"Tracing-Position": str(position)})
