"""Finding Yellow Notices for partners who ask in the words of INTERPOL's public notices service."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from api.exchange.interpol_notice import ENTITY_ID
from api.exchange.interpol_out import entity_id, ids_of_number
from api.refusals import NoticeNotFoundError
from api.schemas.notices import MOST_LISTED, NoticesQuery
from api.wiring import Service
from projections.listing import by_reference, listed, within
from search.document import Filters
from search.profile import profile_of_person
from search.query import search
from tracing.access import Reader, may_see
from tracing.records import Record
from tracing.reports import ReportKind

_PART = 200
"""Notices that are read from the log together."""

_NOTICE = ReportKind.yellow_notice


def found(service: Service, query: NoticesQuery, reader: Reader, today: date) -> list[Record]:
    """Notices that meet a query, at most so many as are ever listed: likeliest first by name, else entered last first.

    Raises:
        EngineUnavailableError: names were asked for, and the engine cannot answer in full.
    """
    person = query.named
    if person is None:
        records = listed(service.identities, _NOTICE, reader)
    else:
        profile, filters = profile_of_person(person, today.isoformat()), Filters(kinds=(_NOTICE,))
        scored = search(service.engine.live(), profile, reader, filters, limit=MOST_LISTED)
        records = [item.document.record for item in scored]
    passing: list[Record] = []
    for start in range(0, len(records), _PART):
        standing = _read(service, records[start : start + _PART], reader)
        copies = _copies(service, standing, reader)
        passing += [record for record in standing if record.id not in copies and query.passes(record, today)]
        if len(passing) >= MOST_LISTED:
            break
    return passing[:MOST_LISTED]


def one(service: Service, name: str, reader: Reader) -> Record:
    """The notice of a number as links write it, `2014-5590`.

    Raises:
        NoticeNotFoundError: there is none, or the reader may not know of it.
    """
    number = name.replace("-", "/", 1)
    if ENTITY_ID.fullmatch(number) is None:
        raise NoticeNotFoundError
    named = by_reference(service.identities, _NOTICE, [number], reader).values()
    first, last = ids_of_number(int(number.partition("/")[2]))
    made = within(service.identities, _NOTICE, UUID(int=first), UUID(int=last), reader) if last < 2**128 else []
    for record in _read(service, [*named, *made], reader):
        if entity_id(record) == number:
            return record
    raise NoticeNotFoundError


def _read(service: Service, records: Sequence[UUID], reader: Reader) -> list[Record]:
    """The records as they stand; the log decides what is shown, for a view may be a moment behind."""
    standing = service.application.records(records)
    shown = (standing[one] for one in records if one in standing)
    return [one for one in shown if one.in_use and one.kind is _NOTICE and may_see(reader, one.visibility)]


def _copies(service: Service, records: Iterable[Record], reader: Reader) -> set[UUID]:
    """Those among some records whose number another organisation entered before: one notice, imported twice."""
    numbered = {record.id: entity_id(record) for record in records if entity_id(record) == record.report.reference}
    first = by_reference(service.identities, _NOTICE, sorted(set(numbered.values())), reader)
    return {record for record, number in numbered.items() if first.get(number, record) != record}
