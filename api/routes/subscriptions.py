"""Subscriptions to alerts: on an organisation's own records, and of whatever a saved search finds."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.cursors import ForeignCursorError
from api.alerts import subscribing
from api.alerts.places import Places
from api.disclosure.auditing import Trail, audited
from api.examples import alerts as examples
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.refusals import TooManySubscriptionsError
from api.schemas.alerts import (
    Ended,
    Replay,
    SubscriptionList,
    SubscriptionMade,
    SubscriptionRead,
    SubscriptionRequest,
    message,
)
from api.webhooks.attempts import Standing
from api.webhooks.sending import Outcome
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import NotFoundError, TracingError
from tracing.events import now
from tracing.subscriptions import Subscription, Webhook

router = api_router("alerts")

Subscriber = Annotated[Caller, Depends(allow(*subscribing.SUBSCRIBERS))]
Act = Annotated[Trail, Depends(audited(Action.subscribe))]
_FAILS = (NotFoundError, RequestValidationError, OperationalError, *LINK_ERRORS)


@router.post(
    "/subscriptions",
    summary="Subscribe to alerts",
    status_code=HTTPStatus.CREATED,
    response_model=SubscriptionMade,
    responses={
        HTTPStatus.CREATED: example(examples.MADE, "From now on you are told."),
        **problems(
            RequestValidationError,
            TooManySubscriptionsError,
            TracingError,
            OperationalError,
            *LINK_ERRORS,
            *JSON_BODY,
        ),
    },
)
def subscribe(
    service: CurrentService,
    caller: Subscriber,
    trail: Annotated[Trail, Depends(audited(Action.subscribe, purposeful=True))],
    request: Annotated[SubscriptionRequest, Body(examples=[examples.REQUEST, examples.SEARCHING])],
) -> Response:
    """Tells your organisation, in your role, of what happens to its own records, or of whoever a saved search finds.

    Read alerts with `GET /v1/alerts`, hear them with `GET /v1/alerts/stream`, or have them sent to a `webhook`, signed
    as Standard Webhooks says with a secret that is shown once. A border agency saves no search, as it does not search.
    """
    made = subscribing.subscribe(service, request, caller, trail)
    return answer(made, HTTPStatus.CREATED, {"Tracing-Position": str(made.position)})


@router.get(
    "/subscriptions",
    summary="List subscriptions",
    response_model=SubscriptionList,
    responses={
        HTTPStatus.OK: example({"subscriptions": [examples.SHOWN]}, "Those of your organisation and role."),
        **problems(OperationalError, *LINK_ERRORS),
    },
)
def list_subscriptions(service: CurrentService, caller: Subscriber, trail: Act) -> Response:
    """Those of your organisation and role that have not ended. Whom a saved search looks for is shown one at a time."""
    trail.shows("list")
    found = tuple(subscribing.shown(service, one) for one in subscribing.subscriptions_of(service, caller))
    return answer(SubscriptionList(subscriptions=found))


@router.get(
    "/subscriptions/{subscription}",
    summary="Read a subscription",
    response_model=SubscriptionRead,
    responses={
        HTTPStatus.OK: example({"subscription": examples.SHOWN, "search": examples.SEARCH}, "With whom it looks for."),
        **problems(*_FAILS),
    },
)
def read_subscription(
    service: CurrentService,
    caller: Subscriber,
    trail: Act,
    subscription: UUID,
) -> Response:
    """One subscription of your organisation and role, with whom it looks for."""
    found = service.application.subscription_for(subscription, caller)
    trail.shows("saved_search")
    return answer(SubscriptionRead(subscription=subscribing.shown(service, found), search=found.wanted.search))


@router.delete(
    "/subscriptions/{subscription}",
    summary="End a subscription",
    response_model=Ended,
    responses={HTTPStatus.OK: example({"position": 4720}, "It has ended."), **problems(*_FAILS)},
)
def end_subscription(service: CurrentService, caller: Subscriber, trail: Act, subscription: UUID) -> Response:
    """Nothing is told any more; whom it looked for, where it sent alerts, and the alerts themselves are forgotten."""
    trail.shows("end")
    position = subscribing.end(service, subscription, caller)
    return answer(Ended(position=position), headers={"Tracing-Position": str(position)})


@router.post(
    "/subscriptions/{subscription}/ping",
    summary="Send a test message",
    response_model=Outcome,
    responses={
        HTTPStatus.OK: example({"status": 204, "failure": None}, "What came of it."),
        **problems(TracingError, *_FAILS),
    },
)
def ping(service: CurrentService, caller: Subscriber, trail: Act, subscription: UUID) -> Response:
    """Sends a signed message of type `ping` to the webhook at once, and says whether the receiver took it."""
    trail.shows("ping")
    found = service.application.subscription_for(subscription, caller)
    body = message("ping", now(), {"subscription": found.id})
    return answer(service.sender.send(_webhook(found), str(uuid4()), body))


@router.post(
    "/subscriptions/{subscription}/replay",
    summary="Send alerts again",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Standing,
    responses={
        HTTPStatus.ACCEPTED: example({"waiting": 3, "failures": 0, "given_up": 1}, "They wait to be sent."),
        **problems(TracingError, *_FAILS, *JSON_BODY),
    },
)
def replay(
    service: CurrentService,
    caller: Subscriber,
    trail: Act,
    subscription: UUID,
    request: Annotated[Replay, Body(examples=[{"after": examples.CURSOR}, {}])],
) -> Response:
    """Sends all alerts behind a place to the webhook again, each under the id that it had."""
    trail.shows("replay")
    _webhook(service.application.subscription_for(subscription, caller))
    try:
        after = Places(service.alert_cursor_key, caller).place(request.after)
    except ForeignCursorError as error:
        raise TracingError(f"{str(error).capitalize()}.") from None
    service.attempts.replay(subscription, after, now())
    return answer(service.attempts.standing(subscription), HTTPStatus.ACCEPTED)


def _webhook(subscription: Subscription) -> Webhook:
    if subscription.wanted.webhook is None:
        raise TracingError("The subscription has no webhook.")
    return subscription.wanted.webhook
