"""The audit log for those who supervise: entries, statistics, one person's report, and its checkpoint."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.acts.audit_reading import read_page
from api.disclosure.auditing import Trail, audited, not_audited
from api.examples import audit as examples_of_audit
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.audit import (
    AuditPage,
    AuditQuestion,
    AuditStatistics,
    CheckpointShown,
    Period,
    PersonConcerned,
    SubjectAccessReport,
    checkpoint_shown,
    report_of,
    statistics_of,
)
from tracing.access import Caller, Role
from tracing.audit.entries import Action, Asked
from tracing.audit.log import AuditChangedError

router = api_router("audit")

Auditor = Annotated[Caller, Depends(allow(Role.auditor))]
ReaderOfAudit = Annotated[
    Caller, Depends(allow(Role.officer, Role.agency, Role.shelter, Role.reviewer, Role.bureau, Role.auditor))
]
ReadsAudit = Annotated[Trail, Depends(audited(Action.read_audit))]

_FAILS = problems(RequestValidationError, AuditChangedError, *JSON_BODY)


@router.post(
    "/audit/entries",
    summary="Read the audit log",
    response_model=AuditPage,
    responses={HTTPStatus.OK: example(examples_of_audit.ENTRIES, "A page of entries."), **_FAILS},
)
def read_entries(
    service: CurrentService,
    caller: ReaderOfAudit,
    trail: ReadsAudit,
    question: Annotated[AuditQuestion, Body(examples=[examples_of_audit.QUESTION])],
) -> Response:
    """By officer, by record ("who looked at this person, and why"), by purpose, case, country and time; oldest first.

    An auditor reads all, a national bureau what its country did, everybody else what they did themselves. A page can
    hold fewer entries than asked for, even none, while `next` leads on.
    """
    return answer(read_page(service.audit, caller, question, trail))


@router.post(
    "/audit/statistics",
    summary="Count what was asked",
    response_model=AuditStatistics,
    responses={HTTPStatus.OK: example(examples_of_audit.STATISTICS, "Counts."), **_FAILS},
)
def read_statistics(
    service: CurrentService,
    caller: Auditor,
    trail: ReadsAudit,
    period: Annotated[Period, Body(examples=[examples_of_audit.PERIOD])],
) -> Response:
    """Requests by country, action and purpose. Fewer than ten are not told apart."""
    trail.shows("statistics")
    return answer(statistics_of(service.audit.entries(period.asked())))


@router.post(
    "/audit/subject-access",
    summary="Report to one person who received their data",
    response_model=SubjectAccessReport,
    responses={HTTPStatus.OK: example(examples_of_audit.REPORT, "The report."), **_FAILS},
)
def read_subject_access(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.auditor, freshly=True))],
    trail: ReadsAudit,
    person: Annotated[PersonConcerned, Body(examples=[examples_of_audit.PERSON])],
) -> Response:
    """Which organisations saw or used data of the person, when and what for; officers are not named."""
    trail.shows("audit", records=person.records)
    entries = service.audit.entries(Asked())
    return answer(report_of(entries, frozenset(person.records)))


@router.get(
    "/audit/checkpoint",
    summary="Read the audit log's checkpoint",
    response_model=CheckpointShown,
    dependencies=[Depends(not_audited("it shows nothing of any person or caller"))],
    responses={HTTPStatus.OK: example(examples_of_audit.CHECKPOINT, "The checkpoint."), **problems()},
)
def read_checkpoint(
    service: CurrentService, caller: Annotated[Caller, Depends(allow(Role.auditor, Role.admin))]
) -> Response:
    """What the log is now, signed: whoever keeps it can tell later whether the log was cut off or written anew."""
    return answer(checkpoint_shown(service.audit.checkpoint(), service.audit.keys.public))
