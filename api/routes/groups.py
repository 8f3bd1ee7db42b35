"""Suggested groups: the queue of groups, one with its reasons, and a judgement of all its pairs at once."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Query, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts import groups
from api.disclosure.auditing import Trail, audited
from api.examples import pairs as examples_of_pairs
from api.http.context import CurrentService, Source, sees
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.candidates import Cursor, place_of
from api.schemas.groups import GroupAnswer, GroupDecision, GroupDecisionAnswer, GroupPage
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.errors import NotFoundError

router = api_router("groups")

Reviewer = Annotated[Caller, Depends(allow(Role.reviewer))]
ReaderOfGroups = Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau))]

_NO_GROUP = "There is no such group."
_WAITS = [Depends(sees(Source.queue, Source.search, Source.identities))]
_FAILS = (RequestValidationError, EngineUnavailableError, TooFarBehindError, OperationalError, *LINK_ERRORS)


@router.get(
    "/groups",
    summary="List suggested groups",
    response_model=GroupPage,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: example(examples_of_pairs.GROUPS, "A page of the queue of groups."), **problems(*_FAILS)},
)
def list_groups(
    service: CurrentService,
    caller: Reviewer,
    trail: Annotated[Trail, Depends(audited(Action.list_candidates))],
    cursor: Annotated[Cursor | None, Query(description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Groups with a pair that waits for the caller's answer, the one with the strongest such pair first.

    A page can hold fewer groups than asked for, even none, while `next` leads on.
    """
    page = groups.page_of_groups(service, caller, limit, None if cursor is None else place_of(cursor))
    trail.shows("groups", records=[member for row in page.groups for member in row.members])
    return answer(page)


@router.get(
    "/groups/{group}",
    summary="Read a suggested group",
    response_model=GroupAnswer,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: example(examples_of_pairs.GROUP, "The group."), **problems(NotFoundError, *_FAILS)},
)
def read_group(
    service: CurrentService,
    caller: ReaderOfGroups,
    trail: Annotated[Trail, Depends(audited(Action.read_candidate))],
    group: UUID,
) -> Response:
    """Records that may be one person: by what each belongs to the others, and what contradicts it.

    The id of any member leads to the group. Only records that the caller may see take part; with and without a hidden
    record the answer is the same. A confirmed identity, by itself, is no group.
    """
    return answer(groups.read_group(service, group, caller, trail))


@router.post(
    "/groups/{group}/judgements",
    summary="Confirm a suggested group",
    response_model=GroupDecisionAnswer,
    responses={
        HTTPStatus.OK: example(examples_of_pairs.GROUP_DECIDED, "A result for each pair."),
        **problems(NotFoundError, *_FAILS, *JSON_BODY),
    },
)
def confirm_group(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.reviewer, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.judge))],
    group: UUID,
    decision: Annotated[GroupDecision, Body(examples=[examples_of_pairs.GROUP_DECISION])],
) -> Response:
    """Says `same` of each pair named, with one reason: a judgement of its own in the log, under the rules of one.

    Each pair gets a result: one that is refused, as of one's own organisation or decided meanwhile, keeps no other from
    being entered. As always, two different reviewers must say `same`.
    """
    found = groups.group_for(service, group, caller)
    trail.shows("same", records=found.members)
    return answer(groups.judge_group(service, found, decision, caller))
