"""`tracing post`: hand in a file of reports to a running service, as an agency does."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.exchange.importing import ImportSummary, Refusal, Rejects
from api.exchange.sending import BATCH, BatchSender, RefusedCallerError, Sent, UnreachableError
from api.http.validation import Problem

REFUSED, CALLER_REFUSED, UNREACHABLE = 1, 3, 4
"""Exit codes beside 0 (everything is entered) and 2 (the command was misspelt)."""


def post(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Reports, one JSON object a line.")],
    token: Annotated[str, typer.Option(envvar="TRACING_TOKEN", help="The token to call with; better not on the line.")],
    url: Annotated[str, typer.Option(envvar="TRACING_URL", help="Where the service is.")] = "http://127.0.0.1:8000",
    rejects: Annotated[
        Path | None, typer.Option(help="Where to put what is refused; `<file>.rejects` if left out.", dir_okay=False)
    ] = None,
    patience: Annotated[
        float, typer.Option(min=0, help="For how many seconds to go on trying while the service does not answer.")
    ] = 300.0,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON object instead of a table.")] = False,
) -> None:
    """Post the reports of a file, each with its `kind`, one JSON object a line.

    A cut link, a restart of the service, or its asking for a pause (`Retry-After`) is waited for, and the lines in
    doubt are sent again: what was entered already is answered as the first time, so that nothing is lost or doubled.
    For the same reason the whole file can be posted again after the command itself was stopped. Refused lines go to a
    file that can be mended and posted, the reasons to another one beside it.

    Exit code: 0 everything was entered, 1 something was refused, 3 the token was refused, 4 the service did not answer.

    export TRACING_TOKEN=$(tracing token --role agency --organisation pol.border --country POL)

    tracing post crossings.ndjson --url http://127.0.0.1:8000
    """
    kept = _rejects(file, rejects)
    console, summary, started = Console(stderr=True), ImportSummary(), time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    code = 0
    try:
        with (
            file.open("rb") as opened,
            BatchSender(url, token, patience) as sender,
            Progress(*columns, console=console) as progress,
        ):
            task = progress.add_task("Posting", total=file.stat().st_size)
            for lines in _batches(opened):
                for sent in sender.send(lines):
                    _count(summary, sent, kept)
                rate = summary.read / max(time.monotonic() - started, 1e-9)
                progress.update(task, completed=opened.tell(), description=f"{summary.read:,} posted, {rate:,.0f}/s")
    except RefusedCallerError as error:
        console.print(str(error))
        code = CALLER_REFUSED
    except UnreachableError as error:
        console.print(f"{error} What was entered stays. Post the file again later; repeating is safe.")
        code = UNREACHABLE
    finally:
        kept.close()
    _print(console, summary, kept, as_json)
    raise typer.Exit(code or (REFUSED if summary.rejected else 0))


def _rejects(file: Path, path: Path | None) -> Rejects:
    try:
        return Rejects(path or file.with_name(f"{file.name}.rejects"), [file])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--rejects") from None


def _batches(opened: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """Lines with their numbers, many at a time; empty ones are left out."""
    numbered = iter(enumerate(iter(opened.readline, b""), 1))
    while batch := list(islice(numbered, BATCH)):
        if lines := [(number, line.strip()) for number, line in batch if line.strip()]:
            yield lines


def _count(summary: ImportSummary, sent: Sent, rejects: Rejects) -> None:
    summary.read += 1
    if sent.answer["status"] < httpx.codes.BAD_REQUEST:
        summary.new += sent.answer["created"]
        summary.unchanged += not sent.answer["created"]
        summary.disputed += bool(sent.answer["disputes"])
        return
    summary.rejected += 1
    problems = tuple(Problem(**problem) for problem in sent.answer["problems"])
    problems = problems or (Problem(field=sent.answer["code"], rule=sent.answer["detail"]),)
    summary.reasons.update(problems)
    rejects.add(Refusal(f"line {sent.number}", sent.line, problems))


def _print(console: Console, summary: ImportSummary, rejects: Rejects, as_json: bool) -> None:
    counts: dict[str, Any] = {
        "read": summary.read,
        "new": summary.new,
        "unchanged": summary.unchanged,
        "disputed": summary.disputed,
        "rejected": summary.rejected,
    }
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        table = Table(*counts)
        table.add_row(*(f"{count:,}" for count in counts.values()))
        Console().print(table)
    if summary.rejected:
        console.print(f"Mend and post again: {rejects.path}; the reasons: {rejects.problems_path}", soft_wrap=True)
