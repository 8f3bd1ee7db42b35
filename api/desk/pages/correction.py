"""Correcting a record of one's own, or who may see it: what was said before stays in the log with the reason."""

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
from api.desk.forms.reports import TO_SHARE, to_correct
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
from api.http.turns import Turns
from api.http.validation import Problem, problems_of
from api.schemas.reports import Correction, Retraction, record_in_full, record_shown
from api.wiring import Service
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.errors import RecordChangedError
from tracing.records import Record

router = desk_router()

Owner = Annotated[Caller, Depends(signed_in(*OWNERS))]
Look = Annotated[Trail, Depends(audited_for_work(Action.read_record))]

_STATED = TypeAdapter(Retraction)
"""Reason and version, as a retraction has them too."""


async def _act(request: Request) -> Act:
    return Act(request.url.path.rpartition("/")[2])


Changing = Annotated[Act, Depends(_act)]
"""Which of the two the address names: a correction of the whole report, or of nothing but who may see it."""


@router.get("/records/{record}/correction")
@router.get("/records/{record}/recipients")
def correction_page(
    request: Request, service: CurrentService, caller: Owner, trail: Look, record: UUID, act: Changing
) -> Response:
    """The form, filled in with what stands now; where nothing can be corrected, the record."""
    trail.shows("report", records=[record])
    found = own_record(service, record, caller)
    if act not in acts_on(found, caller):
        return go_to(f"/desk/records/{record}")
    correcting = _Correcting(request, service, caller, found, act, Form([]))
    return correcting.asked(correcting.said_of(found))


@router.post("/records/{record}/correction")
@router.post("/records/{record}/recipients")
async def correct_record(
    request: Request,
    service: CurrentService,
    turns: CurrentTurns,
    caller: Owner,
    trail: Look,
    record: UUID,
    act: Changing,
    form: SentForm,
) -> Response:
    """Keeps the correction, unless a colleague was quicker: then it is asked again, on top of what stands now."""
    trail.shows("report", records=[record])
    found = await run_in_threadpool(own_record, service, record, caller)
    return await _Correcting(request, service, caller, found, act, form).kept(turns)


class _Correcting:
    """A form that changes a record of the caller's own, on its way into the log."""

    def __init__(self, request: Request, service: Service, caller: Caller, found: Record, act: Act, form: Form) -> None:
        """Change what the sections of an act show of the record that was found."""
        self._request, self._service, self._caller = request, service, caller
        self._found, self._act, self._form = found, act, form
        self._sections = TO_SHARE if act is Act.recipients else to_correct(found.kind)
        self._language = language_of(request, request.state.visit)

    async def kept(self, turns: Turns) -> Response:
        """What became of it. Where another row is asked for, the form comes back with it, and nothing is kept yet."""
        if self._form.text("add"):
            return await run_in_threadpool(self.asked, self._form)
        self._request.state.mend = lambda error: self.asked(self._form, rules=problems_of(error))
        stated = validated(_STATED, {"reason": self._form.text("reason"), "version": self._form.text("version")})
        filled = await run_in_threadpool(self._read, stated.version)
        if filled.report is None:
            return await run_in_threadpool(self.asked, self._form, faults=filled.faults)
        correction = Correction(report=filled.report, reason=stated.reason, version=stated.version)
        try:
            await correct(self._service, turns, self._found.id, correction, self._caller)
        except RecordChangedError:
            return await run_in_threadpool(self._changed, stated.version)
        return go_to(f"/desk/records/{self._found.id}?done={self._act}")

    def said_of(self, record: Record) -> Form:
        """The form as it is filled in by what a version of the record says."""
        return said_by(self._built(record), self._sections, self._language)

    def asked(
        self,
        form: Form,
        *,
        rules: Sequence[Problem] = (),
        faults: Sequence[Fault] = (),
        meanwhile: Sequence[Any] = (),
    ) -> Response:
        """The page with a form, and with what of it has to be mended or was changed meanwhile by a colleague."""
        found, act = self._found, self._act
        wrong = HTTPStatus.UNPROCESSABLE_ENTITY if rules or faults else HTTPStatus.OK
        return page(
            self._request,
            f"act_{act}.html",
            HTTPStatus.CONFLICT if meanwhile else wrong,
            record=record_shown(found, self._caller),
            act=act,
            add_at=f"/desk/records/{found.id}/{act}",
            # What was filled in belongs to the version that it was made from.
            version=found.version if meanwhile else form.text("version") or found.version,
            rules=rules,
            changed=bool(meanwhile),
            meanwhile=meanwhile,
            is_stale=False,
            **fields_shown(form, self._sections, faults),
        )

    def _read(self, version: int | None) -> Filled:
        """The report that the form means, made from the version that was read."""
        read = self._found if version is None else self._version(version)
        return corrected(self._built(read), self._sections, self._form, self._language)

    def _changed(self, version: int | None) -> Response:
        read, self._found = self._version(version), own_record(self._service, self._found.id, self._caller)
        meanwhile = list(changes(read.report, self._found.report))
        then, now = self.said_of(read), self.said_of(self._found)
        mine = rebased(self._form, then, now, self._sections, self._language)
        return self.asked(mine, meanwhile=meanwhile)

    def _version(self, version: int | None) -> Record:
        return self._service.application.record(self._found.id, version=version)

    def _built(self, record: Record) -> dict[str, Any]:
        """A record's report in plain values, faces as they can be posted again."""
        built: dict[str, Any] = record_in_full(record, self._caller)["report"]
        return built
