"""`tracing evaluate`: measure the matcher on records whose persons are known."""

import tempfile
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from search.engines import open_engine
from search.evaluation.evaluate import Evaluation
from search.evaluation.evaluate import evaluate as run
from search.evaluation.labelled import LabelledFileError, read_labelled
from search.evaluation.measures import Measure
from search.sealing import IndexSeal
from tracing.keys.secret import SECRET_BYTES


def evaluate(
    records: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Reports, one JSON object a line.")],
    truth: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with the columns reference,person.")],
    plots: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Folder to write precision_recall, calibration and weights to, as SVG."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Measure how well the matcher finds who is who.

    RECORDS holds reports as agencies post them; TRUTH says whom each is about. Blocking and comparison run over them in
    a temporary folder; nothing else is touched.

    Read the numbers so: candidate recall is how many true pairs are compared at all, and no later step can find more.
    Pair precision and recall count what is proposed to reviewers. The best F1 takes the threshold that suits this very
    file, so it flatters. Clusters are what joining pairs gives, where one wrong pair spoils many. The floors need no
    matcher: be glad only of what lies above them.

    For example:

    tracing world --people 5000 --seed 7 --out world

    tracing evaluate world/records.ndjson world/truth.csv
    """
    console = Console(stderr=True)
    try:
        labelled = read_labelled(records, truth)
    except LabelledFileError as error:
        console.print(f"Cannot read the files: {error}.")
        raise typer.Exit(2) from None
    columns = (TextColumn("Comparing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with tempfile.TemporaryDirectory() as folder, Progress(*columns, console=console) as progress:
        task = progress.add_task("records", total=len(labelled.documents))
        engine = open_engine(f"embedded://{folder}/indexes", IndexSeal(token_bytes(SECRET_BYTES)))
        engine.prepare()
        try:
            found = run(labelled, engine.live(), lambda done: progress.update(task, completed=done), plots)
        finally:
            engine.close()
    if json:
        typer.echo(msgspec.json.encode(_flat(found)).decode())
    else:
        _print(found, Console())


def _flat(found: Evaluation) -> dict[str, object]:
    return {
        "model": found.model,
        "records": found.records,
        "true_pairs": found.true_pairs,
        "compared_pairs": found.compared_pairs,
        "candidate_recall": found.candidate_recall,
        "pair_precision": found.pairs.precision,
        "pair_recall": found.pairs.recall,
        "pair_f1": found.pairs.f1,
        "pair_f1_best": found.best_pairs.f1,
        "pair_f1_best_threshold": found.best_threshold,
        "cluster_precision": found.clusters.precision,
        "cluster_recall": found.clusters.recall,
        "cluster_f1": found.clusters.f1,
        "calibration": found.calibration,
        "queue": {str(length): right for length, right in found.queue.items()},
        "floors": found.floors,
        "records_per_second": found.records_per_second,
        "misses": found.misses,
    }


def _print(found: Evaluation, console: Console) -> None:
    console.print(
        f"{found.records:,} records, {found.true_pairs:,} true pairs, {found.compared_pairs:,} pairs compared at "
        f"{found.records_per_second:,.0f} records/s by model {found.model}"
    )
    console.print(f"Candidate recall {found.candidate_recall:.3f}")
    table = Table("", "precision", "recall", "F1")
    rows: list[tuple[str, Measure]] = [
        ("pairs at the review threshold", found.pairs),
        (f"pairs at the best threshold ({found.best_threshold:.1f} bits)", found.best_pairs),
        ("clusters", found.clusters),
        *((f"floor: {name}", floor) for name, floor in found.floors.items()),
    ]
    for name, measured in rows:
        table.add_row(name, f"{measured.precision:.3f}", f"{measured.recall:.3f}", f"{measured.f1:.3f}")
    console.print(table)
    for length, right in found.queue.items():
        console.print(f"True pairs among the first {length:,} of the queue: {right:,}")
    bands = Table("called", "pairs", "of one person")
    for band in found.calibration:
        bands.add_row(f"{band.low:.1f}–{band.high:.1f}", f"{band.pairs:,}", f"{band.true:.3f}")
    console.print(bands)
    misses = Table("worst misses", "bits", "why", show_lines=True)
    for miss in found.misses:
        misses.add_row("\n".join(miss.references), f"{miss.weight:.1f}", "\n".join(miss.reasons))
    console.print(misses)
