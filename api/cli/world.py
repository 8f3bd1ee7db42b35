"""`tracing world`: write an invented world to try and to measure the service on."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.world.noise import PROFILES, NoiseName
from api.world.population import postings
from api.world.writing import RECORDS, TRUTH, write_world


def world(
    people: Annotated[int, typer.Option(min=1, help="How many people to invent.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed and number give the same files, byte for byte.")] = 1,
    noise: Annotated[NoiseName, typer.Option(help="How badly agencies write people down.")] = NoiseName.realistic,
    out: Annotated[Path, typer.Option(help="Directory to write to; made if needed.")] = Path("world"),
) -> None:
    """Invent people, their journeys, and what agencies wrote about them.

    People come from 31 countries, with names in their own scripts. Each leaves about three reports: notices of the
    bureau at home, border crossings with machine-readable zones, shelter registrations, sightings. Clerks mishear,
    mistype and leave out; some people travel on false papers, give another name, or share theirs with others.

    Two files are written:

    records.ndjson: one report a line, as agencies post them, with their organisation and country besides. Read it with
    `tracing import ndjson --owners-from-file`.

    truth.csv: reference,person: whom each report is truly about. `tracing evaluate` measures a matcher against it.

    Story A1 (Yuliia Kovalchuk) is always among them. Example:

    tracing world --people 5000 --seed 7 --out world
    """
    console = Console(stderr=True)
    started, records, seen = time.monotonic(), 0, set()
    columns = (TextColumn("Inventing people"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("people", total=people)
        for posting in write_world(out, postings(people, seed, PROFILES[noise])):
            records += 1
            seen.add(posting.person)
            if records % 500 == 0:
                progress.update(task, completed=min(len(seen), people))
        progress.update(task, completed=people)
    rate = people / max(time.monotonic() - started, 1e-9)
    console.print(f"{records:,} reports about {people:,} people at {rate:,.0f} people/s")
    console.print(f"{out / RECORDS} and {out / TRUTH}")
