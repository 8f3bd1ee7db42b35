"""Saved searches and standing alerts: kept with case, purpose and end, run again, and ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from api.alerts.subscribing import SUBSCRIBERS, end, shown, subscribe, subscriptions_of
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.navigation import SEARCHERS
from api.desk.pages.search import described
from api.desk.people.saving import filled_in, saved_search, says_all
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.http.validation import Problem, problems_of
from api.schemas.alerts import SubscriptionRequest
from api.wiring import Service
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.events import now
from tracing.identities import PROFILE_FIELDS
from tracing.subscriptions import LONGEST, AlertTopic, SavedSearch

router = desk_router()

Subscriber = Annotated[Caller, Depends(signed_in(*SUBSCRIBERS))]
Act = Annotated[Trail, Depends(audited_for_work(Action.subscribe))]

_REQUEST = TypeAdapter(SubscriptionRequest)
_EMPTY = Form([])


@router.get("/saved-searches", dependencies=[Depends(sees(Source.alerts))])
def saved_searches(request: Request, service: CurrentService, caller: Subscriber, trail: Act) -> Response:
    """All of the caller's organisation and role that have not ended, without whom they look for."""
    trail.shows("list")
    return _listed(request, service, caller)


@router.post("/saved-searches/standing")
def stand_alerts(request: Request, service: CurrentService, caller: Subscriber, trail: Act, form: SentForm) -> Response:
    """Has the organisation told of what happens to its own records, until a day."""
    request.state.mend = lambda error: _listed(request, service, caller, form, problems_of(error), 422)
    wanted = {"topics": form.texts("topic"), "ends_at": _end_of(form)}
    made = subscribe(service, validated(_REQUEST, wanted), caller, trail)
    return _listed_with(made.position)


@router.post("/saved-searches")
def save(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(*SEARCHERS))],
    trail: Act,
    form: SentForm,
) -> Response:
    """Keeps the search whose results were shown, until a day: who is found later is told in the alerts."""
    request.state.mend = lambda error: page(
        request, "save_again.html", HTTPStatus.UNPROCESSABLE_ENTITY, form=form, rules=problems_of(error)
    )
    search = saved_search(described(form), now().date())
    made = subscribe(service, validated(_REQUEST, {"search": search, "ends_at": _end_of(form)}), caller, trail)
    return _listed_with(made.position)


@router.get("/saved-searches/{subscription}")
def saved_search_page(
    request: Request, service: CurrentService, caller: Subscriber, trail: Act, subscription: UUID
) -> Response:
    """One with whom it looks for; searched again as a search of today."""
    trail.shows("saved_search")
    found = service.application.subscription_for(subscription, caller)
    search = found.wanted.search
    fields = [] if search is None else filled_in(search, now().date())
    return page(
        request,
        "saved_search.html",
        subscription=shown(service, found),
        profile=[] if search is None else _profile(search),
        fields=fields,
        says_all=search is None or says_all(described(Form(fields))["person"], search),
    )


@router.post("/saved-searches/{subscription}/end")
def end_one(service: CurrentService, caller: Subscriber, trail: Act, subscription: UUID, form: SentForm) -> Response:
    """Ends it: whom it looked for and what it told are forgotten."""
    trail.shows("end")
    return _listed_with(end(service, subscription, caller))


def _listed_with(position: int) -> Response:
    """Leads to the list once it knows of what was just written."""
    return go_to(f"/desk/saved-searches?at_least={position}")


def _profile(search: SavedSearch) -> list[tuple[str, Any]]:
    """Whom it looks for: fields in the order of reading, each with one value as a plain value."""
    built = msgspec.to_builtins(search.person)
    stated = ((field, built[field]) for field in PROFILE_FIELDS if field in built)
    return [(field, one) for field, value in stated for one in (value if isinstance(value, tuple) else (value,))]


def _listed(
    request: Request,
    service: Service,
    caller: Caller,
    form: Form = _EMPTY,
    rules: Sequence[Problem] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    return page(
        request,
        "saved_searches.html",
        status,
        subscriptions=[shown(service, one) for one in subscriptions_of(service, caller)],
        topics=[topic for topic in AlertTopic if topic is not AlertTopic.saved_search],
        may_save=caller.role in SEARCHERS,
        form=form,
        rules=rules,
    )


def _end_of(form: Form) -> datetime:
    """The end of the day (UTC) until which it is wanted."""
    today = now().date()
    try:
        day = date.fromisoformat(form.text("ends_at"))
    except ValueError:
        day = today
    if not today < day < today + LONGEST:
        error = ValueError("a day from tomorrow to a year from now")
        raise RequestValidationError([{"type": "value_error", "loc": ("ends_at",), "ctx": {"error": error}}])
    return datetime.combine(day, time(23, 59, 59), UTC)
