"""The feed of changes as CloudEvents 1.0: what became of which record, and nothing of what it says."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.acts.cursors import Cursors
from api.wiring import Service
from projections.changes import Change
from tracing.access import Caller, may_see, reader_of
from tracing.errors import NotFoundError
from tracing.events import Event, FaceEncoded, PhotographAdded, RecordCorrected, RecordRetracted, ReportEvent
from tracing.records import folded
from tracing.value import Value

MEDIA_TYPE = "application/cloudevents-batch+json"
SOURCE = "/v1/records"
CHANGED = "record.changed"
"""Type of an event whose own says what only the record's owner is to know: look at the record."""

_TOLD = (ReportEvent, RecordCorrected, RecordRetracted, PhotographAdded, FaceEncoded)


class ChangeEvent(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One change of a record (CloudEvents 1.0, JSON format), without data."""

    specversion: str
    id: Annotated[str, Field(description="The record and its version after the change: the same event twice is one.")]
    source: Annotated[str, Field(description="With the subject, the path at which the record is read.")]
    type: Annotated[str, Field(description="What happened: the topic of the event in the log, or `record.changed`.")]
    time: Annotated[datetime, Field(description="Time of entry (UTC).")]
    subject: Annotated[UUID, Field(description="The record.")]
    position: Annotated[str, Field(description="Cursor: as `after` it asks for what came later.")]


def changes_for(service: Service, caller: Caller, after: int, limit: int) -> list[ChangeEvent]:
    """The first changes after a log position of records that a caller may see, oldest first; empty at the end."""
    reader = reader_of(caller)
    while reader is not None:
        places = service.changes.following(reader, after, limit)
        shown = _shown(service, caller, places)
        # The view may be a moment behind, and tell of what has just been narrowed: an empty answer means the end.
        if shown or len(places) < limit:
            return shown
        after = places[-1].position
    return []


def _shown(service: Service, caller: Caller, places: Sequence[Change]) -> list[ChangeEvent]:
    reader = reader_of(caller)
    assert reader is not None
    events: dict[tuple[UUID, int], Event] = {}
    owners: dict[UUID, str] = {}
    records = list(dict.fromkeys(place.record for place in places))
    for record, group in groupby(service.application.events_of(records), key=lambda event: event.originator_id):
        stream = list(group)
        with suppress(NotFoundError):  # it was erased a moment ago
            found = folded(stream)
            if may_see(reader, found.visibility):
                owners[record] = found.organisation
                events |= {(record, event.originator_version): event for event in stream}
    cursors = Cursors(service.export_key, service.application)
    return [
        _of(place, event, owners[place.record] == caller.organisation, cursors.cursor(place, caller))
        for place in places
        if (event := events.get((place.record, place.version))) is not None
    ]


def _of(place: Change, event: Event, own: bool, cursor: str) -> ChangeEvent:
    return ChangeEvent(
        specversion="1.0",
        id=f"{place.record}.{place.version}",
        source=SOURCE,
        type=event.TOPIC if own or isinstance(event, _TOLD) else CHANGED,
        time=event.timestamp,
        subject=place.record,
        position=cursor,
    )
