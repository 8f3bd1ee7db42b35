"""Files of HTCDS as partners write them, and as somebody writes them who means harm."""

import io
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.exchange.entries import Entry, Refusal
from api.exchange.htcds import csv_files, json_files
from api.exchange.htcds.fields import CASE_FIELDS, EVENT_FIELDS, Kind
from api.http.routing import MAX_BODY_BYTES
from tests.api.exchange.htcds.cases import SENDER, records_of
from tracing.disputes import disputes
from tracing.events import now
from tracing.person import NOTHING_IDENTIFIES

SAMPLES = Path(__file__).parent / "samples"
FORMS = [csv_files, json_files]


def read(form: Any, content: bytes) -> list[Entry | Refusal]:
    return list(form.read(io.BytesIO(content), SENDER))


class Dribbling(io.BytesIO):
    """A file that gives as few bytes at a time as it likes."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(Random(self.tell()).randint(1, 7))


def refused(items: list[Entry | Refusal]) -> dict[str, str]:
    return {item.source: item.problems[0].rule for item in items if isinstance(item, Refusal)}


def test_a_spreadsheet_of_the_standards_own_is_read() -> None:
    """Names with further underscores, a row of labels, labels for codes, semicolons between cells."""
    records = records_of(read(csv_files, (SAMPLES / "spreadsheet.csv").read_bytes()))
    assert [record.report.reference for record in records] == [
        "IOM-17",
        "IOM-17/2024-08-02.1",
        "IOM-17/2024-11.1",
        "IOM-18",
    ]
    rosa = records[0].report
    assert rosa.unread["htcds"]["vic_MethodsOfControl"] == ["DebtBondage", "WithholdsDocuments"]
    assert rosa.unread["htcds"]["vic_TypeOfExploitation"] == ["ForcedLabour"]
    assert rosa.unread["htcds"]["vic_ForcedLabourIndustry"] == ["I_AccommodationAndFoodServiceActivities"]
    assert rosa.unread["htcds"]["vic_Vulnerabilities"] == "Poverty"
    assert rosa.unread["htcds"]["Colour of the folder"] == "green"
    assert (rosa.person.nationalities, rosa.person.languages) == (("PER", "BOL"), ("que", "spa"))
    assert "disputed" not in rosa.unread


def test_gender_is_no_sex_and_consent_opens_nothing() -> None:
    case = b"""{"cas_CaseNumber": "1", "prs_SecondName": "Quispe", "prs_Gender": "Feminine", "con_Consent": true,
    "cas_IncomingReferralDate": "2025-03-01", "hte": [{"hte_Date": "2024-08-02"}]}"""
    registration, event = records_of(read(json_files, case))
    assert registration.report.person.sex is None and event.report.person.sex is None
    assert registration.report.unread["htcds"]["prs_Gender"] == "Feminine"
    assert registration.stays_with_its_shelter
    for record in (registration, event):
        assert record.visibility.recipients.rule == "only"
        assert (record.visibility.recipients.countries, record.visibility.recipients.organisations) == ((), ())


@pytest.mark.parametrize(
    "field", [f for f in (*CASE_FIELDS, *EVENT_FIELDS) if f.kind is Kind.code], ids=lambda f: f.name
)
def test_every_code_list_is_checked(field: Any) -> None:
    held = "hte" if field.name.startswith("hte_") else "case"

    def item(code: str) -> Entry:
        case: dict[str, Any] = {
            "cas_CaseNumber": "1",
            "prs_SecondName": "Quispe",
            "hte_Date": "2024-08-02",
            field.name: code,
        }
        first, second = read(json_files, msgspec.json.encode(case))
        found = second if held == "hte" else first
        assert isinstance(found, Entry)
        return found

    for code in field.codes:
        assert disputes(item(code).report, now()) == (), code
    report = item("NoSuchCode").report
    (dispute,) = disputes(report, now())
    assert (dispute.field, dispute.rule) == (f"unread.htcds.{field.name}", "kept-unread")
    assert report.unread["htcds"][field.name] in ("NoSuchCode", ["NoSuchCode"])


def test_a_case_without_a_number_meets_itself_again_and_no_other() -> None:
    heading, rosa, ana = (
        "prs_SecondName,cas_IncomingReferralDate,vic_LocationOfExploitation",
        "Quispe,2025,Lima",
        "Rojas,2025,",
    )
    one = records_of(read(csv_files, f"{heading}\n{rosa}\n{ana}\n".encode()))
    again = records_of(read(csv_files, f"{heading}\n{ana}\n{rosa}\n{rosa}\n".encode()))
    assert {record.id for record in one} == {record.id for record in again}
    assert len({record.id for record in one}) == 2


def test_faulty_rows_say_where_and_why_and_can_be_handed_in_again() -> None:
    items = read(csv_files, (SAMPLES / "faulty.csv").read_bytes())
    assert refused(items) == {
        "line 2": NOTHING_IDENTIFIES,
        "line 3": csv_files._NOT_CSV,
        "line 4": csv_files._TOO_MANY_CELLS,
        "line 6": "A case needs a date: of its incoming or outgoing referral, or of one historic event, written YYYY, "
        "YYYY-MM or YYYY-MM-DD",
    }
    assert [item.report.reference for item in items if isinstance(item, Entry)] == ["5"]
    rejects = b"\n".join(item.content for item in items if isinstance(item, Refusal))
    mended = rejects.replace(b"last spring", b"2025-04").replace(b'"Ro"sa"', b"Rosa")
    again = read(csv_files, mended)
    assert {item.report.reference for item in again if isinstance(item, Entry)} == {"3", "6"}
    assert set(refused(again).values()) == {refused(items)["line 2"], refused(items)["line 4"]}


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04binary", b"\xff\xfe\x00", b"a,b\n1,2\n", b"prs_FirstName,prs_First_Name\nA,B\n", b"\n\n", b'"prs_'],
    ids=["zip", "utf-16", "no field", "one twice", "empty", "open quote"],
)
def test_a_file_without_a_heading_is_refused_at_once(content: bytes) -> None:
    assert refused(read(csv_files, content)) == {"line 1": csv_files._NO_HEADING}


def test_a_case_that_is_too_large_costs_no_other() -> None:
    huge = "x" * 90_000
    rows = "".join(f"1,Quispe,2025,{huge}{number}\n" for number in range(15))
    table = f"cas_CaseNumber,prs_SecondName,cas_IncomingReferralDate,Note\n{rows}2,Rojas,2025,\n"
    line = "3,Mamani,2025," + "y" * (MAX_BODY_BYTES + 5) + "\n4,Huamán,2025,\n"
    items = read(csv_files, (table + line).encode())
    assert refused(items) == {"line 2": csv_files._TOO_LONG, "line 18": csv_files._TOO_LONG}
    assert [item.report.reference for item in items if isinstance(item, Entry)] == ["2", "4"]

    objects = (
        b'[{"cas_CaseNumber": "1", "x": "%s"}, {"cas_CaseNumber": "2", "prs_SecondName": "Rojas", "hte_Date": "2024"}]'
    )
    items = read(json_files, objects % (b"z" * MAX_BODY_BYTES))
    assert list(refused(items)) == ["case 1"]
    assert [item.report.reference for item in items if isinstance(item, Entry)] == ["2", "2/2024.1"]


def test_a_case_of_too_many_events_is_refused_whole() -> None:
    case = {"cas_CaseNumber": "1", "prs_SecondName": "Quispe", "hte": [{"hte_Date": "2024"}] * 1001}
    assert list(refused(read(json_files, msgspec.json.encode(case)))) == ["case 1"]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
@example(b"[" * 100_000)
@example(b'{"a":' * 50_000)
@example(b'{"cas_CaseNumber": "\\ud800"}')
@example(b'{"prs_NumberOfChildren": 1e999, "hte_Latitude": ' + b"9" * 5000 + b"}")
@example(b'{"x": "}' + b'"{' * 1000)
@example(b"\x00")
def test_any_bytes_give_items_and_nothing_else(form: Any, content: bytes) -> None:
    items = read(form, content)
    assert all(isinstance(item, Entry | Refusal) for item in items)
    if content.strip(b" \t\r\n,[]\xef\xbb\xbf"):
        assert items


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_items_and_nothing_else(form: Any, data: st.DataObject) -> None:
    good = bytearray((SAMPLES / ("spreadsheet.csv" if form is csv_files else "cases.json")).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(good) - 1))
        good[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    items = read(form, bytes(good))
    assert items and all(isinstance(item, Entry | Refusal) for item in items)


def test_objects_are_found_however_the_bytes_arrive() -> None:
    content = (SAMPLES / "cases.json").read_bytes()
    assert list(json_files.read(Dribbling(content), SENDER)) == read(json_files, content)
    assert len(read(json_files, content)) == 5
