"""The reviewers' queue: what is in it, for whom, and page by page."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.candidates import Candidate, CandidatesView, QueueFilter, QueueOrder
from projections.store import ViewStore
from search.indexing import profile_of_record
from tests.examples import AUDITOR, BORDER, BUREAU, FIRST_REVIEWER, SECOND_REVIEWER, THIRD_REVIEWER, evidence, report
from tests.histories import Folded, histories
from tests.projections.folding import examples, feed, new_generation, sizes
from tracing.access import Caller, Role, may_see, reader_of
from tracing.application import Tracing
from tracing.events import Verdict
from tracing.judgements import Judgement, State
from tracing.log.batches import Entry
from tracing.reports import ReportKind

CALLERS = [
    FIRST_REVIEWER,
    SECOND_REVIEWER,
    Caller(subject="reviewer-3", role=Role.reviewer, organisation="ukr.bureau", country="UKR"),
    BORDER,
    AUDITOR,
]
filters = st.builds(
    QueueFilter,
    states=st.sets(st.sampled_from(list(State)), min_size=1).map(frozenset) | st.just(QueueFilter().states),
    kinds=st.lists(st.sampled_from(list(ReportKind)), max_size=2).map(tuple),
    countries=st.lists(st.sampled_from(["UKR", "POL"]), max_size=1).map(tuple),
    minimum_weight=st.none() | st.integers(0, 3).map(float),
    answered=st.booleans(),
    children=st.booleans(),
)


def expected_queue(history: list[Entry], caller: Caller, wanted: QueueFilter, order: QueueOrder) -> list[Candidate]:
    """The definition of the queue, from the plain folds."""
    now, reader = Folded(history), reader_of(caller)

    def of_child(pair: Judgement) -> bool:
        records = [now.records[pair.record_a], now.records[pair.record_b]]
        return any(profile_of_record(record).minor for record in records)

    def listed(pair: Judgement) -> bool:
        records = [now.records[pair.record_a], now.records[pair.record_b]]
        return (
            reader is not None
            and all(may_see(reader, record.visibility) for record in records)
            and not any(record.retracted or record.organisation == caller.organisation for record in records)
            and not (pair.is_open and caller.subject in pair.standing(Verdict.same))
            and not (pair.is_open and caller.subject in pair.standing(Verdict.document_misuse))
            and (not wanted.answered or caller.subject in {said.reviewer for said in pair.opinions if said.verdict})
            and pair.state in wanted.states
            and (not wanted.kinds or any(record.kind in wanted.kinds for record in records))
            and (not wanted.countries or any(record.country in wanted.countries for record in records))
            and (not wanted.children or of_child(pair))
            and (wanted.minimum_weight is None or pair.evidence.weight >= wanted.minimum_weight)
        )

    rows = [
        Candidate(
            judgement=pair.id, record_a=pair.record_a, record_b=pair.record_b, state=pair.state,
            weight=pair.evidence.weight, probability=pair.evidence.probability, suggests=pair.evidence.suggests,
            position=now.opened[pair.id], child=of_child(pair),
        )
        for pair in now.judgements.values()
        if listed(pair)
    ]  # fmt: skip
    if order is QueueOrder.oldest:
        return sorted(rows, key=lambda row: row.position)
    if order is QueueOrder.child_first:
        return sorted(rows, key=lambda row: (not row.child, -row.weight, row.judgement))
    return sorted(rows, key=lambda row: (-row.weight, row.judgement))


def pages(view: CandidatesView, caller: Caller, wanted: QueueFilter, order: QueueOrder, size: int) -> list[Candidate]:
    """The whole queue, a page at a time."""
    found: list[Candidate] = []
    cursor = None
    behind: list[int] = []
    while page := view.queue(caller, wanted, order, size, cursor):
        assert len(page) <= size
        behind.append(view.count(caller, wanted, order, cursor) + len(found))
        found += page
        assert len({row.judgement for row in found}) == len(found), "no row comes twice"
        last = page[-1]
        cursor = (last.place(order), last.judgement)
    assert set(behind) <= {len(found)}, "from each place on it is said how many there are"
    return found


@examples
@given(histories(), sizes, st.sampled_from(CALLERS), filters, st.sampled_from(QueueOrder), st.integers(1, 3))
def test_the_queue_is_the_fold_of_the_log(
    store: ViewStore,
    history: list[Entry],
    batches: list[int],
    caller: Caller,
    wanted: QueueFilter,
    order: QueueOrder,
    page: int,
) -> None:
    view, rebuilt = new_generation(store, CandidatesView), new_generation(store, CandidatesView)
    feed(view, history, batches)
    feed(rebuilt, history, [1000])
    everything = QueueFilter(states=frozenset(State))

    expected = expected_queue(history, caller, wanted, order)
    assert view.queue(caller, wanted, order, 1000) == expected
    assert view.count(caller, wanted) == len(expected)
    assert rebuilt.queue(caller, wanted, order, 1000) == expected
    assert pages(view, caller, wanted, order, page) == expected
    whole = expected_queue(history, FIRST_REVIEWER, everything, order)
    assert view.queue(FIRST_REVIEWER, everything, order, 1000) == whole
    assert pages(view, FIRST_REVIEWER, everything, order, page) == whole


@pytest.fixture
def view(store: ViewStore) -> CandidatesView:
    return CandidatesView(store)


def follow(app: Tracing, view: CandidatesView) -> None:
    after = view.position()
    view.apply(app.batch(after, 10_000), after)


def queue(view: CandidatesView, caller: Caller = FIRST_REVIEWER) -> list[Candidate]:
    return view.queue(caller, QueueFilter(), QueueOrder.strongest, 100)


def test_a_reviewer_does_not_see_the_pair_again_that_waits_for_another(app: Tracing, view: CandidatesView) -> None:
    one, other = app.post(report("N"), BUREAU).record.id, app.post(report("X"), BORDER).record.id
    pair = app.propose(one, other, evidence()).judgement
    follow(app, view)
    assert len(queue(view)) == len(queue(view, SECOND_REVIEWER)) == 1

    app.judge(pair.id, Verdict.same, "alike", FIRST_REVIEWER, expected_version=1)
    follow(app, view)
    assert (queue(view), len(queue(view, SECOND_REVIEWER))) == ([], 1)

    app.judge(pair.id, Verdict.unsure, "perhaps not", FIRST_REVIEWER, expected_version=2)
    follow(app, view)
    assert len(queue(view)) == 1, "who took the answer back is asked again"


def test_a_retracted_record_closes_its_pairs(app: Tracing, view: CandidatesView) -> None:
    one, other = app.post(report("N"), BUREAU).record.id, app.post(report("X"), BORDER).record.id
    app.propose(one, other, evidence())
    app.retract(one, "found", BUREAU)
    follow(app, view)
    assert queue(view) == []


def test_only_pairs_within_some_records_are_listed(app: Tracing, view: CandidatesView) -> None:
    ids = [app.post(report(f"N-{number}"), BUREAU).record.id for number in range(3)]
    pairs = [app.propose(ids[one], ids[other], evidence()).judgement.id for one, other in ((0, 1), (1, 2))]
    follow(app, view)
    wanted = QueueFilter(within=frozenset(ids[:2]))
    found = view.queue(FIRST_REVIEWER, wanted, QueueOrder.strongest, 10)
    assert [row.judgement for row in found] == pairs[:1]
    assert view.queue(FIRST_REVIEWER, QueueFilter(within=frozenset()), QueueOrder.strongest, 10) == []


def test_who_acted_on_a_pair_finds_that_it_was_withdrawn(app: Tracing, view: CandidatesView) -> None:
    one, other = app.post(report("N"), BUREAU).record.id, app.post(report("X"), BORDER).record.id
    pair = app.propose(one, other, evidence()).judgement
    for reviewer in (FIRST_REVIEWER, SECOND_REVIEWER):
        pair = app.judge(pair.id, Verdict.same, "alike", reviewer, expected_version=pair.version).judgement
    app.withdraw(pair.id, "twins", THIRD_REVIEWER, expected_version=pair.version)
    follow(app, view)
    wanted = QueueFilter(states=frozenset({State.withdrawn}), answered=True)
    told = {
        reviewer.subject: [row.judgement for row in view.queue(reviewer, wanted, QueueOrder.strongest, 10)]
        for reviewer in (FIRST_REVIEWER, SECOND_REVIEWER, THIRD_REVIEWER)
    }
    assert told == {"reviewer-1": [pair.id], "reviewer-2": [pair.id], "reviewer-3": []}


@pytest.mark.parametrize("rule", ["only", "all_but"])
def test_the_longest_list_of_recipients_is_taken(app: Tracing, view: CandidatesView, rule: str) -> None:
    """An index of a database takes no key of many thousand bytes, so what is long must not be a key."""
    names = [sha256(bytes([number])).hexdigest() for number in range(250)]  # nothing that compresses
    listed: dict[str, Any] = {"rule": rule, "organisations": names}
    one = app.post(report("N", recipients=listed), BUREAU).record.id
    other = app.post(report("X"), BORDER).record.id
    app.propose(one, other, evidence())
    follow(app, view)

    assert view.position() == app.max_position()
    reader = Caller(subject="r", role=Role.reviewer, organisation=names[7], country="FRA")
    assert (len(queue(view, reader)), len(queue(view))) == ((1, 0) if rule == "only" else (0, 1))
