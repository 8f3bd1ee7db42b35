"""Search by example."""

from http import HTTPStatus
from typing import Annotated

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api import examples
from api.auditing import Trail, audited
from api.callers import allow
from api.context import CurrentService, Source, sees
from api.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.search import Query, SearchAnswers, SearchRequest, search_answer
from api.wiring import Service
from projections.answers import answer as find
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.access import Caller, Reader, Role, reader_of
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import FacesUnavailableError, PictureProcessBusyError, UnusablePhotographError
from tracing.events import now
from tracing.person import Face
from tracing.photographs.kept import FaceOutcome

router = api_router("search", pictures=True)

_NO_FACE = {
    FaceOutcome.no_face: "it shows no face",
    FaceOutcome.several_faces: "it shows several faces; cut out the one to look for",
    FaceOutcome.poor_quality: "the face in it is too small or too dim",
}

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
    reader, today = reader_of(caller), now().date()
    assert isinstance(reader, Reader)  # all roles of this route see records
    index = service.engine.live()
    answers = {}
    for name, query in request.queries.items():
        page = find(
            index,
            service.identities,
            service.application,
            query.profile(today, _face(service, query)),
            reader,
            query.filters.on(today),
            groups=service.groups if caller.role is not Role.shelter else None,
            offset=query.offset,
            limit=query.limit,
        )
        trail.shows(*query.data, "report", records=[record.id for found in page.results for record in found.records])
        answers[name] = search_answer(query, page, caller)
    return answer(SearchAnswers(answers=answers))


def _face(service: Service, query: Query) -> Face | None:
    if query.picture is None:
        return None
    found = service.pictures.find_face(query.picture)
    face = found.face(taken=None)
    if face is None:
        raise UnusablePhotographError(_NO_FACE[found.outcome])
    return face
