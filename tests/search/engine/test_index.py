"""What every index must do with writes, and what it answers."""

import msgspec
import pytest

from search.blocking import keys
from search.document import Document, Filters
from search.engine import FREQUENCY_LIMIT, Index
from search.entry import MAX_KEY_BYTES
from tests.search.engine.world import OFFICER, OWNER_ONLY, SHELTER, document, face, tombstone, with_faces
from tests.search.people import profile
from tracing.access import Reader
from tracing.person import Face

NO_FILTERS = Filters()


def store(index: Index, *documents: Document, position: int = 1) -> None:
    assert index.write(documents, position) == []
    index.refresh()


def found(index: Index, *keys: str, reader: Reader | None = None, limit: int = 50) -> list[int]:
    hits = index.candidates(dict.fromkeys(keys, 1), reader, NO_FILTERS, limit)
    return [hit.document.number for hit in hits]


def test_a_document_comes_back_whole(index: Index) -> None:
    whole = with_faces(7, face(1), keys=("b", "a", "b"), countries=("POL", "DEU"), sex="female")
    store(index, whole)
    assert index.get([whole.record], None) == {whole.record: whole}
    assert [hit.document for hit in index.candidates({"a": 1}, None, NO_FILTERS, 5)] == [whole]
    assert list(index.scan()) == [whole]


def test_a_higher_version_replaces_everything(index: Index) -> None:
    store(index, with_faces(1, face(1), keys=("old", "kept")))
    store(index, with_faces(1, face(2), keys=("new", "kept"), version=5))
    assert found(index, "old") == []
    assert found(index, "new") == found(index, "kept") == [1]
    assert index.frequencies(["old", "new", "kept"], None) == {"old": 0, "new": 1, "kept": 1}
    assert index.neighbours(face(1), None, NO_FILTERS, 5, 0.1) == []
    assert len(index.neighbours(face(2), None, NO_FILTERS, 5, 0.1)) == 1
    assert index.count() == 1


def test_a_lower_version_replaces_nothing(index: Index) -> None:
    store(index, document(1, "new", version=5))
    store(index, document(1, "old", version=4))
    assert (found(index, "new"), found(index, "old")) == ([1], [])


def test_the_same_version_can_be_written_again(index: Index) -> None:
    for _ in range(2):
        store(index, document(1, "a"), document(2, "a"))
    assert found(index, "a") == [1, 2]
    assert index.frequencies(["a"], None) == {"a": 2}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_batch_the_higher_stays(index: Index, order: tuple[int, int]) -> None:
    store(index, *(document(1, f"v{version}", version=version) for version in order))
    assert (found(index, "v1"), found(index, "v2")) == ([], [1])


def test_visibility_can_change(index: Index) -> None:
    store(index, document(1, "a"))
    store(index, document(1, "a", version=2, visibility=OWNER_ONLY))
    assert found(index, "a", reader=OFFICER) == []
    assert found(index, "a", reader=SHELTER) == [1]
    assert index.frequencies(["a"], OFFICER) == {"a": 0}


def test_a_tombstone_is_kept_but_never_found(index: Index) -> None:
    alive = with_faces(1, face(1), keys=("a",))
    store(index, alive, document(2, "a"))
    grave = tombstone(alive, version=3)
    store(index, grave)
    assert found(index, "a") == [2]
    assert index.frequencies(["a"], None) == {"a": 1}
    assert index.neighbours(face(1), None, NO_FILTERS, 5, 2.0) == []
    assert index.count() == 1
    assert index.get([alive.record], OFFICER) == {alive.record: grave}
    assert [one.number for one in index.scan()] == [1, 2]


def test_the_keys_of_a_tombstone_find_nobody(index: Index) -> None:
    store(index, msgspec.structs.replace(with_faces(1, face(1), keys=("a",)), retracted=True))
    assert found(index, "a") == []
    assert index.neighbours(face(1), None, NO_FILTERS, 5, 2.0) == []


def test_the_position_never_goes_back(index: Index) -> None:
    assert index.position() == 0
    assert index.write([], 12) == []
    assert index.write([document(1, "a")], 5) == []
    assert index.position() == 12


def test_the_position_is_no_document(index: Index) -> None:
    store(index, document(1, "a"), position=2**40)
    assert index.position() == 2**40
    assert index.count() == 1
    assert len(list(index.scan())) == 1


def test_refused_documents_are_named_and_the_others_stored(index: Index) -> None:
    broken = with_faces(2, Face(model="m", encoding=b"short"), keys=("a",))
    long_key = document(3, "k" * (MAX_KEY_BYTES + 1), "a")
    not_text = document(4, "a", sex="\ud800")
    no_position = document(5, "a", version=2**63)
    refused = index.write([document(1, "a"), broken, long_key, not_text, no_position, document(6, "a")], 6)
    index.refresh()
    assert {one.record for one in refused} == {one.record for one in (broken, long_key, not_text, no_position)}
    assert found(index, "a") == [1, 6]
    assert index.position() == 6


