"""The reviewers' queue: which pairs wait for an answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.auditing import Trail
from api.context import CurrentService, Source, sees
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits import audited_for_work, signed_in
from api.schemas.candidates import Cursor, QueuePage, place_of, queue_page
from api.schemas.states import QueueState
from api.wiring import Service
from projections.candidates import QueueFilter, QueueOrder
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.reports import ReportKind

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]
Listing = Annotated[Trail, Depends(audited_for_work(Action.list_candidates))]
After = Annotated[Cursor | None, Query(description="Where the page before ended.")]

_WAITS = [Depends(sees(Source.queue, Source.identities))]
_PER_PAGE = 25


@router.get("/queue", dependencies=_WAITS)
def queue(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    trail: Listing,
    state: QueueState = QueueState.in_review,
    order: QueueOrder = QueueOrder.strongest,
    kind: Annotated[list[ReportKind] | None, Query(max_length=4)] = None,
    cursor: After = None,
    answered: UUID | None = None,
) -> Response:
    """A page of the queue; `answered` names the pair that was just judged."""
    found = _rows(service, caller, trail, state, order, tuple(kind or ()), cursor, _PER_PAGE)
    return page(
        request,
        "queue.html",
        queue=found,
        state=state,
        order=order,
        kind=kind or [],
        states=tuple(QueueState),
        orders=tuple(QueueOrder),
        kinds=tuple(ReportKind),
        answered=answered,
        first=cursor is None,
    )


@router.get("/next", dependencies=_WAITS)
def next_pair(
    service: CurrentService, caller: Reviewer, trail: Listing, cursor: After = None, answered: UUID | None = None
) -> Response:
    """Leads to the strongest pair that waits, or to the one after a place in the queue."""
    said = f"?answered={answered}" if answered else ""
    for start in dict.fromkeys((cursor, None)):  # at the end of the queue, begin anew
        found = _rows(service, caller, trail, QueueState.in_review, QueueOrder.strongest, (), start, 2)
        # One that was left open still stands in the queue.
        if others := [row.candidate for row in found.candidates if row.candidate != answered]:
            return go_to(f"/desk/pairs/{others[0]}{said}")
    return go_to(f"/desk/queue{said}")


def _rows(
    service: Service,
    caller: Caller,
    trail: Trail,
    state: QueueState,
    order: QueueOrder,
    kinds: tuple[ReportKind, ...],
    cursor: str | None,
    limit: int,
) -> QueuePage:
    wanted = QueueFilter(states=state.states, kinds=kinds)
    after = None if cursor is None else place_of(cursor)
    found = queue_page(service.candidates.queue(caller, wanted, order, limit + 1, after), order, limit)
    trail.shows("candidates", records=[end for row in found.candidates for end in (row.record_a, row.record_b)])
    return found
