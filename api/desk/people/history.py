"""A record's own history for its owner: what was done to it, when, by whom and why, and what corrections changed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from tracing.events import (
    ErasureRequested,
    Event,
    FaceEncoded,
    HoldLifted,
    NoticeHeld,
    PersonLocated,
    PhotographAdded,
    RecordCorrected,
    RecordRestricted,
    RecordRetracted,
    ReportEvent,
    RestrictionLifted,
)
from tracing.identities import PROFILE_FIELDS
from tracing.reports import AnyReport
from tracing.value import Value

STEPS: dict[type[Event], str] = {
    ReportEvent: "entered",
    RecordCorrected: "corrected",
    PhotographAdded: "photograph_added",
    FaceEncoded: "face_encoded",
    RecordRestricted: "restricted",
    RestrictionLifted: "restriction_lifted",
    PersonLocated: "located",
    NoticeHeld: "held",
    HoldLifted: "hold_lifted",
    RecordRetracted: "retracted",
    ErasureRequested: "erasure_requested",
}
"""What each event did, as a code that pages have words for."""

_ACTORS = ("posted_by", "restricted_by", "lifted_by", "requested_by")
"""Fields that name somebody of the owner's; who located a person may be of another authority, and is not named."""


class Change(Value, frozen=True, kw_only=True):
    """A field of the report that a correction changed; the values as plain values, none where nothing was said."""

    field: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]


class Step(Value, frozen=True, kw_only=True):
    """One event of a record.

    Attributes:
        what: see :data:`STEPS`.
        at: time of entry (UTC).
        by: subject of somebody of the owner's; empty where nobody of them did it.
        reason: as it was written.
        ground: code of the ground, of a restriction or a wish to erase.
        changes: of a correction.
    """

    version: int
    what: str
    at: datetime
    by: str = ""
    reason: str = ""
    ground: str = ""
    changes: tuple[Change, ...] = ()


def history_of(events: Sequence[Event]) -> list[Step]:
    """The steps of a record, the last first."""
    steps: list[Step] = []
    report: AnyReport | None = None
    for event in events:
        what = next((code for kind, code in STEPS.items() if isinstance(event, kind)), None)
        if what is None:
            continue
        now = event.report if isinstance(event, ReportEvent | RecordCorrected) else report
        steps.append(
            Step(
                version=event.originator_version,
                what=what,
                at=event.timestamp,
                by=next((getattr(event, name) for name in _ACTORS if hasattr(event, name)), ""),
                reason=getattr(event, "reason", ""),
                ground=getattr(event, "ground", ""),
                changes=tuple(changes(report, now)) if report is not None and now is not None else (),
            )
        )
        report = now
    return steps[::-1]


def changes(before: AnyReport, after: AnyReport) -> Iterator[Change]:
    """The fields in which two versions of one report differ: those of the person first."""
    earlier, later = _fields(before), _fields(after)
    for field in dict.fromkeys((*earlier, *later)):
        if earlier.get(field) != later.get(field):
            yield Change(field=field, before=earlier.get(field, ()), after=later.get(field, ()))


def _fields(report: AnyReport) -> dict[str, tuple[Any, ...]]:
    """Every field that says something, with its values: those of the person, of the report and of its details."""
    built: dict[str, Any] = msgspec.to_builtins(report)
    person, details = built.pop("person", {}), built.pop("details", {})
    told = {field: person.pop(field) for field in PROFILE_FIELDS if field in person}
    # Faces are numbers that nobody reads; that they changed is told by their count alone.
    if faces := person.pop("faces", ()):
        told["faces"] = len(faces)
    told |= person | {field: value for field, value in built.items() if field not in ("kind", "reference")} | details
    return {field: tuple(value) if isinstance(value, list | tuple) else (value,) for field, value in told.items()}
