"""Posting a report: the form, the answer to "is she known already?", and what became of it.

What is typed goes from page to page in the forms alone: no address and no row of a session holds anything of a person
who is not a record yet.
"""

import secrets
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.acts.judging import propose
from api.acts.searching import find_people
from api.desk.forms.filled_in import Filled, faults_at, places_of, read_filled
from api.desk.forms.report_pages import check_page, form_page, kept, slug, zone_in
from api.desk.forms.reports import FORMS
from api.desk.forms.sent import Form, SentForm
from api.desk.navigation import SEARCHERS
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import CurrentVisit, WorkNotSaidError, audited_for_work, signed_in
from api.desk.words.languages import language_of
from api.disclosure.auditing import Trail, not_audited
from api.http.context import CurrentService, CurrentTurns
from api.http.turns import Turns, in_turn
from api.intake.gate import checked
from api.intake.posting import ALL_POSTERS, POSTERS, post_in_turn, require_poster
from api.schemas.reports import posted_answer
from api.schemas.search import Query, SearchAnswer
from api.wiring import Service
from search.sentences import Language
from tracing.access import Caller
from tracing.application import Posted
from tracing.audit.entries import Action
from tracing.errors import NotFoundError, NotSealedError, TracingError
from tracing.events import now
from tracing.reports import AnyReport, BorderCrossing, ReportKind, ShelterRegistration, Sighting

router = desk_router()

Poster = Annotated[Caller, Depends(signed_in(*ALL_POSTERS))]

_SHOWS_NOBODY = [Depends(not_audited("it shows nothing but what was typed"))]
_RESULTS = 5
_SAME = "Whoever posted the report says that it is this person."
"""The reason that reviewers read when a pair is proposed from here."""


def _kind(kind: str, caller: Poster) -> ReportKind:
    """The kind of report that an address names, if the caller may post it.

    Raises:
        NotFoundError: there is no such kind.
        RoleRefusedError: it is not for the caller's role.
    """
    found = {slug(one): one for one in ReportKind}.get(kind)
    if found is None:
        raise NotFoundError("There is no such page.")
    require_poster(found, caller)
    return found


Kind = Annotated[ReportKind, Depends(_kind)]


@router.get("/post", dependencies=_SHOWS_NOBODY)
def kinds(request: Request, caller: Poster) -> Response:
    """The reports that somebody may post."""
    found = [(kind, slug(kind)) for kind in ReportKind if caller.role in POSTERS[kind]]
    return page(request, "post.html", kinds=found)


@router.get("/post/{kind}", dependencies=_SHOWS_NOBODY)
def empty_form(request: Request, caller: Poster, visit: CurrentVisit, kind: Kind) -> Response:
    """The empty form, with a reference that the organisation may keep or change."""
    if not visit.session.case:
        raise WorkNotSaidError
    reference = f"{now():%Y%m%d}-{secrets.token_hex(4).upper()}"
    return form_page(request, kind, Form([("reference", reference)]))


@router.post("/post/{kind}", dependencies=_SHOWS_NOBODY)
def form_again(request: Request, caller: Poster, kind: Kind, form: SentForm) -> Response:
    """The form as it was filled in: to be changed, with another row, or with corrected lines of a zone."""
    request.state.kept = partial(kept, request, kind, form)
    taken = form.text("take")
    if taken:
        zone = zone_in(form, now().date())
        offered = zone.offered if zone is not None else ()
        if taken.isascii() and taken.isdigit() and int(taken) < len(offered):
            form = form.having("details.mrz", "\n".join(offered[int(taken)].lines))
    return form_page(request, kind, form, taken=bool(taken))


@router.post("/post/{kind}/check")
def check(
    request: Request,
    service: CurrentService,
    caller: Poster,
    trail: Annotated[Trail, Depends(audited_for_work(Action.search, if_shown=True))],
    visit: CurrentVisit,
    kind: Kind,
    form: SentForm,
) -> Response:
    """What was typed, whether she is known already, and how the document reads, before anything is written."""
    request.state.kept = partial(kept, request, kind, form)
    language = language_of(request, visit)
    filled = read_filled(form, kind, language)
    if filled.report is None:
        return form_page(request, kind, form, filled.faults)
    answer = _known(service, filled.report, caller, trail, language) if caller.role in SEARCHERS else None
    return check_page(request, form, filled.report, answer)


