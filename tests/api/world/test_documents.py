"""Machine-readable zones against ICAO's printed specimens and a second, independent sum."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.world.documents import check_digit, td3
from api.world.icao import to_mrz_letters

ALPHABET = string.digits + string.ascii_uppercase + "<"


def summed(text: str) -> int:
    """The check digit once more, from the wording of Doc 9303: three separate sums by place."""
    value = {c: int(c, 36) for c in string.digits + string.ascii_uppercase} | {"<": 0}
    by_place = [sum(value[c] for c in text[place::3]) for place in range(3)]
    return (7 * by_place[0] + 3 * by_place[1] + by_place[2]) % 10


def test_the_specimen_of_doc_9303_part_4() -> None:
    lines = td3(
        number="L898902C3",
        issuer="UTO",
        nationality="UTO",
        family="Eriksson",
        given="Anna Maria",
        born="1974-08-12",
        sex="female",
        expires=date(2012, 4, 15),
        optional="ZE184226B",
    )
    assert lines == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    )


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("HA672242<", "6"), ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8")],
)
def test_the_digits_of_the_examples_in_doc_9303_part_3(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@given(st.text(ALPHABET, max_size=40))
def test_check_digits_agree_with_a_second_sum(text: str) -> None:
    assert check_digit(text) == str(summed(text))


@given(
    number=st.text(string.digits + string.ascii_uppercase, min_size=1, max_size=9),
    family=st.text("abcdefgéüñßжщ محمود-' ", max_size=60),
    given_names=st.text("abcdefgéüñßжщ محمود-' ", max_size=60),
    born=st.sampled_from(["1998-03-17", "1998-03", "1998"]),
    expires=st.dates(date(2000, 1, 1), date(2049, 12, 31)),
    optional=st.sampled_from(["", "ZE184226B"]),
)
def test_lines_have_44_characters_and_right_digits(
    number: str, family: str, given_names: str, born: str, expires: date, optional: str
) -> None:
    first, second = td3(
        number=number,
        issuer="DEU",
        nationality="DEU",
        family=family,
        given=given_names,
        born=born,
        sex="unknown",
        expires=expires,
        optional=optional,
    )
    assert len(first) == len(second) == 44
    assert set(first + second) <= set(ALPHABET)
    assert first.startswith("P<D<<")
    assert second[9] == str(summed(second[:9]))
    assert second[19] == str(summed(second[13:19]))
    assert second[20] == "<"
    assert second[27] == str(summed(second[21:27]))
    assert second[42] == (str(summed(second[28:42])) if optional else "<")
    assert second[43] == str(summed(second[:10] + second[13:20] + second[21:43]))


def test_letters_follow_the_tables() -> None:
    spelt = {
        "Müller-Weiß": "MUELLER<WEISS",
        "O'Connor": "OCONNOR",
        "Ñandú": "NANDU",
        "Юрій Щука": "IURII<SHCHUKA",
        "محمود": "MXHMWD",
        "Đặng": "DANG",
        "Łódź": "LODZ",
        "陈": "",
    }
    assert {name: to_mrz_letters(name) for name in spelt} == spelt
