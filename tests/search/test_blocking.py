from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from search.blocking import COMPARED, MAX_KEY_BYTES, MAX_KEYS, find, key_weights, keys, shared_keys
from search.compare import compare
from search.document import Document, Filters
from search.embedded.index import EmbeddedIndex
from search.engine import FREQUENCY_LIMIT
from search.engines import open_engine
from search.explanation import WhyNot, what_would_decide, why_not
from search.indexing import document_of
from search.profile import Profile
from search.query import search
from search.reach import subject_of
from tests.examples import report
from tests.keys import SEAL
from tests.search.people import face, person, profile, profiles
from tracing.events import now
from tracing.person import Person
from tracing.records import Record
from tracing.stream_ids import record_id

ANYTHING = Filters()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    engine = open_engine(f"embedded://{tmp_path}/indexes", SEAL)
    engine.prepare()
    yield engine.live()  # type: ignore[misc]
    engine.close()


def document(number: int, described: Person) -> Document:
    reference = f"R-{number}"
    fact = msgspec.structs.replace(report(reference, occurred_at="2026-03-01"), person=described)
    record = Record(
        id=record_id("pol.border", reference),
        organisation="pol.border",
        country="POL",
        report=fact,
        version=1,
        evidence_version=1,
        recorded_at=now(),
        changed_at=now(),
        posted_by="border-1",
    )
    return document_of(record, number, number)


def fill(index: EmbeddedIndex, people: list[Person]) -> list[Document]:
    documents = [document(number, described) for number, described in enumerate(people, start=1)]
    assert index.write(documents, len(documents)) == []
    index.refresh()
    return documents


def found(index: EmbeddedIndex, wanted: Profile) -> list[int]:
    return [item.number for item in find(index, wanted, None, ANYTHING)]


@settings(max_examples=100, deadline=None)
@given(profiles())
def test_keys_are_few_typed_and_stable(one: Profile):
    made = keys(one)
    assert len(made) <= MAX_KEYS
    assert len(set(made)) == len(made)
    assert all(":" in key for key in made)
    assert keys(msgspec.json.decode(msgspec.json.encode(one), type=Profile)) == made
    assert set(key_weights(dict.fromkeys(made, 1))) == set(made)


def test_long_keys_are_cut_to_a_digest_that_still_tells_people_apart():
    handles = ("ж" * 200, "ж" * 199 + "д")
    one, same, other = (profile(accounts=[{"platform": "chat", "handle": handles[of]}]) for of in (0, 0, 1))
    assert all(len(key.encode()) <= MAX_KEY_BYTES for item in (one, other) for key in keys(item))
    assert shared_keys(one, same) == ("account",)
    assert shared_keys(one, other) == ()


@settings(max_examples=100, deadline=None)
@given(profiles(), profiles())
def test_shared_keys_are_told_by_type_the_same_from_either_side(a: Profile, b: Profile):
    assert shared_keys(a, b) == shared_keys(b, a)
    assert bool(shared_keys(a, b)) == bool(set(keys(a)) & set(keys(b)))


@pytest.mark.parametrize("other", ["Julia Kovaltchouk", "KOVALCHUK YULIIA", "Юлія Ковальчук", "Kovalchuk"])
def test_spellings_share_keys(other: str):
    assert shared_keys(profile("Yulia Kovalchuck"), profile(other))


def test_a_birth_date_with_day_and_month_swapped_shares_a_key():
    assert shared_keys(profile("A", birth_date="1998-03-04"), profile("B", birth_date="1998-04-03"))


def test_a_filler_birth_date_makes_no_key_of_its_own():
    assert not shared_keys(profile("A", birth_date="1990-01-01"), profile("B", birth_date="1990-01-01"))


def test_rarer_keys_weigh_more_and_common_ones_bring_nobody():
    weights = key_weights({"name:a": 1, "name:b": 400, "name:c": FREQUENCY_LIMIT + 1, "name:d": 0, "document:e": 400})
    assert weights["name:a"] > weights["name:b"] > 0
    assert weights["document:e"] > weights["name:b"]
    assert "name:c" not in weights and "name:d" not in weights


def test_one_of_400_namesakes_is_found_by_a_document_number(index: EmbeddedIndex):
    people = [person("Nguyen Van Nam", sex="male", nationalities=["VNM"]) for _ in range(400)]
    people[317] = person("Nguyen Van Nam", sex="male", documents=[{"number": "C7654321"}])
    fill(index, people)
    wanted = profile("Nguyen Van Nam", sex="male", nationalities=["VNM"], documents=[{"number": "c 7654321"}])

    assert found(index, wanted)[0] == 318
    proposed = [item for item in search(index, wanted, None, ANYTHING) if item.comparison.proposed]
    assert [item.document.number for item in proposed] == [318]


