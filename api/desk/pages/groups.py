"""One suggested group a page: records that may be one person, how they hang together, and what speaks against it."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import TypeAdapter

from api.acts.groups import group_for, page_of_groups, read_group
from api.acts.judging import check_answer
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.rendering import go_to, page
from api.desk.reviewing.answering import given_answers, telling_fact
from api.desk.reviewing.axis import on_one_axis
from api.desk.routing import desk_router
from api.desk.visits.visit import CurrentVisit, audited_for_work, proved_by, signed_in
from api.desk.words.problems import OTHER_PROBLEM, PROBLEMS
from api.desk.words.reasons import VERDICT_REASONS
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.http.problem_types import problem_type
from api.schemas.candidates import Cursor, Decision, place_of
from api.schemas.groups import GroupDecision, PairLookedAt
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.cautions import Caution
from tracing.errors import JudgementChangedError, NotFoundError, TracingError
from tracing.events import Verdict
from tracing.opinions import FactKind

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]
Look = Annotated[Trail, Depends(audited_for_work(Action.read_candidate))]

_WAITS = [Depends(sees(Source.queue, Source.search, Source.identities))]
_DECISION = TypeAdapter(GroupDecision)
_PER_PAGE = 20
_LEAST_MEMBERS = 3
"""Two records are a pair, which has a page of its own."""


@router.get("/groups", dependencies=_WAITS)
def groups_page(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited_for_work(Action.list_candidates))],
    cursor: Cursor | None = None,
) -> Response:
    """Groups of three records and more with a pair that waits for an answer, the strongest first."""
    found = page_of_groups(service, caller, _PER_PAGE, None if cursor is None else place_of(cursor))
    answered = _answered(service, caller)
    rows = [row for row in found.groups if len(row.members) >= _LEAST_MEMBERS and row.candidate not in answered]
    trail.shows("groups", records=[member for row in rows for member in row.members])
    return page(request, "groups.html", groups=rows, further=found.next, first=cursor is None)


@router.get("/groups/{group}", dependencies=_WAITS)
def group_page(
    request: Request, service: CurrentService, caller: Reviewer, trail: Look, visit: CurrentVisit, group: UUID
) -> Response:
    """The group, with the form that confirms pairs of it."""
    return _shown(request, service, caller, trail, visit, group)


@router.post("/groups/{group}")
def confirm(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.reviewer, freshly=True))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.judge))],
    visit: CurrentVisit,
    group: UUID,
    form: SentForm,
) -> Response:
    """Lets `same` wait for each chosen pair; one that is refused keeps no other from it."""
    wanted = validated(_DECISION, _chosen(form))
    found = group_for(service, group, caller)
    trail.shows(Verdict.same, "waits", records=found.members)
    decision = Decision(verdict=Verdict.same, reason=wanted.reason, telling_fact=wanted.telling_fact)
    refused: dict[UUID, str] = {}
    taken: list[tuple[UUID, Decision, int]] = []
    for pair in wanted.pairs:
        try:
            _check(service, pair, decision, caller, found.pairs)
        except TracingError as error:
            refused[pair.candidate] = PROBLEMS.get(problem_type(error).code, OTHER_PROBLEM)
        else:
            taken.append((pair.candidate, decision, pair.version))
    for begun in service.answers.keep(given_answers(request, visit, taken)):
        changed = JudgementChangedError(service.application.judgement(begun))
        refused[begun] = PROBLEMS[problem_type(changed).code]
    if refused:
        return _shown(request, service, caller, trail, visit, group, refused)
    return go_to("/desk/groups")


def _chosen(form: Form) -> dict[str, object]:
    pairs = [text.partition(":") for text in form.texts("pair")]
    return {
        "reason": form.text("reason") or form.text("reason_same"),
        "pairs": [{"candidate": candidate, "version": version} for candidate, _, version in pairs],
        **telling_fact(form),
    }


def _check(service: Service, pair: PairLookedAt, decision: Decision, caller: Caller, inside: tuple[UUID, ...]) -> None:
    if pair.candidate not in inside:
        raise NotFoundError("There is no such pair in the group.")
    check_answer(service, pair.candidate, decision, caller, pair.version)


def _answered(service: Service, caller: Caller) -> set[UUID]:
    return {answer.given.candidate for answer in service.answers.of(caller) if answer.is_open}


def _shown(
    request: Request,
    service: Service,
    caller: Caller,
    trail: Trail,
    visit: CurrentVisit,
    group: UUID,
    refused: dict[UUID, str] | None = None,
) -> Response:
    found = read_group(service, group, caller, trail)
    answered = _answered(service, caller)
    waiting = [pair for pair in found.pairs if pair.candidate not in answered]
    numbers = {member: str(number) for number, member in enumerate(found.members, start=1)}
    wanted = {Caution.kin, Caution.known_kin, Caution.face_led}
    return page(
        request,
        "group.html",
        HTTPStatus.CONFLICT if refused else HTTPStatus.OK,
        group=found,
        numbers=numbers,
        pairs=waiting,
        refused=refused or {},
        axis=on_one_axis([found.records], numbers),
        fresh=request.app.state.token_verifier.is_fresh(proved_by(visit.session)),
        reasons=VERDICT_REASONS[Verdict.same.value],
        facts=tuple(FactKind),
        fact_wanted=any(wanted & set(pair.cautions) for pair in waiting),
    )
