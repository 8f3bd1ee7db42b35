"""`tracing audit`: is the audit log what was written, and what does it say?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import Progress

from api.acts.audit_reading import is_alarm
from api.cli.settings import read_settings
from api.disclosure.auditing import entry_by_operator
from api.disclosure.witness import read_witness
from api.schemas.audit import Period, checkpoint_shown, entry_shown
from tracing.audit.checkpoint import CheckpointError
from tracing.audit.entries import Action, Asked
from tracing.audit.keys import AuditKeyError, read_audit_keys
from tracing.audit.log import AuditChangedError, AuditLog, AuditUnavailableError
from tracing.audit.verification import EXPLAINED, Finding
from tracing.audit.verification import prove as proved
from tracing.audit.verification import verify as verified
from tracing.errors import NotFoundError
from tracing.person import PartialTime

app = typer.Typer(name="audit", help="Check the audit log, prove what it says, and export it.", no_args_is_help=True)

_SHOWN = 50


@app.command()
def verify(
    witness: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A file that a witness kept; can be given several times."),
    ] = None,
) -> None:
    """Read the whole audit log: every hash, every signature, every number, and what witnesses kept.

    Without a witness, a log whose end was cut off cannot be told from a shorter one, nor one that was written anew by
    somebody with the secret. Exit code 0: all is as it was written; 1: it is not.

    tracing audit verify --witness /mnt/elsewhere/checkpoints.ndjson
    """
    with _opened() as log:
        try:
            kept = [checkpoint for path in witness or [] for checkpoint in read_witness(path, log.keys.public)]
        except (CheckpointError, msgspec.DecodeError) as error:
            typer.echo(f"The witness's file cannot be used: {error}", err=True)
            raise typer.Exit(1) from None
        last = log.checkpoint()
        faults = 0
        console = Console(stderr=True)
        with Progress(console=console) as progress:
            task = progress.add_task("Verifying the audit log", total=last.size if last else 0)
            for found in verified(log.rows(), log.keys, kept):
                if isinstance(found, Finding):
                    faults += 1
                    if faults <= _SHOWN:
                        progress.console.print(f"entry {found.number}: {EXPLAINED[found.fault]}")
                else:
                    progress.update(task, completed=found)
        if faults:
            typer.echo(f"{faults} faults", err=True)
            raise typer.Exit(1)
        witnessed = f"; {len(kept)} checkpoints of witnesses agree" if kept else "; no witness was asked"
        typer.echo(f"{last.size if last else 0} entries are as they were written{witnessed}", err=True)


@app.command()
def prove(number: Annotated[int, typer.Argument(min=1, help="The entry's number.")]) -> None:
    """Print a proof (RFC 6962) that an entry is in the log: its leaf hash, the hashes up to the root, the signed note.

    tracing audit prove 4711 > proof.json
    """
    with _opened() as log:
        try:
            typer.echo(msgspec.json.encode(proved(log, number)).decode())
        except NotFoundError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


@app.command()
def export(
    since: Annotated[str | None, typer.Option(help="From this day or moment on.")] = None,
    until: Annotated[str | None, typer.Option(help="Before this day or moment.")] = None,
) -> None:
    """Print entries, one JSON object a line, oldest first. The export itself is written down before its first line.

    tracing audit export --since 2026-01-01 --until 2026-07-01 > first-half.ndjson
    """
    try:
        moments = TypeAdapter(PartialTime | None)
        period = Period(since=moments.validate_python(since), until=moments.validate_python(until))
    except ValidationError:
        raise typer.BadParameter("a day is like 2026-03-01, a moment like 2026-03-01T12:00:00+02:00") from None
    with _opened() as log:
        number = log.append(entry_by_operator(Action.export_audit, "audit"))
        for found in log.entries(period.asked()):
            if found.number < number:
                typer.echo(msgspec.json.encode(entry_shown(found)).decode())


@app.command()
def alarms() -> None:
    """Print who was shown too many records in an hour or in a day, one JSON object a line, oldest first.

    An entry `raise_alarm` is of a day, a result `budget-exhausted` of an hour; `allow_more` is a colleague who let
    somebody go on. That somebody looked is an entry itself.

    tracing audit alarms
    """
    with _opened() as log:
        log.append(entry_by_operator(Action.read_audit, "alarms"))
        for found in log.entries(Asked()):
            if is_alarm(found.entry):
                typer.echo(msgspec.json.encode(entry_shown(found)).decode())


@app.command()
def checkpoint() -> None:
    """Print the log's size, its signed checkpoint and the public key, to be kept where nobody here can change it.

    tracing audit checkpoint >> /mnt/elsewhere/checkpoint.json
    """
    with _opened() as log:
        typer.echo(msgspec.json.encode(checkpoint_shown(log.checkpoint(), log.keys.public)).decode())


@contextmanager
def _opened() -> Iterator[AuditLog]:
    settings = read_settings()
    try:
        log = AuditLog(settings.audit, read_audit_keys(settings.audit_key_file))
    except AuditKeyError as error:
        typer.echo(f"TRACING_AUDIT_KEY_FILE: {error}", err=True)
        raise typer.Exit(2) from None
    try:
        yield log
    except AuditUnavailableError:
        typer.echo("TRACING_AUDIT: the audit log cannot be reached; has `tracing migrate` run?", err=True)
        raise typer.Exit(2) from None
    except AuditChangedError:
        typer.echo("The audit log is not what was written: `tracing audit verify` finds out where.", err=True)
        raise typer.Exit(1) from None
    finally:
        log.close()
