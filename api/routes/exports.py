"""Handing out records as a file, and the feed of what changed."""

from collections.abc import Sequence
from http import HTTPStatus
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError
from fastapi import Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator
from starlette.responses import JSONResponse, StreamingResponse

from api.access.callers import allow
from api.acts import feed
from api.acts.cursors import After, Cursors, ForeignCursorError
from api.disclosure.auditing import Trail, audited, audited_if_shown
from api.disclosure.showing import count_shown
from api.examples import exports as examples_of_exports
from api.exchange.exporting import FORMATS, Announce, Export, KindNotHeldError, exported, in_pieces, wanted_in
from api.http.context import CurrentService, Source, invalid_parameter, sees
from api.http.routing import api_router, example, problems
from projections.freshness import TooFarBehindError
from tracing.access import Caller, Role, reader_of
from tracing.audit.entries import ANSWERED, Action
from tracing.audit.log import AuditLog
from tracing.database import LINK_ERRORS
from tracing.person import CountryCode
from tracing.reports import ReportKind

CURSOR_HEADER = "Tracing-Cursor"

router = api_router("exchange")


class CloudEvents(JSONResponse):
    """A batch of events in the JSON format."""

    media_type = feed.MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The events as they are sent."""
        return msgspec.json.encode(content)


_FAILS = (RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS)
_READERS = (Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau)


def _known(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"a format is one of {', '.join(FORMATS)}")
    return name


FormatName = Annotated[str, Path(json_schema_extra={"enum": list(FORMATS)}), AfterValidator(_known)]

_EXPORTED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {
        "description": "The file.",
        "content": {FORMATS[name].media_type: {"example": text} for name, text in examples_of_exports.FILES.items()},
        "headers": {
            CURSOR_HEADER: {
                "schema": {"type": "string"},
                "description": "Where the file ends: as `after` it asks for what changes later.",
            }
        },
    }
}


@router.get(
    "/exports/{format}",
    summary="Export records",
    dependencies=[Depends(sees(Source.changes))],
    response_class=Response,
    responses=_EXPORTED | problems(*_FAILS),
)
def export_records(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(*_READERS, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.export, purposeful=True))],
    format: FormatName,
    kind: Annotated[list[ReportKind], Query(max_length=4, description="Of these kinds; all if left out.")] = [],  # noqa: B006
    country: Annotated[CountryCode | None, Query(description="Owned by organisations of this country.")] = None,
    after: After = None,
    limit: Annotated[int | None, Query(ge=1, le=1_000_000, description="So many records at most.")] = None,
) -> Response:
    """The records that you may see and that are in use, each once, in the order in which they last changed.

    They are shown as when you read them one by one, but without face encodings. Every part is in the audit log before
    it leaves; if that, or the budget of records an hour, does not allow it, nothing is sent, or the link is cut in the
    middle: a file that ends in an orderly way is whole. Formats hold what they can: see docs/api.md.
    """
    chosen, reader = FORMATS[format], reader_of(caller)
    assert reader is not None  # the roles above are those that see records
    cursors = Cursors(service.export_key, service.application)
    position = _position(cursors, after, caller)
    try:
        wanted = wanted_in(chosen, kind, country, position)
    except KindNotHeldError as error:
        raise invalid_parameter("kind", str(error)) from None
    selected = service.changes.select(reader, wanted, limit)
    count_shown(request.app.state, caller, selected.count)
    trail.shows(f"export as {format}")
    records = exported(service, caller, wanted, selected, _announcing(request, trail, caller))
    first = next(records, None)
    cursor = after if selected.last is None else cursors.cursor(selected.last, caller)
    return StreamingResponse(
        in_pieces(
            chosen.write(records if first is None else chain([first], records), Export(caller, service.export_key))
        ),
        media_type=chosen.media_type,
        headers={CURSOR_HEADER: cursor} if cursor else None,
    )


@router.get(
    "/changes",
    summary="Follow changes",
    dependencies=[Depends(sees(Source.changes))],
    response_model=list[feed.ChangeEvent],
    response_class=CloudEvents,
    responses={
        HTTPStatus.OK: example(examples_of_exports.CHANGES, "Oldest first.", feed.MEDIA_TYPE),
        **problems(*_FAILS),
    },
)
def follow_changes(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(*_READERS))],
    trail: Annotated[Trail, Depends(audited_if_shown(Action.follow_changes))],
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """What became of records that you may see, as CloudEvents without data, in the order of entry.

    Take the `position` of the last one as `after` of the next request; an empty list means that there is nothing new. A
    record that is shared with you later appears with the event that shared it. What is no longer meant for you is not
    there any more, old events included.
    """
    cursors = Cursors(service.export_key, service.application)
    changes = feed.changes_for(service, caller, _position(cursors, after, caller), limit)
    if changes:
        trail.shows("changes", records=[change.subject for change in changes])
    return CloudEvents(changes)


def _position(cursors: Cursors, after: str | None, caller: Caller) -> int:
    try:
        return cursors.position(after, caller)
    except ForeignCursorError as error:
        raise invalid_parameter("after", str(error)) from None


def _announcing(request: Request, trail: Trail, caller: Caller) -> Announce:
    """What writes down each part of a file: the first as the request's own entry, the others before they are sent."""
    log: AuditLog = request.app.state.service.audit
    begun = False

    def announce(records: Sequence[UUID]) -> None:
        nonlocal begun
        if not begun:
            begun = True
            trail.shows(records=records)
            return
        entry = trail.next_part(records).entry(caller, ANSWERED, request.state.request_id)
        assert entry is not None
        log.append(entry)

    return announce
