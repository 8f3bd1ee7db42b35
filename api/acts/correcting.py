"""Corrections and retractions of an organisation's own records, made alike by a program and on a page."""

from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from api.http.turns import Turns, in_turn
from api.intake.posting import require_poster
from api.schemas.reports import Correction, Retraction
from api.wiring import Service
from tracing.access import Caller
from tracing.application import Posted


async def correct(service: Service, turns: Turns, record: UUID, correction: Correction, caller: Caller) -> Posted:
    """Replace the whole report of a record, in turn with what others write.

    Raises:
        RoleRefusedError: the caller's role does not post this kind of report.
        TooManyReportsError: as :func:`api.http.turns.in_turn`.
        TracingError: as :meth:`tracing.application.Tracing.correct`.
    """
    require_poster(correction.report.kind, caller)
    change = service.application.correct
    return await in_turn(
        turns, caller, change, record, correction.report, correction.reason, caller, read_version=correction.version
    )


async def retract(service: Service, turns: Turns, record: UUID, retraction: Retraction, caller: Caller) -> Posted:
    """Take a record back, in turn with what others write.

    Raises:
        RoleRefusedError, TooManyReportsError: as :func:`correct`.
        TracingError: as :meth:`tracing.application.Tracing.retract`.
    """
    found = await run_in_threadpool(service.application.record_for, record, caller)
    require_poster(found.kind, caller)
    change = service.application.retract
    return await in_turn(turns, caller, change, record, retraction.reason, caller, read_version=retraction.version)
