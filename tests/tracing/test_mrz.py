"""Machine-readable zones: ICAO's specimens, every digit by itself, and what is read can be written again."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracing.mrz import LAYOUTS, Zone, check_digit, corrections, read_zone, write_zone
from tracing.mrz.reading import UnreadableZoneError

# The specimens of ICAO Doc 9303 parts 4 to 7; the last has a number that runs over into the optional data.
SPECIMENS = {
    "TD1": ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
    "TD2": ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    "TD3": ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    "MRV-A": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
    "MRV-B": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
    "long": ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"),
}
PASSPORT = SPECIMENS["TD3"]
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("name", SPECIMENS)
def test_specimens_are_read_without_fault_and_written_again(name: str) -> None:
    reading = read_zone(SPECIMENS[name])
    assert reading.faults == ()
    assert write_zone(reading.zone) == SPECIMENS[name]
    assert reading.zone.surname in ("ERIKSSON", "STEVENSON")


def test_the_fields_of_a_passport() -> None:
    zone = read_zone(PASSPORT).zone
    assert (zone.code, zone.issuer, zone.nationality, zone.number) == ("P", "UTO", "UTO", "L898902C3")
    assert (zone.given_names, zone.sex, zone.optional) == ("ANNA MARIA", "F", "ZE184226B")
    assert (zone.born(TODAY), zone.valid_until(TODAY)) == ("1974-08-12", "2012-04-15")


def test_a_long_number_is_put_together() -> None:
    assert read_zone(SPECIMENS["long"]).zone.number == "D23145890734"


letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
words = st.lists(letters, min_size=1, max_size=4).map(" ".join)
signs = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=12)


@st.composite
def dates(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    return day.strftime("%y%m%d")[: draw(st.sampled_from([6, 4, 2, 0]))].ljust(6, "<")


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    layout = LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))]
    card, visa = layout.name in ("TD1", "TD2"), layout.name.startswith("MRV")
    number = draw(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=14 if card else 9))
    room = {"TD1": 15, "TD2": 7, "TD3": 14, "MRV-A": 16, "MRV-B": 8}[layout.name]
    if len(number) > 9:
        room -= len(number) - 9 + 2
    optional = draw(signs)[: max(0, room)]
    return Zone(
        layout=layout.name,
        code="V" if visa else draw(st.sampled_from(["P", "PD", "PR", "I", "AC", "C"])),
        issuer=draw(st.sampled_from(["UTO", "D", "GBD", "UNO", "XXA", "XXB", "XXC", "XXX", "RKS", "EUE"])),
        surname=draw(words),
        given_names=draw(words | st.just("")),
        number=number,
        nationality=draw(st.sampled_from(["UKR", "D", "XXA", "UNO", "GBN"])),
        birth_date=draw(dates()),
        sex=draw(st.sampled_from(["M", "F", ""])),
        expires=draw(dates()),
        optional=optional,
        optional_2=draw(signs)[:11] if layout.name == "TD1" else "",
        optional_digit_left_out=layout.name == "TD3" and draw(st.booleans()) and not optional,
    )


@given(zones())
def test_what_is_written_is_read_and_written_again(zone: Zone) -> None:
    lines = write_zone(zone)
    reading = read_zone(lines)
    assert reading.faults == ()
    assert write_zone(reading.zone) == lines
    names = f"{zone.surname}<<{zone.given_names}"
    if len(names) < LAYOUTS[zone.layout].length - 5:  # longer ones may be cut, at a gap between two words too
        assert reading.zone == zone


def test_names_that_reach_the_end_may_be_cut() -> None:
    zone = read_zone(PASSPORT).zone
    long = Zone(**{field: getattr(zone, field) for field in zone.__struct_fields__} | {"given_names": "ANNA " * 10})
    assert read_zone(write_zone(long)).zone.names_cut
    assert not zone.names_cut


GUARDED = {"number": (1, 0), "birth_date": (1, 15), "expires": (1, 23), "optional": (1, 28)}


@pytest.mark.parametrize("field", GUARDED)
@given(st.sampled_from("0123456789"))
def test_each_check_digit_is_verified_by_itself(field: str, sign: str) -> None:
    line, place = GUARDED[field]
    lines = [list(text) for text in PASSPORT]
    assume(check_digit(lines[line][place]) != check_digit(sign))
    lines[line][place] = sign
    reading = read_zone(["".join(text) for text in lines])
    wrong = {fault.field for fault in reading.faults if fault.rule == "check-digit"}
    assert wrong == {field, "composite"}
    assert reading.zone.surname == "ERIKSSON", "a wrong digit loses nothing"


def test_a_wrong_composite_digit_is_the_only_fault() -> None:
    reading = read_zone((PASSPORT[0], PASSPORT[1][:-1] + "5"))
    assert [fault.field for fault in reading.faults] == ["composite"]


@pytest.mark.parametrize(
    "lines",
    [(), ("P<UTO",), PASSPORT[:1], (PASSPORT[0], PASSPORT[1][:-1]), (PASSPORT[0].replace("A", "Ä"), PASSPORT[1])],
)
def test_what_is_no_zone_is_said_without_its_content(lines: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableZoneError) as error:
        read_zone(lines)
    assert "UTO" not in str(error.value)


@given(st.lists(st.text("AB<09 ", max_size=46), max_size=4))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    try:
        read_zone(lines)
    except UnreadableZoneError:
        return


def test_alike_characters_are_offered_and_not_applied() -> None:
    read = (PASSPORT[0], PASSPORT[1].replace("L898902C3", "L8989O2C3"))
    reading = read_zone(read)
    assert reading.zone.number == "L8989O2C3"
    (offered,) = corrections(reading)
    assert (offered.fields, offered.lines) == (("number",), PASSPORT)


def test_letters_among_digits_do_not_count_as_changes() -> None:
    read = PASSPORT[1].replace("7408122", "74O8I22").replace("1204159", "I2O4I59").replace("L898902C3", "L8989O2C3")
    assert [each.lines for each in corrections(read_zone((PASSPORT[0], read)))] == [PASSPORT]


def test_nothing_is_offered_where_nothing_is_wrong() -> None:
    assert corrections(read_zone(PASSPORT)) == ()


@given(st.integers(0, 43), st.sampled_from("0O1IB8S5Z2X"))
def test_whatever_is_offered_makes_every_digit_right(place: int, sign: str) -> None:
    changed = PASSPORT[1][:place] + sign + PASSPORT[1][place + 1 :]
    reading = read_zone((PASSPORT[0], changed))
    for offered in corrections(reading):
        assert read_zone(offered.lines).faults == ()
        assert offered.fields


@pytest.mark.parametrize(
    ("printed", "born"),
    [("980317", "1998-03-17"), ("98<<<<", "1998"), ("9803<<", "1998-03"), ("<<<<<<", None), ("270101", "1927-01-01"),
     ("260301", "2026-03-01"), ("260302", "1926-03-02"), ("9813<<", None), ("980230", None)],
)  # fmt: skip
def test_a_birth_lies_before_the_event(printed: str, born: str | None) -> None:
    zone = read_zone(PASSPORT).zone
    fields = {field: getattr(zone, field) for field in zone.__struct_fields__} | {"birth_date": printed}
    assert Zone(**fields).born(TODAY) == born


@pytest.mark.parametrize(("printed", "expires"), [("310501", "2031-05-01"), ("990501", "1999-05-01"), ("<<<<<<", None)])
def test_an_expiry_lies_near_the_event(printed: str, expires: str | None) -> None:
    zone = read_zone(PASSPORT).zone
    fields = {field: getattr(zone, field) for field in zone.__struct_fields__} | {"expires": printed}
    assert Zone(**fields).valid_until(TODAY) == expires
