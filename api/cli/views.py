"""`tracing rebuild` and `tracing verify`: make views anew from the log, and check them against it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.cli.opening import opened_service
from api.operating.rebuilding import ViewName, rebuild_view
from api.wiring import Service
from projections.rebuild import RebuildError
from projections.verify import Difference, verify_index

SHOWN = 50
"""How many differences are listed on the terminal; `--json` lists all."""


def rebuild(
    views: Annotated[list[ViewName] | None, typer.Argument(help="Which views; all of them if none is named.")] = None,
) -> None:
    """Build views anew from the event log, beside the live ones, and swap.

    Searches and reviews go on meanwhile. A new search index is verified against the log before it takes over; if
    anything is wrong, the live index stays and the exit code is 1. A rebuild never skips an event: one that cannot be
    taken ends it, with the position of the event.

    tracing rebuild

    tracing rebuild records
    """
    service = opened_service()
    differences: list[Difference] = []
    try:
        for view in views or list(ViewName):
            with _progress(f"Rebuilding {view}") as report:
                differences += rebuild_view(service, view, report)
    except RebuildError as error:
        typer.echo(f"The rebuild ended, and the live view stays: {error}", err=True)
        raise typer.Exit(1) from None
    finally:
        service.close()
    if differences:
        typer.echo(f"The new index differs from the log in {len(differences)} records; the live one stays.", err=True)
        raise typer.Exit(1)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Compare every document of the search index with what the event log says, and list the differences.

    The exit code is 0 when there is none, and 1 when there is any. Records are named by their ids; no value of a person
    is printed. Documents that a follower has not brought up to date yet are compared at the position they have.

    What to do about differences: `tracing rebuild records`.
    """
    service = opened_service()
    try:
        differences, compared, position = _verified(service)
    finally:
        service.close()
    if as_json:
        found = {"position": position, "compared": compared, "differences": differences}
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        for difference in differences[:SHOWN]:
            typer.echo(f"{difference.kind:<10} {difference.record}")
        if len(differences) > SHOWN:
            typer.echo(f"… and {len(differences) - SHOWN} more; --json lists all")
        typer.echo(f"{compared} documents compared up to position {position}: {len(differences)} differences")
    raise typer.Exit(1 if differences else 0)


def _verified(service: Service) -> tuple[list[Difference], int, int]:
    index = service.engine.live()
    with _progress("Verifying") as report:
        differences = verify_index(service.application, index, report)
    return differences, index.count(), index.position()


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over log positions on standard error."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)
        yield lambda reached, end: progress.update(task, completed=reached, total=end)
