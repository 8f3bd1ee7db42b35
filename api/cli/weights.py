"""`tracing weights`: learn the weights of evidence without labels, and see what other weights would change."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

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
    records: _Records,
    out: Annotated[Path, typer.Option(help="The weights file to write.")],
) -> None:
    """Learn weights from records whose persons nobody knows.

    How often records of two persons agree is counted on pairs taken at random; how often records of one person do is
    estimated by expectation-maximisation on pairs that share a name, a birth date or a number. The same records give
    the same file, byte for byte; it tells what it was learnt from, and holds no value of a person but the shares of
    nationalities and languages.

    For example, the weights that ship:

    tracing world --people 2000 --seed 3 --out world

    tracing weights train --records world/records.ndjson --out search/weights/default.json
    """
    console = Console(stderr=True)
    _, profiles = _read(records, console)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as progress:

        def report(step: str, done: int, among: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=among)
            progress.update(tasks[step], completed=done)

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
