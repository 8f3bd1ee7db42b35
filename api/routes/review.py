"""The reviewers' queue, candidates, and decisions on them."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Header, Query, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.judging import heed_everything, judge, propose
from api.acts.looking import candidate_for, hidden_like_absent
from api.disclosure.auditing import Trail, audited
from api.examples import pairs as examples_of_pairs
from api.http.context import CurrentService, Source, sees
from api.http.languages import WordsIn
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.refusals import VersionMissingError
from api.schemas.candidates import (
    CandidateAnswer,
    Cursor,
    Decision,
    DecisionAnswer,
    Proposal,
    QueuePage,
    Withdrawal,
    place_of,
    queue_page,
)
from api.schemas.states import QueueState, standing
from projections.candidates import QueueFilter, QueueOrder
from projections.freshness import TooFarBehindError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import (
    DocumentMisuseError,
    JudgementChangedError,
    NotFoundError,
    NotOpenError,
    OwnRecordError,
    RetractedError,
    SameReviewerError,
    TellingFactMissingError,
    TracingError,
)
from tracing.judging import Judged
from tracing.person import CountryCode
from tracing.reports import ReportKind

router = api_router("candidates")

Reviewer = Annotated[Caller, Depends(allow(Role.reviewer))]
Proposer = Annotated[Caller, Depends(allow(Role.officer, Role.shelter, Role.reviewer, Role.bureau))]
Act = Annotated[Trail, Depends(audited(Action.judge))]
IfMatch = Annotated[
    str | None,
    Header(pattern=r'^"?[1-9][0-9]{0,8}"?$', description="The version looked at; or `version` in the body."),
]

# The cautions of a pair depend on the identities of its records.
_WAITS = [Depends(sees(Source.queue, Source.identities))]


@router.get(
    "/candidates",
    summary="List candidates",
    response_model=QueuePage,
    dependencies=_WAITS,
    responses={
        HTTPStatus.OK: example(examples_of_pairs.QUEUE, "A page of the queue."),
        **problems(RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS),
    },
)
def list_candidates(
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited(Action.list_candidates))],
    kind: Annotated[
        list[ReportKind], Query(default_factory=list, description="One of the two records is of such a kind.")
    ],
    country: Annotated[
        list[CountryCode], Query(default_factory=list, description="One of the two owners is of such a country.")
    ],
    state: Annotated[
        QueueState, Query(description="`in_review`: a reviewer's answer is awaited.")
    ] = QueueState.in_review,
    order: QueueOrder = QueueOrder.strongest,
    children: Annotated[
        bool, Query(description="Only pairs of which one was a child for certain when it was reported.")
    ] = False,
    minimum_weight: Annotated[float | None, Query(description="Bits.", allow_inf_nan=False)] = None,
    answered: Annotated[
        bool,
        Query(description="Only pairs that you have answered: with `state=withdrawn`, your decisions taken back."),
    ] = False,
    cursor: Annotated[Cursor | None, Query(description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Pairs that the caller may judge: both records visible, neither of the caller's organisation.

    Pairs that the caller has already confirmed, and pairs with a retracted record, are left out.
    """
    wanted = QueueFilter(
        states=state.states,
        kinds=tuple(kind),
        countries=tuple(country),
        minimum_weight=minimum_weight,
        answered=answered,
        children=children,
    )
    after = None if cursor is None else place_of(cursor)
    rows = service.candidates.queue(caller, wanted, order, limit + 1, after)
    page = queue_page(rows, order, limit)
    trail.shows("candidates", records=[end for row in page.candidates for end in (row.record_a, row.record_b)])
    return answer(page)


@router.get(
    "/candidates/{candidate}",
    summary="Read a candidate",
    response_model=CandidateAnswer,
    dependencies=_WAITS,
    responses={
        HTTPStatus.OK: example(examples_of_pairs.CANDIDATE, "The candidate."),
        **problems(NotFoundError, RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS),
    },
)
def read_candidate(
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited(Action.read_candidate))],
    candidate: UUID,
    language: WordsIn,
) -> Response:
    """Two records side by side, what speaks for and against one person, and what is missing that could settle it.

    Who has not answered yet sees `in_review` and no opinions, whatever others have answered.
    """
    found = candidate_for(service, candidate, caller, language, trail)
    return answer(found, headers=_etag(found.standing.version))


