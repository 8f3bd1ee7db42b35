"""What an organisation was told of: alerts on its own records and of saved searches, the newest first."""

from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.acts.cursors import ForeignCursorError
from api.alerts.alerting import heeded
from api.alerts.places import Cursor, Places
from api.alerts.subscribing import SUBSCRIBERS
from api.desk.navigation import SEARCHERS
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, invalid_parameter, sees
from api.schemas.reports import RecordAnswer, record_shown
from api.wiring import Service
from projections.alerts import END, Alert, Place
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.events import now
from tracing.stream_ids import judgement_id
from tracing.subscriptions import AlertTopic

router = desk_router()

_PER_PAGE = 25
_OF_PAIRS = frozenset({AlertTopic.candidate, AlertTopic.merge_undone})


class Told(NamedTuple):
    """An alert with what it leads to: records as the caller may read them, each with its page; for reviewers the pair.

    A record's page is its owner's; others have the page of its person, if their role reads such pages.
    """

    alert: Alert
    records: list[tuple[RecordAnswer, str]]
    pair: UUID | None


@router.get("/alerts", dependencies=[Depends(sees(Source.alerts))])
def alerts(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(*SUBSCRIBERS))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_alerts))],
    subscription: UUID | None = None,
    cursor: Annotated[Cursor | None, Query(description="Where the page before ended.")] = None,
) -> Response:
    """A page of alerts, of all subscriptions of the caller's organisation and role or of one."""
    places = Places(service.alert_cursor_key, caller)
    after = END if cursor is None else _place(places, cursor)
    found = service.alerts.alerts(caller, now(), after, _PER_PAGE + 1, subscription, newest_first=True)
    told = _told(service, heeded(service.application, found[:_PER_PAGE], caller), caller)
    trail.shows("alerts", "report", records=[record.record for one in told for record, _ in one.records])
    return page(
        request,
        "alerts.html",
        told=told,
        subscription=subscription,
        first=cursor is None,
        next_cursor=places.cursor(found[_PER_PAGE - 1].place) if len(found) > _PER_PAGE else None,
    )


def _told(service: Service, heard: list[Alert], caller: Caller) -> list[Told]:
    known = service.application.records(list({record for alert in heard for record in alert.records}))
    shown = {record: record_shown(one, caller) for record, one in known.items()}
    return [
        Told(
            alert=alert,
            records=[(shown[one], _page_of(shown[one], caller)) for one in alert.records if one in shown],
            pair=judgement_id(*alert.records) if _leads_to_pair(alert, caller) else None,
        )
        for alert in heard
    ]


def _leads_to_pair(alert: Alert, caller: Caller) -> bool:
    return caller.role is Role.reviewer and alert.topic in _OF_PAIRS and len(alert.records) > 1


def _page_of(record: RecordAnswer, caller: Caller) -> str:
    if record.organisation == caller.organisation and caller.role is not Role.reviewer:
        return f"/desk/records/{record.record}"
    return f"/desk/identities/{record.record}" if caller.role in SEARCHERS else ""


def _place(places: Places, cursor: str) -> Place:
    try:
        return places.place(cursor)
    except ForeignCursorError as error:
        raise invalid_parameter("cursor", str(error)) from None
