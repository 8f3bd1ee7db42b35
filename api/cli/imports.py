"""`tracing import`: enter files of reports, by an operator on the server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from pydantic import TypeAdapter, ValidationError

from api.cli.importing import Source, run
from api.exchange import ndjson as ndjson_reader
from api.exchange.acts import Item, placed
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import unpacked_file
from api.exchange.formats import FORMATS, TABLES, Format, TableFormat, explained
from api.exchange.interpol import NoticeInFiles, read_files
from api.exchange.mapping import MappingError, read_mapping
from api.http.validation import problems_of

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

    summary = run([Source("interpol", items())], rejects, files, (len(found), lambda: read), dry_run)
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
    read: Callable[[BinaryIO], Iterator[Item]],
    rejects_path: Path | None,
    dry_run: bool,
) -> None:
    """Enter files one after another, each opened when its turn comes."""
    done, current = 0, None

    def items(path: Path) -> Iterator[Item]:
        nonlocal done, current
        with path.open("rb") as current:
            for item in read(unpacked_file(current)):
                yield item if len(files) == 1 else placed(item, f"{path.name}: {item.source}")
        done, current = done + path.stat().st_size, None

    total = sum(path.stat().st_size for path in files)
    sources = [Source(f"{format_name} {path.name}", items(path)) for path in files]
    progress = (total, lambda: done + (current.tell() if current is not None else 0))
    summary = run(sources, rejects_path, files, progress, dry_run)
    raise typer.Exit(1 if summary.rejected else 0)
