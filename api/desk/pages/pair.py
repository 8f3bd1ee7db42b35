"""One pair a page: two records side by side, what speaks for and against one person, and the reviewer's answer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import TypeAdapter

from api.acts.judging import check_answer
from api.acts.looking import candidate_for, hidden_like_absent, ways_of
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.rendering import go_to, page
from api.desk.reviewing.answering import given_answers, telling_fact
from api.desk.reviewing.axis import on_one_axis
from api.desk.reviewing.comparing import compared_rows, drawn
from api.desk.reviewing.queueing import claim_next, is_claimed, place_in
from api.desk.routing import desk_router
from api.desk.visits.visit import CurrentVisit, audited_for_work, proved_by, signed_in
from api.desk.words.languages import language_of
from api.desk.words.reasons import VERDICT_REASONS
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.schemas.candidates import Cursor, Decision, Withdrawal
from api.schemas.states import CandidateState
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.cautions import Caution
from tracing.errors import JudgementChangedError
from tracing.events import Verdict
from tracing.judging import Judged
from tracing.opinions import FactKind

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]
Act = Annotated[Trail, Depends(audited_for_work(Action.judge))]

_DECISION, _WITHDRAWAL, _CURSOR = TypeAdapter(Decision), TypeAdapter(Withdrawal), TypeAdapter(Cursor)
_NEEDS_INFORMATION = "needs_information"
"""Kept as `unsure` with a reason that names what is missing."""
_OPEN = frozenset({CandidateState.in_review, CandidateState.confirmed_once, CandidateState.deferred})
_DECIDED = frozenset(CandidateState) - {CandidateState.in_review, CandidateState.deferred, CandidateState.withdrawn}


@router.get("/pairs/{candidate}", dependencies=[Depends(sees(Source.queue, Source.identities))])
def pair_page(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_candidate))],
    visit: CurrentVisit,
    candidate: UUID,
) -> Response:
    """The pair, with the form for an answer or for taking one back."""
    found = candidate_for(service, candidate, caller, language_of(request, visit), trail)
    is_open = found.standing.state in _OPEN
    own = [said for said in found.standing.opinions if said.reviewer == caller.subject and said.verdict is not None]
    return page(
        request,
        "pair.html",
        pair=found,
        rows=compared_rows(found),
        bars=drawn(found.bars, found.reasons),
        axis=on_one_axis(ways_of(service, found, caller, trail)),
        is_open=is_open,
        claimed=is_open and is_claimed(service, caller, candidate),
        waits=_waits(service, caller, candidate),
        may_answer=is_open and (not own or own[-1].verdict is Verdict.unsure),
        may_withdraw=found.standing.state in _DECIDED,
        fresh=request.app.state.token_verifier.is_fresh(proved_by(visit.session)),
        verdicts=VERDICT_REASONS,
        facts=tuple(FactKind),
        fact_wanted=bool({Caution.kin, Caution.known_kin, Caution.face_led} & set(found.cautions)),
        after=place_in(service, caller, visit.session.queue, candidate),
    )


@router.post("/pairs/{candidate}")
def decide(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.reviewer, freshly=True))],
    trail: Act,
    visit: CurrentVisit,
    candidate: UUID,
    form: SentForm,
) -> Response:
    """Lets an answer wait until it is written, and goes on to the next pair."""
    decision = validated(_DECISION, _decision(form))
    version, after = decision.version or 0, form.text("after")
    cursor = validated(_CURSOR, after) if after else None
    with hidden_like_absent():
        pair = check_answer(service, candidate, decision, caller, version)
    trail.shows(decision.verdict, "waits", records=[pair.record_a, pair.record_b])
    if service.answers.keep(given_answers(request, visit, [(candidate, decision, version)])):
        raise JudgementChangedError(pair)
    # What is picked here is shown and written down by its own page, to which the browser goes without a detour.
    following = claim_next(service, caller, visit.session.queue, cursor)
    return go_to("/desk/queue" if following is None else f"/desk/pairs/{following}")


@router.post("/pairs/{candidate}/withdrawal")
def withdraw(service: CurrentService, caller: Reviewer, trail: Act, candidate: UUID, form: SentForm) -> Response:
    """Takes the decision on a pair back."""
    withdrawal = validated(_WITHDRAWAL, {"reason": form.text("reason"), "version": form.text("version")})
    with hidden_like_absent():
        done = service.application.withdraw(
            candidate, withdrawal.reason, caller, expected_version=withdrawal.version or 0
        )
    trail.shows("withdrawal", records=[done.judgement.record_a, done.judgement.record_b])
    return go_to(f"/desk/pairs/{candidate}{_written(done)}")


def _decision(form: Form) -> dict[str, Any]:
    """What was filled in as the decision that it means."""
    chosen = form.text("verdict")
    return {
        "verdict": Verdict.unsure.value if chosen == _NEEDS_INFORMATION else chosen,
        "reason": form.text("reason") or form.text(f"reason_{chosen}"),
        "version": form.text("version"),
        **telling_fact(form),
    }


def _waits(service: Service, caller: Caller, candidate: UUID) -> bool:
    return any(one.given.candidate == candidate and one.is_open for one in service.answers.of(caller))


def _written(done: Judged) -> str:
    return "" if done.position is None else f"?at_least={done.position}"
