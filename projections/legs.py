"""The legs of a person's way: from place to place in the order of time, and whether anybody could have travelled so.

Told from reports as their reader may read them: a distance to a place that is kept from somebody would tell it.
"""

from collections.abc import Iterable
from uuid import UUID

from search.comparison.journey import apart
from search.profile import Event, event_of
from tracing.reports import AnyReport
from tracing.value import Value


class Leg(Value, frozen=True, kw_only=True):
    """Two places at which somebody is said to have been in the body, the earlier one first.

    Attributes:
        start, end: the records that say so.
        kilometres: between them along the great circle; None where either is told without coordinates.
        hours: the longest time that may have passed between the two.
        impossible: whether nobody could have been at both in that time, so that one of the two is wrong or of somebody
            else. False also where the distance is not known.
    """

    start: UUID
    end: UUID
    kilometres: float | None
    hours: float
    impossible: bool


def legs(reports: Iterable[tuple[UUID, AnyReport]]) -> list[Leg]:
    """The way from each place to the next; where that could be travelled, also the last place from which it could not.

    Args:
        reports: of one person, in any order, with the ids of their records. Notices count with where the person was
            last seen; what tells no place, or was seen online, is passed over.
    """
    stops = sorted(
        ((event, record) for record, report in reports if _is_stop(event := event_of(report))),
        key=lambda stop: (stop[0].first, stop[0].last, str(stop[1])),
    )
    found: list[Leg] = []
    for number, end in enumerate(stops[1:], start=1):
        direct = _leg(stops[number - 1], end)
        found.append(direct)
        if not direct.impossible:
            earlier = (_leg(start, end) for start in reversed(stops[: number - 1]))
            found.extend([leg for leg in earlier if leg.impossible][:1])
    return found


def _is_stop(event: Event) -> bool:
    return event.seen and (event.latitude is not None or bool(event.country))


def _leg(start: tuple[Event, UUID], end: tuple[Event, UUID]) -> Leg:
    between = apart(start[0], end[0])
    return Leg(
        start=start[1],
        end=end[1],
        kilometres=between.kilometres,
        hours=between.most_seconds / 3600,
        impossible=between.impossible,
    )
