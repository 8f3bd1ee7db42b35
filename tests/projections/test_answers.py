"""A search by example answers with identities, and shows nothing that the reader may not see."""

from typing import Any

from projections.answers import Page, answer
from search.document import Filters
from search.profile import profile_of
from tests.examples import AUDITOR, BORDER, BUREAU, FIRST_REVIEWER, OFFICER, SECOND_REVIEWER, evidence, report
from tests.parts import Parts
from tests.projections.world import PEOPLE, sighting_of, world
from tracing.access import Caller, Reader, reader_of
from tracing.events import MatchConfirmed, MatchConfirmedOnce, Opinion, Verdict
from tracing.records import Record


def reader(caller: Caller) -> Reader:
    found = reader_of(caller)
    assert found is not None
    return found


def ask(parts: Parts, person: int = 0, caller: Caller = OFFICER, **changes: Any) -> Page:
    index = parts.engine.live()
    profile = profile_of(sighting_of(person))
    return answer(index, parts.identities, parts.app, profile, reader(caller), Filters(), **changes)


def references(records: tuple[Record, ...]) -> list[str]:
    return [record.report.reference for record in records]


def join(parts: Parts, one: Record, other: Record) -> None:
    pair = parts.app.propose(one.id, other.id, evidence()).judgement
    for reviewer in (FIRST_REVIEWER, SECOND_REVIEWER):
        if not parts.app.judgement(pair.id).is_open:
            return
        current = parts.app.judgement(pair.id)
        parts.app.judge(pair.id, Verdict.same, "alike", reviewer, expected_version=current.version)


def test_single_records_and_identities(parts: Parts) -> None:
    posted = {value.reference: parts.app.post(value, caller).record for value, caller in world()}
    parts.catch_up()
    apart = ask(parts)
    assert apart.total == 3
    assert {references(result.records)[0] for result in apart.results} == {"N-0", "X-0", "S-0"}

    join(parts, posted["N-0"], posted["X-0"])
    parts.catch_up()
    joined = ask(parts)
    assert joined.total == 2
    (identity,) = [result for result in joined.results if len(result.records) == 2]
    assert set(references(identity.records)) == {"N-0", "X-0"}
    assert identity.identity.id == posted["N-0"].id
    assert identity.best == identity.scored[0] and len(identity.scored) == 2
    weights = [result.best.comparison.evidence_weight for result in joined.results]
    assert weights == sorted(weights, reverse=True)


def test_pages_follow_each_other(parts: Parts) -> None:
    for value, caller in world():
        parts.app.post(value, caller)
    parts.catch_up()
    whole = ask(parts)
    pages = [ask(parts, offset=number, limit=1) for number in range(4)]

    assert [page.total for page in pages] == [3] * 4
    assert [result for page in pages for result in page.results] == list(whole.results)


def test_hidden_members_change_neither_count_nor_order_nor_identity(parts: Parts) -> None:
    name, _, born = PEOPLE[0]
    person = {"names": [{"full": name}], "birth_date": born}
    hidden = parts.app.post(report("H", person=person, recipients={"rule": "only"}), BUREAU).record
    first = parts.app.post(report("X-1", kind="border_crossing", person=person), BORDER).record
    second = parts.app.post(report("X-2", kind="border_crossing", person=person), BORDER).record
    parts.catch_up()
    before = ask(parts)
    for record in (first, second):
        pair = parts.app.propose(hidden.id, record.id, evidence()).judgement
        # Reviewers with a right to the hidden record joined both to it.
        insiders = [Caller(subject=f"i{n}", role=SECOND_REVIEWER.role, organisation="x.y", country="X") for n in (1, 2)]
        _confirm_unseen(parts, pair.id, insiders)
    parts.catch_up()

    assert parts.identities.one(hidden.id, None).members == (hidden.id, first.id, second.id)
    after = ask(parts)
    assert after == before
    assert after.total == 2
    assert ask(parts, caller=BUREAU).total == 1, "the owner sees all three as one"


def _confirm_unseen(parts: Parts, judgement: Any, reviewers: list[Caller]) -> None:
    current = parts.app.judgement(judgement)
    for number, (event, reviewer) in enumerate(zip((MatchConfirmedOnce, MatchConfirmed), reviewers, strict=True), 1):
        opinion = Opinion(
            verdict=Verdict.same, reviewer=reviewer.subject, organisation="x.y", country="UKR", reason="alike"
        )
        parts.app.append(event(originator_id=judgement, originator_version=current.version + number, opinion=opinion))


def test_a_retracted_record_is_found_no_more_even_before_the_index_knows(parts: Parts) -> None:
    record = parts.app.post(sighting_of(0, "S"), BUREAU).record
    parts.catch_up()
    assert ask(parts).total == 1
    parts.app.retract(record.id, "found", BUREAU)
    parts.follower(parts.identities).catch_up()
    assert ask(parts).total == 0


def test_a_record_that_the_index_knows_first_is_found(parts: Parts) -> None:
    """The index and the identities are followed by two loops; a person must not be missing while one is behind."""
    parts.app.post(sighting_of(0, "S"), BUREAU)
    parts.follower(parts.records).catch_up()
    parts.engine.live().refresh()
    page = ask(parts)
    assert page.total == 1
    assert references(page.results[0].records) == ["S"]


def test_who_sees_no_records_is_no_reader() -> None:
    assert reader_of(AUDITOR) is None
