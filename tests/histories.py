"""Random logs that the application could have written, and what their plain folds say."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from tests.examples import evidence, report
from tracing.access import Reader, may_see
from tracing.application import FIRST_EVENT
from tracing.events import (
    DocumentMisuseFound,
    Event,
    EvidenceRenewed,
    HoldLifted,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    NoticeHeld,
    Opinion,
    RecordCorrected,
    RecordRetracted,
    Verdict,
)
from tracing.identities import Identity, Link, clusters
from tracing.judgements import Judgement, State, fold_judgement
from tracing.log.batches import Entry
from tracing.records import Record, fold_record
from tracing.reports import ReportKind
from tracing.stream_ids import judgement_id, ordered, record_id

START = datetime(2026, 1, 1, tzinfo=UTC)
OWNERS = (("ukr.bureau", "UKR"), ("pol.border", "POL"))
RECIPIENTS: tuple[dict[str, Any], ...] = (
    {},
    {"rule": "only"},
    {"rule": "only", "countries": ["FRA"]},
    {"rule": "all_but", "countries": ["FRA"]},
)
LINK_OF = {
    State.confirmed: Verdict.same,
    State.rejected: Verdict.different,
    State.kin: Verdict.kin,
    State.document_misuse: Verdict.document_misuse,
}
_REPORTS = {
    (number, kind, audience): report(
        f"R-{number}",
        kind=kind.value,
        recipients=RECIPIENTS[audience],
        # Some are of a child, and a correction can make one of an adult.
        person={"names": [{"full": "Daria Popescu"}], "birth_date": "2012-05" if (number + audience) % 2 else "1990"},
    )
    for number in range(5)
    for kind in ReportKind
    for audience in range(len(RECIPIENTS))
}


class Folded:
    """The plain fold of some entries: every record with its number, and every judgement."""

    def __init__(self, entries: Sequence[Entry], as_of: datetime | None = None) -> None:
        """Fold the entries known at a time."""
        self.records: dict[UUID, Record] = {}
        self.numbers: dict[UUID, int] = {}
        self.judgements: dict[UUID, Judgement] = {}
        self.opened: dict[UUID, int] = {}
        for entry in entries:
            if as_of is None or entry.event.timestamp <= as_of:
                self.take(entry)

    def take(self, entry: Entry) -> None:
        """Fold one more entry."""
        event, stream = entry.event, entry.event.originator_id
        if (record := fold_record(self.records.get(stream), event)) is not None:
            self.records[stream] = record
            self.numbers.setdefault(stream, entry.position)
        if (judgement := fold_judgement(self.judgements.get(stream), event)) is not None:
            self.judgements[stream] = judgement
            if isinstance(event, MatchProposed | MatchReopened):
                self.opened[stream] = entry.position


def identities_of(
    entries: Sequence[Entry], reader: Reader | None = None, as_of: datetime | None = None
) -> dict[UUID, Identity]:
    """What the view of identities must answer: a fold that stops at `as_of`, seen by today's rights."""
    then, today = Folded(entries, as_of), Folded(entries)
    known = {
        record: then.numbers[record]
        for record, state in then.records.items()
        if state.retracted is None and (reader is None or may_see(reader, today.records[record].visibility))
    }
    links = [
        Link(record_a=pair.record_a, record_b=pair.record_b, verdict=LINK_OF[pair.state])
        for pair in then.judgements.values()
        if pair.state in LINK_OF
    ]
    return clusters(known, links)


AUDIENCES = st.sampled_from([0, 0, 0, 0, 0, 1, 2, 3])
"""Which recipients a report has: most are meant for all."""
WEIGHTS = st.integers(0, 3).map(float)


def _next_event(draw: st.DrawFn, now: Folded) -> Event:
    """One event that a command could write now."""
    records = [record for record in now.records.values() if record.retracted is None]
    unproposed = [pair for pair in combinations(now.records, 2) if judgement_id(*pair) not in now.judgements]
    waiting = [pair for pair in now.judgements.values() if pair.is_open]
    closed = [pair for pair in now.judgements.values() if not pair.is_open]
    steps: list[Callable[[], Event]] = []
    if len(now.records) < 5:
        steps.append(lambda: _post(draw, len(now.records)))
    if records:
        steps.append(lambda: _correct(draw, draw(st.sampled_from(records))))
        steps.append(lambda: _reserve(draw, draw(st.sampled_from(records))))
    if records and len(now.records) > 2:
        steps.append(lambda: _retract(draw(st.sampled_from(records))))
    if unproposed and len(waiting) < 3:
        steps += 6 * [lambda: _propose(draw, *draw(st.sampled_from(unproposed)))]
    if waiting:
        steps += 12 * [lambda: _answer(draw, draw(st.sampled_from(waiting)))]
    if closed:
        steps += [lambda: _take_back(draw, draw(st.sampled_from(closed)))]
    return draw(st.sampled_from(steps))()


