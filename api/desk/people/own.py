"""An organisation's own records at the desk: who may open them, how they stand, and which pairs they are in."""

from collections.abc import Sequence
from uuid import UUID

from api.wiring import Service
from projections.owned import OwnState
from tracing.access import Caller, may_see, reader_of
from tracing.errors import NotFoundError
from tracing.records import Record


def own_record(service: Service, record: UUID, caller: Caller) -> Record:
    """A record of the caller's own organisation; another's is answered as if there were none.

    Raises:
        NotFoundError: there is none for this caller.
    """
    found = service.application.record_for(record, caller)
    if found.organisation != caller.organisation:
        raise NotFoundError("There is no such record.")
    return found


def states_of(record: Record) -> list[OwnState]:
    """What has become of a record, as :class:`projections.owned.OwnRecords` finds it."""
    if record.retracted is not None:
        state = OwnState.retracted
    elif record.restricted is not None:
        state = OwnState.restricted
    elif record.located is not None:
        state = OwnState.located
    else:
        state = OwnState.held if record.holds else OwnState.in_use
    return [state] if record.erasure_asked is None else [state, OwnState.erasure_asked]


def waiting_pairs(service: Service, records: Sequence[UUID], caller: Caller) -> dict[UUID, list[Record]]:
    """By own record, the records that may be of the same person and wait for reviewers.

    As with alerts on own records: those alone that the caller may see.
    """
    reader = reader_of(caller)
    partners = service.candidates.open_partners(records) if reader is not None else {}
    known = service.application.records(list({one for others in partners.values() for one in others}))
    return {
        record: [
            known[one]
            for one in others
            if one in known and known[one].in_use and reader is not None and may_see(reader, known[one].visibility)
        ]
        for record, others in partners.items()
    }
