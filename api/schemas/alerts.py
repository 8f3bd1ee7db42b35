"""Alerts and subscriptions as they are asked for and shown. An alert holds ids and links, and nothing of anybody."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, Field

from api.alerts.places import Cursor
from api.webhooks.addresses import WebhookUrl
from api.webhooks.attempts import Standing
from projections.alerts import Alert
from tracing.access import Role
from tracing.subscriptions import AlertTopic, SavedSearch, Subscription
from tracing.value import Value


class AlertShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One alert. It names records that you may see, and for a gate or a shelter its own one alone."""

    id: Annotated[UUID, Field(description="The same however often the alert comes: act on each id once.")]
    subscription: UUID
    topic: AlertTopic
    at: Annotated[datetime, Field(description="When it was found.")]
    records: tuple[UUID, ...]
    links: Annotated[tuple[str, ...], Field(description="Where to look, below the address of this service.")]


class AlertPage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Alerts in order, and where to go on."""

    alerts: tuple[AlertShown, ...]
    cursor: Annotated[str | None, Field(description="Ask again with it: what comes later stands behind it.")]


class SubscriptionRequest(Value, frozen=True, kw_only=True):
    """What to be told of, until when, and where to."""

    topics: Annotated[
        tuple[AlertTopic, ...],
        Field(max_length=4, description="Alerts on your organisation's own records; no `saved_search` among them."),
    ] = ()
    search: Annotated[
        SavedSearch | None, Field(description="Tell of every new or changed record that this search finds.")
    ] = None
    ends_at: Annotated[AwareDatetime, Field(description="With offset; at most 366 days from now.")]
    webhook: WebhookUrl | None = None

    def check(self) -> None:
        """Refuse what would tell of nothing, and topics that are no topics of own records."""
        if AlertTopic.saved_search in self.topics:
            raise ValueError("a saved search is asked for by `search`")
        if not self.topics and self.search is None:
            raise ValueError("a subscription needs topics or a search")


class SubscriptionShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A subscription of your organisation and role, without whom it looks for."""

    id: UUID
    topics: tuple[AlertTopic, ...]
    subscribed_by: str
    subscribed_at: datetime
    ends_at: datetime
    purpose: str
    case: str
    webhook: Annotated[str | None, Field(description="Where alerts are sent.")]
    delivery: Annotated[Standing | None, Field(description="How the receiver stands, where there is a webhook.")]


class SubscriptionMade(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The answer to a new subscription."""

    subscription: SubscriptionShown
    secret: Annotated[
        str | None, Field(description="Signs what is sent to the webhook. It is shown now and never again.")
    ]
    position: int


class SubscriptionList(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All that have not ended, oldest first."""

    subscriptions: tuple[SubscriptionShown, ...]


class SubscriptionRead(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One subscription with what it looks for."""

    subscription: SubscriptionShown
    search: SavedSearch | None


class Ended(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The subscription has ended, and all that it held is forgotten."""

    position: int


class Replay(Value, frozen=True, kw_only=True):
    """From where to send again."""

    after: Annotated[
        Cursor | None, Field(description="Everything behind it is sent; from the beginning if left out.")
    ] = None


def alert_shown(alert: Alert, role: Role) -> AlertShown:
    """An alert as its receiver reads it."""
    return AlertShown(
        id=alert.id,
        subscription=alert.subscription,
        topic=alert.topic,
        at=alert.at,
        records=alert.records,
        links=tuple(_links(alert, role)),
    )


def _links(alert: Alert, role: Role) -> list[str]:
    links = [f"/v1/records/{record}" for record in alert.records]
    if len(alert.records) > 1:
        if role is not Role.agency:
            links.append("/v1/why?a={}&b={}".format(*alert.records))
    elif alert.topic is AlertTopic.gate_hit:
        links.append(f"/v1/border-crossings/{alert.records[0]}/check")
    elif alert.topic is AlertTopic.candidate:
        links.append("/v1/silent-candidates")
    return links


def message(kind: str, at: datetime, data: Any) -> bytes:
    """The body of a webhook (Standard Webhooks 1.0): `type`, `timestamp` and `data`."""
    return msgspec.json.encode({"type": kind, "timestamp": at, "data": data})


def subscription_shown(subscription: Subscription, delivery: Standing | None) -> SubscriptionShown:
    """A subscription as a list shows it."""
    wanted = subscription.wanted
    return SubscriptionShown(
        id=subscription.id,
        topics=wanted.topics,
        subscribed_by=subscription.subscribed_by,
        subscribed_at=subscription.subscribed_at,
        ends_at=wanted.ends_at,
        purpose=wanted.purpose.value,
        case=wanted.case,
        webhook=wanted.webhook.url if wanted.webhook else None,
        delivery=delivery,
    )
