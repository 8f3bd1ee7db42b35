"""Answers about records, and the requests that change them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from pydantic import Field

from api.http.validation import Problem
from api.schemas.located import LocatedShown, located_shown
from api.schemas.photographs import PhotographShown, photographs_shown
from tracing.access import Caller
from tracing.application import Posted
from tracing.disclosure import disclosed
from tracing.disputes import RULES, Dispute
from tracing.erasure import RestrictionGround
from tracing.mrz import UnreadableZoneError, corrections, read_zone
from tracing.person import Face
from tracing.records import Record
from tracing.reports import AnyReport, BorderCrossing, ReportKind
from tracing.value import Value

Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S", description="Why; kept in the log.")]
Position = Annotated[
    int, Field(ge=0, description="Log position of the event; reads take it as `at_least` to see this write.")
]


ReadVersion = Annotated[
    int | None,
    Field(ge=1, description="The `version` that you read: refused if the record was corrected since. Better sent."),
]


class Correction(Value, frozen=True, kw_only=True):
    """The whole report as it should have been, with the kind and the reference that the record has."""

    report: Annotated[AnyReport, Field(discriminator="kind")]
    reason: Reason
    version: ReadVersion = None


class Retraction(Value, frozen=True, kw_only=True):
    """Takes a record back."""

    reason: Reason
    version: ReadVersion = None


class Disputed(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Something plausible but odd: kept as it was sent, and marked."""

    field: Annotated[str, Field(description="Dotted path of the field.")]
    rule: Annotated[str, Field(description="Stable name of the rule.")]
    explanation: str


class ZoneSuggestion(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How a machine-readable zone would read if alike characters were mistaken: every check digit would be right.

    Nothing is changed: look at the document, and post a correction.
    """

    fields: Annotated[tuple[str, ...], Field(description="Fields of the zone that differ.")]
    mrz: tuple[str, ...]


class PostedAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What became of a report, a correction or a retraction."""

    record: UUID
    position: Position
    created: Annotated[bool, Field(description="False when the same thing was done before, and nothing was written.")]
    version: Annotated[int, Field(description="How many events the record has.")]
    disputes: tuple[Disputed, ...]
    suggestions: Annotated[tuple[ZoneSuggestion, ...], Field(description="For a zone with a wrong check digit.")]


class RecordAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A record as it stands, or as it was known on a day. The report's fields that say nothing are left out.

    Face encodings are given with a single record only.
    """

    record: UUID
    kind: ReportKind
    organisation: str
    country: str
    report: AnyReport
    version: int
    imported_from: Annotated[
        str | None, Field(description="Format, file and place that it was read from, if so; for its owner alone.")
    ]
    recorded_at: Annotated[datetime, Field(description="Time of entry (UTC).")]
    changed_at: Annotated[datetime, Field(description="Time of entry of the last correction or retraction (UTC).")]
    disputes: tuple[Disputed, ...]
    retracted: Annotated[str | None, Field(description="The owner's reason, if the record was taken back.")]
    restricted: Annotated[
        RestrictionGround | None, Field(description="Why it is kept and not used, if so; its owner alone reads this.")
    ]
    located: Annotated[LocatedShown | None, Field(description="How the person whom it seeks was found; then closed.")]
    held: Annotated[
        bool, Field(description="Whether the notice waits for a reviewer: it may seek somebody who refuses contact.")
    ]
    photographs: Annotated[tuple[PhotographShown, ...], Field(description="Oldest first.")]


class LinePosted(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A line of a batch that is a record now, or was one before."""

    line: Annotated[int, Field(ge=1, description="Number of the line; empty lines count.")]
    status: Annotated[int, Field(description="201, or 200 for a repetition.")]
    record: UUID
    position: Position
    created: bool
    disputes: tuple[Disputed, ...]
    suggestions: tuple[ZoneSuggestion, ...]


class LineRefused(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A line of a batch that was not entered; all others are, whatever became of this one."""

    line: Annotated[int, Field(ge=1, description="Number of the line; empty lines count.")]
    status: Annotated[int, Field(description="What the status would be for the report by itself.")]
    code: Annotated[str, Field(description="The problem, see docs/errors.md.")]
    detail: str
    problems: tuple[Problem, ...]
    record: Annotated[UUID | None, Field(description="With `conflicting-report`: the record to correct.")]


def posted_answer(posted: Posted) -> PostedAnswer:
    """The answer to a command on a record."""
    return PostedAnswer(
        record=posted.record.id,
        position=posted.position,
        created=posted.created,
        version=posted.record.version,
        disputes=explained(posted.record.disputes),
        suggestions=suggested(posted.record.report),
    )


def suggested(report: AnyReport) -> tuple[ZoneSuggestion, ...]:
    """What a document reader may have mistaken."""
    if not isinstance(report, BorderCrossing) or not report.details.mrz:
        return ()
    try:
        offered = corrections(read_zone(report.details.mrz))
    except UnreadableZoneError:
        return ()
    return tuple(ZoneSuggestion(fields=each.fields, mrz=each.lines) for each in offered)


def explained(disputes: tuple[Dispute, ...]) -> tuple[Disputed, ...]:
    """Disputes with the sentence that explains each."""
    return tuple(Disputed(field=item.field, rule=item.rule, explanation=RULES[item.rule]) for item in disputes)


def record_shown(record: Record, caller: Caller) -> RecordAnswer:
    """A record as a caller reads it in lists: without face encodings, which are not for reading."""
    report = disclosed(record, caller).report
    if report.person.faces:
        person = msgspec.structs.replace(report.person, faces=())
        report = msgspec.structs.replace(report, person=person)
    return RecordAnswer(
        record=record.id,
        kind=record.kind,
        organisation=record.organisation,
        country=record.country,
        report=report,
        version=record.version,
        imported_from=(record.imported_from or None) if record.organisation == caller.organisation else None,
        recorded_at=record.recorded_at,
        changed_at=record.changed_at,
        disputes=explained(record.disputes),
        retracted=record.retracted,
        restricted=record.restricted.ground if record.restricted else None,
        located=located_shown(record),
        held=bool(record.holds),
        photographs=photographs_shown(record),
    )


def record_in_full(record: Record, caller: Caller) -> dict[str, Any]:
    """A record in the shape of :class:`RecordAnswer` with its face encodings, as plain values."""
    built: dict[str, Any] = msgspec.to_builtins(record_shown(record, caller))
    if record.report.person.faces:
        built["report"]["person"]["faces"] = [_face(face) for face in record.report.person.faces]
    return built


def _face(face: Face) -> dict[str, Any]:
    # Stored as bytes, sent as the numbers that were posted: whoever reads a record can post it again.
    posted = {"model": face.model, "encoding": face.vector().tolist()}
    return posted | ({"taken": face.taken} if face.taken else {})
