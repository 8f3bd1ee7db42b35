"""`tracing export`: what an organisation may see, as a file to be handed to it, by an operator on the server."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer
from pydantic import TypeAdapter, ValidationError

from api.acts.cursors import Cursors, ForeignCursorError
from api.cli.opening import opened_service
from api.disclosure.auditing import entry_by_operator
from api.exchange.exporting import FORMATS, Export, Format, KindNotHeldError, exported, in_pieces, wanted_in
from api.http.validation import problems_of
from api.wiring import Service
from projections.changes import Wanted
from tracing.access import Caller, OrganisationId, Role, reader_of
from tracing.audit.entries import Action, CaseNumber, Entry, Purpose, entry_now
from tracing.audit.keys import AuditKeyError
from tracing.audit.log import AuditUnavailableError
from tracing.person import CountryCode
from tracing.reports import ReportKind


def export(
    format: Annotated[str, typer.Argument(help=f"One of {', '.join(FORMATS)}.")],
    organisation: Annotated[str, typer.Option(help="Whom the file is for, e.g. `fra.police`.")],
    country: Annotated[str, typer.Option(help="The country of that organisation, e.g. `FRA`.")],
    case: Annotated[str, typer.Option(help="Number of the case, or of the agreement, that it is for.")],
    purpose: Annotated[Purpose, typer.Option(help="What it is for.")] = Purpose.find_missing_person,
    role: Annotated[Role, typer.Option(help="What its reader works as there.")] = Role.officer,
    kind: Annotated[list[ReportKind] | None, typer.Option(help="Of these kinds; can be given several times.")] = None,
    owned_by: Annotated[str | None, typer.Option(help="Owned by organisations of this country.")] = None,
    after: Annotated[str | None, typer.Option(help="A cursor that an earlier export ended with.")] = None,
) -> None:
    """Write the records that an organisation may see, and that are in use, to standard output.

    They are shown as that organisation is shown them, without face encodings. Every part is in the audit log, with your
    name and whom it is for, before it is written. The last line on standard error is the cursor for the next time.

    Exit code: 0 if the file is whole; 2 if it is not, because the audit log could not be written.

    tracing export ndjson --organisation fra.police --country FRA --case 2026/17 > records.ndjson
    """
    if format not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="FORMAT")
    caller = _recipient(role, organisation, country)
    owner = None if owned_by is None else _read(CountryCode, owned_by, "--owned-by")
    entry = msgspec.structs.replace(
        entry_by_operator(Action.export, f"export as {format}"),
        # Whose data went to whom: a report to the person concerned names this organisation.
        organisation=caller.organisation,
        country=caller.country,
        purpose=purpose,
        case=_read(CaseNumber, case, "--case"),
    )
    service = opened_service()
    try:
        cursors = Cursors(service.export_key, service.application)
        wanted = wanted_in(FORMATS[format], kind or [], owner, cursors.position(after, caller))
        _write(service, FORMATS[format], caller, wanted, cursors, entry)
    except KindNotHeldError as error:
        raise typer.BadParameter(str(error), param_hint="--kind") from None
    except ForeignCursorError as error:
        raise typer.BadParameter(str(error), param_hint="--after") from None
    except (AuditKeyError, AuditUnavailableError):
        typer.echo("The audit log, which must know of it first, cannot be written: the file is not whole.", err=True)
        raise typer.Exit(2) from None
    finally:
        service.close()


def _write(service: Service, chosen: Format, caller: Caller, wanted: Wanted, cursors: Cursors, entry: Entry) -> None:
    def announce(records: Sequence[UUID]) -> None:
        service.audit.append(
            msgspec.structs.replace(entry, at=entry_now(None, Action.export).at, records=tuple(records))
        )

    reader = reader_of(caller)
    assert reader is not None
    selected = service.changes.select(reader, wanted)
    if not selected.count:
        announce([])
    records = exported(service, caller, wanted, selected, announce)
    for piece in in_pieces(chosen.write(records, Export(caller, service.export_key))):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    if selected.last is not None:
        typer.echo(cursors.cursor(selected.last, caller), err=True)


def _recipient(role: Role, organisation: str, country: str) -> Caller:
    caller = Caller(
        subject=f"export for {organisation}",
        role=role,
        organisation=_read(OrganisationId, organisation, "--organisation"),
        country=_read(CountryCode, country, "--country"),
    )
    if reader_of(caller) is None:
        raise typer.BadParameter("nobody who works so may see records", param_hint="--role")
    return caller


def _read(kind: Any, value: str, option: str) -> str:
    try:
        return str(TypeAdapter(kind).validate_python(value))
    except ValidationError as error:
        raise typer.BadParameter(problems_of(error)[0].rule, param_hint=option) from None
