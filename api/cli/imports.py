"""`tracing import`: enter files of reports, by an operator on the server."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from eventsourcing.persistence import PersistenceError
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli.opening import opened_application
from api.exchange.importing import Entry, ImportSummary, Refusal, Rejects, enter_all
from api.exchange.interpol import Faulty, NoticeInFiles, read_files
from api.exchange.ndjson import Accepted, Rejected, Sender, read_lines
from api.validation import problems_of

SHOWN = 20
"""How many reasons for a refusal the terminal lists; the file beside the rejects holds all."""

app = typer.Typer(name="import", help="Enter files of reports; repeating it is safe.", no_args_is_help=True)

_Organisation = Annotated[
    str | None, typer.Option(help="Who will own the records, e.g. `pol.border`; no file decides that by itself.")
]
_Country = Annotated[str | None, typer.Option(help="The owner's country, e.g. `POL`.")]
_RejectsPath = Annotated[
    Path | None, typer.Option(help="Where to put what is refused; `<first file>.rejects` if left out.", dir_okay=False)
]


@app.command()
def interpol(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="JSON files.")],
    organisation: _Organisation = None,
    country: _Country = None,
    rejects: _RejectsPath = None,
) -> None:
    """Enter Yellow Notices in the JSON form of INTERPOL's public notices service.

    FILES are the service's answers, saved: lists, details and images in any order. What they say of one entity_id
    becomes one report. Keys that are not known here, and fields that cannot be read, are kept in the report as sent.
    A notice that has changed since it was last imported becomes a correction of its record: import the newest files.

    Exit code: 0 if everything was entered, 1 if something was refused or the log failed.

    tracing import interpol notices/*.json --organisation int.notices --country FRA
    """
    sender = _sender(organisation, country)
    found = list(read_files(files))
    read = 0

    def entries() -> Iterable[Entry | Refusal]:
        nonlocal read
        for item in found:
            read += 1
            yield _of_notice(item, sender)

    summary = _enter(entries(), rejects, files, len(found), lambda: read)
    set_aside = sum(len(item.notice.set_aside) for item in found if isinstance(item, NoticeInFiles))
    if set_aside:
        typer.echo(f"{set_aside} fields could not be read; they are kept as sent, under `unread`.", err=True)
    raise typer.Exit(1 if summary.rejected else 0)


@app.command()
def ndjson(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Reports, one JSON object a line.")],
    organisation: _Organisation = None,
    country: _Country = None,
    owners_from_file: Annotated[
        bool, typer.Option("--owners-from-file", help="Take each line's own `organisation` and `country`.")
    ] = False,
    rejects: _RejectsPath = None,
) -> None:
    """Enter reports in the form in which agencies post them, one JSON object a line, each with its `kind`.

    Good lines are entered whatever becomes of others. Refused ones go to a file that can be mended and handed in
    again, the reasons to another one beside it. A file with the reports of many agencies says on each line whose it
    is; that is believed with --owners-from-file, and refused without.

    Exit code: 0 if everything was entered, 1 if something was refused or the log failed.

    tracing import ndjson crossings.ndjson --organisation pol.border --country POL

    tracing import ndjson world/records.ndjson --owners-from-file
    """
    if owners_from_file and (organisation or country):
        raise typer.BadParameter("takes no --organisation or --country", param_hint="--owners-from-file")
    sender = None if owners_from_file else _sender(organisation, country)
    with file.open("rb") as opened:
        entries = (_of_line(line, sender) for line in read_lines(opened, senders=owners_from_file))
        summary = _enter(entries, rejects, [file], file.stat().st_size, opened.tell)
    raise typer.Exit(1 if summary.rejected else 0)


def _sender(organisation: str | None, country: str | None) -> Sender:
    try:
        return TypeAdapter(Sender).validate_python({"organisation": organisation, "country": country})
    except ValidationError as error:
        problem = problems_of(error)[0]
        raise typer.BadParameter(problem.rule, param_hint=f"--{problem.field}") from None


def _of_notice(item: NoticeInFiles | Faulty, sender: Sender) -> Entry | Refusal:
    if isinstance(item, NoticeInFiles):
        content = msgspec.json.encode(item.raw)
        return Entry(", ".join(item.files), content, item.notice.report, sender, supersedes=True)
    return Refusal(item.file, b"" if item.raw is None else msgspec.json.encode(item.raw), item.problems)


def _of_line(line: Accepted | Rejected, sender: Sender | None) -> Entry | Refusal:
    source = f"line {line.number}"
    if isinstance(line, Rejected):
        return Refusal(source, line.line, line.problems)
    owner = sender or line.sender
    assert owner is not None  # the reader gives each line's sender when nobody else names one
    return Entry(source, line.line, line.report, owner)


def _enter(
    entries: Iterable[Entry | Refusal],
    rejects_path: Path | None,
    files: list[Path],
    total: int,
    done: Callable[[], int],
) -> ImportSummary:
    """Enter everything under a progress bar; `done` tells how much of `total` was read."""
    path = rejects_path or files[0].with_name(f"{files[0].name}.rejects")
    try:
        rejects = Rejects(path, files)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--rejects") from None
    console = Console(stderr=True)
    application = opened_application()
    summary, started = ImportSummary(), time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Importing", total=total)
            for summary in enter_all(application, entries, rejects):
                rate = summary.read / max(time.monotonic() - started, 1e-9)
                progress.update(task, completed=done(), description=f"{summary.read:,} read, {rate:,.0f}/s")
            progress.update(task, completed=total)
    except PersistenceError:
        console.print("The log cannot be written: is it within reach, and made by `tracing migrate`?")
        console.print("What was entered stays. Import again later; repeating is safe.")
        raise typer.Exit(1) from None
    finally:
        rejects.close()
        application.close()
    _print(console, summary, rejects)
    return summary


def _print(console: Console, summary: ImportSummary, rejects: Rejects) -> None:
    table = Table("read", "new", "corrected", "unchanged", "disputed", "rejected")
    counts = (summary.read, summary.new, summary.corrected, summary.unchanged, summary.disputed, summary.rejected)
    table.add_row(*(f"{count:,}" for count in counts))
    Console().print(table)
    if not summary.rejected:
        return
    reasons = Table("refused", "field", "rule")
    for problem, count in summary.reasons.most_common(SHOWN):
        reasons.add_row(f"{count:,}", problem.field, problem.rule)
    console.print(reasons)
    console.print(f"Mend and import again: {rejects.path}; the reasons: {rejects.problems_path}", soft_wrap=True)
