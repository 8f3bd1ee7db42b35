"""The view of numbers: of each report the few codes by which people are counted, and nothing finer.

What leaves the service is made of it by :mod:`projections.releases`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sql

from projections.candidates import CandidatesView
from projections.identities import IdentitiesView
from projections.register import Register, fold_records, for_everybody, in_use, register_tables
from projections.sqlview import SqlView
from search.profile import Profile, profile_of_person, widened_birth
from tracing.events import RecordCorrected, RecordErased, ReportEvent, Verdict
from tracing.identities import Link, clusters
from tracing.judgements import OPEN_STATES
from tracing.log.batches import Batch, Entry
from tracing.person import Person as Description
from tracing.reports import AnyReport, BorderCrossing, Direction, YellowNotice


class AgeGroup(StrEnum):
    """Age in whole years when a report's event happened; children apart from adults.

    Groups of CTDC's `ageBroad` put together, so that both sets of numbers can be laid side by side.
    """

    to_8 = "0-8"
    to_17 = "9-17"
    to_29 = "18-29"
    to_47 = "30-47"
    from_48 = "48+"


_OLDEST = ((8, AgeGroup.to_8), (17, AgeGroup.to_17), (29, AgeGroup.to_29), (47, AgeGroup.to_47))

Leg = tuple[str, str]
"""Codes of the country that somebody came from and of the one that they went to."""


class Counted(NamedTuple):
    """A person as far as numbers tell people apart.

    Attributes:
        cluster: who else may be the same person: those with whom reviewers have not decided yet share it.
        sex: `female` or `male` where every report that states it agrees; else None.
        age_group: by the earliest event that tells it.
        legs: how often the person is known to have gone from one country to another.
        seen: reports by kind and month of the event; those whose month is not known are under None.
    """

    cluster: UUID
    sex: str | None
    age_group: str | None
    legs: Mapping[Leg, int]
    seen: Mapping[tuple[str, str | None], int]

    @property
    def reports(self) -> int:
        """How many reports there are about the person."""
        return sum(self.seen.values())


class NumbersTables:
    """`trait`: codes of each report; and the register of records."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"numbers_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.trait = sql.Table(
            f"{prefix}_trait",
            self.metadata,
            sql.Column("record", sql.Uuid, primary_key=True),
            sql.Column("sex", sql.String(10)),
            sql.Column("age_group", sql.String(10)),
            sql.Column("month", sql.String(7)),
            # Of the event (Unix seconds), to put the places of one person in order.
            sql.Column("at", sql.Double, nullable=False),
            sql.Column("country", sql.String(3)),
            sql.Column("came_from", sql.String(3)),
            sql.Column("went_to", sql.String(3)),
        )


class NumbersView(SqlView[NumbersTables]):
    """Folds reports into codes, and gives the people that they are about."""

    NAME = "numbers"

    @staticmethod
    @cache
    def tables_of(generation: int) -> NumbersTables:
        """The tables of a generation, described once a process."""
        return NumbersTables(generation)

    def fold(self, connection: sql.Connection, tables: NumbersTables, batch: Batch) -> None:
        """Take what reports state; of a record that was erased nothing stays."""
        fold_records(tables.register, connection, batch.entries)
        trait = tables.trait
        events = [entry.event for entry in batch.entries if isinstance(entry, Entry)]
        first = [
            traits_of(one.report) | {"record": one.originator_id} for one in events if isinstance(one, ReportEvent)
        ]
        if first:
            connection.execute(sql.insert(trait), first)
        for event in events:
            if isinstance(event, RecordCorrected):
                corrected = sql.update(trait).where(trait.c.record == event.originator_id)
                connection.execute(corrected.values(**traits_of(event.report)))
        if erased := [event.originator_id for event in events if isinstance(event, RecordErased)]:
            connection.execute(sql.delete(trait).where(trait.c.record.in_(erased)))

    def people(self, identities: IdentitiesView, candidates: CandidatesView) -> list[Counted]:
        """Everybody whom records are about that are in use and meant for all.

        A record that anybody who may read the numbers may not see counts nowhere and joins nobody.

        Args:
            identities: knows which records reviewers joined.
            candidates: knows which they may still join.
        """
        with self.store.reading() as connection:
            tables = self.tables(connection)
            trait, record = tables.trait, tables.register.record
            query = (
                sql.select(trait, record.c.kind, record.c.number)
                .join_from(trait, record, trait.c.record == record.c.id)
                .where(in_use(record), for_everybody(tables.register, connection, record.c.visibility))
            )
            rows: dict[UUID, Any] = {row.record: row for row in connection.execute(query)}
        numbers = {known: row.number for known, row in rows.items()}
        same = _joined(identities)
        persons = clusters(numbers, same)
        perhaps = clusters(numbers, [*same, *_undecided(candidates)])
        members: dict[UUID, list[Any]] = defaultdict(list)
        for known, row in rows.items():
            members[persons[known].id].append(row)
        return [_counted(perhaps[person].id, found) for person, found in members.items()]