def _decides(*errors: type[Exception]) -> dict[str, Any]:
    """What the three routes that change a pair have in common."""
    return {
        "status_code": HTTPStatus.CREATED,
        "response_model": DecisionAnswer,
        "responses": {
            HTTPStatus.CREATED: example(examples_of_pairs.DECIDED, "It is in the log."),
            **problems(
                NotFoundError,
                RetractedError,
                RequestValidationError,
                TracingError,
                OperationalError,
                *errors,
                *JSON_BODY,
            ),
        },
    }


@router.post("/candidates", summary="Propose a pair by hand", **_decides())
def propose_candidate(
    service: CurrentService,
    caller: Proposer,
    trail: Act,
    proposal: Annotated[Proposal, Body(examples=[examples_of_pairs.PROPOSAL])],
) -> Response:
    """Asks reviewers whether two records are one person; also re-opens a pair that was closed without joining them."""
    if proposal.record_a == proposal.record_b:
        raise TracingError("A record cannot be compared with itself.")
    trail.shows("proposal", records=[proposal.record_a, proposal.record_b])
    done = propose(service.application, proposal.record_a, proposal.record_b, proposal.reason, caller)
    return _judged(done, caller)


@router.post(
    "/candidates/{candidate}/judgements",
    summary="Judge a candidate",
    **_decides(
        OwnRecordError,
        SameReviewerError,
        JudgementChangedError,
        NotOpenError,
        VersionMissingError,
        TellingFactMissingError,
        DocumentMisuseError,
        TooFarBehindError,
        *LINK_ERRORS,
    ),
)
def judge_candidate(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.reviewer, freshly=True))],
    trail: Act,
    candidate: UUID,
    decision: Annotated[Decision, Body(examples=[examples_of_pairs.DECISION])],
    if_match: IfMatch = None,
) -> Response:
    """Answers same, different, kin, document misuse or unsure, with the reason.

    Records are joined when two reviewers said `same`, and linked without joining when two said `document_misuse`. Where
    the candidate's `cautions` ask for more, `same` is refused without a `telling_fact`, or goes on waiting for a
    reviewer from another country.
    """
    version = _version(decision.version, if_match)
    heed_everything(service)
    with hidden_like_absent():
        done = judge(service, candidate, decision, caller, version)
    trail.shows(decision.verdict, records=[done.judgement.record_a, done.judgement.record_b])
    return _judged(done, caller)


@router.post(
    "/candidates/{candidate}/withdrawal",
    summary="Withdraw a decision",
    **_decides(OwnRecordError, JudgementChangedError, NotOpenError, VersionMissingError),
)
def withdraw_decision(
    service: CurrentService,
    caller: Reviewer,
    trail: Act,
    candidate: UUID,
    withdrawal: Annotated[Withdrawal, Body(examples=[examples_of_pairs.WITHDRAWAL])],
    if_match: IfMatch = None,
) -> Response:
    """Takes the decision on a pair back: records that it joined come apart, each with all that is its own."""
    version = _version(withdrawal.version, if_match)
    with hidden_like_absent():
        done = service.application.withdraw(candidate, withdrawal.reason, caller, expected_version=version)
    trail.shows("withdrawal", records=[done.judgement.record_a, done.judgement.record_b])
    return _judged(done, caller)


def _version(in_body: int | None, if_match: str | None) -> int:
    if in_body is not None:
        return in_body
    if if_match is None:
        raise VersionMissingError
    return int(if_match.strip('"'))


def _judged(done: Judged, caller: Caller) -> Response:
    headers = _etag(done.judgement.version)
    if done.position is not None:
        headers["Tracing-Position"] = str(done.position)
    status = HTTPStatus.OK if done.position is None else HTTPStatus.CREATED
    return answer(DecisionAnswer(standing=standing(done.judgement, caller), position=done.position), status, headers)


def _etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}
