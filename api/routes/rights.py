"""What an owner does with a record beside correcting it: keep it from use, and erase it."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.acts.erasing import ask_or_erase
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.rights import ErasureAnswer, ErasureAsked, Restriction, RestrictionAnswer, restriction_answer
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.errors import NotFoundError, NotOwnerError, RetractedError
from tracing.restricting import Restricted

router = api_router("records")

Owner = Annotated[Caller, Depends(allow(Role.bureau, Role.shelter))]

_ASKED: dict[str, Any] = {
    "record": examples.RECORD,
    "state": "asked",
    "forgotten": None,
    "pictures_removed": None,
    "signed": None,
}
_ERASED: dict[str, Any] = {
    "record": examples.RECORD,
    "state": "erased",
    "forgotten": True,
    "pictures_removed": True,
    "signed": {
        "report": {
            "record": examples.RECORD,
            "organisation": "ita.shelter",
            "ground": "consent_withdrawn",
            "erased_at": "2026-03-02T09:30:00Z",
            "position": 1051,
            "streams": 3,
        },
        "signature": "5d" * 64,
        "public_key": "a1" * 32,
    },
}


_RESTRICTED: dict[str, Any] = {
    "record": examples.RECORD,
    "restricted": True,
    "ground": "accuracy_contested",
    "position": 1050,
    "created": True,
}
_FREE = _RESTRICTED | {"restricted": False, "ground": None, "position": 1051}


def _restricts(answered: dict[str, Any]) -> dict[str, Any]:
    """What the two routes on a restriction have in common."""
    return {
        "response_model": RestrictionAnswer,
        "responses": {
            HTTPStatus.OK: example(answered, "The record stands so."),
            **problems(
                NotFoundError, NotOwnerError, RetractedError, RequestValidationError, OperationalError, *JSON_BODY
            ),
        },
    }


@router.post("/records/{record}/restriction", summary="Keep a record from use", **_restricts(_RESTRICTED))
def restrict_record(
    service: CurrentService,
    caller: Owner,
    trail: Annotated[Trail, Depends(audited(Action.restrict))],
    record: UUID,
    restriction: Annotated[Restriction, Body(examples=[{"ground": "accuracy_contested"}])],
) -> Response:
    """Nobody but its owner knows of the record any more, and it is not compared; all of it is kept.

    For the owner, and the bureau of the owner's country. It bites on every answer, those "as known on a day" too.
    """
    trail.shows(restriction.ground.value, records=[record])
    return _standing(service.application.restrict(record, restriction.ground, caller))


@router.delete("/records/{record}/restriction", summary="Use a record again", **_restricts(_FREE))
def lift_restriction(
    service: CurrentService,
    caller: Owner,
    trail: Annotated[Trail, Depends(audited(Action.restrict))],
    record: UUID,
) -> Response:
    """Whoever might see the record before sees it again, and it is compared with all that came meanwhile."""
    trail.shows("lifted", records=[record])
    return _standing(service.application.lift_restriction(record, caller))


def _standing(done: Restricted) -> Response:
    return answer(restriction_answer(done), headers={"Tracing-Position": str(done.position)})


@router.post(
    "/records/{record}/erasure",
    summary="Erase a record",
    status_code=HTTPStatus.OK,
    response_model=ErasureAnswer,
    responses={
        HTTPStatus.OK: example(_ERASED, "It is gone."),
        HTTPStatus.ACCEPTED: {"model": ErasureAnswer, **example(_ASKED, "Another person must agree.")},
        **problems(NotFoundError, NotOwnerError, RequestValidationError, OperationalError, *JSON_BODY),
    },
)
def erase_record(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.bureau, Role.shelter, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.ask_erasure))],
    record: UUID,
    asked: Annotated[ErasureAsked, Body(examples=[{"ground": "consent_withdrawn"}])],
) -> Response:
    """The first request asks; the same request by another person of the owner carries it out, and cannot be undone.

    The keys of the record and of every judgement on it are destroyed: what the log and the store of photographs hold of
    the person can no longer be read; backups neither, once the operator has retired the master key that wrapped them.
    For the owner, and the bureau of the owner's country.
    """
    trail.shows(asked.ground.value, records=[record])
    done = ask_or_erase(service, record, asked.ground, caller)
    if done.signed is None:
        return answer(done, HTTPStatus.ACCEPTED)
    return answer(done, headers={"Tracing-Position": str(done.signed.report.position)})
