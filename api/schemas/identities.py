"""Identities: who belongs together, the merged profile, and the way of the person in time order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from pydantic import Field

from api.schemas.reports import RecordAnswer, record_shown
from api.schemas.states import OpinionShown, opinion_shown, opinions_shown
from projections.legs import legs
from projections.timeline import KnownIdentity, custody_spells, reported_late, shelter_stays
from tracing.access import Caller, Role
from tracing.disclosure import disclosed
from tracing.events import Verdict
from tracing.identities import Identity, Link, merged_profile
from tracing.reports import AnyReport
from tracing.stream_ids import judgement_id
from tracing.value import Value


class LinkShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A standing decision on two records."""

    record_a: UUID
    record_b: UUID
    verdict: Verdict
    candidate: Annotated[UUID, Field(description="Where the decision and its reasons are.")]


class SaidShown(OpinionShown, frozen=True, kw_only=True, omit_defaults=False):
    """A reviewer's answer with its time of entry."""

    at: datetime


class DecisionShown(LinkShown, frozen=True, kw_only=True, omit_defaults=False):
    """A standing decision on two records of an identity: when it was taken and, for reviewers, by whom and why."""

    decided_at: Annotated[datetime | None, Field(description="Time of entry of the last answer (UTC).")]
    opinions: Annotated[
        tuple[SaidShown, ...],
        Field(description="For reviewers, as `GET /v1/candidates/{id}` shows them; none for others."),
    ]


class ProfileValueShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One value of the merged profile. Contradicting values stand side by side."""

    field: str
    value: Any
    records: Annotated[tuple[UUID, ...], Field(description="Every record that states it.")]


class IdentityAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """An identity, as far as the caller may know it."""

    identity: Annotated[UUID, Field(description="The id of the oldest record.")]
    redirected_from: Annotated[
        UUID | None, Field(description="The id that was asked for, when it is not the identity's own any more.")
    ]
    as_of: datetime | None
    members: Annotated[tuple[UUID, ...], Field(description="Records, oldest first.")]
    profile: tuple[ProfileValueShown, ...]
    links: tuple[DecisionShown, ...]
    contested: Annotated[tuple[DecisionShown, ...], Field(description="Decisions that contradict the joining ones.")]


class TimelineEntry(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A report in its place in time."""

    occurred_at: Annotated[str, Field(description="As reported: whole or in part.")]
    reported_late: Annotated[bool, Field(description="Entered after a report of something later.")]
    record: RecordAnswer


class CustodyShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A stretch of time in which one group or person is said to hold somebody."""

    holder: Annotated[str, Field(description="As the first of the records names it.")]
    first: Annotated[str, Field(description="Time of the first record that names this holder, as reported.")]
    last: Annotated[str, Field(description="Time of the last one before another is named.")]
    records: tuple[UUID, ...]


class StayShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A stretch of time in which a shelter houses somebody; which one it is stays the shelter's to tell."""

    organisation: Annotated[str, Field(description="Whose registrations say so.")]
    country: str
    start: Annotated[str | None, Field(description="Time of the arrival, as reported; null if none was registered.")]
    end: Annotated[str | None, Field(description="Time of the departure or transfer; null while none is registered.")]
    records: tuple[UUID, ...]


class LegShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Two places at which the person is said to have been in the body, the earlier one first, as far as you may know.

    Each place and the next, and where that could be travelled, also the last place from which it could not.
    """

    start: Annotated[UUID, Field(description="The record of the earlier place.")]
    end: Annotated[UUID, Field(description="The record of the later place.")]
    kilometres: Annotated[
        int | None, Field(description="Along the great circle; null where either place is told without coordinates.")
    ]
    hours: Annotated[float, Field(description="The longest time that may have passed between the two.")]
    impossible: Annotated[
        bool,
        Field(description="Nobody could have been at both in that time: one of the two is wrong, or of somebody else."),
    ]


class TimelineAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The reports of an identity in the order in which things happened."""

    identity: UUID
    redirected_from: UUID | None
    as_of: datetime | None
    entries: tuple[TimelineEntry, ...]
    custody: Annotated[tuple[CustodyShown, ...], Field(description="Who is said to hold the person, in time order.")]
    stays: Annotated[tuple[StayShown, ...], Field(description="Where the person was sheltered, and how long.")]
    legs: Annotated[tuple[LegShown, ...], Field(description="The way from place to place, in time order.")]


