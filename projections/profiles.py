"""What all records of the log say, for learning from them."""

from collections.abc import Callable, Iterator
from itertools import islice
from uuid import UUID

from search.indexing import profile_of_record
from search.profile import Profile
from tracing.application import Tracing
from tracing.events import RecordChange, RecordErased, ReportEvent
from tracing.log.batches import Entry
from tracing.records import folded

_CHUNK = 500


def profiles_in_log(application: Tracing, progress: Callable[[int, int], None]) -> tuple[Profile, ...]:
    """The profiles of all records as they stand, in the order in which they were entered; retracted ones are left out.

    Args:
        application: whose log is read, up to where it ends now.
        progress: called with the position reached, and the last one.
    """
    limit = application.max_position()
    found: dict[UUID, Profile] = {}
    changed: set[UUID] = set()
    after = 0
    while after < limit:
        batch = application.batch(after, _CHUNK)
        for entry in batch.entries:
            if not isinstance(entry, Entry):
                continue
            if isinstance(entry.event, ReportEvent):
                found[entry.event.originator_id] = profile_of_record(folded([entry.event]))
            elif isinstance(entry.event, RecordErased):
                found.pop(entry.event.originator_id, None)
            elif isinstance(entry.event, RecordChange):
                changed.add(entry.event.originator_id)
        if batch.position == after:
            break
        after = batch.position
        progress(min(after, limit), limit)
    for chunk in _chunks(iter(sorted(changed & found.keys()))):
        for record in application.records(chunk).values():
            found[record.id] = profile_of_record(record)
            if not record.in_use:
                del found[record.id]
    return tuple(found.values())


def _chunks(records: Iterator[UUID]) -> Iterator[list[UUID]]:
    while chunk := list(islice(records, _CHUNK)):
        yield chunk