def test_a_common_name_alone_proposes_nobody_and_is_still_listed_for_an_officer(index: EmbeddedIndex):
    fill(index, [person("Nguyen Van Nam", sex="male", nationalities=["VNM"]) for _ in range(400)])
    scored = search(index, profile("Nguyen Van Nam", sex="male", nationalities=["VNM"]), None, ANYTHING, limit=20)
    assert [item.document.number for item in scored] == list(range(1, 21))
    assert not any(item.comparison.proposed for item in scored)


def test_a_search_by_name_alone_ranks_the_nearest_first_and_leaves_strangers_out(index: EmbeddedIndex):
    fill(index, [person("Taras Shevchuk"), person("Olena Kovalchuk"), person("Юлія Ковальчук"), person("Yulia Bondar")])
    listed = [item.document.number for item in search(index, profile("Yulia Kovalchuck"), None, ANYTHING)]
    assert listed[0] == 3
    assert 1 not in listed


def test_a_near_face_is_found_without_any_shared_key(index: EmbeddedIndex):
    fill(index, [person("Blessing Osagie", faces=[face(0.0)]), person("Taras Shevchuk", faces=[face(0.9)])])
    wanted = profile("Grace Mensah", faces=[face(0.1)])
    assert found(index, wanted) == [1]


def test_stateless_without_birth_date_is_found_under_another_spelling(index: EmbeddedIndex):
    scar = [{"kind": "scar", "body_part": "left hand"}]
    fill(
        index,
        [
            person("Noor Khatun", sex="female", nationalities=["XXA"], age={"min": 19, "max": 23}, marks=scar),
            person("Noor Jahan", age={"min": 40, "max": 45}),
        ],
    )
    assert found(index, profile("Nur Katun", age={"min": 21, "max": 21}, marks=scar))[0] == 1


def why(index: EmbeddedIndex, one: Document, other: Document) -> WhyNot:
    return why_not(index, subject_of(one), subject_of(other))


def test_why_two_records_were_never_compared(index: EmbeddedIndex):
    number = [{"number": "FE123456"}]
    osagie, shevchuk, namesake, same_person = fill(
        index,
        [
            person("Blessing Osagie", documents=number),
            person("Taras Shevchuk"),
            person("Blessing Shevchuk"),
            person("Osagie, Blessing", documents=number),
        ],
    )
    assert why(index, osagie, shevchuk).reason == "Never compared: no shared key and no near face."
    assert "stays below" in why(index, osagie, namesake).reason
    assert "reaches" in why(index, osagie, same_person).reason


def test_a_record_that_is_not_indexed_yet_counts_as_compared_when_it_shares_a_key(index: EmbeddedIndex):
    (stored,) = fill(index, [person("Blessing Osagie")])
    posted = document(2, person("Blessing Osagie"))
    assert why(index, posted, stored).reach.compared
    assert why(index, stored, posted).reach.compared


def test_near_faces_are_compared_without_any_shared_key(index: EmbeddedIndex):
    found = why(index, *fill(index, [person("B Osagie", faces=[face(0.0)]), person("G Mensah", faces=[face(0.1)])]))
    assert (found.reach.shared_keys, found.reach.faces_near, found.reach.compared) == ((), True, True)


def test_who_loses_against_others_that_share_more_is_told_so(index: EmbeddedIndex):
    scar = [{"kind": "scar", "body_part": "left hand"}]
    crowd = [person("Nguyen Van Nam", sex="male", age={"min": 30, "max": 30}) for _ in range(COMPARED + 2)]
    documents = fill(index, [*crowd, person("Nam", sex="male", marks=scar), person("Nam", sex="male")])
    found = why(index, documents[COMPARED + 1], documents[-1])
    assert found.reach.crowded_out and not found.reach.compared
    assert found.reason.startswith(f"Never compared: {COMPARED} other records share more")
    assert found == why(index, documents[-1], documents[COMPARED + 1])


def test_who_shares_only_what_too_many_share_is_told_so(index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("search.blocking.FREQUENCY_LIMIT", 2)
    monkeypatch.setattr("search.reach.FREQUENCY_LIMIT", 2)
    one, other, *_ = fill(index, [person("Nam") for _ in range(3)])
    found = why(index, one, other)
    assert found.reach.common_keys == found.reach.shared_keys == ("name", "skeleton")
    assert found.reason == "Never compared: each key that they share is held by more than 2 records."


def test_what_would_decide_names_missing_features_the_most_telling_first():
    comparison = compare(profile("Olha Bondar"), profile("Olha Bondar", birth_date="1998"))
    assert what_would_decide(comparison)[:3] == ("face", "document", "birth")
    assert "name" not in what_would_decide(comparison)
