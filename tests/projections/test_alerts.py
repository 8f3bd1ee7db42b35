"""Who is told of what: exactly the plain definition, at every moment, and nothing that a reader passes over."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.alerts import BEGINNING, Alert, AlertsView
from projections.rebuild import rebuild_sql
from projections.store import ViewStore
from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, OFFICER, SHELTER, report
from tests.histories import START, Folded, histories
from tests.parts import Parts
from tests.projections.folding import examples, feed, new_generation, sizes
from tracing.access import Caller, Role, gate_reader_of, may_see, reader_of
from tracing.events import (
    AlertsSubscribed,
    DocumentSeen,
    ErasureGround,
    Event,
    MatchProposed,
    MatchReopened,
    MatchWithdrawn,
    RecordRestricted,
    RestrictionGround,
    RestrictionLifted,
    SubscriptionEnded,
    now,
)
from tracing.judgements import State
from tracing.log.batches import Batch, Entry
from tracing.reports import ReportKind
from tracing.subscriptions import AlertTopic, Wanted

STANDING = [topic for topic in AlertTopic if topic is not AlertTopic.saved_search]
RECEIVERS = [
    BUREAU,
    BORDER,
    OFFICER,
    Caller(subject="o", role=Role.officer, organisation=BORDER.organisation, country="POL"),
    Caller(subject="r", role=Role.reviewer, organisation=BUREAU.organisation, country="FRA"),
]
NAMES = UUID("1b671a64-40d5-491e-99b0-da01ff1f3341")
FOREVER = START + timedelta(days=300)
Told = tuple[UUID, AlertTopic, tuple[UUID, ...]]
"""Subscription, topic and records of an alert."""


def wanted(topics: Sequence[AlertTopic], **more: Any) -> Wanted:
    known: dict[str, Any] = {"purpose": "find_missing_person", "case": "1", "ends_at": FOREVER}
    return msgspec.convert(known | {"topics": tuple(topics)} | more, Wanted)


@st.composite
def told_histories(draw: st.DrawFn) -> list[Entry]:
    """A random log, in which receivers come and go, records are restricted and freed, and documents are seen."""
    entries: list[Entry] = []
    known = Folded([])
    living: list[UUID] = []

    def add(event: Event) -> None:
        entries.append(Entry(position=1 + 2 * len(entries), event=event))
        known.take(entries[-1])

    def subscribe(at: Any) -> None:
        to, topics = draw(st.sampled_from(RECEIVERS)), draw(st.sets(st.sampled_from(STANDING), min_size=1))
        living.append(uuid5(NAMES, f"{len(entries)}"))
        add(
            AlertsSubscribed(
                originator_id=living[-1], originator_version=1, timestamp=at, organisation=to.organisation,
                country=to.country, role=to.role, subscribed_by=to.subject, wanted=wanted(sorted(topics)),
            )
        )  # fmt: skip

    for entry in draw(histories()):
        at = entry.event.timestamp
        add(entry.event)
        match draw(st.sampled_from(["none"] * 3 + ["subscribe", "subscribe", "end", "restrict", "lift", "seen"])):
            case "subscribe":
                subscribe(at)
            case "end" if living:
                add(SubscriptionEnded(originator_id=living.pop(0), originator_version=2, timestamp=at))
            case "restrict" | "lift" as step:
                record = draw(st.sampled_from(list(known.records)))
                stamp: dict[str, Any] = {"originator_id": record, "originator_version": 90, "timestamp": at}
                if step == "lift":
                    add(RestrictionLifted(**stamp, lifted_by="c"))
                else:
                    ground = RestrictionGround.accuracy_contested
                    add(RecordRestricted(**stamp, restricted_by="c", ground=ground))
            case "seen" if len(known.records) > 1:
                one, other = draw(st.permutations(list(known.records)))[:2]
                stream = uuid5(one, str(other))
                if not any(entry.event.originator_id == stream for entry in entries):
                    add(
                        DocumentSeen(
                            originator_id=stream, originator_version=1, timestamp=at, watching=one, presenting=other
                        )
                    )
            case _:
                pass
    return entries


class Fact(msgspec.Struct, frozen=True):
    """Something to tell: the event that says it, and the two records."""

    position: int
    topic: AlertTopic
    one: UUID
    other: UUID
    by_document: bool = False


def facts_of(entry: Entry, before: Folded, after: Folded) -> list[Fact]:
    """What an event gives to tell."""
    event, place = entry.event, entry.position
    if isinstance(event, DocumentSeen):
        one, other, found = event.watching, event.presenting, [AlertTopic.document_seen]
        hits = [(one, other)]
    elif isinstance(event, MatchProposed | MatchReopened):
        pair = after.judgements[event.originator_id]
        one, other, found = pair.record_a, pair.record_b, [AlertTopic.candidate]
        hits = [(one, other), (other, one)] if event.evidence.weight >= 0 else []
        hits = [hit for hit in hits if after.records[hit[0]].kind is ReportKind.yellow_notice]
    elif isinstance(event, MatchWithdrawn) and before.judgements[event.originator_id].state is State.confirmed:
        pair = after.judgements[event.originator_id]
        one, other, found, hits = pair.record_a, pair.record_b, [AlertTopic.merge_undone], []
    else:
        return []
    facts = [Fact(place, topic, one, other) for topic in found]
    return facts + [
        Fact(place, AlertTopic.gate_hit, sought, came, isinstance(event, DocumentSeen))
        for sought, came in hits
        if after.records[came].kind is ReportKind.border_crossing and after.numbers[sought] < after.numbers[came]
    ]


def named(fact: Fact, to: Caller, at: Folded) -> tuple[UUID, ...]:
    """The records that a receiver is told of, by the definition."""
    one, other = at.records[fact.one], at.records[fact.other]
    reader = reader_of(to)
    assert reader is not None
    if not (one.in_use and other.in_use):
        return ()
    both_seen = may_see(reader, one.visibility) and may_see(reader, other.visibility)
    mine = [record.organisation == to.organisation for record in (one, other)]
    match fact.topic:
        case AlertTopic.candidate | AlertTopic.merge_undone:
            return (fact.one, fact.other) if both_seen and any(mine) else ()
        case AlertTopic.gate_hit if mine[1] and (fact.by_document or not mine[0]):
            return (fact.other,) if may_see(gate_reader_of(to), one.visibility) else ()
        case _:
            told = mine[0] and not (fact.topic is AlertTopic.gate_hit and fact.by_document)
            return (fact.one, fact.other) if both_seen and told else ()


def expected(entries: list[Entry]) -> dict[UUID, tuple[Caller, Counter[tuple[int, AlertTopic, tuple[UUID, ...]]]]]:
    """By subscription that is left: its receiver, and all alerts that it may see at the end, each with its position."""
    at, facts = Folded([]), list[Fact]()
    subscriptions: dict[UUID, AlertsSubscribed] = {}
    told: dict[tuple[UUID, Fact], int] = {}

    def receivers(fact: Fact) -> set[tuple[UUID, Fact]]:
        return {
            (name, fact)
            for name, made in subscriptions.items()
            if fact.topic in made.wanted.topics and named(fact, caller(made), at)
        }

    for position, entry in enumerate(entries):
        before = Folded(entries[:position])
        seen = {pair for fact in facts for pair in receivers(fact)}
        at.take(entry)
        facts += facts_of(entry, before, at)
        told |= {pair: entry.position for fact in facts for pair in receivers(fact) if pair not in seen}
        if isinstance(entry.event, AlertsSubscribed):
            subscriptions[entry.event.originator_id] = entry.event
        elif isinstance(entry.event, SubscriptionEnded):
            del subscriptions[entry.event.originator_id]
    return {
        name: (
            caller(made),
            Counter(
                (place, fact.topic, records)
                for (to, fact), place in told.items()
                if to == name and (records := named(fact, caller(made), at))
            ),
        )
        for name, made in subscriptions.items()
    }


def caller(made: AlertsSubscribed) -> Caller:
    return Caller(subject=made.subscribed_by, role=made.role, organisation=made.organisation, country=made.country)


@examples
@given(told_histories(), sizes)
def test_alerts_are_what_the_definition_says_and_no_reader_passes_over_one(
    store: ViewStore, history: list[Entry], batches: list[int]
) -> None:
    view, rebuilt = new_generation(store, AlertsView), new_generation(store, AlertsView)
    feed(rebuilt, history, [1000])
    polled: dict[Caller, dict[UUID, Alert]] = {to: {} for to in RECEIVERS}
    places = dict.fromkeys(RECEIVERS, BEGINNING)
    start, turn = 0, 0
    while start < len(history):
        part = history[start : start + batches[turn % len(batches)]]
        view.apply(Batch(entries=tuple(part), position=part[-1].position), view.position())
        for to in RECEIVERS:
            while page := view.alerts(to, START, places[to], 2):
                assert len(page) <= 2
                polled[to] |= {alert.id: alert for alert in page}
                places[to] = page[-1].place
        start, turn = start + len(part), turn + 1

    for name, (to, alerts) in expected(history).items():
        for one in (view, rebuilt):
            found = one.alerts(to, START, BEGINNING, 1000, name)
            assert Counter((alert.place.position, alert.topic, alert.records) for alert in found) == alerts
            assert [alert.place for alert in found] == sorted(alert.place for alert in found)
            assert {alert.id for alert in found} <= polled[to].keys(), "whoever reads on and on has read it"
            assert [one.alert(alert.id, START) for alert in found] == found
            assert {alert.id for alert in found} <= {alert for alert, _ in one.due(name, BEGINNING, 1000)}
        assert view.alerts(to, FOREVER, BEGINNING, 1000, name) == [], "at its end a subscription tells nothing"
    assert view.alerts(SHELTER, START, BEGINNING, 1000) == []


def subscribed(parts: Parts, to: Caller, topics: Sequence[AlertTopic], **more: Any) -> UUID:
    asked = wanted(topics, ends_at=now() + timedelta(days=30), **more)
    return parts.app.subscribe(asked, to, now())[0].id


def alerts(parts: Parts, to: Caller) -> list[tuple[AlertTopic, tuple[UUID, ...]]]:
    parts.catch_up()
    return [(alert.topic, alert.records) for alert in parts.alerts.alerts(to, now(), BEGINNING, 100)]


def passport(status: str | None = None) -> dict[str, Any]:
    document: dict[str, Any] = {"type": "passport", "number": "A1122334", "issuer": "ZAF"}
    return {"documents": [document | ({"status": status} if status else {})]}


@pytest.mark.parametrize("watching_first", [True, False])
def test_of_a_watched_document_and_its_showing_the_later_finds_the_other(parts: Parts, watching_first: bool) -> None:
    subscribed(parts, BUREAU, [AlertTopic.document_seen])
    subscribed(parts, BORDER, [AlertTopic.gate_hit])
    taken = report("N", person={"names": [{"full": "Thabo Mokoena"}], **passport("taken")})
    read = report("X", kind="border_crossing", person={"names": [{"full": "Lee Wong"}], "sex": "male", **passport()})
    posts = [(taken, BUREAU), (read, BORDER)]
    done = [parts.app.post(*post).record.id for post in (posts if watching_first else posts[::-1])]
    notice, crossing = done if watching_first else done[::-1]
    assert alerts(parts, BUREAU) == [(AlertTopic.document_seen, (notice, crossing))]
    # At a gate it is a hit only when it was known before somebody stood there, and no more than that is told.
    assert alerts(parts, BORDER) == ([(AlertTopic.gate_hit, (crossing,))] if watching_first else [])


def test_another_who_says_that_the_document_is_gone_has_not_seen_it(parts: Parts) -> None:
    subscribed(parts, BUREAU, [AlertTopic.document_seen])
    person = {"names": [{"full": "Thabo Mokoena"}], **passport("taken")}
    parts.app.post(report("N", person=person), BUREAU)
    parts.app.post(report("S", kind="sighting", person=person), OFFICER)
    assert alerts(parts, BUREAU) == []


def test_a_saved_search_tells_of_new_and_changed_records_once_and_of_none_before_it(parts: Parts) -> None:
    searched = {"person": {"names": [{"full": "Oksana Bielikova"}], "birth_date": "1994-02-11"}}
    person = searched["person"]
    before = report("old", person=person)
    parts.app.post(before, BUREAU)
    subscribed(parts, OFFICER, [AlertTopic.saved_search], search=searched)
    found = parts.app.post(report("new", person=person), BUREAU).record
    hidden = parts.app.post(report("hidden", person=person, recipients={"rule": "only"}), BUREAU).record
    other = parts.app.post(report("other", person={"names": [{"full": "Tomáš Novák"}]}), BUREAU).record
    expected = [(AlertTopic.saved_search, (found.id,))]
    assert alerts(parts, OFFICER) == expected

    parts.app.correct(found.id, report("new", person={**person, "eyes": "brown"}), "seen", BUREAU)
    assert alerts(parts, OFFICER) == expected, "once for a record"
    parts.app.correct(hidden.id, report("hidden", person=person), "for all", BUREAU)
    parts.app.correct(other.id, report("other", person=person), "mistaken", BUREAU)
    after = [*expected, (AlertTopic.saved_search, (hidden.id,)), (AlertTopic.saved_search, (other.id,))]
    assert alerts(parts, OFFICER) == after
    rebuild_sql(parts.app, parts.store, AlertsView, lambda position, end: None)
    assert alerts(parts, OFFICER) == after


def test_a_resident_whom_nobody_may_find_alerts_her_shelter_alone(parts: Parts) -> None:
    for to in (SHELTER, BUREAU, OFFICER, FIRST_REVIEWER):
        subscribed(parts, to, STANDING)
    person = {"names": [{"full": "Daria Popescu"}], "phones": ["+37369123456"], "birth_date": "2004-05-06"}
    subscribed(parts, OFFICER, [AlertTopic.saved_search], search={"person": person})
    resident = parts.app.post(report("bed 7", kind="shelter_registration", person=person), SHELTER).record.id
    notice = parts.app.post(report("N", person=person, recipients={"rule": "all"}), BUREAU).record.id
    assert alerts(parts, SHELTER) == [(AlertTopic.candidate, (resident,))]
    assert alerts(parts, BUREAU) == []
    assert alerts(parts, OFFICER) == [(AlertTopic.saved_search, (notice,))]


def test_with_the_record_or_the_subscription_its_alerts_are_forgotten(parts: Parts) -> None:
    person = {"names": [{"full": "Thabo Mokoena"}], **passport("taken")}
    search = subscribed(parts, OFFICER, [AlertTopic.saved_search], search={"person": person})
    subscribed(parts, BUREAU, STANDING)
    parts.app.post(report("N", person=person), BUREAU)
    crossing = parts.app.post(report("X", kind="border_crossing", person={**person, **passport()}), BORDER).record.id
    assert len(alerts(parts, BUREAU)) == 3 and len(alerts(parts, OFFICER)) == 2

    parts.app.end_subscription(search)
    parts.app.ask_to_erase(crossing, ErasureGround.consent_withdrawn, BORDER)
    parts.app.erase(crossing, "second")
    assert alerts(parts, BUREAU) == alerts(parts, OFFICER) == []
    assert parts.alerts.live(now(), of=OFFICER) == []
    with parts.store.reading() as connection:
        tables = parts.alerts.tables(connection)
        for table in (tables.fact, tables.alert, tables.pair):
            assert connection.execute(table.select()).all() == []
    readable = [entry.event for entry in parts.app.batch(0, 1000).entries if isinstance(entry, Entry)]
    assert not any(isinstance(event, AlertsSubscribed) and event.wanted.search for event in readable)