@router.post("/post/{kind}/report")
async def post(
    request: Request,
    service: CurrentService,
    turns: CurrentTurns,
    caller: Poster,
    trail: Annotated[Trail, Depends(audited_for_work(Action.check_at_gate, if_shown=True))],
    kind: Kind,
    form: SentForm,
) -> Response:
    """Enters the report. A crossing is checked, when it is stored, as at any gate."""
    posting = _Posting(request, service, kind, form, caller)
    posted = await posting.posted(turns)
    if isinstance(posted, Response):
        return posted
    gate, report = None, posted.record.report
    if isinstance(report, BorderCrossing):
        gate = await run_in_threadpool(checked, service, report, caller)
        trail.shows(gate.result, records=[posted.record.id])
    return await run_in_threadpool(posting.done, posted, gate=gate)


@router.post("/post/{kind}/same")
async def post_same(
    request: Request,
    service: CurrentService,
    turns: CurrentTurns,
    caller: Annotated[Caller, Depends(signed_in(*SEARCHERS))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.judge, if_shown=True))],
    kind: Kind,
    form: SentForm,
) -> Response:
    """Enters the report, and asks reviewers whether it is the person of another record."""
    posting = _Posting(request, service, kind, form, caller)
    other = _record(form.text("same_as"))
    await run_in_threadpool(service.application.record_for, other, caller)  # nothing is entered for one that is hidden
    posted = await posting.posted(turns)
    if isinstance(posted, Response):
        return posted
    if posted.record.id != other:
        await in_turn(turns, caller, propose, service.application, posted.record.id, other, _SAME, caller)
        trail.shows("proposal", records=[posted.record.id, other])
    return await run_in_threadpool(posting.done, posted, proposed=posted.record.id != other)


class _Posting:
    """One report on its way from a form into the log."""

    def __init__(self, request: Request, service: Service, kind: ReportKind, form: Form, caller: Caller) -> None:
        """Whatever happens, the form comes back with what was typed."""
        self._request, self._service, self._kind, self._form, self._caller = request, service, kind, form, caller
        request.state.kept = partial(kept, request, kind, form)

    async def posted(self, turns: Turns) -> Posted | Response:
        """What became of the report, or the form with what has to be mended."""
        filled: Filled = await run_in_threadpool(read_filled, self._form, self._kind, self._language)
        if filled.report is None:
            return await run_in_threadpool(form_page, self._request, self._kind, self._form, filled.faults)
        try:
            return await post_in_turn(self._service, turns, filled.report, self._caller)
        except TracingError as error:
            field = "place" if isinstance(error, NotSealedError) else "reference"
            faults = faults_at(self._kind, self._form, field, str(error))
            return await run_in_threadpool(form_page, self._request, self._kind, self._form, faults)

    def done(self, posted: Posted, **what: Any) -> Response:
        """The page that says what became of the report."""
        answer = posted_answer(posted)
        labels = {place.path: place.field.label for place in places_of(self._form, FORMS[self._kind])}
        return page(
            self._request,
            "posted.html",
            HTTPStatus.CREATED if posted.created else HTTPStatus.OK,
            **({"gate": None, "proposed": False} | what),
            report=posted.record.report,
            answer=answer,
            kind=self._kind,
            slug=slug(self._kind),
            disputes=[(labels.get(one.field, ""), one) for one in answer.disputes],
            may_read=self._caller.role in SEARCHERS,
        )

    @property
    def _language(self) -> Language:
        return language_of(self._request, self._request.state.visit)


def _known(
    service: Service, report: AnyReport, caller: Caller, trail: Trail, language: Language
) -> SearchAnswer | None:
    """Who may be the person of a report, by the same search as any; None where nothing can be searched by."""
    person = report.described
    if not person.identifies:
        return None
    seen = isinstance(report, Sighting | ShelterRegistration)
    query = Query(
        person=person,
        occurred_at=report.occurred_at,
        place=report.place if seen else None,
        limit=_RESULTS,
    )
    return find_people(service, query, caller, trail, language)


def _record(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("There is no such record.") from None
