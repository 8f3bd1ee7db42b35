"""Random logs that the application could have written, and what their plain folds say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from tests.examples import evidence, report
from tracing.access import Reader, may_see
from tracing.application import FIRST_EVENT
from tracing.events import (
    Event,
    EvidenceRenewed,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
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
LINK_OF = {State.confirmed: Verdict.same, State.rejected: Verdict.different, State.kin: Verdict.kin}
_REPORTS = {
    (number, kind, audience): report(f"R-{number}", kind=kind.value, recipients=RECIPIENTS[audience])
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
                self._take(entry)

    def _take(self, entry: Entry) -> None:
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


def _next_events(draw: st.DrawFn, now: Folded) -> Event | None:
    """One event that a command could write now."""
    step = draw(st.sampled_from(["post", "correct", "retract", "propose", "answer", "answer", "answer", "close"]))
    records, pairs = sorted(now.records), sorted(now.judgements)
    if step == "post":
        return _post(draw, len(records))
    if step in ("correct", "retract") and records:
        return _change(draw, now.records[draw(st.sampled_from(records))], step)
    if step == "propose" and len(records) > 1:
        chosen = draw(st.lists(st.sampled_from(records), min_size=2, max_size=2, unique=True))
        one, other = ordered(*chosen)
        if judgement_id(one, other) not in now.judgements:
            weight = float(draw(st.integers(0, 3)))
            return MatchProposed(
                originator_id=judgement_id(one, other), originator_version=1, record_a=one, record_b=other,
                evidence=evidence(1, 1, weight=weight),
            )  # fmt: skip
    if step in ("answer", "close") and pairs:
        return _answer(draw, now.judgements[draw(st.sampled_from(pairs))], step)
    return None


def _post(draw: st.DrawFn, number: int) -> Event | None:
    if number == 5:
        return None
    organisation, country = draw(st.sampled_from(OWNERS))
    kind = draw(st.sampled_from(list(ReportKind)))
    return FIRST_EVENT[kind](
        originator_id=record_id(organisation, f"R-{number}"), originator_version=1, organisation=organisation,
        country=country, posted_by="clerk", report=_REPORTS[number, kind, draw(st.integers(0, 3))],
    )  # fmt: skip


def _change(draw: st.DrawFn, record: Record, step: str) -> Event | None:
    if record.retracted is not None:
        return None
    heading = {"originator_id": record.id, "originator_version": record.version + 1}
    if step == "retract":
        return RecordRetracted(**heading, posted_by="clerk", reason="found")  # type: ignore[arg-type]
    number = int(record.report.reference.removeprefix("R-"))
    corrected = _REPORTS[number, record.kind, draw(st.integers(0, 3))]
    return RecordCorrected(**heading, posted_by="clerk", reason="typing error", report=corrected)  # type: ignore[arg-type]


def _answer(draw: st.DrawFn, pair: Judgement, step: str) -> Event | None:
    heading = {"originator_id": pair.id, "originator_version": pair.version + 1}
    versions = {"versions": (pair.version, 1)}
    newer = evidence(pair.version + 1, 1, weight=float(draw(st.integers(0, 3))))

    def said(verdict: Verdict | None) -> dict[str, Opinion]:
        reviewer = f"reviewer-{draw(st.integers(1, 3))}"
        given = Opinion(verdict=verdict, reviewer=reviewer, organisation="fra.review", country="FRA", reason="")
        return {"opinion": given}

    if not pair.is_open:
        if step == "close":
            return MatchWithdrawn(**heading, **said(None), **versions) if pair.state is not State.withdrawn else None  # type: ignore[arg-type]
        return None if pair.state is State.confirmed else MatchReopened(**heading, evidence=newer)  # type: ignore[arg-type]
    if step == "close":
        ends = [MatchRejected, KinFound] if pair.state is not State.confirmed_once else [MatchConfirmed, MatchRejected]
        end = draw(st.sampled_from(ends))
        if end is MatchConfirmed:
            return MatchConfirmed(**heading, **said(Verdict.same))  # type: ignore[arg-type]
        verdict = Verdict.different if end is MatchRejected else Verdict.kin
        closing: Event = end(**heading, **said(verdict), **versions)
        return closing
    answer = draw(st.sampled_from([MatchConfirmedOnce, MatchConfirmedOnce, MatchDeferred, EvidenceRenewed]))
    if answer is EvidenceRenewed:
        return EvidenceRenewed(**heading, evidence=newer)  # type: ignore[arg-type]
    verdict = Verdict.same if answer is MatchConfirmedOnce else Verdict.unsure
    if pair.state is State.confirmed_once and answer is MatchConfirmedOnce:
        answer = MatchConfirmed
    given: Event = answer(**heading, **said(verdict))
    return given


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A log of up to 30 events; positions have gaps, and several events can have one time of entry."""
    entries: list[Entry] = []
    position, moment = 0, START
    for _ in range(draw(st.integers(3, 30))):
        event = _next_events(draw, Folded(entries))
        if event is None:
            continue
        position += draw(st.integers(1, 3))
        moment += draw(st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(days=1)]))
        entries.append(Entry(position=position, event=msgspec.structs.replace(event, timestamp=moment)))
    return entries
