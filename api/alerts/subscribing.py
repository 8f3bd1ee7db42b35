"""Subscriptions to alerts, made, listed and ended alike by a program and on a page."""

from uuid import UUID

from api.disclosure.auditing import Trail
from api.refusals import RoleRefusedError, TooManySubscriptionsError
from api.schemas.alerts import SubscriptionMade, SubscriptionRequest, SubscriptionShown, subscription_shown
from api.webhooks.addresses import require_listed
from api.webhooks.sending import new_secret
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.errors import NotFoundError
from tracing.events import now
from tracing.subscriptions import AlertTopic, Subscription, Wanted, Webhook

SUBSCRIBERS = (Role.officer, Role.reviewer, Role.bureau, Role.shelter, Role.agency)
"""Roles that are told of something."""

MOST = 100
"""Subscriptions that an organisation has at a time in one role."""


def subscribe(service: Service, request: SubscriptionRequest, caller: Caller, trail: Trail) -> SubscriptionMade:
    """Tell the caller's organisation, in the caller's role, of what it wants; for the trail's purpose and case.

    Raises:
        RoleRefusedError: a border agency saves no search.
        TooManySubscriptionsError: there are :data:`MOST`.
        TracingError: the address of the webhook is not one that may be sent to, or it ends too late or too early.
    """
    topics = tuple(dict.fromkeys(request.topics))
    if request.search is not None:
        if caller.role is Role.agency:
            raise RoleRefusedError
        topics = (*topics, AlertTopic.saved_search)
    if len(service.alerts.live(now(), of=caller)) >= MOST:
        raise TooManySubscriptionsError(MOST)
    webhook = None
    if request.webhook is not None:
        require_listed(request.webhook, service.settings.webhook_hosts)
        webhook = Webhook(url=request.webhook, secret=new_secret())
    trail.shows(*topics)
    purpose, case = trail.declared
    wanted = Wanted(
        topics=topics, purpose=purpose, case=case, ends_at=request.ends_at, search=request.search, webhook=webhook
    )
    made, position = service.application.subscribe(wanted, caller, now())
    secret = None if webhook is None else webhook.secret
    return SubscriptionMade(subscription=shown(service, made), secret=secret, position=position)


def subscriptions_of(service: Service, caller: Caller) -> list[Subscription]:
    """Those of the caller's organisation and role that have not ended, oldest first."""
    found: list[Subscription] = []
    for live in service.alerts.live(now(), of=caller):
        try:
            found.append(service.application.subscription_for(live.id, caller))
        except NotFoundError:
            continue  # it has ended a moment ago
    return found


def end(service: Service, subscription: UUID, caller: Caller) -> int:
    """End a subscription and forget all that it held; the position of what says so.

    Raises:
        NotFoundError: there is none for this caller.
    """
    service.application.subscription_for(subscription, caller)
    position = service.application.end_subscription(subscription)
    service.attempts.forget(subscription)
    return position


def shown(service: Service, subscription: Subscription) -> SubscriptionShown:
    """A subscription as a list shows it, with how its receiver stands."""
    sent = subscription.wanted.webhook is not None
    return subscription_shown(subscription, service.attempts.standing(subscription.id) if sent else None)
