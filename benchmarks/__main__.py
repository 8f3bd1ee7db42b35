"""`python -m benchmarks`: measure, and print a table a topic."""

import gc
import time
import traceback
from enum import StrEnum
from typing import Annotated

import typer

from benchmarks import (
    appends,
    auditing,
    desk,
    flooding,
    freshness,
    granting,
    growth,
    hiding,
    indexing,
    intake,
    queries,
    replay,
    sealing,
)
from benchmarks.report import console, load, table_of
from benchmarks.workshop import FULL, QUICK, Workshop


class Topic(StrEnum):
    """What can be measured."""

    appends = "appends"
    replay = "replay"
    indexing = "indexing"
    queries = "queries"
    freshness = "freshness"
    growth = "growth"
    auditing = "auditing"
    sealing = "sealing"
    hiding = "hiding"
    granting = "granting"
    intake = "intake"
    flooding = "flooding"
    desk = "desk"


_MEASURED = {
    Topic.appends: (appends.TITLE, appends.measure),
    Topic.replay: (replay.TITLE, replay.measure),
    Topic.indexing: (indexing.TITLE, indexing.measure),
    Topic.queries: (queries.TITLE, queries.measure),
    Topic.freshness: (freshness.TITLE, freshness.measure),
    Topic.growth: (growth.TITLE, growth.measure),
    Topic.auditing: (auditing.TITLE, auditing.measure),
    Topic.sealing: (sealing.TITLE, sealing.measure),
    Topic.hiding: (hiding.TITLE, hiding.measure),
    Topic.granting: (granting.TITLE, granting.measure),
    Topic.intake: (intake.TITLE, intake.measure),
    Topic.flooding: (flooding.TITLE, flooding.measure),
    Topic.desk: (desk.TITLE, desk.measure),
}

_TopicNames = Annotated[list[Topic] | None, typer.Argument(help="What to measure; everything if nothing is named.")]
_Quick = Annotated[bool, typer.Option("--quick", help="Small sizes, to see that it runs. Targets are for full ones.")]


def main(topics: _TopicNames = None, quick: _Quick = False) -> None:
    """Measure speed and memory on an invented world, embedded and on a real PostgreSQL and OpenSearch.

    Each figure stands beside a reference that was measured in the same run, in turns with it, where there is one: a
    machine that is twice as slow halves both. "ratio" is ours to the reference, the median of all turns. A target that
    is missed says so; the exit code is 0 all the same, and 1 only when something could not be measured.

    appends: events written one by one and in batches, beside raw inserts of the same rows.

    replay: the log read and decoded, beside a raw SELECT.

    indexing: from the log to the search index, beside raw inserts and a raw _bulk.

    queries: search by example over HTTP against 100,000 records, and the memory of the API.

    freshness: from the save of a record until search finds it.

    growth: the whole cost of a record with 10,000 and with 200,000 stored.

    auditing: what writing down a search adds to it, beside a raw insert.

    sealing: appends and replay with a data key for each stream, beside the same application that seals nothing.

    hiding: searches for people who are hidden, beside a world in which they are not.

    granting: searches that ask who may see each record, beside searches that do not.

    intake: batches over HTTP beside raw inserts, the answer at the gate, files of each format beside the same reports
    as NDJSON, and memory by the number of lines.

    flooding: the posts of one agency while another sends as much as it can.

    desk: each page of the desk.

    The world, 200,000 reports, is invented once (three minutes) and kept in .cache/benchmarks. All of it takes about
    ten minutes after that. Data are written to the disk of the checkout and removed at the end. Other work on the
    machine makes figures worse: the load is printed with each table.

    make bench

    make bench ARGS="appends replay"

    make bench ARGS="--quick queries"
    """
    out, failed = console(), []
    with Workshop(QUICK if quick else FULL) as workshop:
        gc.freeze()  # what was imported is not garbage, and is not looked through on somebody's time
        for topic in topics or list(Topic):
            title, measure = _MEASURED[topic]
            started = time.monotonic()
            try:
                figures = []
                for figure in measure(workshop):  # a topic can take a quarter of an hour
                    typer.echo(f"{topic}: {figure.what}: {figure.ours}", err=True)
                    figures.append(figure)
                out.print(table_of(title, figures))
            except Exception:
                traceback.print_exc()
                failed.append(topic.value)
            out.print(f"{time.monotonic() - started:.0f} seconds; {load()}\n")
    if failed:
        out.print(f"[bold red]could not be measured: {', '.join(failed)}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
