"""A sought person was located: the notice closes, and what she wishes goes before what others seek."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.located import LocationAnswer, StatementAnswer, location_answer
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.errors import NotANoticeError, NotFoundError, RetractedError
from tracing.located import Location, Statement

router = api_router("records")

_LOCATION: dict[str, Any] = {
    "kind": "alive_safe",
    "at": "2026-05-02",
    "place": {"country": "PRT", "name": "Lisbon"},
    "contact": "refused",
}
_LOCATED: dict[str, Any] = {
    "record": examples.RECORD,
    "located": {"location": _LOCATION, "authorities": ["prt.police"]},
    "position": 1060,
    "created": True,
}
_STATEMENT: dict[str, Any] = {"record": examples.RECORD, "state": "found", "statement": Statement.found.value}


@router.post(
    "/records/{notice}/location",
    summary="Note that a sought person was located",
    response_model=LocationAnswer,
    responses={
        HTTPStatus.OK: example(_LOCATED, "It is noted."),
        **problems(
            NotFoundError, NotANoticeError, RetractedError, RequestValidationError, OperationalError, *JSON_BODY
        ),
    },
)
def locate(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.bureau))],
    trail: Annotated[Trail, Depends(audited(Action.locate))],
    notice: UUID,
    location: Annotated[Location, Body(examples=[_LOCATION])],
) -> Response:
    """Closes a Yellow Notice that you may see. From then on its owner and you read it, and nobody else.

    Where and when she was found stays between the two of you. If she refuses contact, no new notice on her is seen by
    others before a reviewer of one of you has decided. Sent again with other content, it replaces what was noted.
    """
    trail.shows("location", records=[notice])
    done = service.application.locate(notice, location, caller)
    return answer(location_answer(done), headers={"Tracing-Position": str(done.position)})


@router.get(
    "/records/{notice}/statement",
    summary="What may whoever seeks her be told?",
    response_model=StatementAnswer,
    responses={
        HTTPStatus.OK: example(_STATEMENT, "What may be told."),
        **problems(NotFoundError, RequestValidationError, OperationalError),
    },
)
def read_statement(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau))],
    trail: Annotated[Trail, Depends(audited(Action.read_statement))],
    notice: UUID,
) -> Response:
    """One sentence for the family or whoever reported her missing, for everybody whom the notice was meant for.

    It is the same wherever she was found, and the same whether she refused, was not asked, or is dead: an authority
    tells that in person.
    """
    trail.shows("statement", records=[notice])
    said = service.application.statement(notice, caller)
    return answer(StatementAnswer(record=notice, state=said.name, statement=said))
