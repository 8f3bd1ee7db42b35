"""One pair a page: two records side by side, what speaks for and against one person, and the reviewer's answer."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from api.auditing import Trail
from api.context import CurrentService, Source, sees
from api.desk.comparing import compared_rows, drawn
from api.desk.forms import Form, SentForm
from api.desk.languages import language_of
from api.desk.queueing import is_claimed, place_in
from api.desk.reasons import VERDICT_REASONS
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits import CurrentVisit, audited_for_work, claims_of, proved_by, signed_in
from api.judging import heed_everything, judge
from api.looking import candidate_for, hidden_like_absent
from api.schemas.candidates import Decision, Withdrawal
from api.schemas.states import CandidateState
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.cautions import Caution
from tracing.events import Verdict
from tracing.judging import Judged
from tracing.opinions import FactKind

router = desk_router()

Reviewer = Annotated[Caller, Depends(signed_in(Role.reviewer))]
Act = Annotated[Trail, Depends(audited_for_work(Action.judge))]

T = TypeVar("T")

_DECISION, _WITHDRAWAL = TypeAdapter(Decision), TypeAdapter(Withdrawal)
_NEEDS_INFORMATION = "needs_information"
"""Kept as `unsure` with a reason that names what is missing."""
_OPEN = frozenset({CandidateState.in_review, CandidateState.confirmed_once, CandidateState.deferred})


@router.get("/pairs/{candidate}", dependencies=[Depends(sees(Source.queue, Source.identities))])
def pair_page(
    request: Request,
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_candidate))],
    visit: CurrentVisit,
    candidate: UUID,
    answered: UUID | None = None,
) -> Response:
    """The pair; `answered` names the one that was judged just before."""
    found = candidate_for(service, candidate, caller, language_of(request, visit), trail)
    is_open = found.standing.state in _OPEN
    own = [said for said in found.standing.opinions if said.reviewer == caller.subject and said.verdict is not None]
    return page(
        request,
        "pair.html",
        pair=found,
        rows=compared_rows(found),
        bars=drawn(found.bars),
        is_open=is_open,
        claimed=is_open and is_claimed(service, caller, candidate),
        own=own[-1] if own else None,
        fresh=request.app.state.token_verifier.is_fresh(proved_by(visit.session)),
        verdicts=VERDICT_REASONS,
        facts=tuple(FactKind),
        fact_wanted=bool({Caution.kin, Caution.known_kin, Caution.face_led} & set(found.cautions)),
        after=place_in(service, caller, visit.session.queue, candidate),
        answered=answered,
    )


@router.post("/pairs/{candidate}")
def decide(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.reviewer, freshly=True))],
    trail: Act,
    candidate: UUID,
    form: SentForm,
) -> Response:
    """Keeps an answer, and goes on to the next pair."""
    decision = _valid(_DECISION, _decision(form))
    heed_everything(service)
    with hidden_like_absent():
        done = judge(service, candidate, decision, caller, decision.version or 0)
    trail.shows(decision.verdict, records=[done.judgement.record_a, done.judgement.record_b])
    claims_of(request).release(caller)
    after = form.text("after")
    return go_to(f"/desk/next?answered={candidate}{f'&cursor={after}' if after else ''}{_written(done)}")


@router.post("/pairs/{candidate}/withdrawal")
def withdraw(service: CurrentService, caller: Reviewer, trail: Act, candidate: UUID, form: SentForm) -> Response:
    """Takes the decision on a pair back."""
    withdrawal = _valid(_WITHDRAWAL, {"reason": form.text("reason"), "version": form.text("version")})
    with hidden_like_absent():
        done = service.application.withdraw(
            candidate, withdrawal.reason, caller, expected_version=withdrawal.version or 0
        )
    trail.shows("withdrawal", records=[done.judgement.record_a, done.judgement.record_b])
    return go_to(f"/desk/pairs/{candidate}?answered={candidate}{_written(done)}")


def _decision(form: Form) -> dict[str, Any]:
    """What was filled in as the decision that it means."""
    chosen = form.text("verdict")
    fact = {"kind": form.text("fact_kind"), "reference": form.text("fact_reference")}
    decision = {
        "verdict": Verdict.unsure.value if chosen == _NEEDS_INFORMATION else chosen,
        "reason": form.text("reason") or form.text(f"reason_{chosen}"),
        "version": form.text("version"),
    }
    return decision | ({"telling_fact": fact} if fact["reference"] else {})


def _valid(adapter: TypeAdapter[T], fields: dict[str, Any]) -> T:
    try:
        return adapter.validate_python(fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _written(done: Judged) -> str:
    return "" if done.position is None else f"&at_least={done.position}"
