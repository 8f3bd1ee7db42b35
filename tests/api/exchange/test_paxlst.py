"""Passenger lists: each traveller a crossing of the sender's own border, what is odd kept, what is missing told."""

import io
import re
import tracemalloc
from typing import Any

import msgspec
import pytest

from api.exchange import paxlst
from api.exchange.entries import Entry, Refusal, Sender
from tests.api.exchange.paxlst import LIST


def read(content: bytes, country: str = "POL") -> list[Entry | Refusal]:
    return list(paxlst.read(io.BytesIO(content), Sender(organisation="pol.border", country=country)))


def crossings(content: bytes, country: str = "POL") -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(msgspec.json.encode(item.report))
        for item in read(content, country)
        if isinstance(item, Entry)
    ]


def refusals(content: bytes) -> list[tuple[str, str]]:
    return [(item.source, item.problems[0].field) for item in read(content) if isinstance(item, Refusal)]


def test_a_traveller_becomes_a_crossing_with_all_that_the_list_says() -> None:
    first = crossings(LIST)[0]
    assert re.fullmatch(r"XY0123 2026-03-04 KBP-WAW [0-9a-f]{20}", first.pop("reference"))
    assert first == {
        "kind": "border_crossing",
        "occurred_at": "2026-03-04T06:10:00+01:00",
        "person": {
            "names": [{"family": "KOVALCHUK", "given": "YULIIA OLEHIVNA"}],
            "sex": "female",
            "birth_date": "1998-03-17",
            "birth_place": "KYIV",
            "birth_country": "UKR",
            "nationalities": ["UKR"],
            "documents": [{"type": "visa", "number": "V7654321", "issuer": "POL", "expires": "2027-01-01"}],
            "phones": ["+380445550102"],
            "addresses": [{"country": "UKR"}],
        },
        "place": {
            "country": "POL",
            "name": "Warsaw Chopin Airport",
            "latitude": 52.1657,
            "longitude": 20.9671,
            "kind": "airport",
        },
        "unread": {
            "traveller": "passenger",
            "segments": [
                "NAD+FL+++KOVALCHUK:YULIIA:OLEHIVNA+HOTEL BRISTOL 12+WARSZAWA++00-325+POL",
                "MEA+CT++:1",
                "LOC+22+WAW",
                "LOC+178+KBP",
                "LOC+179+WAW",
                "RFF+AVF:ABC12D",
            ],
        },
        "details": {
            "direction": "entry",
            "other_country": "UKR",
            "transport": "air",
            "carrier": "XY",
            "flight": "XY0123",
            "document_presented": {
                "type": "passport",
                "number": "FE123456",
                "issuer": "UKR",
                "expires": "2031-05-01",
            },
        },
    }


def test_the_border_is_the_senders_own() -> None:
    left, elsewhere = crossings(LIST, "UKR")[0], crossings(LIST, "FRA")[0]
    assert (left["occurred_at"], left["place"]["country"]) == ("2026-03-04T05:15:00+02:00", "UKR")
    assert (left["details"]["direction"], left["details"]["other_country"]) == ("exit", "POL")
    assert elsewhere["place"]["country"] == "POL"
    assert "direction" not in elsewhere["details"]


def test_one_bad_field_costs_nothing_else_and_one_bad_traveller_no_other() -> None:
    items = read(LIST)
    assert [item.source for item in items] == [
        *(f"message 1, traveller {number}" for number in range(1, 6)),
        "message 2, traveller 1",
    ]
    assert [type(item) for item in items] == [Entry, Entry, Refusal, Entry, Entry, Entry]
    _, odd, first_van, second_van, crew = crossings(LIST)
    assert odd["person"] == {
        "names": [{"family": "O'NEIL+SON", "given": "MAEVE"}],
        "sex": "not_known",
        "birth_date": "1927",
    }
    assert odd["unread"]["segments"] == ["NAT+2+I1", "DTM+36:notadate"]
    assert first_van["reference"] != second_van["reference"]
    assert first_van["details"]["direction"] == "transit"
    assert crew["unread"] == {"traveller": "crew", "segments": ["EMP+1+CR1:110:111"]}


