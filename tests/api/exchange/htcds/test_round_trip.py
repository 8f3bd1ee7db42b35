"""What HTCDS can hold comes back, from CSV and from JSON, and nothing that was sent is lost."""

import io
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.cells import guarded, unguarded
from api.exchange.entries import Entry
from api.exchange.htcds import csv_files, json_files
from api.exchange.htcds.cases import EVENTS, Case
from api.exchange.htcds.fields import CASE_FIELDS, NUMBER, field_named
from api.exchange.htcds.leaving import cases_of
from api.exchange.htcds.values import read_value
from tests.api.exchange.htcds.cases import SENDER, cases, in_any_order, records_of, texts

FORMS = [csv_files, json_files]


def file(form: Any, *written: Case) -> BinaryIO:
    return io.BytesIO(b"".join(form.write_cases(written)))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=80, deadline=None)
@given(sent=cases)
def test_a_case_comes_back_as_it_was_sent(form: Any, sent: Case) -> None:
    records = records_of(form.read(file(form, sent), SENDER))
    assert len(records) == 1 + len(sent.events)
    assert not any(record.report.unread.get("disputed") for record in records)
    (back,) = cases_of(records)
    assert back.fields == sent.fields
    assert in_any_order(back.events) == in_any_order(sent.events)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=80, deadline=None)
@given(good=cases, bad=st.dictionaries(st.sampled_from([f.name for f in CASE_FIELDS if f.name != NUMBER]), texts))
def test_what_breaks_a_rule_is_kept_as_sent_and_disputed(form: Any, good: Case, bad: dict[str, str]) -> None:
    bad = {name: said for name, said in bad.items() if name not in ("cas_IncomingReferralDate", "prs_SecondName")}
    sent = Case(good.fields | bad, good.events)
    records = records_of(form.read(file(form, sent), SENDER))
    (back,) = cases_of(records)
    marked = set(records[0].report.unread.get("disputed", ()))
    for name, said in bad.items():
        field = field_named(name)
        assert field is not None
        reading = read_value(field, said)
        if reading.unreadable is None:
            assert back.fields[name] == reading.value
            continue
        assert f"htcds.{name}" in marked
        if field.several:
            parts = {part.strip() for part in said.split(";") if part.strip()}
            assert set(reading.unreadable) <= parts & set(back.fields[name])
        else:
            assert back.fields[name] == said


@settings(max_examples=200)
@given(st.text(max_size=20) | texts)
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(tuple("=+@\t\r\n＝＋－＠"))
    assert not cell.startswith("-") or float(cell) <= 0


def test_formulas_in_a_case_are_guarded_in_the_file() -> None:
    name = '=HYPERLINK("https://evil.example","Rosa")'
    case = Case({NUMBER: "1", "cas_IncomingReferralDate": "2025", "prs_FirstName": name, "prs_SecondName": "-1+1"}, [])
    written = b"".join(csv_files.write_cases([case])).decode()
    assert "\"'=HYPERLINK(" in written and ",'-1+1," in written
    (record,) = records_of(csv_files.read(io.BytesIO(written.encode()), SENDER))
    assert (record.report.person.names[0].given, record.report.person.names[0].family) == (name, "-1+1")


def test_many_cases_stay_apart_and_in_order() -> None:
    sent = [
        Case({NUMBER: str(n), "prs_SecondName": f"Family {n}", "cas_IncomingReferralDate": "2025"}, [])
        for n in range(50)
    ]
    sent[7].events.extend({"hte_Date": f"2024-0{month}", "hte_Country": "CHL"} for month in (3, 1, 2))
    for form in FORMS:
        back = list(cases_of(records_of(form.read(file(form, *sent), SENDER))))
        assert [case.fields for case in back] == [case.fields for case in sent]
        assert len(back[7].events) == 3


def test_an_event_without_a_day_stays_with_its_case() -> None:
    told = [{"hte_City": "Valencia", "hte_Date": "last summer"}, {"hte_City": "Mendoza", "hte_Date": "2024-11"}]
    case = Case({NUMBER: "7", "prs_SecondName": "Quispe"}, told)
    records = records_of(json_files.read(file(json_files, case), SENDER))
    assert [record.report.occurred_at for record in records] == ["2024-11", "2024-11"]
    assert records[0].report.unread == {
        "htcds": {NUMBER: "7", EVENTS: [told[0]]},
        "disputed": ["htcds.hte"],
    }
    (back,) = cases_of(records)
    assert in_any_order(back.events) == in_any_order(told)


def test_a_case_that_says_no_more_than_a_name_and_an_event_comes_back() -> None:
    sent = Case({NUMBER: "7", "prs_SecondName": "Quispe"}, [{"hte_Date": "2024-08-02"}])
    for form in FORMS:
        assert list(cases_of(records_of(form.read(file(form, sent), SENDER)))) == [sent]


def test_two_events_of_one_day_are_two_and_one_added_later_moves_no_other() -> None:
    def references(*days: str) -> list[str]:
        case = Case({NUMBER: "7", "prs_SecondName": "Quispe"}, [{"hte_Date": day} for day in days])
        return [
            item.report.reference for item in csv_files.read(file(csv_files, case), SENDER) if isinstance(item, Entry)
        ]

    before = references("2024-08-02", "2024-08-02", "2025-02")
    assert len(set(before)) == 4 and before[0] == "7"
    assert set(before) < set(references("2024-08-02", "2024-08-02", "2024-10", "2025-02"))
