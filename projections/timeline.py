"""The way of one person: the reports of an identity in the order in which things happened.

The timeline is folded from the records' own streams when it is asked for. It keeps no table, so a person's
whereabouts are stored in no further place, and "as known on day D" is the same fold stopped earlier.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tracing.access import Reader
from tracing.decided import Decided
from tracing.identities import Identity, visible
from tracing.person import time_bounds
from tracing.records import Record
from tracing.registration import Movement
from tracing.reports import ShelterRegistration
from tracing.stream_ids import judgement_id
from tracing.streams import Streams
from tracing.value import Value


class KnownIdentity(Value, frozen=True, kw_only=True):
    """An identity with its records, oldest event first, as far as a reader may know them.

    Attributes:
        decisions: what was said of each linked pair, by the judgement's id.
        as_of: the day of knowledge (UTC, time of entry); None for now.
    """

    identity: Identity
    records: tuple[Record, ...]
    decisions: dict[UUID, Decided] = {}
    as_of: datetime | None = None


def in_time_order(records: Sequence[Record]) -> list[Record]:
    """Records by the time things happened; the time of entry decides between those that happened at once.

    A report that came late or out of order stands in its place. One that says only the month stands at the beginning
    of the month, before those that name a day of it.
    """

    def key(record: Record) -> tuple[datetime, datetime, datetime, str]:
        first, last = time_bounds(record.report.occurred_at)
        return first, last, record.recorded_at, str(record.id)

    return sorted(records, key=key)


def reported_late(record: Record, others: Sequence[Record]) -> bool:
    """Whether the record was entered after one that happened later."""
    happened = time_bounds(record.report.occurred_at)[0]
    return any(
        other.recorded_at < record.recorded_at and time_bounds(other.report.occurred_at)[0] > happened
        for other in others
    )


class CustodySpell(Value, frozen=True, kw_only=True):
    """A stretch of a timeline in which one group or person is said to hold somebody.

    Attributes:
        holder: as the first of the records names it.
        first, last: times of the first and the last record that name this holder, as reported.
        records: those that name it, oldest event first.
    """

    holder: str
    first: str
    last: str
    records: tuple[UUID, ...]


def custody_spells(records: Sequence[Record]) -> list[CustodySpell]:
    """Who held the person, one after the other, by records in time order.

    A record that names nobody ends no spell; one that names another holder does, and so the same holder can come again.
    """
    spells: list[CustodySpell] = []
    for record in records:
        holder = getattr(record.report.details, "held_by", None)
        if not holder:
            continue
        at = record.report.occurred_at
        if spells and _folded(spells[-1].holder) == _folded(holder):
            held = spells[-1]
            spells[-1] = msgspec.structs.replace(held, last=at, records=(*held.records, record.id))
        else:
            spells.append(CustodySpell(holder=holder, first=at, last=at, records=(record.id,)))
    return spells


class ShelterStay(Value, frozen=True, kw_only=True):
    """A stretch of a timeline in which a shelter houses somebody.

    Attributes:
        organisation: whose registrations say so.
        country: of the shelter.
        start: time of the arrival, as reported; None where none was registered.
        end: time of the departure or transfer, as reported; None while none is registered.
        records: the registrations, oldest event first.
    """

    organisation: str
    country: str
    start: str | None
    end: str | None
    records: tuple[UUID, ...]


def shelter_stays(records: Sequence[Record]) -> list[ShelterStay]:
    """Where the person was sheltered and for how long, by records in time order.

    A departure ends the stay that the same organisation registered last; a second arrival there is part of it.
    """
    stays: list[ShelterStay] = []
    for record in records:
        report = record.report
        if not isinstance(report, ShelterRegistration):
            continue
        arrived, at = report.details.movement is Movement.arrival, report.occurred_at
        last = next((n for n in reversed(range(len(stays))) if stays[n].organisation == record.organisation), None)
        if last is None or stays[last].end is not None:
            start, end = (at, None) if arrived else (None, at)
            stay = ShelterStay(
                organisation=record.organisation, country=record.country, start=start, end=end, records=(record.id,)
            )
            stays.append(stay)
        else:
            stays[last] = msgspec.structs.replace(
                stays[last], end=None if arrived else at, records=(*stays[last].records, record.id)
            )
    return stays


def _folded(holder: str) -> str:
    return " ".join(holder.casefold().split())


def known_identity(
    streams: Streams, identity: Identity, reader: Reader | None, as_of: datetime | None = None
) -> KnownIdentity:
    """An identity with what its records said at a time; who may see a record is decided by how it stands today."""
    today = streams.records(identity.members)
    allowed = {record.id for record in visible(today.values(), reader) if record.restricted is None}
    then = today if as_of is None else streams.records(identity.members, as_of=as_of)
    records = [record for record in then.values() if record.id in allowed and record.retracted is None]
    decisions = streams.decisions([judgement_id(link.record_a, link.record_b) for link in identity.links], as_of=as_of)
    return KnownIdentity(identity=identity, records=tuple(in_time_order(records)), decisions=decisions, as_of=as_of)
