"""From a record to the document that engines hold."""

import msgspec

from search.blocking import keys, reference_key
from search.document import Document
from search.profile import Days, Profile, profile_of, widened_birth
from tracing.access import OWNER_ONLY, Visibility
from tracing.events import RecordErased
from tracing.person import time_bounds
from tracing.records import Record
from tracing.reports import AnyReport


def document_of(record: Record, number: int, version: int) -> Document:
    """The document of a record; one that is retracted or restricted becomes a tombstone without profile and keys.

    Args:
        record: the record as folded so far.
        number: log position of the record's first event.
        version: log position of the last event folded into it.
    """
    first, last = time_bounds(record.report.occurred_at)
    if not record.in_use:
        return Document(
            record=record.id,
            number=number,
            version=version,
            evidence_version=record.evidence_version,
            kind=record.kind,
            visibility=record.visibility,
            occurred_from=first,
            occurred_to=last,
            retracted=True,
        )
    profile = profile_of_record(record)
    born = _born(profile)
    return Document(
        record=record.id,
        number=number,
        version=version,
        evidence_version=record.evidence_version,
        kind=record.kind,
        visibility=record.visibility,
        occurred_from=first,
        occurred_to=last,
        countries=_countries(record.report),
        sex=profile.sex,
        born_from=born.first if born else None,
        born_to=born.last if born else None,
        keys=(*keys(profile), *map(reference_key, (record.report.reference, *record.report.identifiers))),
        profile=profile,
    )


def erased_document(event: RecordErased, number: int, version: int) -> Document:
    """What stays of an erased record: a tombstone, so that no older document of it can come back.

    Args:
        event: ends the record.
        number: log position of the record's first event.
        version: log position of the erasure.
    """
    return Document(
        record=event.originator_id,
        number=number,
        version=version,
        evidence_version=event.originator_version,
        kind=event.kind,
        visibility=Visibility(organisation=event.organisation, country="", recipients=OWNER_ONLY),
        occurred_from=event.timestamp,
        occurred_to=event.timestamp,
        retracted=True,
    )


def profile_of_record(record: Record) -> Profile:
    """What is compared of a record: its report, and the faces found in its photographs."""
    profile = profile_of(record.report)
    return msgspec.structs.replace(profile, faces=record.faces) if record.found else profile


def _born(profile: Profile) -> Days | None:
    return widened_birth(profile) or profile.birth_by_age


def _countries(report: AnyReport) -> tuple[str, ...]:
    last_seen = getattr(report.details, "last_seen", None)
    places = (report.place, last_seen.place if last_seen else None)
    found = [place.country for place in places if place is not None and place.country]
    found += [code for code in (getattr(report.details, "other_country", None),) if code]
    return tuple(dict.fromkeys(found))
