"""The reviewers' queue: which pairs wait for an answer, who is at them, and what becomes of them meanwhile."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Header, Query, Request, Response

from api.alerts.streaming import EventStream
from api.desk.forms.sent import SentForm
from api.desk.live import LiveList, LiveLists, Piece
from api.desk.rendering import HEADERS, go_to, page, part
from api.desk.reviewing.queueing import Asked, claim_next, is_claimed, listed
from api.desk.routing import desk_router
from api.desk.visits.sessions import QueueChoice
from api.desk.visits.visit import CurrentVisit, audited_for_work, claims_of, signed_in
from api.disclosure.auditing import Trail, not_audited
from api.disclosure.showing import count_shown
from api.http.context import CurrentService, Source, sees
from api.schemas.candidates import Cursor
from api.schemas.states import QueueState
from api.wiring import Service
from projections.candidates import QueueOrder
from tracing.access import Caller, Role
from tracing.audit.entries import ANSWERED, Action
from tracing.reports import ReportKind

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]
Listing = Annotated[Trail, Depends(audited_for_work(Action.list_candidates))]
ListingIfShown = Annotated[Trail, Depends(audited_for_work(Action.list_candidates, if_shown=True))]
After = Annotated[Cursor | None, Query(description="Where the page before ended.")]
Kinds = Annotated[list[ReportKind] | None, Query(max_length=4)]
PieceId = Annotated[str | None, Query(pattern=r"^[0-9a-f]{16}$", description="The id of the list that is on the page.")]

_WAITS = [Depends(sees(Source.queue, Source.identities))]


@router.get("/queue", dependencies=_WAITS)
def queue(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    visit: CurrentVisit,
    trail: Listing,
    state: QueueState = QueueState.in_review,
    order: QueueOrder | None = None,
    kind: Kinds = None,
    children: bool = False,
    cursor: After = None,
    still: bool = False,
) -> Response:
    """A page of the queue; `still` keeps the list as it is."""
    claims_of(request).release(caller)
    if order is None:
        choice = visit.session.queue
    else:
        choice = QueueChoice(order=order, kinds=tuple(kind or ()), children=children)
        if choice != visit.session.queue:
            visit.change(msgspec.structs.replace(visit.session, queue=choice))
    asked = Asked(state=state, choice=choice, cursor=cursor)
    piece = _piece(request, service, caller, asked)
    trail.shows("candidates", records=piece.records)
    return page(
        request,
        "queue.html",
        asked=asked,
        piece=piece,
        states=tuple(QueueState),
        orders=tuple(QueueOrder),
        kinds=tuple(ReportKind),
        still=still,
    )


@router.get("/queue/live", response_class=EventStream)
def live_queue(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    visit: CurrentVisit,
    trail: ListingIfShown,
    state: QueueState,
    order: QueueOrder,
    kind: Kinds = None,
    children: bool = False,
    cursor: After = None,
    seen: PieceId = None,
    last_event_id: Annotated[str | None, Header(pattern=r"^[0-9a-f]{16}$")] = None,
) -> Response:
    """The same page as server-sent events: the list whenever it is not the one that the browser has.

    Records that a list names for the first time in a stream are written down before it is sent, and counted.
    """
    asked = Asked(
        state=state,
        choice=QueueChoice(order=order, kinds=tuple(kind or ()), children=children),
        cursor=cursor,
    )

    def look() -> Piece:
        return _piece(request, service, caller, asked)

    def tell(records: frozenset[UUID]) -> None:
        count_shown(request.app.state, caller, len(records))
        further = trail.next_part(records)
        further.shows("candidates")
        entry = further.entry(caller, ANSWERED, request.state.request_id)
        assert entry is not None
        service.audit.append(entry)

    first, has = look(), last_event_id or seen
    if first.id != has:
        trail.shows("candidates", records=first.records)
    lists: LiveLists = request.app.state.live_lists
    opened = LiveList(token=visit.token, session=visit.session, look=look, tell=tell)
    return EventStream(lists.events(opened, first, has), headers=HEADERS)


@router.get("/next", dependencies=_WAITS)
def next_pair(
    service: CurrentService,
    caller: Reviewer,
    visit: CurrentVisit,
    _trail: ListingIfShown,
    cursor: After = None,
) -> Response:
    """Leads to the first pair of the chosen queue that nobody else has, or to the one after a place in it."""
    found = claim_next(service, caller, visit.session.queue, cursor)
    return go_to("/desk/queue" if found is None else f"/desk/pairs/{found}")


@router.post(
    "/pairs/{candidate}/claim", dependencies=[Depends(not_audited("it shows nothing of anybody who is sought"))]
)
def hold(request: Request, service: CurrentService, caller: Reviewer, candidate: UUID, _form: SentForm) -> Response:
    """Keeps a pair for whoever is at work on it; says whether somebody else has it."""
    return page(request, "claim.html", claimed=is_claimed(service, caller, candidate), candidate=candidate)


def _piece(request: Request, service: Service, caller: Caller, asked: Asked) -> Piece:
    found = listed(service, caller, asked)
    return Piece(html=part(request, "queue_rows.html", asked=asked, found=found), records=found.records)