def _joined(identities: IdentitiesView) -> list[Link]:
    with identities.store.reading() as connection:
        decision = identities.tables(connection).decision
        standing = sql.and_(decision.c.until.is_(None), decision.c.verdict == Verdict.same.value)
        rows = connection.execute(sql.select(decision.c.record_a, decision.c.record_b).where(standing)).all()
    return [Link(record_a=row.record_a, record_b=row.record_b, verdict=Verdict.same) for row in rows]


def _undecided(candidates: CandidatesView) -> list[Link]:
    """Pairs that wait for reviewers, as if all were one person."""
    with candidates.store.reading() as connection:
        pair = candidates.tables(connection).candidate
        query = sql.select(pair.c.record_a, pair.c.record_b).where(pair.c.state.in_(sorted(OPEN_STATES)))
        rows = connection.execute(query).all()
    return [Link(record_a=row.record_a, record_b=row.record_b, verdict=Verdict.same) for row in rows]


def _counted(cluster: UUID, rows: Sequence[Any]) -> Counted:
    ordered = sorted(rows, key=lambda row: (row.at, row.number))
    sexes = {row.sex for row in ordered if row.sex}
    legs = Counter((row.came_from, row.went_to) for row in ordered if row.came_from and row.went_to)
    places = [row.country for row in ordered if row.country]
    # A crossing that was told from both sides and the two places that it lies between are one way.
    for leg in {(one, other) for one, other in pairwise(places) if one != other} - set(legs):
        legs[leg] = 1
    return Counted(
        cluster=cluster,
        sex=sexes.pop() if len(sexes) == 1 else None,
        age_group=next((row.age_group for row in ordered if row.age_group), None),
        legs=legs,
        seen=Counter((row.kind, row.month) for row in ordered),
    )


def traits_of(report: AnyReport) -> dict[str, Any]:
    """The codes of a report, by the columns of the table; what it does not tell is None."""
    said = report.described
    last_seen = report.details.last_seen if isinstance(report, YellowNotice) else None
    # A notice's own time and place are those of its publication.
    at = (last_seen.at if last_seen else None) or report.occurred_at
    place = last_seen.place if last_seen and last_seen.at else report.place
    seen = not isinstance(report, YellowNotice) or bool(last_seen and last_seen.at)
    known = Description(birth_date=said.birth_date, birth_date_approximate=said.birth_date_approximate, age=said.age)
    profile = profile_of_person(known, occurred_at=at, place=place, seen=seen)
    assert profile.event is not None
    came_from, went_to = _way(report)
    return {
        "sex": said.sex.value if said.sex is not None and said.sex.value in ("female", "male") else None,
        "age_group": _age_group(profile),
        "month": at[:7] if len(at) > len("2025") else None,
        "at": profile.event.first.timestamp(),
        "country": (profile.event.country or None) if profile.event.seen else None,
        "came_from": came_from,
        "went_to": went_to,
    }


def _way(report: AnyReport) -> tuple[str | None, str | None]:
    """From where to where a border crossing led."""
    here = report.place.country if report.place else None
    if not isinstance(report, BorderCrossing) or here is None or report.details.other_country in (None, here):
        return None, None
    match report.details.direction:
        case Direction.entry:
            return report.details.other_country, here
        case Direction.exit:
            return here, report.details.other_country
        case _:
            return None, None


def _age_group(profile: Profile) -> str | None:
    """The group in which all ages lie that the report allows."""
    born, event = widened_birth(profile) or profile.birth_by_age, profile.event
    if born is None or event is None or born.last > event.last.date():
        return None
    youngest, oldest = _age(born.last, event.first.date()), _age(born.first, event.last.date())
    groups = {_group(age) for age in (youngest, oldest)}
    return groups.pop().value if len(groups) == 1 else None


def _age(born: date, day: date) -> int:
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _group(age: int) -> AgeGroup:
    return next((group for oldest, group in _OLDEST if age <= oldest), AgeGroup.from_48)
