"""Which roles post, correct and retract which kind of report, and how one is posted."""

from api.http.idempotency import conflict_of
from api.http.turns import Turns, in_turn
from api.refusals import RoleRefusedError
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.application import Posted
from tracing.errors import ConflictingReportError
from tracing.reports import AnyReport, ReportKind

POSTERS: dict[ReportKind, frozenset[Role]] = {
    ReportKind.yellow_notice: frozenset({Role.bureau}),
    ReportKind.sighting: frozenset({Role.officer, Role.agency, Role.shelter, Role.bureau}),
    ReportKind.border_crossing: frozenset({Role.agency}),
    ReportKind.shelter_registration: frozenset({Role.shelter}),
}

ALL_POSTERS = frozenset[Role]().union(*POSTERS.values())

IMPORTERS = (Role.agency, Role.shelter, Role.bureau)
"""Roles that may send files of reports; of what they hold, each enters what it may post."""


def require_poster(kind: ReportKind, caller: Caller) -> None:
    """Check that the caller works in a role that posts this kind of report.

    Raises:
        RoleRefusedError: it does not.
    """
    if caller.role not in POSTERS[kind]:
        raise RoleRefusedError


async def post_in_turn(service: Service, turns: Turns, report: AnyReport, caller: Caller) -> Posted:
    """Enter one report for the caller's organisation, once there is a place for it.

    Raises:
        TooManyReportsError: as :func:`api.http.turns.in_turn`.
        ConflictingReportError: the reference was used for another report.
        TracingError: as :meth:`tracing.application.Tracing.post`.
    """
    try:
        return await in_turn(turns, caller, service.application.post, report, caller)
    except ConflictingReportError as error:
        raise conflict_of(error, report) from None
