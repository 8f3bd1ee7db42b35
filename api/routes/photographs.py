"""Adding photographs to records, and reading them."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import examples
from api.access.callers import allow
from api.acts.looking import photograph_for
from api.disclosure.auditing import Trail, audited
from api.http.context import CurrentService, CurrentTurns
from api.http.routing import answer, api_router, example, problems
from api.http.turns import in_turn
from api.intake.posting import ALL_POSTERS, require_poster
from api.intake.uploading import StalledError, in_time
from api.refusals import TooManyReportsError
from api.routes.reports import IN_THE_LOG
from api.schemas.photographs import PhotographAnswer, photograph_answer
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.errors import (
    NotFoundError,
    NotOwnerError,
    PictureProcessBusyError,
    RetractedError,
    TracingError,
    UnusablePhotographError,
)
from tracing.person import PartialDate
from tracing.photographs.kept import KeptPhotograph, Sha256
from tracing.photographs.preparing import MAX_BYTES, MEDIA_TYPE, Prepared
from tracing.photographs.store import PhotographMissingError

router = api_router("records")

ReaderOfRecords = Annotated[Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau))]

_BYTES = "the bytes of the picture"

_PHOTOGRAPHED: dict[str, Any] = {
    "record": examples.RECORD,
    "position": 1044,
    "created": True,
    "photograph": {
        "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "media_type": "image/jpeg",
        "size": 81_234,
        "width": 900,
        "height": 1200,
        "taken": "2024-06",
        "face": None,
        "quality": 0.0,
    },
}

_PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The bytes of a JPEG, PNG or WebP. What it is, is found out by its content; the type that the "
        "request claims is not looked at.",
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary"},
                "example": _BYTES,
            }
        },
    }
}


class _Picture(Response):
    media_type = MEDIA_TYPE


@router.post(
    "/records/{record}/photographs",
    summary="Add a photograph",
    status_code=HTTPStatus.CREATED,
    response_model=PhotographAnswer,
    responses={
        HTTPStatus.OK: example(_PHOTOGRAPHED | {"created": False}, "The record had this picture already."),
        HTTPStatus.CREATED: example(_PHOTOGRAPHED, "The picture is kept."),
        **problems(
            NotFoundError,
            NotOwnerError,
            RetractedError,
            RequestValidationError,
            UnusablePhotographError,
            TracingError,
            TooManyReportsError,
            PictureProcessBusyError,
            OperationalError,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.REQUEST_TIMEOUT,
        ),
    },
    openapi_extra=_PICTURE,
    dependencies=IN_THE_LOG,
)
async def add_photograph(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(*ALL_POSTERS))],
    turns: CurrentTurns,
    record: UUID,
    taken: Annotated[
        PartialDate | None, Header(alias="Photograph-Taken", description="When it was taken, whole or in part.")
    ] = None,
) -> Response:
    """Keeps a picture of the person: up to 10,000,000 bytes and 40 megapixels. For the owner organisation only.

    It is written anew as a JPEG, upright and without metadata. A face model looks at it afterwards; what it found
    stands with the record, and from then on the record is found and compared by this face too.
    """
    # Whoever may add nothing need not send ten megabytes to learn it.
    await run_in_threadpool(_require_owner, service, record, caller)
    await turns.admit(caller.organisation)
    async with request.app.state.photograph_places.of(caller.organisation):
        sent = await _received(request)
        prepared = await run_in_threadpool(service.pictures.prepare, sent)
    return await in_turn(turns, caller, _added, service, record, caller, prepared, taken)


@router.get(
    "/records/{record}/photographs/{sha256}",
    summary="Read a photograph",
    response_class=_Picture,
    responses={
        HTTPStatus.OK: example(_BYTES, "The picture, never to be cached.", MEDIA_TYPE),
        **problems(NotFoundError, RequestValidationError, PhotographMissingError, OperationalError),
    },
)
def read_photograph(
    service: CurrentService,
    caller: ReaderOfRecords,
    trail: Annotated[Trail, Depends(audited(Action.read_photograph, purposeful=True))],
    record: UUID,
    sha256: Sha256,
) -> Response:
    """A picture of a record that the caller may see, as it is kept; otherwise as if there were none."""
    kept, content = photograph_for(service, record, sha256, caller, trail)
    return Response(content, media_type=kept.media_type)


def _require_owner(service: Service, record: UUID, caller: Caller) -> None:
    require_poster(service.application.require_open(record, caller).kind, caller)


def _added(service: Service, record: UUID, caller: Caller, prepared: Prepared, taken: str | None) -> Response:
    kept = KeptPhotograph(
        # Kept first: an event must never name a picture that is nowhere.
        sha256=service.photographs.put(record, prepared.content),
        media_type=MEDIA_TYPE,
        size=len(prepared.content),
        width=prepared.width,
        height=prepared.height,
        taken=taken,
    )
    posted = service.application.add_photograph(record, kept, caller)
    headers = {
        "Tracing-Position": str(posted.position),
        "Location": f"/v1/records/{record}/photographs/{kept.sha256}",
    }
    status = HTTPStatus.CREATED if posted.created else HTTPStatus.OK
    return answer(photograph_answer(posted), status, headers)


async def _received(request: Request) -> bytes:
    """The body, as long as it is no longer than a picture may be and comes in time."""
    received = bytearray()
    try:
        async for chunk in in_time(request.stream()):
            received += chunk
            if len(received) > MAX_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except StalledError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
    return bytes(received)
