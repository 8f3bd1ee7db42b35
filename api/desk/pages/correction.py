"""Correcting a record of one's own: a form with what it says; what was said before stays in the log with the reason."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter

from api.acts.correcting import correct
from api.desk.forms.correcting import corrected, rebased, said_by
from api.desk.forms.filled_in import Fault, Filled
from api.desk.forms.report_pages import fields_shown
from api.desk.forms.reports import to_correct
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.pages.record import OWNERS, Act, acts_on
from api.desk.people.history import changes
from api.desk.people.own import own_record
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.desk.words.languages import language_of
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, CurrentTurns
from api.http.validation import Problem, problems_of
from api.schemas.reports import Correction, Retraction, record_in_full, record_shown
from api.wiring import Service
from search.sentences import Language
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.errors import RecordChangedError
from tracing.records import Record

router = desk_router()

Owner = Annotated[Caller, Depends(signed_in(*OWNERS))]
Look = Annotated[Trail, Depends(audited_for_work(Action.read_record))]

_STATED = TypeAdapter(Retraction)
"""Reason and version, as a retraction has them too."""


@router.get("/records/{record}/correction")
def correction_page(request: Request, service: CurrentService, caller: Owner, trail: Look, record: UUID) -> Response:
    """The form, filled in; where nothing can be corrected, the record."""
    trail.shows("report", records=[record])
    found = own_record(service, record, caller)
    if Act.correction not in acts_on(found, caller):
        return go_to(f"/desk/records/{record}")
    return _asking(request, found, caller, said_by(_built(found, caller), found.kind, _language(request)))


@router.post("/records/{record}/correction")
async def correct_record(
    request: Request,
    service: CurrentService,
    turns: CurrentTurns,
    caller: Owner,
    trail: Look,
    record: UUID,
    form: SentForm,
) -> Response:
    """Keeps the correction, unless a colleague was quicker: then it is asked again, on top of what stands now.

    Where another row is asked for, the form comes back with it, and nothing is kept yet.
    """
    trail.shows("report", records=[record])
    found = await run_in_threadpool(own_record, service, record, caller)
    if form.text("add"):
        return await run_in_threadpool(_asking, request, found, caller, form)
    request.state.mend = lambda error: _asking(request, found, caller, form, rules=problems_of(error))
    stated = validated(_STATED, {"reason": form.text("reason"), "version": form.text("version")})
    filled = await run_in_threadpool(_read, request, service, found, caller, form, stated.version)
    if filled.report is None:
        return await run_in_threadpool(_asking, request, found, caller, form, faults=filled.faults)
    correction = Correction(report=filled.report, reason=stated.reason, version=stated.version)
    try:
        await correct(service, turns, record, correction, caller)
    except RecordChangedError:
        return await run_in_threadpool(_changed, request, service, caller, record, form, stated.version)
    return go_to(f"/desk/records/{record}?done={Act.correction}")


def _read(request: Request, service: Service, found: Record, caller: Caller, form: Form, version: int | None) -> Filled:
    """The report that a form means, made from the version that was read."""
    read = found if version is None else service.application.record(found.id, version=version)
    return corrected(_built(read, caller), read.kind, form, _language(request))


def _changed(
    request: Request, service: Service, caller: Caller, record: UUID, form: Form, version: int | None
) -> Response:
    current, read = own_record(service, record, caller), service.application.record(record, version=version)
    then, now = (said_by(_built(one, caller), one.kind, _language(request)) for one in (read, current))
    meanwhile = list(changes(read.report, current.report))
    return _asking(request, current, caller, rebased(form, then, now), meanwhile=meanwhile)


def _asking(
    request: Request,
    found: Record,
    caller: Caller,
    form: Form,
    *,
    rules: Sequence[Problem] = (),
    faults: Sequence[Fault] = (),
    meanwhile: Sequence[Any] = (),
) -> Response:
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if rules or faults else HTTPStatus.OK
    return page(
        request,
        "act_correction.html",
        HTTPStatus.CONFLICT if meanwhile else wrong,
        record=record_shown(found, caller),
        act=Act.correction,
        add_at=f"/desk/records/{found.id}/{Act.correction}",
        # What was filled in belongs to the version that it was made from.
        version=found.version if meanwhile else form.text("version") or found.version,
        rules=rules,
        changed=bool(meanwhile),
        meanwhile=meanwhile,
        is_stale=False,
        **fields_shown(form, to_correct(found.kind), faults),
    )


def _built(record: Record, caller: Caller) -> dict[str, Any]:
    """A record's report in plain values, faces as they can be posted again."""
    built: dict[str, Any] = record_in_full(record, caller)["report"]
    return built


def _language(request: Request) -> Language:
    return language_of(request, request.state.visit)