def test_the_longest_key_is_taken(index: Index) -> None:
    longest = "ж" * (MAX_KEY_BYTES // 2)
    store(index, document(1, longest))
    assert found(index, longest) == [1]


def test_frequencies_count_up_to_the_limit(index: Index) -> None:
    common = [
        document(number, "common", "nearly" if number <= FREQUENCY_LIMIT else "rare") for number in range(1, 5_004)
    ]
    store(index, *common)
    hidden = [document(number, "nearly", visibility=OWNER_ONLY) for number in range(6_000, 6_003)]
    store(index, *hidden)
    asked = ["common", "nearly", "rare", "absent"]
    assert index.frequencies(asked, OFFICER) == {
        "common": FREQUENCY_LIMIT + 1, "nearly": FREQUENCY_LIMIT, "rare": 3, "absent": 0,
    }  # fmt: skip
    assert index.frequencies(asked, None)["nearly"] == FREQUENCY_LIMIT + 1
    assert index.frequencies([], None) == {}


def test_candidates_are_ordered_by_score_and_then_by_age(index: Index) -> None:
    store(index, document(4, "a", "b"), document(3, "a"), document(2, "b"), document(1, "b"), document(5, "c"))
    hits = index.candidates({"a": 700_001, "b": 700_000, "absent": 9}, None, NO_FILTERS, 50)
    assert [(hit.document.number, hit.score) for hit in hits] == [
        (4, 1_400_001), (3, 700_001), (1, 700_000), (2, 700_000),
    ]  # fmt: skip
    assert found(index, "b", limit=2) == [1, 2]
    assert index.candidates({}, None, NO_FILTERS, 50) == []
    assert index.candidates({"a": 1}, None, NO_FILTERS, 0) == []


def test_filters_and_visibility_apply_before_the_limit(index: Index) -> None:
    store(
        index,
        *(document(number, "a", "b", visibility=OWNER_ONLY) for number in range(1, 20)),
        *(document(number, "a", "b", sex="male") for number in range(20, 40)),
        document(40, "a", sex="female"),
    )
    hits = index.candidates({"a": 1, "b": 1}, OFFICER, Filters(sex="female"), 3)
    assert [hit.document.number for hit in hits] == [40]


def test_neighbours_are_ordered_by_distance_and_then_by_age(index: Index) -> None:
    asked = face(1)
    near, far = face(2, near=asked, by=0.3), face(3, near=asked, by=0.5)
    store(
        index,
        with_faces(1, far),
        with_faces(3, far, near),
        with_faces(2, near),
        with_faces(4, face(4, near=asked, by=0.7)),
        with_faces(5, face(1, model="other-model")),
    )
    neighbours = index.neighbours(asked, None, NO_FILTERS, 5, 0.6)
    assert [one.document.number for one in neighbours] == [2, 3, 1]
    assert [one.distance for one in neighbours] == pytest.approx([0.3, 0.3, 0.5], abs=1e-6)
    assert [one.document.number for one in index.neighbours(asked, None, NO_FILTERS, 1, 0.6)] == [2]
    assert [one.document.number for one in index.neighbours(asked, None, NO_FILTERS, 5, 0.4)] == [2, 3]
    assert index.neighbours(asked, None, NO_FILTERS, 0, 0.6) == []


def test_hidden_and_filtered_faces_take_no_place(index: Index) -> None:
    asked = face(1)
    store(
        index,
        *(with_faces(number, asked, visibility=OWNER_ONLY) for number in range(1, 15)),
        *(with_faces(number, asked, sex="male") for number in range(15, 30)),
        with_faces(30, face(2, near=asked, by=0.4)),
    )
    neighbours = index.neighbours(asked, OFFICER, Filters(sex="female"), 2, 0.6)
    assert [one.document.number for one in neighbours] == [30]


def test_get_leaves_out_the_absent_and_the_hidden(index: Index) -> None:
    seen, hidden, absent = document(1), document(2, visibility=OWNER_ONLY), document(3)
    store(index, seen, hidden)
    records = [one.record for one in (seen, hidden, absent)]
    assert index.get(records, OFFICER) == {seen.record: seen}
    assert index.get(records, SHELTER) == {hidden.record: hidden}
    assert index.get(records, None) == {seen.record: seen, hidden.record: hidden}
    assert index.get([], None) == {}


def test_scan_is_whole_and_in_order(index: Index) -> None:
    numbers = list(range(1, 2_500))
    store(index, *(document(number) for number in reversed(numbers)))
    assert [one.number for one in index.scan()] == numbers
    many = index.get([document(number).record for number in numbers], None)
    assert len(many) == len(numbers)


def test_a_record_with_the_longest_account_is_stored_and_found(index: Index) -> None:
    described = profile("Noor", accounts=[{"platform": "ж" * 60, "handle": "ж" * 200}])
    store(index, document(1, *keys(described)), document(2, *keys(profile("Noor"))))
    account = next(key for key in keys(described) if key.startswith("account:"))
    assert found(index, account) == [1]