class ContestedIdentity(Value, frozen=True, kw_only=True, omit_defaults=False):
    """An identity whose decisions contradict each other."""

    identity: UUID
    members: tuple[UUID, ...]
    contested: tuple[LinkShown, ...]


class ContestedAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All contested identities that the caller may see, oldest first."""

    identities: tuple[ContestedIdentity, ...]


def identity_answer(known: KnownIdentity, asked: UUID, caller: Caller) -> IdentityAnswer:
    """An identity as it is sent."""
    identity = known.identity
    return IdentityAnswer(
        identity=identity.id,
        redirected_from=_redirected(identity, asked),
        as_of=known.as_of,
        members=identity.members,
        profile=tuple(
            ProfileValueShown(field=item.field, value=item.value, records=item.records)
            for item in merged_profile(disclosed(record, caller) for record in known.records)
        ),
        links=tuple(_decision(link, known, caller) for link in identity.links),
        contested=tuple(_decision(link, known, caller) for link in identity.contested),
    )


def _decision(link: Link, known: KnownIdentity, caller: Caller) -> DecisionShown:
    pair = judgement_id(link.record_a, link.record_b)
    decided = known.decisions.get(pair)
    said = decided.said if decided is not None else ()
    # A pair that was opened again since is told to nobody who has not answered it anew.
    may_know = caller.role is Role.reviewer and decided is not None and opinions_shown(decided.judgement, caller)
    return DecisionShown(
        record_a=link.record_a,
        record_b=link.record_b,
        verdict=link.verdict,
        candidate=pair,
        decided_at=said[-1].at if said else None,
        opinions=tuple(
            SaidShown(at=each.at, **msgspec.structs.asdict(opinion_shown(each.opinion))) for each in said if may_know
        ),
    )


def timeline_answer(known: KnownIdentity, asked: UUID, caller: Caller) -> TimelineAnswer:
    """A timeline as it is sent."""
    told = [disclosed(record, caller) for record in known.records]
    return TimelineAnswer(
        identity=known.identity.id,
        redirected_from=_redirected(known.identity, asked),
        as_of=known.as_of,
        entries=tuple(
            TimelineEntry(
                occurred_at=record.report.occurred_at,
                reported_late=reported_late(record, known.records),
                record=record_shown(record, caller),
            )
            for record in known.records
        ),
        custody=tuple(
            CustodyShown(holder=spell.holder, first=spell.first, last=spell.last, records=spell.records)
            for spell in custody_spells(told)
        ),
        stays=tuple(
            StayShown(
                organisation=stay.organisation,
                country=stay.country,
                start=stay.start,
                end=stay.end,
                records=stay.records,
            )
            for stay in shelter_stays(told)
        ),
        legs=legs_shown((record.id, record.report) for record in told),
    )


def legs_shown(reports: Iterable[tuple[UUID, AnyReport]]) -> tuple[LegShown, ...]:
    """The way as it is sent; the reports are as their reader may read them, see :func:`projections.legs.legs`."""
    return tuple(
        LegShown(
            start=leg.start,
            end=leg.end,
            kilometres=None if leg.kilometres is None else round(leg.kilometres),
            hours=round(leg.hours, 1),
            impossible=leg.impossible,
        )
        for leg in legs(reports)
    )


def contested_answer(identities: list[Identity]) -> ContestedAnswer:
    """Contested identities as they are sent."""
    return ContestedAnswer(
        identities=tuple(
            ContestedIdentity(identity=found.id, members=found.members, contested=_links(found.contested))
            for found in identities
        )
    )


def _redirected(identity: Identity, asked: UUID) -> UUID | None:
    return None if identity.id == asked else asked


def _links(links: tuple[Link, ...]) -> tuple[LinkShown, ...]:
    return tuple(
        LinkShown(
            record_a=link.record_a,
            record_b=link.record_b,
            verdict=link.verdict,
            candidate=judgement_id(link.record_a, link.record_b),
        )
        for link in links
    )
