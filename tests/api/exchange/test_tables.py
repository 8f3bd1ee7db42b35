"""Tables of shelters: what a mapping says and no more, faults by row and column, workbooks that are bombs refused."""

import io
import time
import tracemalloc
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from api.exchange import csv_table, workbook
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.mapping import MappingError, read_mapping
from tests.api.exchange import tables

SENDER = Sender(organisation="ita.shelter", country="ITA")
MAPPING = read_mapping(tables.MAPPING)


def read_csv(content: bytes, **changes: Any) -> list[Entry | Refusal]:
    return list(csv_table.read(io.BytesIO(content), SENDER, msgspec.structs.replace(MAPPING, **changes)))


def read_workbook(content: bytes) -> list[Entry | Refusal]:
    return list(workbook.read(io.BytesIO(content), SENDER, MAPPING))


def reports(items: list[Entry | Refusal]) -> list[dict[str, Any]]:
    assert all(isinstance(item, Entry) for item in items), items
    return [msgspec.json.decode(msgspec.json.encode(item.report)) for item in items if isinstance(item, Entry)]


def test_rows_become_reports_as_the_mapping_says() -> None:
    items = read_csv(tables.CSV)
    assert [item.source for item in items] == ["row 3", "row 4", "row 6"]
    first, second, third = reports(items)
    place = {"country": "ITA", "kind": "shelter"}
    assert first == {
        "kind": "shelter_registration",
        "reference": "31",
        "occurred_at": "2026-04-02",
        "person": {
            "names": [{"given": "Lena", "family": "Popa"}],
            "sex": "female",
            "birth_date": "1998-03-17",
            "languages": ["ron", "ara"],
        },
        "place": place,
        "unread": {"Note": "sleeps\nbadly"},
        "details": {"consent": {"state": "given", "scopes": ["tracing"]}},
    }
    assert second["occurred_at"] == "2026-04-02T06:40:00+02:00"
    assert second["person"] == {
        "names": [{"full": "Lenka", "kind": "nickname"}],
        "sex": "male",
        "birth_date": "1999",
        "age": {"min": 20},
    }
    assert third["unread"] == {"column N": "more"}
    assert third["occurred_at"] == "2026-04"
    assert not any("secret" in repr(item.report) for item in items if isinstance(item, Entry))


def test_a_workbook_says_the_same_as_its_table() -> None:
    content = tables.workbook(
        [31, date(2026, 4, 2), "Lena", "Popa", None, datetime(1998, 3, 17), "F", "Romanian, arabic"],
        [],
        [32.0, datetime(2026, 4, 2, 6, 40), None, None, "Lenka", 1999, "m", None, 20.0, "no"],
    )
    items = read_workbook(content)
    assert [item.source for item in items] == ["row 4", "row 6"]
    first, second = reports(items)
    of_csv = reports(read_csv(tables.CSV))
    assert first["person"] == of_csv[0]["person"]
    assert second == of_csv[1]


def test_a_fault_names_row_and_column_and_no_value() -> None:
    heading = tables.HEADING
    rows = [
        "41;SECRETVALUE;Ana;;;31.02.2000;SECRETVALUE;SECRETVALUE;SECRETVALUE;yes;",
        ";02.04.2026;Ana",
        '"43;02.04.2026;Ana',
    ]
    items = read_csv("\n".join([heading, "40;02.04.2026;Ana", *rows]).encode())
    assert isinstance(items[0], Entry)
    refused = [item for item in items if isinstance(item, Refusal)]
    assert [item.source for item in refused] == ["row 3", "row 4", "row 5"]
    assert {problem.field for problem in refused[0].problems} == {
        'column B "Arrived" (occurred_at)',
        'column F "Born" (person.birth_date)',
        'column G "Sex" (person.sex)',
        'column H "Languages" (person.languages.0)',
        'column I "Age" (person.age.min)',
        'column J "Consent", column K "For" (details.consent)',
    }
    assert [problem.field for problem in refused[1].problems] == ['column A "Nr." (reference)']
    assert "SECRET" not in repr([item.problems for item in refused])
    mended = refused[0].content.replace(
        b"SECRETVALUE;Ana;;;31.02.2000;SECRETVALUE;SECRETVALUE;SECRETVALUE;yes", b"2026;Ana"
    )
    assert [report["reference"] for report in reports(read_csv(mended))] == ["41"]


