"""Filling a service with records, and catching its views up."""

from collections.abc import Iterable
from itertools import islice

from api.wiring import Service
from projections.follower import Follower
from projections.matcher import Matcher
from projections.watcher import Watcher
from tracing.events import Event
from tracing.log.application import LogApplication

_CHUNK = 500


def append(application: LogApplication, events: Iterable[Event]) -> None:
    """Write events to the log in batches."""
    remaining = iter(events)
    while chunk := list(islice(remaining, _CHUNK)):
        application.append_all(chunk)


def catch_up_without_matching(service: Service) -> None:
    """Bring all views to the end of the log, and let the matcher go on from there as if it had compared everything.

    Comparing each of 200,000 records with 50 others would take longer than all measurements together.
    """
    for follower in _in_order(service):
        if isinstance(follower.view, Matcher):
            after, end = follower.view.position(), service.application.max_position()
            with service.store.writing() as connection:
                service.store.advance(connection, follower.view.name, 1, after, end)
        else:
            follower.catch_up()


def catch_up(service: Service) -> None:
    """Bring all views to the end of the log, what the matcher proposes meanwhile included."""
    followers = _in_order(service)
    while any(follower.step() for follower in followers):
        pass


def _in_order(service: Service) -> list[Follower]:
    """Followers whose view waits for others come last: here nobody moves the others on meanwhile."""
    return sorted(service.followers(), key=lambda follower: isinstance(follower.view, Watcher))