def _post(draw: st.DrawFn, number: int) -> Event:
    organisation, country = draw(st.sampled_from(OWNERS))
    kind = draw(st.sampled_from(list(ReportKind)[:3]))  # a shelter's report stays hidden without consent
    return FIRST_EVENT[kind](
        originator_id=record_id(organisation, f"R-{number}"), originator_version=1, organisation=organisation,
        country=country, posted_by="clerk", report=_REPORTS[number, kind, draw(AUDIENCES)],
    )  # fmt: skip


def _correct(draw: st.DrawFn, record: Record) -> Event:
    number = int(record.report.reference.removeprefix("R-"))
    return RecordCorrected(
        originator_id=record.id, originator_version=record.version + 1, posted_by="clerk", reason="typing error",
        report=_REPORTS[number, record.kind, draw(AUDIENCES)],
    )  # fmt: skip


def _reserve(draw: st.DrawFn, record: Record) -> Event:
    """A record becomes somebody's alone, beside its owner's, or is everybody's again whom its recipients name."""
    stream, version = record.id, record.version + 1
    if record.reserved_for is not None:
        return HoldLifted(originator_id=stream, originator_version=version, judgement=stream)
    who = draw(st.sampled_from([(), ("fra.review",), ("fra.police", "pol.border")]))
    return NoticeHeld(
        originator_id=stream, originator_version=version, judgement=stream, authorities=who, reserved_for=who
    )


def _retract(record: Record) -> Event:
    version = record.version + 1
    return RecordRetracted(originator_id=record.id, originator_version=version, posted_by="clerk", reason="found")


def _propose(draw: st.DrawFn, one: UUID, other: UUID) -> Event:
    first, second = ordered(one, other)
    return MatchProposed(
        originator_id=judgement_id(one, other), originator_version=1, record_a=first, record_b=second,
        evidence=evidence(1, 1, weight=draw(WEIGHTS)),
    )  # fmt: skip


def _opinion(draw: st.DrawFn, verdict: Verdict | None) -> Opinion:
    reviewer = f"reviewer-{draw(st.integers(1, 3))}"
    return Opinion(verdict=verdict, reviewer=reviewer, organisation="fra.review", country="FRA", reason="")


def _answer(draw: st.DrawFn, pair: Judgement) -> Event:
    """An opinion on an open pair, or newer evidence; what takes two reviewers comes more often, so that they meet."""
    stream, version = pair.id, pair.version + 1
    match draw(st.sampled_from([Verdict.same] * 8 + [Verdict.document_misuse] * 4 + [*list(Verdict)[1:], None])):
        case None:
            newer = evidence(version, 1, weight=draw(WEIGHTS))
            return EvidenceRenewed(originator_id=stream, originator_version=version, evidence=newer)
        case Verdict.same | Verdict.document_misuse as verdict:
            return _confirm(draw, pair, verdict)
        case Verdict.unsure:
            opinion = _opinion(draw, Verdict.unsure)
            return MatchDeferred(originator_id=stream, originator_version=version, opinion=opinion)
        case verdict:
            closing = MatchRejected if verdict is Verdict.different else KinFound
            opinion = _opinion(draw, verdict)
            return closing(originator_id=stream, originator_version=version, opinion=opinion, versions=(1, 1))


def _confirm(draw: st.DrawFn, pair: Judgement, verdict: Verdict) -> Event:
    """The first such answer of two, or the second that settles the pair."""
    stream, version, opinion = pair.id, pair.version + 1, _opinion(draw, verdict)
    if not pair.standing(verdict):
        return MatchConfirmedOnce(originator_id=stream, originator_version=version, opinion=opinion)
    if verdict is Verdict.same:
        return MatchConfirmed(originator_id=stream, originator_version=version, opinion=opinion)
    return DocumentMisuseFound(originator_id=stream, originator_version=version, opinion=opinion, versions=(1, 1))


def _take_back(draw: st.DrawFn, pair: Judgement) -> Event:
    """A closed pair is withdrawn, or is asked again."""
    stream, version = pair.id, pair.version + 1
    if pair.state is State.confirmed or (pair.state is not State.withdrawn and draw(st.booleans())):
        opinion = _opinion(draw, None)
        return MatchWithdrawn(originator_id=stream, originator_version=version, opinion=opinion, versions=(1, 1))
    newer = evidence(version, 1, weight=draw(WEIGHTS))
    return MatchReopened(originator_id=stream, originator_version=version, evidence=newer)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A log of 6 to 40 events; positions have gaps, and several events can have one time of entry."""
    entries: list[Entry] = []
    now = Folded(entries)
    position, moment = 0, START
    for number in range(draw(st.integers(6, 40))):
        event = _post(draw, number) if number < 3 else _next_event(draw, now)
        position += draw(st.integers(1, 3))
        moment += draw(st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(days=1)]))
        entries.append(Entry(position=position, event=msgspec.structs.replace(event, timestamp=moment)))
        now.take(entries[-1])
    return entries