def test_another_table_is_refused_whole() -> None:
    (refused,) = read_csv(b"\n".join([b"Name;Years", b"SECRETVALUE;20"]))
    assert isinstance(refused, Refusal)
    assert (refused.source, len(refused.problems)) == ("row 1", len(MAPPING.columns))
    assert "SECRET" not in repr(refused)
    twice = tables.HEADING.replace("Note", "Nr.")
    (refused,) = read_csv(f"{twice}\n31;2026;Ana".encode())
    assert isinstance(refused, Refusal)
    assert [problem.field for problem in refused.problems] == ['column "Nr."']


def test_rows_without_end_and_foreign_characters_cost_their_own_row_alone() -> None:
    rows = [b"50;2026;Ana", b"51;2026;" + b"A" * 300_000, b"52;2026;Ren\xe9", b"53;2026;Ana"]
    content = b"\n".join([tables.HEADING.encode(), *rows])
    assert [type(item) for item in read_csv(content)] == [Entry, Refusal, Refusal, Entry]
    western = read_csv(content, encoding="cp1252")
    assert isinstance(western[2], Entry)
    assert western[2].report.person.names[0].given == "René"


def test_memory_does_not_grow_with_the_table() -> None:
    def peak(rows: int) -> int:
        content = io.BytesIO(b"\n".join([tables.HEADING.encode(), *(b"%d;2026;Ana" % row for row in range(rows))]))
        tracemalloc.start()
        assert sum(isinstance(item, Entry) for item in csv_table.read(content, SENDER, MAPPING)) == rows
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)  # what is made once
    assert peak(2_000) < peak(200) + 500_000  # all rows held at once would take megabytes


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
BOMBS = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + HEAD
    + b'<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    + TAIL,
    "external": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + HEAD
    + b'<row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row>'
    + TAIL,
    "unpacks to 150 MB": HEAD + b" " * 150_000_000,
    "one row of a million cells": HEAD + b'<row r="1">' + b"<c/>" * 1_000_000 + b"</row>" + TAIL,
    "a row far below": HEAD + b'<row r="999999999999"><c r="A1"><v>1</v></c></row>' + TAIL,
    "a cell far to the right": HEAD + b'<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>' + TAIL,
    "half": HEAD + b'<row r="1"><c',
    "no such text": HEAD + b'<row r="1"><c r="A1" t="s"><v>999999</v></c></row>' + TAIL,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_is_a_bomb_is_refused_soon(bomb: str) -> None:
    content = tables.with_part(tables.workbook(), SHEET, BOMBS[bomb])
    assert len(content) < 1_000_000
    started = time.monotonic()
    items = read_workbook(content)
    assert time.monotonic() - started < 60  # seconds without end is what a bomb wants
    assert items and all(isinstance(item, Refusal) for item in items)


def test_a_bomb_takes_little_memory() -> None:
    content = tables.with_part(tables.workbook(), SHEET, BOMBS["one row of a million cells"])
    tracemalloc.start()
    read_workbook(content)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"\xff", "mapping"),
        (b"{" * 100_000, "mapping"),
        (b"{}", "columns"),
        (b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n"C" = "person.nickname"', "columns.person.nickname"),
        (
            b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n"C" = "person.names.given"',
            "columns.person.names.given",
        ),
        (b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n"C" = "person"', "columns.person"),
        (b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n"C" = "unread"', "columns.unread"),
        (b'[columns]\n"A" = "reference"', "columns"),
        (b'[columns]\n"A" = "occurred_at"', "columns"),
        (b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n"C" = "occurred_at"', "columns"),
        (b'date_formats = ["%d.%m.%y"]\n[columns]\n"A" = "reference"\n"B" = "occurred_at"', "date_formats"),
        (b'date_formats = ["%d.%m.%Y %H:%M"]\n[columns]\n"A" = "reference"\n"B" = "occurred_at"', "date_formats"),
        (b'time_zone = "Mars/Base"\n[columns]\n"A" = "reference"\n"B" = "occurred_at"', "time_zone"),
        (
            b'[columns]\n"A" = "reference"\n"B" = "occurred_at"\n[fixed]\n"details.consent.state" = "given"',
            "fixed",
        ),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(content: bytes, field: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_mapping(content)
    assert field in [problem.field for problem in caught.value.problems]
