"""Exits 0 when the follower beside it keeps up: every part works, and no view waits longer than it may."""

import sys

from api.operating.health import readiness
from api.schemas.operations import Colour, Readiness
from api.settings import Settings
from api.wiring import open_service

# A follower that has stopped shows by events that wait. A first run over a long log shows so too, and is not
# restarted for it: compose only reports what is unhealthy.
LONGEST_WAIT_SECONDS = 600.0


def complaint(found: Readiness) -> str | None:
    """What is wrong, or `None`; dead letters are not, for the views go on past them."""
    if found.status is Colour.red:
        return f"log {found.log}, search {found.search}, views {found.views}"
    late = [name for name, view in found.view.items() if view.lag_seconds > LONGEST_WAIT_SECONDS]
    return f"behind by more than {LONGEST_WAIT_SECONDS:.0f} seconds: {', '.join(late)}" if late else None


def main() -> int:
    """Look once; the complaint goes to the health check's output."""
    service = open_service(Settings())
    try:
        wrong = complaint(readiness(service))
    finally:
        service.close()
    print(wrong or "keeps up")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
