"""Which roles post, correct and retract which kind of report."""

from api.refusals import RoleRefusedError
from tracing.access import Caller, Role
from tracing.reports import ReportKind

POSTERS: dict[ReportKind, frozenset[Role]] = {
    ReportKind.yellow_notice: frozenset({Role.bureau}),
    ReportKind.sighting: frozenset({Role.officer, Role.agency, Role.shelter, Role.bureau}),
    ReportKind.border_crossing: frozenset({Role.agency}),
    ReportKind.shelter_registration: frozenset({Role.shelter}),
}

ALL_POSTERS = frozenset[Role]().union(*POSTERS.values())


def require_poster(kind: ReportKind, caller: Caller) -> None:
    """Check that the caller works in a role that posts this kind of report.

    Raises:
        RoleRefusedError: it does not.
    """
    if caller.role not in POSTERS[kind]:
        raise RoleRefusedError