def test_a_refused_traveller_can_be_mended_and_handed_in_alone() -> None:
    for content in (LIST, LIST.translate(bytes.maketrans(b"+:.?'", b"|*,!~")).replace(b"UNA*|,! ~", b"UNA*|,! ~")):
        (refused,) = (item for item in read(content) if isinstance(item, Refusal))
        sign = refused.content[refused.content.index(b"NAD") + 3 :][:1]
        mended = refused.content.replace(b"NAD%bFL" % sign, b"NAD%bFL%b%b%bRUSU" % (sign, sign, sign, sign))
        (report,) = crossings(mended)
        assert report["person"]["names"] == [{"family": "RUSU"}]
        assert refusals(mended) == []


def test_a_list_sent_again_under_another_number_meets_itself() -> None:
    again = LIST.replace(b"000000042", b"000000043").replace(b"PAX42", b"PAX43")
    assert crossings(again) == crossings(LIST)


def test_the_century_of_a_birth_is_that_before_the_flight() -> None:
    def born(written: bytes) -> Any:
        return crossings(LIST.replace(b"DTM+329:980317", b"DTM+329:" + written))[0]["person"].get("birth_date")

    assert [born(text) for text in (b"260303", b"260305", b"19980317", b"980000", b"981340")] == [
        "2026-03-03",
        "1926-03-05",
        "1998-03-17",
        "1998",
        None,
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (b"NAD+DDU+++LE:VAN'\nCNT", b"CNT", [("message 1", "UNT"), ("message 1", "CNT")]),
        (b"UNT+39+PAX42'\n", b"", [("message 1", "UNT")]),
        (b"PAXLST:D:12B:UN:IATA+XY", b"CUSRES:D:12B:UN:IATA+XY", [("message 1", "UNH")]),
        (b"UNZ+1+000000042'", b"UNZ+1+0000", [("file", "body")]),
        (b"UNZ+1+000000042'", b"XXX+" + b"x" * 100_000, [("file", "body")]),
    ],
)
def test_what_is_cut_or_missing_is_told(before: bytes, after: bytes, told: list[tuple[str, str]]) -> None:
    faulty = ("message 1, traveller 3", "body")
    expected = told if ("message 1", "UNH") in told else [faulty, *told]
    assert before in LIST
    assert refusals(LIST.replace(before, after)) == expected


def test_a_list_without_a_day_is_refused_traveller_by_traveller() -> None:
    content = re.sub(rb"DTM\+(189|232):\d+:201'\n", b"", LIST)
    assert ("message 1, traveller 1", "DTM") in refusals(content)


@pytest.mark.parametrize("content", [b"", b"hello", b"UNA", b"UNAaaaaaa", b"\x00" * 100, b"UNB+UNOA:4'NAD+FL'"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    assert [source for source, _ in refusals(content)] == ["file"]


def test_names_are_read_in_the_character_set_of_the_interchange() -> None:
    latin, unicode = "RENÉ".encode("latin-1"), "Рената".encode()
    western = LIST.replace(b"UNOA", b"UNOC").replace(b"YULIIA:OLEHIVNA", latin)
    assert crossings(western)[0]["person"]["names"][0]["given"] == "RENÉ"
    assert crossings(LIST.replace(b"YULIIA:OLEHIVNA", unicode))[0]["person"]["names"][0]["given"] == "Рената"
    assert refusals(LIST.replace(b"YULIIA:OLEHIVNA", latin))[0][0] == "message 1, traveller 1"
    assert isinstance(crossings(western)[1], dict)


def test_of_a_list_no_more_is_held_than_one_traveller_and_the_references() -> None:
    start, end = LIST.index(b"NAD+FL"), LIST.index(b"NAD+FL+++O?'")

    def used(*, keep: bool) -> int:
        each = b"".join(LIST[start:end].replace(b"FE123456", b"FE%06d" % number) for number in range(800))
        content = io.BytesIO(LIST[:start] + each + b"UNT+1+PAX42'" + LIST[LIST.index(b"UNE") :])
        tracemalloc.start()
        items = paxlst.read(content, Sender(organisation="pol.border", country="POL"))
        kept = [item for item in items if keep]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert bool(kept) == keep
        return peak

    read(LIST)  # what is made once
    assert used(keep=False) < used(keep=True) / 2
