"""No log, no answer: what a route shows of people is in the audit log before the first byte of it leaves.

Every route says what it is, in one of two ways, or the application does not start::

    def read_record(trail: Annotated[Trail, Depends(audited(Action.read_record, purposeful=True))]) -> Response:
        trail.shows("report", records=[record])

    @router.post("/sightings", dependencies=[Depends(not_audited("the event log has the report, and who sent it"))])
"""

import getpass
from collections.abc import Callable, Iterable
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Header, Request
from fastapi.dependencies.models import Dependant

from api.access.callers import dependencies_of
from tracing.access import Caller
from tracing.audit.entries import Action, CaseNumber, Entry, Purpose, entry_now
from tracing.audit.log import AuditLog

PURPOSE_HEADER, CASE_HEADER = "Tracing-Purpose", "Tracing-Case"
ROLE_REFUSED = "role-refused"
"""Code of the problem of a caller whose role may not do this."""
MOST_RECORDS = 10_000
"""Records that one entry names at most: more than any answer holds."""


class Trail:
    """What a request leaves in the audit log; the route adds what it shows."""

    def __init__(self, action: Action, purpose: Purpose | None, case: str, *, wanted: bool = True) -> None:
        """Begin with what was asked for, and what for; one that is not `wanted` is written if anything is shown."""
        self._action, self._purpose, self._case = action, purpose, case
        self._data: set[str] = set()
        self._records: set[UUID] = set()
        self._concerns = ""
        self._wanted = wanted

    def shows(self, *data: str, records: Iterable[UUID] = ()) -> None:
        """Add kinds of data that are used or shown, and records that are shown or acted on."""
        self._wanted = True
        self._data |= set(data)
        self._records |= set(records)

    def concerns(self, subject: str) -> None:
        """Name another person of the staff that the act is about."""
        self._concerns = subject

    def next_part(self, records: Iterable[UUID]) -> "Trail":
        """The trail of a further part of the same answer, which shows other records."""
        part = Trail(self._action, self._purpose, self._case)
        part.shows(*self._data, records=records)
        return part

    @property
    def declared(self) -> tuple[Purpose, str]:
        """Purpose and case number, of a route that requires them.

        Raises:
            LookupError: the route requires none.
        """
        if self._purpose is None:
            raise LookupError("no purpose is required here")
        return self._purpose, self._case

    @property
    def count(self) -> int:
        """How many records are shown or acted on."""
        return len(self._records)

    def entry(self, caller: Caller | None, result: str, request_id: str) -> Entry | None:
        """The entry, or None where none is needed."""
        if not self._wanted:
            return None
        return msgspec.structs.replace(
            entry_now(caller, self._action),
            purpose=self._purpose,
            case=self._case,
            data=tuple(sorted(self._data)),
            records=tuple(sorted(self._records)[:MOST_RECORDS]),
            result=result,
            request=request_id,
            concerns=self._concerns,
        )


class Audited:
    """A dependency that gives a route the trail of its request."""

    def __init__(self, action: Action, *, if_shown: bool = False) -> None:
        self.action, self.if_shown = action, if_shown

    def __call__(self, request: Request) -> Trail:
        """A new trail, which is written when the answer is ready."""
        return self.begin(request, Trail(self.action, None, "", wanted=not self.if_shown))

    @staticmethod
    def begin(request: Request, trail: Trail) -> Trail:
        """Make a trail that of the request."""
        request.state.trail = trail
        return trail


class PurposefullyAudited(Audited):
    """One for routes that nobody may use without saying what for."""

    def __call__(  # type: ignore[override]
        self,
        request: Request,
        purpose: Annotated[Purpose, Header(alias=PURPOSE_HEADER, description="What the request is for.")],
        case: Annotated[CaseNumber, Header(alias=CASE_HEADER)],
    ) -> Trail:
        """A new trail with purpose and case number.

        Raises:
            RequestValidationError: one of them is missing or not in its form.
        """
        return self.begin(request, Trail(self.action, purpose, case))


class NotAudited:
    """A dependency of routes that show nothing of anybody, or whose act the event log itself holds."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __call__(self) -> None:
        """Do nothing."""


def audited(action: Action, *, purposeful: bool = False) -> Audited:
    """A dependency for routes whose every request is written down.

    Args:
        action: what such a request is.
        purposeful: whether purpose and case number are required.
    """
    return PurposefullyAudited(action) if purposeful else Audited(action)


def audited_if_shown(action: Action) -> Audited:
    """One for routes that show something of others only now and then, and whose act the event log itself holds."""
    return Audited(action, if_shown=True)


def not_audited(reason: str) -> NotAudited:
    """A dependency for routes whose requests need no entry, with the reason."""
    return NotAudited(reason)


def declared_audit(dependant: Dependant) -> Audited | NotAudited | None:
    """Which of the two a route declares, or None."""
    calls = (found.call for found in dependencies_of(dependant))
    return next((call for call in calls if isinstance(call, Audited | NotAudited)), None)


def operator() -> str:
    """The subject of whoever runs a command on the server itself."""
    return f"operator:{getpass.getuser()}"


def entry_by_operator(action: Action, *data: str, records: tuple[UUID, ...] = ()) -> Entry:
    """The entry of a command on the server itself, where the operating system says who it is."""
    entry = entry_now(None, action)
    return msgspec.structs.replace(entry, subject=operator(), data=data, records=records)


def write_trail(request: Request, declared: Audited | NotAudited | None, result: str) -> Callable[[], int] | None:
    """What writes the entry of a request that has ended so, or None where none is needed.

    Args:
        request: that was answered, or is about to be.
        declared: what its route says is audited.
        result: `answered`, or the code of the problem.
    """
    trail: Trail | None = getattr(request.state, "trail", None)
    if trail is None and result == ROLE_REFUSED and isinstance(declared, Audited):
        # Who tries doors that are not theirs leaves a trace as well.
        trail = Trail(declared.action, None, "")
    if trail is None:
        return None
    entry = trail.entry(getattr(request.state, "caller", None), result, request.state.request_id)
    if entry is None:
        return None
    log: AuditLog = request.app.state.service.audit
    return lambda: log.append(entry)
