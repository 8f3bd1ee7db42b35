"""Records by what they are called elsewhere: a reference, a case number, the id in a partner's register."""

from search.blocking import reference_key
from search.document import Filters
from search.engine import Index
from tracing.access import Caller, reader_of
from tracing.disclosure import disclosed
from tracing.identities import visible
from tracing.records import Record
from tracing.streams import Streams


def called(index: Index, streams: Streams, identifier: str, caller: Caller, limit: int) -> list[Record]:
    """Records in use whose reference or further identifier this is, as far as the caller may know it; oldest first.

    Args:
        index: holds the tokens of all references.
        streams: what the records say now.
        identifier: as the partner writes it; letters' case is no matter.
        caller: what they may not see takes no part.
        limit: at most so many.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    reader = reader_of(caller)
    if reader is None:
        return []
    key = reference_key(identifier)
    hits = index.candidates({key: 1}, reader, Filters(), limit)
    found = streams.records([hit.document.record for hit in hits])
    # The index can lag behind a correction, a restriction or narrower recipients.
    known = [record for record in visible(found.values(), reader) if record.in_use and _is_called(record, key, caller)]
    return sorted(known, key=lambda record: (record.recorded_at, record.id))


def _is_called(record: Record, key: str, caller: Caller) -> bool:
    report = disclosed(record, caller).report
    return any(reference_key(name) == key for name in (report.reference, *report.identifiers))
