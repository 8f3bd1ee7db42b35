"""Commands on alerts: who wants to be told of what, and what a follower found that there is to tell."""

from datetime import datetime
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.errors import ErasedError, NotFoundError, TracingError
from tracing.events import AlertsSubscribed, DocumentSeen, Event, SearchMatched, SubscriptionEnded
from tracing.sealing import Sealing
from tracing.stream_ids import document_seen_id, search_matched_id
from tracing.subscriptions import LONGEST, Subscription, Wanted


class Alerting(Sealing):
    """The application's commands on alerts."""

    def subscribe(self, wanted: Wanted, caller: Caller, now: datetime) -> tuple[Subscription, int]:
        """Tell the caller's organisation, in the caller's role, of what it wants; the log position too.

        Raises:
            TracingError: it ends in the past, or later than :data:`tracing.subscriptions.LONGEST` from now.
        """
        if not now < wanted.ends_at <= now + LONGEST:
            raise TracingError(f"A subscription ends in the future, within {LONGEST.days} days.")
        event = AlertsSubscribed(
            originator_id=uuid4(),
            originator_version=1,
            timestamp=now,
            organisation=caller.organisation,
            country=caller.country,
            role=caller.role,
            subscribed_by=caller.subject,
            wanted=wanted,
        )
        return _folded(event), self.append(event)

    def subscription(self, subscription: UUID) -> Subscription:
        """A subscription that has not ended.

        Raises:
            NotFoundError: there is none.
        """
        for event in self.stream(subscription):
            if isinstance(event, AlertsSubscribed):
                return _folded(event)
        raise NotFoundError("There is no such subscription.")

    def subscription_for(self, subscription: UUID, caller: Caller) -> Subscription:
        """A subscription of the caller's organisation and role.

        Raises:
            NotFoundError: there is none, or it is somebody else's; both answer alike.
        """
        found = self.subscription(subscription)
        if (found.organisation, found.role) != (caller.organisation, caller.role):
            raise NotFoundError("There is no such subscription.")
        return found

    def end_subscription(self, subscription: UUID) -> int:
        """End a subscription and forget all that it held; the position of what says so.

        Raises:
            NotFoundError: there is none, or it has ended.
        """
        self.subscription(subscription)
        event = SubscriptionEnded(originator_id=subscription, originator_version=2)
        try:
            return self.append_erasing(event, subscription)
        except (IntegrityError, ErasedError):
            raise NotFoundError("There is no such subscription.") from None

    def note_document_seen(self, watching: UUID, presenting: UUID) -> None:
        """Note that a document which a record watches for is presented in another; once for a pair of records."""
        stream = document_seen_id(watching, presenting)
        self._note(DocumentSeen(originator_id=stream, originator_version=1, watching=watching, presenting=presenting))

    def note_search_matched(self, subscription: UUID, record: UUID) -> None:
        """Note that a saved search finds a record; once for the two."""
        stream = search_matched_id(subscription, record)
        self._note(SearchMatched(originator_id=stream, originator_version=1, subscription=subscription, record=record))

    def _note(self, event: Event) -> None:
        """Write the one event of a stream, unless it is there, or what it is about was erased."""
        if self.recorder.first_positions([event.originator_id]):
            return
        try:
            self.append(event)
        except (IntegrityError, ErasedError):
            return  # another process was quicker, or one of the two was erased meanwhile


def _folded(event: AlertsSubscribed) -> Subscription:
    return Subscription(
        id=event.originator_id,
        organisation=event.organisation,
        country=event.country,
        role=event.role,
        subscribed_by=event.subscribed_by,
        subscribed_at=event.timestamp,
        wanted=event.wanted,
    )
