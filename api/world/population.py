"""A whole invented world, household by household, as a stream of reports."""

import itertools
import random
from collections.abc import Iterator

from api.world.journeys import Journey, draw_events, draw_journey
from api.world.noise import REALISTIC, Noise
from api.world.people import draw_household
from api.world.postings import Posting, References
from api.world.reports import Writer
from api.world.stories import story_a1

ARRIVAL_WINDOW = 4096
"""How many reports wait while others arrive: one person's reports come apart, as they do from many agencies."""


def postings(people: int, seed: int, noise: Noise = REALISTIC) -> Iterator[Posting]:
    """All reports about a number of people, the same ones for the same seed, in a plausible order of arrival.

    Story A1 is always among them, and not counted. A world of fewer people holds the first people of a larger one
    with the same seed. Memory is constant.
    """
    rng = random.Random(f"arrival {seed}")
    waiting = story_a1()
    for posting in _by_household(people, seed, noise):
        waiting.append(posting)
        if len(waiting) >= ARRIVAL_WINDOW:
            yield _taken(rng, waiting)
    while waiting:
        yield _taken(rng, waiting)


def _taken(rng: random.Random, waiting: list[Posting]) -> Posting:
    place = rng.randrange(len(waiting))
    waiting[place], waiting[-1] = waiting[-1], waiting[place]
    return waiting.pop()


def _by_household(people: int, seed: int, noise: Noise) -> Iterator[Posting]:
    references = References()
    left = people
    for number in itertools.count(1):
        if left <= 0:
            return
        rng = random.Random(f"household {seed} {number}")
        journeys: dict[str, Journey] = {}
        for person in itertools.islice(draw_household(rng, number), left):
            left -= 1
            shared = journeys.get(person.travels_with) if person.travels_with else None
            journey = shared or draw_journey(rng, person)
            journeys[person.key] = journey
            writer = Writer(rng, person, journey, noise, references)
            for event in draw_events(rng, journey):
                yield writer.write(event)
