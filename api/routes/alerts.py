"""Alerts as a list to poll and as server-sent events, and the check of a crossing that an alert leads to."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError
from fastapi import Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.cursors import ForeignCursorError
from api.alerts.alerting import heeded
from api.alerts.places import Cursor, Places
from api.alerts.streaming import EventStream, Streams
from api.disclosure.auditing import Trail, audited
from api.examples import alerts as examples
from api.http.context import CurrentService, Source, invalid_parameter, sees
from api.http.routing import answer, api_router, example, problems
from api.intake.gate import checked
from api.refusals import TooManyStreamsError
from api.routes.subscriptions import Subscriber
from api.schemas.alerts import AlertPage, alert_shown
from api.schemas.gate import Checked
from projections.alerts import Place
from projections.freshness import TooFarBehindError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import NotFoundError, NotOwnerError
from tracing.events import now
from tracing.reports import BorderCrossing

router = api_router("alerts")


_HEARD = f"id: {examples.CURSOR}\nevent: alert\ndata: {msgspec.json.encode(examples.ALERT).decode()}\n\n"


@router.get(
    "/alerts",
    summary="List alerts",
    response_model=AlertPage,
    dependencies=[Depends(sees(Source.alerts))],
    responses={
        HTTPStatus.OK: example(examples.PAGE, "A page of alerts."),
        **problems(RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS),
    },
)
def list_alerts(
    service: CurrentService,
    caller: Subscriber,
    trail: Annotated[Trail, Depends(audited(Action.read_alerts))],
    cursor: Annotated[Cursor | None, Query(description="The `cursor` of the answer before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    subscription: Annotated[UUID | None, Query(description="Only those of this subscription.")] = None,
) -> Response:
    """Alerts of the subscriptions of your organisation and role that you may see now, in order.

    What comes later always stands behind what was read, so that whoever asks on with `cursor` misses nothing. An alert
    that was hidden and is shown again comes again, under the id that it had.
    """
    places = Places(service.alert_cursor_key, caller)
    found = service.alerts.alerts(caller, now(), _place(places, cursor, "cursor"), limit, subscription)
    shown = heeded(service.application, found, caller)
    trail.shows("alerts", records=[record for alert in shown for record in alert.records])
    behind = places.cursor(found[-1].place) if found else cursor
    return answer(AlertPage(alerts=tuple(alert_shown(alert, caller.role) for alert in shown), cursor=behind))


@router.get(
    "/alerts/stream",
    summary="Hear alerts",
    response_class=EventStream,
    responses={
        HTTPStatus.OK: example(_HEARD, "Events as they come.", EventStream.media_type),
        **problems(RequestValidationError, TooManyStreamsError, OperationalError, *LINK_ERRORS),
    },
)
async def hear_alerts(
    request: Request,
    service: CurrentService,
    caller: Subscriber,
    _trail: Annotated[Trail, Depends(audited(Action.read_alerts))],
    last_event_id: Annotated[
        Cursor | None, Header(description="The id of the last event that was heard; browsers send it by themselves.")
    ] = None,
    cursor: Annotated[Cursor | None, Query(description="The same, for the first request.")] = None,
) -> Response:
    """The alerts of `GET /v1/alerts` as server-sent events, whose ids are cursors.

    A stream ends after five minutes; ask again with `Last-Event-ID`. Without it, it begins with the first alert.
    """
    streams: Streams = request.app.state.streams
    streams.require_room(caller)
    places = Places(service.alert_cursor_key, caller)
    after = _place(places, last_event_id, "last-event-id") if last_event_id else _place(places, cursor, "cursor")
    events = streams.events(caller, places, after, request.state.request_id)
    return EventStream(events)


def _place(places: Places, cursor: str | None, parameter: str) -> Place:
    try:
        return places.place(cursor)
    except ForeignCursorError as error:
        raise invalid_parameter(parameter, str(error)) from None


@router.get(
    "/border-crossings/{record}/check",
    summary="Check a crossing of your own",
    response_model=Checked,
    responses={
        HTTPStatus.OK: example({"result": "no_hit", "actions": []}, "What the gate must do."),
        **problems(NotFoundError, NotOwnerError, RequestValidationError, OperationalError),
    },
)
def check_crossing(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.agency))],
    trail: Annotated[Trail, Depends(audited(Action.check_at_gate))],
    record: UUID,
) -> Response:
    """What the gate is answered when it posts, for a crossing that is stored: an alert on a later hit leads here."""
    found = service.application.record_for(record, caller)
    if found.organisation != caller.organisation:
        raise NotOwnerError("Only the agency that recorded a crossing checks it.")
    if not isinstance(found.report, BorderCrossing) or not found.in_use:
        raise NotFoundError("There is no such record.")
    gate = checked(service, found.report, caller)
    trail.shows(gate.result, records=[record])
    return answer(gate)
