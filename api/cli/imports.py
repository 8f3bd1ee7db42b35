"""`tracing import`: enter files of reports, by an operator on the server."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, NamedTuple

import msgspec
import typer
from eventsourcing.persistence import PersistenceError
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.auditing import operator
from api.cli.opening import opened_application
from api.exchange import ndjson as ndjson_reader
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import unpacked_file
from api.exchange.formats import FORMATS, TABLES, Format, TableFormat, explained
from api.exchange.importing import Importer, ImportSummary, Rejects, read_through
from api.exchange.interpol import NoticeInFiles, read_files
from api.exchange.mapping import MappingError, read_mapping
from api.ndjson import UnpackingError
from api.validation import problems_of
from tracing.access import Caller, Role

SHOWN = 20
"""How many reasons for a refusal the terminal lists; the file beside the rejects holds all."""

app = typer.Typer(
    name="import",
    help="Enter files of reports; repeating it is safe. Files may be packed by gzip.",
    no_args_is_help=True,
)

_Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files of this format.")]
_Organisation = Annotated[
    str | None, typer.Option(help="Who will own the records, e.g. `pol.border`; no file decides that by itself.")
]
_Country = Annotated[str | None, typer.Option(help="The owner's country, e.g. `POL`.")]
_RejectsPath = Annotated[
    Path | None, typer.Option(help="Where to put what is refused; `<first file>.rejects` if left out.", dir_okay=False)
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Enter nothing: print what would be entered, one JSON object a line.")
]


class _Source(NamedTuple):
    """Something that is read: the name that stands beside each record, and its items."""

    origin: str
    items: Iterable[Entry | Refusal]


@app.command()
def interpol(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="JSON files.")],
    organisation: _Organisation = None,
    country: _Country = None,
    rejects: _RejectsPath = None,
    dry_run: _DryRun = False,
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

    def items() -> Iterator[Entry | Refusal]:
        nonlocal read
        for item in found:
            read += 1
            yield item.item(sender) if isinstance(item, NoticeInFiles) else item.item()

    summary = _run([_Source("interpol", items())], rejects, files, (len(found), lambda: read), dry_run)
    set_aside = sum(len(item.notice.set_aside) for item in found if isinstance(item, NoticeInFiles))
    if set_aside:
        typer.echo(f"{set_aside} fields could not be read; they are kept as sent, under `unread`.", err=True)
    raise typer.Exit(1 if summary.rejected else 0)


@app.command()
def ndjson(
    files: _Files,
    organisation: _Organisation = None,
    country: _Country = None,
    owners_from_file: Annotated[
        bool, typer.Option("--owners-from-file", help="Take each line's own `organisation` and `country`.")
    ] = False,
    rejects: _RejectsPath = None,
    dry_run: _DryRun = False,
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
    _import(files, "ndjson", lambda file: ndjson_reader.read(file, sender), rejects, dry_run)


def _add_command(found: Format) -> None:
    """A command for a format that needs nothing but its reader."""

    def command(
        files: _Files,
        organisation: _Organisation = None,
        country: _Country = None,
        rejects: _RejectsPath = None,
        dry_run: _DryRun = False,
    ) -> None:
        sender = _sender(organisation, country)
        _import(files, found.name, lambda file: found.read(file, sender), rejects, dry_run)

    help_text = (
        f"{found.what}\n\nExit code: 0 if everything was entered, 1 if something was refused or the log failed.\n\n"
        f"tracing import {found.name} FILE --organisation fra.bureau --country FRA"
    )
    app.command(found.name, help=help_text)(command)


def _add_table_command(found: TableFormat) -> None:
    """A command for a table, which needs the mapping of its columns too."""

    def command(
        files: _Files,
        mapping: Annotated[
            Path, typer.Option(exists=True, dir_okay=False, help="Which column is which field: TOML or JSON.")
        ],
        organisation: _Organisation = None,
        country: _Country = None,
        rejects: _RejectsPath = None,
        dry_run: _DryRun = False,
    ) -> None:
        sender = _sender(organisation, country)
        try:
            read = explained(found.name, read_mapping(mapping.read_bytes())).read
        except MappingError as error:
            raise typer.BadParameter(str(error), param_hint="--mapping") from None
        _import(files, found.name, lambda file: read(file, sender), rejects, dry_run)

    help_text = (
        f"{found.what}\n\nThe mapping is described in docs/exchange.md. A row that has changed since it was last "
        "imported becomes a correction of its record. Try with --dry-run first.\n\n"
        "Exit code: 0 if everything was entered, 1 if something was refused or the log failed.\n\n"
        f"tracing import {found.name} FILE --mapping columns.toml --organisation ita.shelter --country ITA"
    )
    app.command(found.name, help=help_text)(command)


for _table in TABLES.values():
    _add_table_command(_table)

for _format in FORMATS.values():
    if _format.name not in ("interpol", "ndjson"):
        _add_command(_format)


def _sender(organisation: str | None, country: str | None) -> Sender:
    try:
        return TypeAdapter(Sender).validate_python({"organisation": organisation, "country": country})
    except ValidationError as error:
        problem = problems_of(error)[0]
        raise typer.BadParameter(problem.rule, param_hint=f"--{problem.field}") from None


def _import(
    files: list[Path],
    format_name: str,
    read: Callable[[BinaryIO], Iterator[Entry | Refusal]],
    rejects_path: Path | None,
    dry_run: bool,
) -> None:
    """Enter files one after another, each opened when its turn comes."""
    done, current = 0, None

    def items(path: Path) -> Iterator[Entry | Refusal]:
        nonlocal done, current
        with path.open("rb") as current:
            for item in read(unpacked_file(current)):
                yield item if len(files) == 1 else item._replace(source=f"{path.name}: {item.source}")
        done, current = done + path.stat().st_size, None

    total = sum(path.stat().st_size for path in files)
    sources = [_Source(f"{format_name} {path.name}", items(path)) for path in files]
    progress = (total, lambda: done + (current.tell() if current is not None else 0))
    summary = _run(sources, rejects_path, files, progress, dry_run)
    raise typer.Exit(1 if summary.rejected else 0)


def _run(
    sources: list[_Source],
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


def _entered(importer: Importer, sources: list[_Source], rejects: Rejects) -> Iterator[None]:
    for source in sources:
        for refusals in importer.enter_all(source.items, source.origin):
            importer.summary.explain(refusals)
            for refusal in refusals:
                rejects.add(refusal)
            yield


def _shown(sources: list[_Source], summary: ImportSummary) -> Iterator[None]:
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
