"""Search by example over HTTP, with the targets of matching; peers' servers are not started here."""

from collections.abc import Iterator

from benchmarks.matching.material import PEOPLE, Material
from benchmarks.queries import MATCHING, TITLE
from benchmarks.queries import measure as measured
from benchmarks.report import Figure
from benchmarks.workshop import FULL, QUICK, Workshop

__all__ = ["TITLE", "measure"]


def measure(material: Material) -> Iterator[Figure]:
    """On 100,000 records, or on 5,000 when fewer people than usual are measured."""
    with Workshop(FULL if material.people >= PEOPLE else QUICK) as workshop:
        yield from measured(workshop, MATCHING)
