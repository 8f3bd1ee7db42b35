"""The event of a stream that says what one person was allowed."""

from tracing.event import Event


class AllowanceGranted(Event, frozen=True, kw_only=True):
    """A colleague let somebody of the same organisation be shown as many records again, for an hour."""

    TOPIC = "allowance.granted"
    organisation: str
    subject: str
    granted_by: str
