"""Answers to a search by example: identities and single records, the likeliest first."""

from collections.abc import Sequence
from uuid import UUID

from projections.groups import Groups, SuggestedGroup
from projections.identities import IdentitiesView
from projections.timeline import in_time_order
from search.document import Filters
from search.engine import Index
from search.profile import Profile
from search.query import Scored, search
from tracing.access import Reader
from tracing.identities import Identity, visible
from tracing.records import Record
from tracing.streams import Streams
from tracing.value import Value


class Result(Value, frozen=True, kw_only=True):
    """One person found: an identity, or a record that no judgement has joined to another.

    Attributes:
        scored: the records that were compared with the query, best first.
        records: all records of the identity that the reader may see, oldest event first.
        suggested_group: id of a suggested group to which the records belong; None also when it was not asked for.
    """

    identity: Identity
    scored: tuple[Scored, ...]
    records: tuple[Record, ...] = ()
    suggested_group: UUID | None = None

    @property
    def best(self) -> Scored:
        """The record that speaks most for the result."""
        return self.scored[0]


class Page(Value, frozen=True, kw_only=True):
    """A part of the results, and how many there are in all."""

    total: int
    results: tuple[Result, ...]


def answer(
    index: Index,
    identities: IdentitiesView,
    streams: Streams,
    profile: Profile,
    reader: Reader,
    filters: Filters,
    *,
    groups: Groups | None = None,
    offset: int = 0,
    limit: int = 10,
) -> Page:
    """Find, compare, group by identity, and add to each result of the page what its records say.

    `groups` is given for readers who may know suggested groups.

    Nothing that the reader may not see takes part: it is not fetched, compared, counted or ordered.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    scored = search(index, profile, reader, filters)
    found = [item.document.record for item in scored]
    known = identities.of(found, reader)
    known |= _single(streams, [record for record in found if record not in known], reader)
    grouped = _grouped(scored, known)
    page = grouped[offset : offset + limit]
    members = [record for result in page for record in result.identity.members]
    records = {record.id: record for record in visible(streams.records(members).values(), reader)}
    suggested = groups.of([result.identity.id for result in page], reader) if groups is not None else {}
    return Page(total=len(grouped), results=tuple(_with_records(result, records, suggested) for result in page))


def _single(streams: Streams, records: Sequence[UUID], reader: Reader) -> dict[UUID, Identity]:
    """Records that the index knows before the view of identities does: nothing can have joined them yet."""
    found = visible(streams.records(records).values(), reader) if records else []
    return {record.id: Identity(id=record.id, members=(record.id,)) for record in found if record.in_use}


def _grouped(scored: Sequence[Scored], identities: dict[UUID, Identity]) -> list[Result]:
    groups: dict[UUID, list[Scored]] = {}
    for item in scored:
        # A record that the index still holds may just have been retracted.
        if (identity := identities.get(item.document.record)) is not None:
            groups.setdefault(identity.id, []).append(item)
    return [Result(identity=identities[group[0].document.record], scored=tuple(group)) for group in groups.values()]


def _with_records(result: Result, records: dict[UUID, Record], suggested: dict[UUID, SuggestedGroup]) -> Result:
    known = [records[member] for member in result.identity.members if member in records]
    group = suggested.get(result.identity.id)
    return Result(
        identity=result.identity,
        scored=result.scored,
        records=tuple(in_time_order(known)),
        suggested_group=None if group is None else group.id,
    )
