"""A record's own page for its owner: how it stands, every version of it, and what can be done with it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from api.desk.navigation import SEARCHERS
from api.desk.people.history import history_of
from api.desk.people.own import own_record, states_of, waiting_pairs
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.intake.posting import ALL_POSTERS, POSTERS
from api.schemas.reports import record_shown
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.identities import merged_profile
from tracing.records import Record
from tracing.reports import ReportKind

router = desk_router()

OWNERS = tuple(role for role in Role if role in ALL_POSTERS)
"""Roles whose organisations have records of their own."""
ERASERS = (Role.bureau, Role.shelter)
"""Roles that keep records from use, and erase them."""


class Act(StrEnum):
    """What an owner can do with a record; each has a page of its own."""

    correction = "correction"
    recipients = "recipients"
    location = "location"
    restriction = "restriction"
    retraction = "retraction"
    erasure = "erasure"


@router.get("/records/{record}", dependencies=[Depends(sees(Source.queue))])
def record_page(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(*OWNERS))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_record))],
    record: UUID,
    done: Act | None = None,
) -> Response:
    """The record as it stands, with its history; `done` names what was just done with it."""
    trail.shows("report", "history", records=[record])
    found = own_record(service, record, caller)
    pairs = waiting_pairs(service, [record], caller).get(record, [])
    trail.shows(records=[one.id for one in pairs])
    sought = found.kind is ReportKind.yellow_notice
    return page(
        request,
        "record.html",
        record=record_shown(found, caller),
        states=states_of(found),
        profile=merged_profile([found]),
        history=history_of(service.application.owned_stream(record, caller)),
        pairs=[record_shown(one, caller) for one in pairs],
        acts=acts_on(found, caller),
        asked=found.erasure_asked,
        statement=service.application.statement(record, caller) if sought and found.in_use else None,
        may_search=caller.role in SEARCHERS,
        done=done,
    )


def acts_on(record: Record, caller: Caller) -> list[Act]:
    """What the caller, who is of the owner's, may do with a record as it stands."""
    posts, erases = caller.role in POSTERS[record.kind], caller.role in ERASERS
    is_open = record.retracted is None and record.located is None
    allowed = {
        Act.correction: posts and is_open,
        Act.recipients: posts and is_open,
        Act.location: record.kind is ReportKind.yellow_notice and record.retracted is None,
        Act.restriction: erases and (record.retracted is None or record.restricted is not None),
        Act.retraction: posts and is_open,
        Act.erasure: erases,
    }
    return [act for act, is_allowed in allowed.items() if is_allowed]
