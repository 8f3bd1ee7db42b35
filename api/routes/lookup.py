"""Looking records up by what they are called elsewhere."""

from http import HTTPStatus
from typing import Annotated

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService, Source, sees
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.lookup import MOST, Lookup, LookupAnswer, lookup_answer
from projections.freshness import TooFarBehindError
from projections.lookup import called
from search.engine import EngineUnavailableError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS

router = api_router("search")


@router.post(
    "/records:lookup",
    summary="Look records up by what they are called elsewhere",
    response_model=LookupAnswer,
    dependencies=[Depends(sees(Source.search))],
    responses={
        HTTPStatus.OK: example(examples.LOOKED_UP, "The records that are called so; none is no error."),
        **problems(
            RequestValidationError,
            EngineUnavailableError,
            TooFarBehindError,
            OperationalError,
            *LINK_ERRORS,
            *JSON_BODY,
        ),
    },
)
def look_up(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau))],
    trail: Annotated[Trail, Depends(audited(Action.search, purposeful=True))],
    lookup: Annotated[Lookup, Body(examples=[examples.LOOKUP])],
) -> Response:
    """Finds records by a partner's own number: a notice number, a case number, the id in a register such as PFIF's.

    Also found are reports that say they are about such a record. What the caller may not see takes no part. The
    number is sent in the body: it belongs to a person, and so never into an address.
    """
    found = called(service.engine.live(), service.application, lookup.identifier, caller, MOST + 1)
    trail.shows("reference", "report", records=[record.id for record in found[:MOST]])
    return answer(lookup_answer(found, caller))
