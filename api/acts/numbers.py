"""Numbers of people as routes and pages tell them: to whom, and of which month."""

from datetime import UTC, datetime

from api.disclosure.auditing import not_audited
from api.wiring import Service
from projections.releases import Release
from tracing.access import Role

READERS = (Role.officer, Role.reviewer, Role.bureau, Role.auditor, Role.admin)
"""Who is shown numbers."""

NOTHING_OF_ANYBODY = not_audited("no number stands for fewer than ten people, and it is the same for all")


def current_release(service: Service) -> Release:
    """The numbers of this month (UTC).

    Raises:
        TooFarBehindError: as :meth:`projections.releases.Releases.current`.
    """
    return service.releases.current(datetime.now(UTC).date())
