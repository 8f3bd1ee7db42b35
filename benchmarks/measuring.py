"""Measuring several ways of doing the same work side by side."""

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Work = Callable[[int], int]
"""Does the share of work of a round, numbered from 0, and says how many things it did."""


def rates(works: Mapping[str, Work], rounds: int, warming: int = 0) -> dict[str, list[float]]:
    """Things a second of each way, a number for each round; as many rounds as are for warming come first, uncounted.

    The ways take turns, in the other direction every second round, so that a machine that becomes slower or faster
    meanwhile does so for all of them. Garbage is collected between turns and not on somebody's time.
    """
    measured: dict[str, list[float]] = {name: [] for name in works}
    for number in range(warming + rounds):
        turns = list(works.items())
        for name, work in turns if number % 2 == 0 else reversed(turns):
            gc.collect()
            started = time.perf_counter()
            done = work(number)
            measured[name].append(done / (time.perf_counter() - started))
    return {name: values[warming:] for name, values in measured.items()}


def ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return median(own / other for own, other in zip(ours, reference, strict=True))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank)."""
    rank = math.ceil(len(values) * percent / 100)
    return sorted(values)[max(rank, 1) - 1]


def seconds_of(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
