"""Search by example."""

from http import HTTPStatus
from typing import Annotated

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.acts.searching import find_people
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService, Source, sees
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.search import SearchAnswers, SearchRequest
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import FacesUnavailableError, PictureProcessBusyError, UnusablePhotographError

router = api_router("search", pictures=True)

Searcher = Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau, Role.shelter))]


@router.post(
    "/search",
    summary="Search for people by example",
    response_model=SearchAnswers,
    dependencies=[Depends(sees(Source.search, Source.identities))],
    responses={
        HTTPStatus.OK: example(examples.FOUND, "Who was found, by the names of the queries."),
        **problems(
            RequestValidationError,
            UnusablePhotographError,
            FacesUnavailableError,
            PictureProcessBusyError,
            EngineUnavailableError,
            TooFarBehindError,
            OperationalError,
            *LINK_ERRORS,
            *JSON_BODY,
        ),
    },
)
def search(
    service: CurrentService,
    caller: Searcher,
    trail: Annotated[Trail, Depends(audited(Action.search, purposeful=True))],
    request: Annotated[SearchRequest, Body(examples=[examples.SEARCH])],
) -> Response:
    """Finds identities and single records that may be the person described, the likeliest first, with the reasons.

    What the caller may not see takes no part: it changes no count and no order. A shelter searches its own records and
    those that name it as a recipient. An engine that could answer only in part is a 503, never fewer people.
    """
    return answer(
        SearchAnswers(
            answers={name: find_people(service, query, caller, trail) for name, query in request.queries.items()}
        )
    )
