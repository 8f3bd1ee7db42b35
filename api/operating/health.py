"""Whether the parts of a service work, and how far its views have come."""

from collections import Counter

from eventsourcing.persistence import PersistenceError
from sqlalchemy.exc import SQLAlchemyError

from api.schemas.operations import Colour, Readiness, ViewHealth
from api.wiring import Service
from projections.follower import lag_seconds
from search.engine import EngineUnavailableError

_ORDER = (Colour.green, Colour.yellow, Colour.red)


def readiness(service: Service) -> Readiness:
    """Look at every part. Dead letters, and a search engine that is yellow, make the service yellow."""
    position = _log_position(service)
    search = Colour(service.engine.health())
    log = Colour.red if position is None else Colour.green
    found = {} if position is None or search is Colour.red else _views(service)
    views = Colour.red if found is None else Colour.green
    if found and any(view.dead_letters for view in found.values()):
        views = Colour.yellow
    return Readiness(
        status=max((log, search, views), key=_ORDER.index),
        log=log,
        search=search,
        views=views,
        log_position=position,
        view=found or {},
    )


def _log_position(service: Service) -> int | None:
    try:
        return service.application.max_position()
    except PersistenceError:
        return None


def _views(service: Service) -> dict[str, ViewHealth] | None:
    """The views by name, or None when their database is out of reach."""
    try:
        buried = Counter(letter["view"] for letter in service.store.dead_letters())
        return {
            name: ViewHealth(
                position=position,
                lag_seconds=lag_seconds(service.application, position),
                dead_letters=sum(count for view, count in buried.items() if _is_part_of(view, name)),
            )
            for name, position in service.reached().items()
        }
    except (SQLAlchemyError, EngineUnavailableError, PersistenceError, LookupError):
        return None


def _is_part_of(view: str, name: str) -> bool:
    # A matcher that shares the work keeps its dead letters under `matcher-2-of-4`.
    return view == name or view.startswith(f"{name}-")
