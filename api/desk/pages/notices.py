"""A national bureau's own notices: what has become of each, who may read it, and what is due."""

from datetime import timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.alerts.subscribing import subscriptions_of
from api.desk.people.own import states_of, waiting_pairs
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.schemas.reports import RecordAnswer, record_shown
from api.wiring import Service
from projections.owned import Entered, OwnRecords, OwnState
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.events import now
from tracing.reports import ReportKind
from tracing.subscriptions import AlertTopic

router = desk_router()

_PER_PAGE = 25
_SOON = timedelta(days=30)
"""How long before its end a subscription is reminded of."""


class Row(NamedTuple):
    """A notice of the list; `asked` says who asks to erase it, `pairs` how many wait for reviewers."""

    record: RecordAnswer
    states: list[OwnState]
    asked: str
    pairs: int


class Due(NamedTuple):
    """What the bureau should look at: how many notices in states that do not last, and how it is told of things."""

    states: dict[OwnState, int]
    ending: int
    untold: bool


@router.get("/notices", dependencies=[Depends(sees(Source.identities, Source.queue))])
def notices(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.bureau))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_record))],
    state: OwnState | None = None,
    order: Entered = Entered.newest,
    after: Annotated[UUID | None, Query(description="The last notice of the page before.")] = None,
) -> Response:
    """A page of the bureau's own notices, in one state or in all."""
    own = OwnRecords(service.identities, caller.organisation, ReportKind.yellow_notice)
    listed = own.listed(state, order, _PER_PAGE + 1, after)
    counts, rows = own.counted(), _rows(service, listed[:_PER_PAGE], caller)
    trail.shows("report", records=[row.record.record for row in rows])
    return page(
        request,
        "notices.html",
        rows=rows,
        states=tuple(OwnState),
        state=state,
        counts=counts,
        order=order,
        orders=tuple(Entered),
        due=_due(service, counts, caller),
        first=after is None,
        next_page=rows[-1].record.record if rows and len(listed) > _PER_PAGE else None,
    )


def _rows(service: Service, records: list[UUID], caller: Caller) -> list[Row]:
    known = service.application.records(records)
    pairs = waiting_pairs(service, records, caller)
    return [
        Row(
            record=record_shown(known[one], caller),
            states=states_of(known[one]),
            asked=asked.requested_by if (asked := known[one].erasure_asked) else "",
            pairs=len(pairs.get(one, ())),
        )
        for one in records
        if one in known
    ]


def _due(service: Service, counts: dict[OwnState, int], caller: Caller) -> Due:
    lasting = (OwnState.in_use, OwnState.located, OwnState.retracted)
    subscriptions = subscriptions_of(service, caller)
    return Due(
        states={state: number for state, number in counts.items() if number and state not in lasting},
        ending=sum(one.wanted.ends_at <= now() + _SOON for one in subscriptions),
        untold=not any(set(one.wanted.topics) - {AlertTopic.saved_search} for one in subscriptions),
    )
