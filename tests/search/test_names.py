import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.compare import compare
from search.comparison import commonness_table
from search.comparison.commonness import rarity_bits
from search.comparison.names import LEAST_BITS, MOST_BITS, agreement, name_score, score
from search.names import NameView, name_view, parts_of
from tests.search.people import profile
from tracing.person import Name, NameKind

KOVALCHUK = ["Yulia Kovalchuck", "Julia Kovaltchouk", "KOVALCHUK YULIIA", "Юлія Ковальчук"]
TEXTS = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))


def view(text: str) -> NameView:
    found = name_view(Name(full=text))
    assert found is not None
    return found


@pytest.mark.parametrize("one", KOVALCHUK)
@pytest.mark.parametrize("other", KOVALCHUK)
def test_one_name_in_four_spellings_and_two_scripts_is_near(one: str, other: str):
    assert name_score(one, other) > 0.85
    assert agreement(view(one), view(other)).level == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor Khatun", "Nur Katun"),
        ("Md. Karim", "Mohammad Karim"),
        ("Mohd Karim", "Muhammed Kareem"),
        ("Nguyễn Văn Nam", "NAM NGUYEN VAN"),
        ("Abdallah Saeed", "Abd Allah Said"),
        ("Olha-Maria Bondar", "Bondar Olha Maria"),
        ("محمد عبد الرحمن", "Mohammad Abd al-Rahman"),
        ("김민수", "Kim Minsu"),
        ("周杰", "Zhou Jie"),
        ("O’Neill Aoife", "ONEILL AOIFE"),
        ("Müller Jürgen", "MUELLER JUERGEN"),
        ("محمود حسن", "MXHMWD HSN"),
        ("Zhou Jianguo", "Chow Chien-kuo"),
        ("Lee Minho", "Yi Min-ho"),
        ("Elena Petrova", "Elena Petrov"),
    ],
)
def test_spellings_of_one_name_are_near(one: str, other: str):
    assert name_score(one, other) > 0.8
    assert agreement(view(one), view(other)).weight > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Olha Bondar", "Taras Shevchuk"), ("Grace Mensah", "Blessing Osagie"), ("Юлія Ковальчук", "Kim Minsu")],
)
def test_other_names_are_far(one: str, other: str):
    assert name_score(one, other) < 0.5
    assert agreement(view(one), view(other)).weight < 0


def test_another_given_name_of_one_family_weighs_less_than_the_whole_name():
    assert agreement(view("Hana Tesfaye"), view("Sara Tesfaye")).level == "partly"
    assert score(view("Hana Tesfaye"), view("Sara Tesfaye")) < score(view("Hana Tesfaye"), view("H Tesfaye"))


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_scores_are_symmetric_and_within_bounds(one: str, other: str):
    found = name_score(one, other)
    assert found == name_score(other, one)
    assert 0.0 <= found <= 1.0
    views = name_view(Name(full=one)), name_view(Name(full=other))
    if views[0] and views[1]:
        assert agreement(views[0], views[1]) == agreement(views[1], views[0])
        assert LEAST_BITS <= agreement(views[0], views[1]).weight <= MOST_BITS


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_unicode_form_makes_no_difference(text: str):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert parts_of(composed) == parts_of(decomposed)


@given(st.sampled_from([*KOVALCHUK, "Nguyễn Văn Nam", "Γιώργος Παπαδάκης"]))
def test_case_makes_no_difference(text: str):
    assert parts_of(text.upper()) == parts_of(text.lower())


def test_a_name_without_a_letter_has_no_view():
    assert name_view(Name(full="— ?!")) is None


def test_a_title_is_left_out_unless_it_is_all_there_is():
    assert parts_of("Dr. Olha Bondar") == parts_of("Olha Bondar")
    assert [part.romanised for part in parts_of("Haji")] == ["haji"]


def test_common_parts_weigh_less_than_rare_ones():
    nguyen, rare = parts_of("Nguyen")[0], parts_of("Brzęczyszczykiewicz")[0]
    assert rarity_bits(nguyen) < 3 < rarity_bits(rare)


def test_the_table_of_common_parts_is_what_its_sources_give():
    assert commonness_table.TABLE.read_bytes() == commonness_table.table()


def test_a_chosen_name_never_speaks_against():
    lena = profile(names=[{"full": "Lena", "kind": "pseudonym"}])
    found = compare(lena, profile("Daria Popescu")).features[0]
    assert (found.feature, found.direction) == ("name", "missing")
    assert lena.names[0].kind is NameKind.pseudonym
