"""The audit log for auditors: who looked at whom and why, as pages and as a file, and whether it is what was written.

Questions are posted: names of officers belong into no address.
"""

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Request, Response
from pydantic import TypeAdapter
from starlette.responses import StreamingResponse

from api.acts.audit_chain import ForeignProgressError, Progress, agrees, marked, read_on, unmarked
from api.acts.audit_reading import all_of, read_page
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import signed_in
from api.disclosure.auditing import Trail, audited, not_audited
from api.exchange.cells import guarded
from api.http.context import CurrentService
from api.http.validation import problems_of
from api.schemas.audit import AuditEntryShown, AuditPage, AuditQuestion, entry_shown
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.audit.checkpoint import CheckpointError
from tracing.audit.entries import Action, Numbered, Purpose

router = desk_router()

_QUESTION = TypeAdapter(AuditQuestion)
_ASKED = ("subject", "organisation", "country", "action", "record", "purpose", "case", "since", "until")
_PER_PAGE = 50
_SHOWS_NOTHING = not_audited("it shows nothing of any person or caller")
_CHECKERS = [Depends(signed_in(Role.auditor, Role.admin)), Depends(_SHOWS_NOTHING)]


@router.get(
    "/audit", dependencies=[Depends(signed_in(Role.auditor)), Depends(not_audited("an empty form shows nothing"))]
)
def audit_page(request: Request) -> Response:
    """The empty form."""
    return _page(request, Form([]))


@router.post("/audit")
def read_audit(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.auditor))],
    trail: Annotated[Trail, Depends(audited(Action.read_audit))],
    form: SentForm,
) -> Response:
    """The form as it was filled in, with a page of entries."""
    request.state.mend = lambda error: _page(request, form, rules=problems_of(error), status=422)
    return _page(request, form, found=read_page(service.audit, caller, _question(form), trail))


@router.post("/audit/file")
def download(
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.auditor, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.export_audit))],
    form: SentForm,
) -> Response:
    """All entries that are wanted as a file, up to the moment of asking, which itself is an entry before it begins."""
    question, checkpoint = _question(form), service.audit.checkpoint()
    entries = all_of(service.audit, caller, question, checkpoint.size if checkpoint else 0)
    trail.shows("audit", records=[] if question.record is None else [question.record])
    as_csv = form.text("format") == "csv"
    return StreamingResponse(
        _csv(entries) if as_csv else (msgspec.json.encode(entry_shown(found)) + b"\n" for found in entries),
        media_type="text/csv; charset=utf-8" if as_csv else "application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="audit.{"csv" if as_csv else "ndjson"}"'},
    )


@router.get("/audit/chain", dependencies=_CHECKERS)
def chain_page(request: Request, service: CurrentService) -> Response:
    """The checkpoint, and the forms to verify it."""
    return _chain(request, service)


@router.post("/audit/chain", dependencies=_CHECKERS)
def verify_on(request: Request, service: CurrentService, form: SentForm) -> Response:
    """Reads the log from the beginning, or on from where the form says that it was read to."""
    progress = Progress()
    if text := form.text("progress"):
        try:
            progress = unmarked(text, service.export_key)
        except ForeignProgressError:
            progress = Progress()
    return _chain(request, service, progress=read_on(service.audit, progress))


@router.post("/audit/witness", dependencies=_CHECKERS)
def compare_with_witness(request: Request, service: CurrentService, form: SentForm) -> Response:
    """Whether the log begins with what a checkpoint that was kept elsewhere stands for."""
    note = form.text("note")
    try:
        return _chain(request, service, note=note, witness="agrees" if agrees(service.audit, note) else "differs")
    except CheckpointError:
        return _chain(request, service, note=note, witness="unreadable", status=422)


def _chain(request: Request, service: Service, *, status: int = 200, **content: Any) -> Response:
    checkpoint, progress = service.audit.checkpoint(), content.get("progress")
    shown: dict[str, Any] = {
        "checkpoint": checkpoint,
        "kept": checkpoint.note(service.audit.keys.public) if checkpoint else "",
        "progress": progress,
        "marked": marked(progress, service.export_key) if progress else "",
        "note": "",
        "witness": "",
    }
    return page(request, "chain.html", status, **(shown | content))


def _page(
    request: Request, form: Form, *, found: AuditPage | None = None, rules: Any = (), status: int = 200
) -> Response:
    return page(
        request,
        "audit.html",
        status,
        form=form,
        asked=_ASKED,
        found=found,
        rules=rules,
        actions=tuple(Action),
        purposes=tuple(Purpose),
    )


def _question(form: Form) -> AuditQuestion:
    """What a form asks for; a field that was not filled in is left out.

    Raises:
        RequestValidationError: a field breaks a rule.
    """
    after = form.text("after")
    filled = {name: value for name in _ASKED if (value := form.text(name))}
    more = {
        "alarms": bool(form.text("alarms")),
        "limit": _PER_PAGE,
        "after": int(after[:18]) if after.isdecimal() else 0,
    }
    return validated(_QUESTION, filled | more)


def _csv(entries: Iterator[Numbered]) -> Iterator[str]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(AuditEntryShown.__struct_fields__)
    for found in entries:
        writer.writerow(map(_cell, msgspec.to_builtins(entry_shown(found)).values()))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs; of several, one after the other."""
    if isinstance(value, list | tuple):
        return guarded(" ".join(value))
    return "" if value is None else guarded(str(value))
