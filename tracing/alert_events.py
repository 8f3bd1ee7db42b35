"""Events about who wants to be told of what, and about what there is to tell that no other event says."""

from uuid import UUID

from tracing.access import Role
from tracing.event import Event
from tracing.subscriptions import Wanted


class AlertsSubscribed(Event, frozen=True, kw_only=True):
    """The first event of a subscription. Organisation, country and role are those of the token."""

    TOPIC = "subscription.made"
    organisation: str
    country: str
    role: Role
    subscribed_by: str
    wanted: Wanted


class SubscriptionEnded(Event, frozen=True, kw_only=True):
    """The data key of the subscription is gone, and with it whom it looked for and where it sent alerts."""

    TOPIC = "subscription.ended"
    SEALED = False


class DocumentSeen(Event, frozen=True, kw_only=True):
    """A document that one record calls lost, stolen, taken, another's or false is presented in another one."""

    TOPIC = "document.seen"
    watching: UUID
    presenting: UUID

    @property
    def about(self) -> tuple[UUID, ...]:
        """The two records."""
        return self.watching, self.presenting


class SearchMatched(Event, frozen=True, kw_only=True):
    """A saved search finds a record that came, or was changed, after the search was saved."""

    TOPIC = "saved_search.matched"
    subscription: UUID
    record: UUID

    @property
    def about(self) -> tuple[UUID, ...]:
        """The subscription and the record: when either is erased, this is too."""
        return self.subscription, self.record
