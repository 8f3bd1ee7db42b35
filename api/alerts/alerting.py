"""Alerts as they may be read at this moment: by the view, and once more by the log, which a view may be behind."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from projections.alerts import Alert, AlertsView
from tracing.access import Caller, may_see, reader_of
from tracing.application import Tracing


def sendable(application: Tracing, alerts: AlertsView, alert: UUID, to: Caller, now: datetime) -> Alert | None:
    """An alert that its receiver may be sent now; None where there is none, or not any more."""
    found = alerts.alert(alert, now)
    heard = heeded(application, [found], to) if found is not None else []
    return heard[0] if heard else None


def heeded(application: Tracing, alerts: Sequence[Alert], to: Caller) -> list[Alert]:
    """Those of some alerts whose records the receiver may see by the log as it is.

    What an owner has hidden a moment ago is hidden, though the view may not know it yet; when it is shown again, the
    view tells it again.
    """
    reader = reader_of(to)
    known = application.records(list({record for alert in alerts for record in alert.records})) if alerts else {}
    return [
        alert
        for alert in alerts
        if reader is not None
        and all(
            record in known and known[record].in_use and may_see(reader, known[record].visibility)
            for record in alert.records
        )
    ]
