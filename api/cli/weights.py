"""`tracing weights`: learn the weights of evidence without labels, and see what other weights would change."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from eventsourcing.persistence import PersistenceError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli.opening import opened_application
from projections.profiles import profiles_in_log
from search.evaluation.changes import changes, pairs_to_compare
from search.evaluation.labelled import LabelledFileError, read_profiles
from search.profile import Profile
from search.weights.model import Weights, WeightsFileError, encoded, read_weights
from search.weights.training import train as learn

app = typer.Typer(name="weights", help="Learn the weights of evidence, and compare them.", no_args_is_help=True)

SHOWN = 50
"""How many pairs that change side are listed."""

_Records = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="Reports, one JSON object a line, each with its `kind`.")
]
_WeightsFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A weights file.")]


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="The weights file to write.")],
    records: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Reports, one JSON object a line, each with its `kind`; without it, the service's own log.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Learn weights from records whose persons nobody knows: those of a file, or of the log that TRACING_LOG names.

    How often records of two persons agree is counted on pairs taken at random; how often records of one person do is
    estimated by expectation-maximisation on pairs that share a name, a birth date or a number. The same records give
    the same file, byte for byte; it tells what it was learnt from, and holds no value of a person but the shares of
    nationalities and languages.

    For example, the weights that ship:

    tracing world --people 2000 --seed 3 --out world

    tracing weights train --records world/records.ndjson --out search/weights/default.json

    And from what a service holds, where clerks and journeys are its own:

    tracing weights train --out ours.json
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as progress:

        def report(step: str, done: int, among: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=among)
            progress.update(tasks[step], completed=done)

        profiles = _of_log(report) if records is None else _read(records, console)[1]
        try:
            found = learn(profiles, report)
        except ValueError as error:
            console.print(f"Cannot learn: {error}.")
            raise typer.Exit(2) from None
    out.write_bytes(encoded(found))
    console.print(f"{found.model}, learnt from {found.provenance.records:,} records: {out}")


@app.command()
def compare(old: _WeightsFile, new: _WeightsFile, records: _Records) -> None:
    """Show which pairs of records change side when other weights are used, by their references and never by values.

    tracing weights compare old.json new.json --records world/records.ndjson
    """
    console = Console(stderr=True)
    before, after = _weights(old, console), _weights(new, console)
    references, profiles = _read(records, console)
    pairs = pairs_to_compare(profiles)
    found = list(changes(profiles, pairs, before, after))
    gained = sum(change.new > change.old for change in found)
    out = Console()
    out.print(f"{len(pairs):,} pairs: {gained:,} would be proposed anew, {len(found) - gained:,} no longer.")
    table = Table("records", before.model, after.model)
    for change in sorted(found, key=lambda change: -abs(change.new - change.old))[:SHOWN]:
        shown = "\n".join((references[change.first], references[change.second]))
        table.add_row(shown, f"{change.old:.1f} bits", f"{change.new:.1f} bits")
    out.print(table)


def _of_log(report: Callable[[str, int, int], None]) -> tuple[Profile, ...]:
    application = opened_application()
    try:
        return profiles_in_log(application, lambda done, of: report("records of the log", done, of))
    except PersistenceError:
        typer.echo("TRACING_LOG: the log cannot be read; has `tracing migrate` run?", err=True)
        raise typer.Exit(2) from None
    finally:
        application.close()


def _read(records: Path, console: Console) -> tuple[tuple[str, ...], tuple[Profile, ...]]:
    try:
        return read_profiles(records)
    except LabelledFileError as error:
        console.print(f"Cannot read the records: {error}.")
        raise typer.Exit(2) from None


def _weights(path: Path, console: Console) -> Weights:
    try:
        return read_weights(path)
    except WeightsFileError as error:
        console.print(f"Cannot read the weights: {error}.")
        raise typer.Exit(2) from None
