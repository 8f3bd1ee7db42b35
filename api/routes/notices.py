"""Yellow Notices in the shapes of INTERPOL's public notices service, for partners whose programs speak that."""

from http import HTTPStatus
from typing import Annotated, Any

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Path, Query, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.notices import found, one
from api.disclosure.auditing import Trail, audited
from api.examples import notices as examples
from api.exchange.interpol_out import notice_detail, notice_images
from api.http.context import CurrentService, Source, sees
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.refusals import NoticeNotFoundError
from api.schemas.notices import (
    Age,
    ImagesAnswer,
    Nationality,
    NoticeAnswer,
    NoticesAnswer,
    NoticesQuery,
    PageNumber,
    PerPage,
    SexId,
    notices_answer,
)
from api.wiring import Service
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.access import Caller, Reader, Role, reader_of
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import NotFoundError
from tracing.events import now
from tracing.photographs.kept import Sha256
from tracing.photographs.preparing import MEDIA_TYPE
from tracing.photographs.store import PhotographMissingError

router = api_router("exchange", prefix="/notices/v1")

NoticeReader = Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau))]
NoticeName = Annotated[
    str, Path(pattern=r"^\d{4}-\d{1,12}$", description="The `entity_id` with a hyphen: `2014-5590`.")
]
SearchTrail = Annotated[Trail, Depends(audited(Action.search, purposeful=True))]
ReadTrail = Annotated[Trail, Depends(audited(Action.read_record, purposeful=True))]

_FAILS = (RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS)
_NAMES = ("forename", "name", "freeText")
_Name = Annotated[
    str | None,
    Query(
        max_length=200, description="Refused here: a URL stands in logs. Send it as POST, in the body.", deprecated=True
    ),
]


def _lists(*more: int) -> dict[str, Any]:
    return {
        "response_model": NoticesAnswer,
        "dependencies": [Depends(sees(Source.search, Source.identities))],
        "responses": {
            HTTPStatus.OK: example(examples.LIST, "A page of the notices that the caller may see."),
            **problems(EngineUnavailableError, *_FAILS, *more),
        },
    }


@router.get("/yellow", summary="List Yellow Notices", **_lists())
def list_notices(
    service: CurrentService,
    caller: NoticeReader,
    trail: SearchTrail,
    nationality: Nationality = None,
    ageMin: Age = None,
    ageMax: Age = None,
    sexId: SexId = None,
    page: PageNumber = 1,
    resultPerPage: PerPage = 20,
    forename: _Name = None,
    name: _Name = None,
    freeText: _Name = None,
) -> Response:
    """The notices that you may see, those entered last first. At most 160 are ever listed: cut by nationality and age.

    The shapes and filters are those of INTERPOL's public notices service, but for one: what names somebody is not taken
    from a URL. `POST` with the same filters in the body does the same.
    """
    for given, text in zip(_NAMES, (forename, name, freeText), strict=True):
        if text is not None:
            raise _in_the_url(given)
    query = NoticesQuery(
        nationality=nationality, ageMin=ageMin, ageMax=ageMax, sexId=sexId, page=page, resultPerPage=resultPerPage
    )
    return _page(service, caller, trail, query)


@router.post("/yellow", summary="Search Yellow Notices", **_lists(*JSON_BODY))
def search_notices(
    service: CurrentService,
    caller: NoticeReader,
    trail: SearchTrail,
    query: Annotated[NoticesQuery, Body(examples=[examples.QUERY])],
) -> Response:
    """As the list, with filters in the body. With names the likeliest come first, in whatever spelling they stand.

    Links to other pages hold no names: post the same body with another `page`.
    """
    return _page(service, caller, trail, query)


@router.get(
    "/yellow/{notice}",
    summary="Read a Yellow Notice",
    response_model=NoticeAnswer,
    responses={HTTPStatus.OK: example(examples.DETAIL, "The notice."), **problems(NotFoundError, *_FAILS)},
)
def read_notice(service: CurrentService, caller: NoticeReader, trail: ReadTrail, notice: NoticeName) -> Response:
    """A notice that you may see. Where several organisations entered one number, the one entered first."""
    record = one(service, notice, _reader(caller))
    trail.shows("report", records=[record.id])
    return answer(notice_detail(record))


@router.get(
    "/yellow/{notice}/images",
    summary="List the images of a Yellow Notice",
    response_model=ImagesAnswer,
    responses={HTTPStatus.OK: example(examples.IMAGES, "The images."), **problems(NotFoundError, *_FAILS)},
)
def list_images(service: CurrentService, caller: NoticeReader, trail: ReadTrail, notice: NoticeName) -> Response:
    """The photographs that the owner of the notice added."""
    record = one(service, notice, _reader(caller))
    trail.shows("photographs", records=[record.id])
    return answer(notice_images(record))


class _Picture(Response):
    media_type = MEDIA_TYPE


@router.get(
    "/yellow/{notice}/images/{picture}",
    summary="Read an image of a Yellow Notice",
    response_class=_Picture,
    responses={
        HTTPStatus.OK: example("the bytes of the picture", "The picture, never to be cached.", MEDIA_TYPE),
        **problems(NotFoundError, PhotographMissingError, *_FAILS),
    },
)
def read_image(
    service: CurrentService,
    caller: NoticeReader,
    trail: Annotated[Trail, Depends(audited(Action.read_photograph, purposeful=True))],
    notice: NoticeName,
    picture: Sha256,
) -> Response:
    """A picture of a notice, as it is kept."""
    record = one(service, notice, _reader(caller))
    trail.shows("photograph", records=[record.id])
    for kept in record.photographs:
        if kept.sha256 == picture:
            return Response(service.photographs.get(record.id, picture), media_type=kept.media_type)
    raise NoticeNotFoundError


def _page(service: Service, caller: Caller, trail: Trail, query: NoticesQuery) -> Response:
    records = found(service, query, _reader(caller), now().date())
    start = (query.page - 1) * query.resultPerPage
    shown = records[start : start + query.resultPerPage]
    trail.shows(*query.data, "report", records=[record.id for record in shown])
    return answer(notices_answer(query, len(records), shown))


def _reader(caller: Caller) -> Reader:
    reader = reader_of(caller)
    assert reader is not None  # all roles of these routes see records
    return reader


def _in_the_url(name: str) -> RequestValidationError:
    error = ValueError("What names a person is sent as POST, in the body: a URL stands in logs")
    return RequestValidationError([{"type": "value_error", "loc": ("query", name), "ctx": {"error": error}}])
