"""Where the invented people go, and when: stops in cities of a chain of countries, in a possible order of time."""

import random
from datetime import date, timedelta
from typing import NamedTuple

from api.world.people import Individual
from api.world.places import CITIES, ROUTES, City

RECORD_COUNTS = (15, 22, 24, 17, 12, 6, 3, 1)
"""Weights of having one, two, … records; 3.2 on average."""

KIND_WEIGHTS = {"crossing": 56, "sighting": 22, "registration": 22}
NOTICE_SHARE = 0.72
"""Share of people for whom a bureau publishes a notice."""


class Stop(NamedTuple):
    """A stay in a city."""

    country: str
    city: City
    arrived: date
    left: date


class Journey(NamedTuple):
    """A person's stops: first home, then abroad."""

    stops: tuple[Stop, ...]


class Event(NamedTuple):
    """Something that some agency writes a report of.

    Attributes:
        kind: `notice`, `crossing`, `registration` or `sighting`.
        stop: index of the stop during which it happens; a crossing happens at arrival there.
        day: when.
    """

    kind: str
    stop: int
    day: date


def draw_journey(rng: random.Random, person: Individual) -> Journey:
    """A journey along one of the routes of the person's region."""
    home = rng.choice(CITIES[person.origin.country])
    stops = [Stop(person.origin.country, home, person.departure - timedelta(days=3650), person.departure)]
    abroad = [route for route in ROUTES[person.origin.region] if route != (person.origin.country,)]
    for country in rng.choice(abroad):
        if country == stops[-1].country:
            continue
        arrived = stops[-1].left + timedelta(days=rng.randint(1, 12))
        left = arrived + timedelta(days=rng.randint(3, 110))
        stops.append(Stop(country, rng.choice(CITIES[country]), arrived, left))
    return Journey(tuple(stops))


def draw_events(rng: random.Random, journey: Journey) -> list[Event]:
    """What becomes known of a journey, in the order of time; each border is crossed once."""
    count = rng.choices(range(1, len(RECORD_COUNTS) + 1), RECORD_COUNTS)[0]
    events = []
    if rng.random() < NOTICE_SHARE:
        events.append(_notice(rng, journey))
    kinds = rng.choices(list(KIND_WEIGHTS), list(KIND_WEIGHTS.values()), k=count - len(events))
    arrivals = rng.sample(range(1, len(journey.stops)), len(journey.stops) - 1)
    for kind in kinds:
        if kind == "crossing" and arrivals:
            number = arrivals.pop()
            events.append(Event(kind, number, journey.stops[number].arrived))
            continue
        number = rng.randrange(1, len(journey.stops))
        stop = journey.stops[number]
        day = stop.arrived + timedelta(days=rng.randint(0, (stop.left - stop.arrived).days))
        events.append(Event("sighting" if kind == "crossing" else kind, number, day))
    return sorted(events, key=lambda event: event.day)


def _notice(rng: random.Random, journey: Journey) -> Event:
    """The family reports at home, some time after the last word from the person."""
    last_known = rng.choice((0, 0, 0, 1)) if len(journey.stops) > 1 else 0
    delay = timedelta(days=int(rng.expovariate(1 / 45)) % 300 + 2)
    return Event("notice", last_known, journey.stops[last_known].left + delay)
