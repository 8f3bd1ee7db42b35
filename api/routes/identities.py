"""Identities, their way through time, and why two records are or are not one person."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import OperationalError
from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.looking import known
from api.disclosure.auditing import Trail, audited
from api.disclosure.budgets import Budgets
from api.examples import pairs as examples_of_pairs
from api.exchange.htcds import csv_files, json_files
from api.exchange.htcds.leaving import case_of
from api.http.context import AsOf, CurrentService, Source, sees
from api.http.languages import WordsIn
from api.http.routing import answer, api_router, example, problems
from api.schemas.explanations import WhyAnswer, why_answer
from api.schemas.identities import (
    ContestedAnswer,
    IdentityAnswer,
    TimelineAnswer,
    contested_answer,
    identity_answer,
    timeline_answer,
)
from projections.freshness import TooFarBehindError
from search.engine import EngineUnavailableError
from tracing.access import Caller, Role, reader_of
from tracing.audit.entries import Action
from tracing.database import LINK_ERRORS
from tracing.disclosure import disclosed
from tracing.errors import NotFoundError, TracingError
from tracing.stream_ids import judgement_id

router = api_router("identities")

ReaderOfIdentities = Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau, Role.shelter))]

Look = Annotated[Trail, Depends(audited(Action.read_identity, purposeful=True))]

_OF_IDENTITIES = problems(NotFoundError, RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS)
_WAITS = [Depends(sees(Source.identities))]


@router.get(
    "/identities/contested",
    summary="List contested identities",
    response_model=ContestedAnswer,
    dependencies=_WAITS,
    responses={
        HTTPStatus.OK: example(examples_of_pairs.CONTESTED, "All that the caller may see."),
        **problems(RequestValidationError, TooFarBehindError, OperationalError, *LINK_ERRORS),
    },
)
def read_contested(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.reviewer, Role.bureau))],
    trail: Annotated[Trail, Depends(audited(Action.read_identity))],
) -> Response:
    """Identities whose decisions contradict each other: two records are joined by others, yet judged different."""
    found = service.identities.contested(reader_of(caller))
    trail.shows("links", records=[member for identity in found for member in identity.members])
    return answer(contested_answer(found))


@router.get(
    "/identities/{identity}",
    summary="Read an identity",
    response_model=IdentityAnswer,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: example(examples_of_pairs.IDENTITY, "The identity."), **_OF_IDENTITIES},
)
def read_identity(
    service: CurrentService, caller: ReaderOfIdentities, trail: Look, identity: UUID, as_of: AsOf = None
) -> Response:
    """The records that are one person, and the merged profile, each value with the records that state it.

    The id of any member leads to the identity. When it is not the identity's own, as after a merge, the answer says so
    under `redirected_from`; there is no redirect to follow, so no client loses its token or its parameters on the way.
    Only records that the caller may see take part.
    """
    return answer(identity_answer(known(service, identity, caller, as_of, trail, "profile"), identity, caller))


@router.get(
    "/identities/{identity}/timeline",
    summary="Read an identity's timeline",
    response_model=TimelineAnswer,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: example(examples_of_pairs.TIMELINE, "The timeline."), **_OF_IDENTITIES},
)
def read_timeline(
    service: CurrentService, caller: ReaderOfIdentities, trail: Look, identity: UUID, as_of: AsOf = None
) -> Response:
    """The reports of an identity in the order in which things happened, those that came late in their place."""
    return answer(timeline_answer(known(service, identity, caller, as_of, trail, "timeline"), identity, caller))


class CaseForm(StrEnum):
    """A form in which a case of HTCDS is written."""

    json = "json"
    csv = "csv"


_WRITERS = {
    CaseForm.json: ("application/json", json_files.write_cases),
    CaseForm.csv: ("text/csv; charset=utf-8", csv_files.write_cases),
}

_CASES = {
    "description": "The case.",
    "content": {
        "application/json": {"example": examples_of_pairs.HTCDS},
        "text/csv": {"example": examples_of_pairs.HTCDS_CSV},
    },
}


@router.get(
    "/identities/{identity}/htcds",
    summary="Export an identity as HTCDS",
    response_class=Response,
    dependencies=_WAITS,
    responses={HTTPStatus.OK: _CASES, **_OF_IDENTITIES},
)
def export_case(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.officer, Role.reviewer, Role.bureau, Role.shelter, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.export, purposeful=True))],
    identity: UUID,
    form: Annotated[CaseForm, Query(description="As JSON, or as CSV with a row for each event.")] = CaseForm.json,
) -> Response:
    """One case in IOM's Human Trafficking Case Data Standard 2.0: the person, and each report as a historic event.

    It holds what the timeline shows you, as far as the standard has fields for it. The id of any member leads to it.
    """
    found = known(service, identity, caller, None, trail, "export as htcds")
    budgets: Budgets = request.app.state.budgets
    budgets.spend(caller, len(found.records))
    case = case_of([disclosed(record, caller) for record in found.records], str(found.identity.id))
    media_type, write = _WRITERS[form]
    headers = {"Content-Disposition": f'attachment; filename="case.{form}"'}
    return Response(b"".join(write([case])), media_type=media_type, headers=headers)


@router.get(
    "/why",
    summary="Explain two records",
    response_model=WhyAnswer,
    dependencies=[Depends(sees(Source.search))],
    responses={
        HTTPStatus.OK: example(examples_of_pairs.WHY, "The explanation."),
        **problems(
            EngineUnavailableError,
            NotFoundError,
            RequestValidationError,
            TracingError,
            TooFarBehindError,
            OperationalError,
            *LINK_ERRORS,
        ),
    },
)
def why(
    service: CurrentService,
    caller: ReaderOfIdentities,
    trail: Look,
    a: Annotated[UUID, Query(description="A record.")],
    b: Annotated[UUID, Query(description="Another record.")],
    language: WordsIn,
) -> Response:
    """Why two records are, or are not, before a reviewer; also for two that were never compared."""
    if a == b:
        raise TracingError("A record cannot be compared with itself.")
    trail.shows("comparison", records=[a, b])
    one, other = (service.application.record_for(record, caller) for record in (a, b))
    judgement = service.application.judgement_or_none(judgement_id(a, b))
    return answer(why_answer(service.engine.live(), one, other, judgement, caller, language))
