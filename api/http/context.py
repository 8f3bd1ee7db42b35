"""What routes depend on beside the caller: the opened service, and that its views have come far enough."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError

from api.http.turns import Turns
from api.wiring import Service
from projections.freshness import wait_for
from tracing.person import PartialTime, time_bounds

WAIT_SECONDS = 5.0
"""How long a read waits for the views at most."""


# On the event loop: a thread for handing over an attribute would be one more thing to wait for.
async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _turns(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


CurrentService = Annotated[Service, Depends(_service)]
"""The service whose application answers."""

CurrentTurns = Annotated[Turns, Depends(_turns)]
"""The turns in which this process writes."""


class Source(StrEnum):
    """What a read looks at beside the log."""

    search = "search"
    queue = "queue"
    identities = "identities"
    changes = "changes"
    alerts = "alerts"


AsOf = Annotated[
    PartialTime | None,
    Query(description="As it was known then, by time of entry; a date means the end of its last day (UTC)."),
]


def moment_of(as_of: str | None) -> datetime | None:
    """The last moment (UTC) that a day of knowledge means; None is now."""
    return None if as_of is None else time_bounds(as_of)[1]


def sees(*sources: Source) -> Callable[..., None]:
    """A dependency that gives a route the parameter `at_least`: it waits until these sources hold that position.

    Raises:
        RequestValidationError: no event has this position yet, so that waiting would be in vain.
        TooFarBehindError: a source does not reach it within :data:`WAIT_SECONDS`.
    """

    def wait(
        service: CurrentService,
        at_least: Annotated[
            int | None,
            Query(ge=0, description="Wait until the answer can hold the write that answered with this position."),
        ] = None,
    ) -> None:
        if at_least is None:
            return
        if at_least > service.application.max_position():
            raise invalid_parameter("at_least", "no event has this position yet")
        reached = {
            Source.search: service.searchable,
            Source.queue: service.queued,
            Source.identities: service.identities.position,
            Source.changes: service.changes.position,
            Source.alerts: service.alerted,
        }
        wait_for([reached[source] for source in sources], at_least, WAIT_SECONDS)
        if Source.search in sources:
            service.engine.live().refresh()

    return wait


def invalid_parameter(name: str, rule: str) -> RequestValidationError:
    """A parameter of the query breaks a rule that only the service can check."""
    return RequestValidationError([{"type": "value_error", "loc": ("query", name), "ctx": {"error": ValueError(rule)}}])
