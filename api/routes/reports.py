"""Posting reports one by one, reading records, correcting and retracting them."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError

from api import examples
from api.access.callers import allow
from api.acts.correcting import correct, retract
from api.disclosure.auditing import Trail, audited, audited_if_shown, not_audited
from api.http.context import AsOf, CurrentService, CurrentTurns, moment_of, sees
from api.http.idempotency import IdempotencyKey, KeyReusedError
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.intake.gate import checked
from api.intake.posting import ALL_POSTERS, POSTERS, post_in_turn
from api.refusals import TooManyReportsError
from api.schemas.gate import CrossingPosted
from api.schemas.reports import Correction, PostedAnswer, RecordAnswer, Retraction, posted_answer, record_in_full
from projections.freshness import TooFarBehindError
from tracing.access import Caller, Role
from tracing.application import Posted
from tracing.audit.entries import Action
from tracing.errors import (
    ClosedError,
    ConflictingReportError,
    NotFoundError,
    NotOwnerError,
    NotSealedError,
    RecordChangedError,
    RetractedError,
    TracingError,
)
from tracing.reports import BorderCrossing, ReportKind, ShelterRegistration, Sighting, YellowNotice

router = api_router("records")
posting = api_router("records", reports=True)

IN_THE_LOG = [Depends(not_audited("the event log holds what was sent, by whom and when"))]

PosterOfAnyKind = Annotated[Caller, Depends(allow(*ALL_POSTERS))]
ReaderOfRecords = Annotated[Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau))]


def _posts(
    kind: ReportKind,
    model: type[PostedAnswer] = PostedAnswer,
    answered: dict[str, Any] = examples.POSTED,
    *refusals: type[Exception],
) -> dict[str, Any]:
    """What the four routes that post a report have in common."""
    return {
        # A gate that checks a crossing is told something of others; its route has a trail of its own.
        "dependencies": [] if kind is ReportKind.border_crossing else IN_THE_LOG,
        "status_code": HTTPStatus.CREATED,
        "operation_id": f"post_{kind.value}",
        "response_model": model,
        "responses": {
            HTTPStatus.OK: example(answered | {"created": False}, "The same report was posted before."),
            HTTPStatus.CREATED: example(answered, "The report is a record now."),
            **problems(
                *refusals,
                ConflictingReportError,
                KeyReusedError,
                TooManyReportsError,
                RequestValidationError,
                OperationalError,
                *JSON_BODY,
            ),
        },
        "description": "Enters one report for the organisation that the token names. The same reference with the same "
        "content answers 200, as the first time; with other content 409. The header `Idempotency-Key` can stand for "
        "the reference. What is plausible but odd is accepted, and marked under `disputes`.",
    }


@posting.post("/yellow-notices", summary="Publish a Yellow Notice", **_posts(ReportKind.yellow_notice))
async def post_yellow_notice(
    service: CurrentService,
    turns: CurrentTurns,
    caller: Annotated[Caller, Depends(allow(*POSTERS[ReportKind.yellow_notice]))],
    report: Annotated[YellowNotice, Body(examples=[examples.REPORTS[ReportKind.yellow_notice]])],
    key: IdempotencyKey = None,
) -> Response:
    """A national bureau seeks a missing person."""
    return _written(await post_in_turn(service, turns, report, caller))


@posting.post("/sightings", summary="Report a sighting", **_posts(ReportKind.sighting))
async def post_sighting(
    service: CurrentService,
    turns: CurrentTurns,
    caller: Annotated[Caller, Depends(allow(*POSTERS[ReportKind.sighting]))],
    report: Annotated[Sighting, Body(examples=[examples.REPORTS[ReportKind.sighting]])],
    key: IdempotencyKey = None,
) -> Response:
    """Somebody was seen, or spoke of being held, somewhere."""
    return _written(await post_in_turn(service, turns, report, caller))


@posting.post(
    "/border-crossings",
    summary="Record a border crossing",
    **_posts(ReportKind.border_crossing, CrossingPosted, examples.CROSSED),
)
async def post_border_crossing(
    service: CurrentService,
    turns: CurrentTurns,
    caller: Annotated[Caller, Depends(allow(*POSTERS[ReportKind.border_crossing]))],
    trail: Annotated[Trail, Depends(audited_if_shown(Action.check_at_gate))],
    report: Annotated[BorderCrossing, Body(examples=[examples.REPORTS[ReportKind.border_crossing]])],
    check: Annotated[bool, Query(description="Answer at once whether the gate must act.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """A border agency saw a person cross. The crossing is stored first; then, if asked for, it is checked."""
    posted = await post_in_turn(service, turns, report, caller)
    said = msgspec.structs.asdict(posted_answer(posted))
    gate = await run_in_threadpool(checked, service, report, caller) if check else None
    if gate is not None:
        trail.shows(gate.result, records=[posted.record.id])
    return _answered(CrossingPosted(**said, gate=gate), posted)


@posting.post(
    "/shelter-registrations",
    summary="Register in a shelter",
    **_posts(ReportKind.shelter_registration, PostedAnswer, examples.POSTED, NotSealedError),
)
async def post_shelter_registration(
    service: CurrentService,
    turns: CurrentTurns,
    caller: Annotated[Caller, Depends(allow(*POSTERS[ReportKind.shelter_registration]))],
    report: Annotated[ShelterRegistration, Body(examples=[examples.REPORTS[ReportKind.shelter_registration]])],
    key: IdempotencyKey = None,
) -> Response:
    """A shelter took somebody in, let them go or passed them on."""
    return _written(await post_in_turn(service, turns, report, caller))


@router.get(
    "/records/{record}",
    summary="Read a record",
    response_model=RecordAnswer,
    dependencies=[Depends(sees())],
    responses={
        HTTPStatus.OK: example(examples.RECORD_READ, "The record."),
        **problems(NotFoundError, RequestValidationError, OperationalError, TooFarBehindError),
    },
)
def read_record(
    service: CurrentService,
    caller: ReaderOfRecords,
    trail: Annotated[Trail, Depends(audited(Action.read_record, purposeful=True))],
    record: UUID,
    as_of: AsOf = None,
) -> Response:
    """The report as it stands, or as it was known on a day, if the caller may see it; otherwise as if there were none.

    Who may see it is decided by how the record stands today.
    """
    trail.shows("report", records=[record])
    found = service.application.record_for(record, caller, as_of=moment_of(as_of))
    return answer(record_in_full(found, caller))


def _changes(answered: dict[str, Any]) -> dict[str, Any]:
    """What the two routes that change a record have in common."""
    return {
        "dependencies": IN_THE_LOG,
        "status_code": HTTPStatus.CREATED,
        "response_model": PostedAnswer,
        "responses": {
            HTTPStatus.OK: example(answered | {"created": False}, "This was done before."),
            HTTPStatus.CREATED: example(answered, "It is done."),
            **problems(
                NotFoundError,
                NotOwnerError,
                RecordChangedError,
                NotSealedError,
                RetractedError,
                TooManyReportsError,
                ClosedError,
                RequestValidationError,
                TracingError,
                OperationalError,
                *JSON_BODY,
            ),
        },
    }


@router.post("/records/{record}/corrections", summary="Correct a record", **_changes(examples.DISPUTED))
async def correct_record(
    service: CurrentService,
    turns: CurrentTurns,
    caller: PosterOfAnyKind,
    record: UUID,
    correction: Annotated[Correction, Body(examples=[examples.CORRECTION])],
) -> Response:
    """Replaces the whole report; the earlier one stays in the log. For the owner organisation only.

    With the `version` that you read, a colleague's correction that you have not seen is not replaced.
    """
    return _written(await correct(service, turns, record, correction, caller))


@router.post("/records/{record}/retraction", summary="Retract a record", **_changes(examples.POSTED))
async def retract_record(
    service: CurrentService,
    turns: CurrentTurns,
    caller: PosterOfAnyKind,
    record: UUID,
    retraction: Annotated[Retraction, Body(examples=[examples.RETRACTION])],
) -> Response:
    """Takes a record back: no search finds it any more. For the owner organisation only."""
    return _written(await retract(service, turns, record, retraction, caller))


def _written(posted: Posted) -> Response:
    return _answered(posted_answer(posted), posted)


def _answered(body: PostedAnswer, posted: Posted) -> Response:
    headers = {"Tracing-Position": str(posted.position), "Location": f"/v1/records/{posted.record.id}"}
    return answer(body, HTTPStatus.CREATED if posted.created else HTTPStatus.OK, headers)
