"""Identities: clusters of records joined by confirmed judgements. Derived, never stored as a fact.

The id of an identity is the id of its oldest record. So a replay gives the same ids; after a merge the younger id leads
to the older; after a split the part with the oldest record keeps it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from tracing.access import Reader, may_see
from tracing.events import Verdict
from tracing.records import Record
from tracing.value import Value


class Link(Value, frozen=True, kw_only=True):
    """A standing decision on two records: same, different or kin."""

    record_a: UUID
    record_b: UUID
    verdict: Verdict


class Identity(Value, frozen=True, kw_only=True):
    """A cluster of records.

    Attributes:
        id: the id of the oldest member.
        members: record ids, oldest first.
        links: every standing decision among the members.
        contested: decisions that say two members are different persons although others join them.
    """

    id: UUID
    members: tuple[UUID, ...]
    links: tuple[Link, ...] = ()
    contested: tuple[Link, ...] = ()


def clusters(records: Mapping[UUID, int], links: Iterable[Link]) -> dict[UUID, Identity]:
    """Every record's identity, from decisions in any order.

    Args:
        records: each record with its number (the log position of its first event): smaller is older.
        links: standing decisions; those that name a record not in `records` are passed over, which is how a retracted
            or hidden record stops joining others.
    """
    standing = [link for link in links if link.record_a in records and link.record_b in records]
    root = {record: record for record in records}

    def find(record: UUID) -> UUID:
        while root[record] != record:
            root[record] = root[root[record]]
            record = root[record]
        return record

    for link in standing:
        if link.verdict is Verdict.same:
            one, other = find(link.record_a), find(link.record_b)
            older, younger = (one, other) if records[one] <= records[other] else (other, one)
            root[younger] = older
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for record in sorted(records, key=records.__getitem__):
        members[find(record)].append(record)
    inner: dict[UUID, list[Link]] = defaultdict(list)
    for link in sorted(standing, key=lambda link: (records[link.record_a], records[link.record_b])):
        if find(link.record_a) == find(link.record_b):
            inner[find(link.record_a)].append(link)
    found: dict[UUID, Identity] = {}
    for oldest, group in members.items():
        identity = Identity(
            id=oldest,
            members=tuple(group),
            links=tuple(inner[oldest]),
            contested=tuple(link for link in inner[oldest] if link.verdict is not Verdict.same),
        )
        found.update(dict.fromkeys(group, identity))
    return found


class ProfileValue(Value, frozen=True, kw_only=True):
    """One value of an identity's merged view, and every record that states it."""

    field: str
    value: object
    records: tuple[UUID, ...]


PROFILE_FIELDS = (
    "names",
    "sex",
    "birth_date",
    "birth_place",
    "birth_country",
    "age",
    "nationalities",
    "documents",
    "marks",
    "height_cm",
    "weight_kg",
    "eyes",
    "hair",
    "languages",
    "relatives",
    "phones",
    "accounts",
    "addresses",
    "photographs",
)
"""Fields of a person that an identity's profile merges, in the order of reading. Face encodings are not for reading."""


def merged_profile(records: Iterable[Record]) -> list[ProfileValue]:
    """The merged view of the records of one identity: contradicting values stand side by side, each with its source."""
    sources: dict[tuple[str, bytes], tuple[object, list[UUID]]] = {}
    for record in records:
        if not record.in_use:
            continue
        for field in PROFILE_FIELDS:
            stated = getattr(record.report.described, field)
            for value in stated if isinstance(stated, tuple) else (stated,):
                if value is None:
                    continue
                built = msgspec.to_builtins(value)
                _, holders = sources.setdefault((field, msgspec.json.encode(built)), (built, []))
                if record.id not in holders:
                    holders.append(record.id)
    ranked = sorted(sources.items(), key=lambda item: PROFILE_FIELDS.index(item[0][0]))
    return [ProfileValue(field=field, value=value, records=tuple(holders)) for (field, _), (value, holders) in ranked]


def visible(records: Iterable[Record], reader: Reader | None) -> list[Record]:
    """Those records that a reader may see; `None` is the service itself."""
    return [record for record in records if reader is None or may_see(reader, record.visibility)]
