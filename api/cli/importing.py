"""How `tracing import` goes through its files: a bar, the rejects, a table of what became of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import typer
from eventsourcing.persistence import PersistenceError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli.opening import opened_application
from api.disclosure.auditing import operator
from api.exchange.acts import Item
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.importing import Importer, ImportSummary, Rejects, read_through
from api.http.ndjson import UnpackingError
from tracing.access import Caller, Role

SHOWN = 20
"""How many reasons for a refusal the terminal lists; the file beside the rejects holds all."""


class Source(NamedTuple):
    """Something that is read: the name that stands beside each record, and its items."""

    origin: str
    items: Iterable[Item]


def run(
    sources: list[Source],
    rejects_path: Path | None,
    files: list[Path],
    progress: tuple[int, Callable[[], int]],
    dry_run: bool,
) -> ImportSummary:
    """Enter everything, or only read it, under a bar; `progress` is how much there is, and tells how much is done."""
    console = Console(stderr=True)
    if dry_run:
        summary, rejects = ImportSummary(), None
        steps = _shown(sources, summary)
    else:
        rejects = _rejects(rejects_path, files)
        application = opened_application()
        importer = Importer(application, _operator_for)
        summary, steps = importer.summary, _entered(importer, sources, rejects)
    try:
        _follow(console, summary, steps, progress)
    except PersistenceError:
        console.print("The log cannot be written: is it within reach, and made by `tracing migrate`?")
        console.print("What was entered stays. Import again later; repeating is safe.")
        raise typer.Exit(1) from None
    except UnpackingError as error:
        console.print(f"A file cannot be read to its end: {error}. What came before was read.")
        raise typer.Exit(1) from None
    finally:
        if rejects is not None:
            rejects.close()
            application.close()
    _print(console, summary, rejects)
    return summary


def _rejects(path: Path | None, files: list[Path]) -> Rejects:
    try:
        return Rejects(path or files[0].with_name(f"{files[0].name}.rejects"), files)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--rejects") from None


def _operator_for(sender: Sender) -> Caller:
    return Caller(subject=operator(), role=Role.admin, organisation=sender.organisation, country=sender.country)


def _entered(importer: Importer, sources: list[Source], rejects: Rejects) -> Iterator[None]:
    for source in sources:
        for refusals in importer.enter_all(source.items, source.origin):
            importer.summary.explain(refusals)
            for refusal in refusals:
                rejects.add(refusal)
            yield


def _shown(sources: list[Source], summary: ImportSummary) -> Iterator[None]:
    """Print what would be entered and what refused."""
    for source in sources:
        for batch in read_through(source.items, summary):
            summary.explain(item for item in batch if isinstance(item, Refusal))
            for item in batch:
                said = {"report": item.report} if isinstance(item, Entry) else {"problems": item.problems}
                typer.echo(msgspec.json.encode({"source": item.source, **said}))
            yield


def _follow(
    console: Console, summary: ImportSummary, steps: Iterator[None], progress: tuple[int, Callable[[], int]]
) -> None:
    total, done = progress
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Importing", total=total)
        for _ in steps:
            rate = summary.read / max(time.monotonic() - started, 1e-9)
            bar.update(task, completed=done(), description=f"{summary.read:,} read, {rate:,.0f}/s")
        bar.update(task, completed=total)


def _print(console: Console, summary: ImportSummary, rejects: Rejects | None) -> None:
    table = Table("read", "new", "corrected", "unchanged", "disputed", "rejected")
    counts = (summary.read, summary.new, summary.corrected, summary.unchanged, summary.disputed, summary.rejected)
    table.add_row(*(f"{count:,}" for count in counts))
    # What a dry run prints is reports alone, to be handed on.
    (console if rejects is None else Console()).print(table)
    if not summary.rejected:
        return
    reasons = Table("refused", "field", "rule")
    for problem, count in summary.reasons.most_common(SHOWN):
        reasons.add_row(f"{count:,}", problem.field, problem.rule)
    console.print(reasons)
    if rejects is not None:
        again = rejects.path if rejects.path.stat().st_size else "the file itself"
        console.print(f"Mend and import again: {again}; the reasons: {rejects.problems_path}", soft_wrap=True)
