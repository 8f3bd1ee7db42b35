"""Allowances: a colleague agrees that one person may be shown more records than one person may be."""

from datetime import datetime, timedelta

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.errors import TracingError
from tracing.events import AllowanceGranted, Event, now
from tracing.messaging import Messaging
from tracing.stream_ids import allowance_id
from tracing.value import Value

ALLOWED_FOR = timedelta(hours=1)
"""How long a colleague's word holds."""


class Allowance(Value, frozen=True, kw_only=True):
    """What a colleague allowed.

    Attributes:
        until: when it ends (UTC).
        created: False when one was running already.
    """

    until: datetime
    created: bool


class Allowing(Messaging):
    """The application's commands on allowances."""

    def allow_more(self, subject: str, caller: Caller) -> Allowance:
        """Let a colleague be shown as many records again; while one allowance runs there is no second one.

        Args:
            subject: whom, as tokens name them; of the caller's organisation.
            caller: who agrees.

        Raises:
            TracingError: it is the caller.
        """
        if subject == caller.subject:
            raise TracingError("Nobody allows themselves more: ask another person of your organisation.")
        while True:
            events = self.stream(allowance_id(caller.organisation, subject))
            until = _end(events)
            if until is not None:
                return Allowance(until=until, created=False)
            event = AllowanceGranted(
                originator_id=allowance_id(caller.organisation, subject),
                originator_version=len(events) + 1,
                organisation=caller.organisation,
                subject=subject,
                granted_by=caller.subject,
            )
            try:
                self.append(event)
            except IntegrityError:
                continue  # another colleague was quicker
            return Allowance(until=event.timestamp + ALLOWED_FOR, created=True)

    def is_allowed_more(self, caller: Caller) -> bool:
        """Whether a colleague's word holds now."""
        return _end(self.stream(allowance_id(caller.organisation, caller.subject))) is not None


def _end(events: list[Event]) -> datetime | None:
    """When the allowance that runs now ends; None where none runs."""
    until = events[-1].timestamp + ALLOWED_FOR if events else None
    return None if until is None or until <= now() else until
