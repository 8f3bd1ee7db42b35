"""`tracing erase` and `tracing restore`: erase a record, and erase again what a backup brought back."""

from typing import Annotated
from uuid import UUID

import msgspec
import typer

from api.acts.erasing import CarriedOut, carry_out, erase_again
from api.cli.opening import opened_service
from api.cli.views import rebuild
from api.disclosure.auditing import entry_by_operator
from api.schemas.rights import signed_report
from tracing.audit.entries import Action
from tracing.audit.keys import AuditKeyError
from tracing.audit.log import AuditChangedError, AuditUnavailableError
from tracing.errors import TracingError


def erase(record: Annotated[UUID, typer.Argument(help="The record that its owner asks to erase.")]) -> None:
    """Carry out an erasure that somebody of the owner asked for by the API; you are the second person who agrees.

    It cannot be undone. Prints the signed report. The views forget the record as soon as `tracing serve` or
    `tracing follow` runs; the keys that stood in database files and backups before are useless once the master key
    that wrapped them is retired (`tracing keys rotate`, `tracing keys retire`).

    tracing erase 5f0c7f3e-8f5c-5f0e-9d0e-1d1f3a5b7c9d > erasure.json
    """
    service = opened_service()
    try:
        entry = entry_by_operator(Action.erase)
        done = carry_out(service, record, entry.subject, entry)
        (report,) = done.reports
        typer.echo(msgspec.json.encode(signed_report(report, service.audit.keys)).decode())
    except TracingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except (AuditKeyError, AuditUnavailableError):
        typer.echo("Nothing was erased: the audit log, which must know of it first, cannot be written.", err=True)
        raise typer.Exit(2) from None
    finally:
        service.close()
    _tell_of_pictures(done)


def restore() -> None:
    """After stores were restored from a backup: erase again all that was ever erased, and rebuild the views.

    The audit log knows what was erased. It is a store of its own: never restore an older copy of it than there is.

    tracing restore
    """
    service = opened_service()
    try:
        done = erase_again(service)
    except (AuditKeyError, AuditUnavailableError, AuditChangedError):
        typer.echo("The audit log, which knows what was erased, cannot be read: see `tracing audit verify`.", err=True)
        raise typer.Exit(2) from None
    finally:
        service.close()
    typer.echo(f"{len(done.reports)} records that the backup had brought back are erased again.", err=True)
    rebuild(None)
    _tell_of_pictures(done)


def _tell_of_pictures(done: CarriedOut) -> None:
    """End with exit code 1 when pictures are left."""
    if not done.pictures_removed:
        typer.echo(
            "Sealed pictures are left in the folder of TRACING_PHOTOGRAPHS: mend its owner, rights or disk, and run "
            "`tracing restore`, which tries again.",
            err=True,
        )
        raise typer.Exit(1)
