"""The views under which words of names meet, one by one."""

import gzip
from collections import defaultdict

import msgspec
import pytest

from search.comparison.conventions import is_other_convention, wade_giles
from search.comparison.gendered_forms import is_gendered_form, is_patronymic
from search.comparison.name_parts import compare_parts
from search.comparison.name_symbols import shared_symbols, symbols
from search.comparison.name_symbols_table import TABLE
from search.comparison.short_forms import ShortForm, short_form
from search.names import NamePart, parts_of
from search.romanisation import in_letter_groups, is_latin, romanise, spoken
from search.sound import sound


def part(word: str) -> NamePart:
    (found,) = parts_of(word)
    return found


@pytest.mark.parametrize(
    ("word", "romanised"),
    [
        ("ковальчук", "kovalchuk"),
        ("їжак", "yizhak"),  # by Ukrainian rules
        ("الرحمن", "rhmn"),  # without its article and the vowels that Arabic does not write
        ("민수", "minsu"),
        ("ひろし", "hiroshi"),
        ("サクラ", "sakura"),
        ("周", "zhou"),
        ("አበበ", "abebe"),
        ("გიორგი", "giorgi"),
        ("վարդան", "vardan"),
        ("אלה", "lh"),
        ("নূর", "nura"),
        ("अमित", "amita"),
        ("ยุพา", "yupha"),
        ("müller", "muller"),
        ("mxhmwd", "mhmwd"),  # ICAO's letters for محمود
        ("mun\u0303oz", "munoz"),
        ("munxxoz", "munoz"),  # ICAO's letters for ñ
        ("…", ""),
    ],
)
def test_each_script_is_romanised_by_its_habits(word: str, romanised: str):
    assert romanise(word) == romanised


@pytest.mark.parametrize("word", ["xie", "maxi", "xavier", "alexandra"])
def test_names_with_an_x_are_not_read_as_letters_of_a_travel_document(word: str):
    assert not in_letter_groups(word)
    assert romanise(word) == word


def test_latin_letters_with_marks_keep_their_sound():
    assert spoken("şahin", romanise("şahin")) == "shahin"
    assert romanise("şahin") == "sahin"


@pytest.mark.parametrize(
    ("short", "long", "how"),
    [
        ("kasia", "katarzyna", ShortForm.listed),
        ("ale", "alejandro", ShortForm.clipped),
        ("jandro", "alejandro", ShortForm.clipped),
        ("dmytryk", "dmytro", ShortForm.derived),
        ("alejandrito", "alejandro", ShortForm.derived),
        ("lulu", "lucia", ShortForm.derived),
    ],
)
def test_short_forms_are_known_by_list_or_by_rule_either_way_round(short: str, long: str, how: ShortForm):
    assert short_form(sound(short), sound(long)) is how
    assert short_form(sound(long), sound(short)) is how


@pytest.mark.parametrize(("one", "other"), [("paul", "paula"), ("robert", "olha"), ("hana", "sara")])
def test_names_that_only_look_alike_are_no_short_forms(one: str, other: str):
    assert short_form(sound(one), sound(other)) is None


@pytest.mark.parametrize(
    ("one", "other"), [("zhou", "chow"), ("jianguo", "chienkuo"), ("lee", "yi"), ("minjeong", "minjung")]
)
def test_conventions_of_romanisation_meet_either_way_round(one: str, other: str):
    assert is_other_convention(one, other)
    assert is_other_convention(other, one)


def test_other_names_are_no_other_convention():
    assert not is_other_convention("zhang", "wang")


def test_only_what_must_be_pinyin_is_written_anew():
    assert wade_giles("xiaoqing") == "hsiaoching"
    assert wade_giles("anna") is None


@pytest.mark.parametrize(
    ("his", "hers"),
    [
        ("ivanov", "ivanova"),
        ("kowalski", "kowalska"),
        ("petrovych", "petrivna"),
        ("novak", "novakova"),
        ("papadopoulos", "papadopoulou"),
        ("jonsson", "jonsdottir"),
    ],
)
def test_forms_of_men_and_women_are_one_name_either_way_round(his: str, hers: str):
    assert is_gendered_form(sound(his), sound(hers))
    assert is_gendered_form(sound(hers), sound(his))


@pytest.mark.parametrize(("one", "other"), [("petrov", "pavlova"), ("petrova", "petrova"), ("li", "la")])
def test_other_names_are_no_gendered_forms(one: str, other: str):
    assert not is_gendered_form(sound(one), sound(other))


def test_patronymics_are_known_by_their_ending():
    assert is_patronymic(sound("petrivna"))
    assert not is_patronymic(sound("petrova"))


@pytest.mark.parametrize(("one", "other"), [("William", "Bill"), ("Yang", "Duong"), ("Юрий", "Yuri")])
def test_forms_of_one_name_share_a_symbol(one: str, other: str):
    assert shared_symbols(part(one), part(other))
    assert compare_parts(part(one), part(other)).agrees


def test_known_names_that_are_two_share_none_and_unknown_words_say_nothing():
    assert shared_symbols(part("Carla"), part("Carlo")) == 0
    assert shared_symbols(part("Carla"), part("Brzkwlty")) is None
    assert symbols("brzkwlty", "brzkwlty") is None


def test_every_symbol_of_the_table_joins_words_and_the_most_shared_have_the_lowest_numbers():
    table = msgspec.json.decode(gzip.decompress(TABLE.read_bytes()), type=dict[str, tuple[int, ...]])
    bearers: dict[int, set[str]] = defaultdict(set)
    for word, numbers in table.items():
        assert word == romanise(word) or not is_latin(word)
        assert list(numbers) == sorted(set(numbers))
        for number in numbers:
            bearers[number].add(romanise(word))
    assert sorted(bearers) == list(range(len(bearers)))
    sizes = [len(bearers[number]) for number in range(len(bearers))]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 1
    assert symbols("william", "william") == frozenset(table["william"])
