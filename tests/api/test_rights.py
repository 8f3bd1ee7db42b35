"""The published table of rights is what the program does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.rights import table_of_actions, table_of_classes
from tests.strategies import report_data
from tracing.access import Caller, Role
from tracing.application import FIRST_EVENT
from tracing.disclosure import disclosed
from tracing.field_classes import class_of, structs_in
from tracing.records import folded
from tracing.reports import AnyReport, ReportKind, read_report
from tracing.rights import SHOWN
from tracing.stream_ids import record_id

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_the_page_has_the_tables_of_the_program() -> None:
    page = PAGE.read_text()
    for table in (table_of_actions(), table_of_classes()):
        assert "\n".join(table) in page, "`tracing rights` prints the tables that belong there"


def stated(value: Any) -> Iterator[tuple[type, str]]:
    """All fields that hold no other value and say something else than their default."""
    hints = get_type_hints(type(value))
    for field in msgspec.structs.fields(type(value)):
        held = getattr(value, field.name)
        inner = held if isinstance(held, tuple) else (held,)
        if not any(structs_in(hints[field.name])):
            if held != field.default and held not in ({}, ()):
                yield type(value), field.name
            continue
        for each in inner:
            if isinstance(each, msgspec.Struct):
                yield from stated(each)


@pytest.mark.parametrize("role", list(Role))
@settings(max_examples=25, deadline=None)
@given(data=st.data(), kind=st.sampled_from(ReportKind))
def test_a_role_is_shown_no_field_of_others_that_its_row_does_not_name(
    role: Role, data: st.DataObject, kind: ReportKind
) -> None:
    report: AnyReport = read_report(data.draw(report_data(kind)))
    event = FIRST_EVENT[kind](
        originator_id=record_id("ita.owner", report.reference),
        originator_version=1,
        organisation="ita.owner",
        country="ITA",
        posted_by="clerk",
        report=report,
    )
    record = folded([event])
    own = Caller(subject="own", role=role, organisation="ita.owner", country="ITA")
    assert disclosed(record, own) == record
    other = Caller(subject="other", role=role, organisation="fra.other", country="FRA")
    if role in (Role.auditor, Role.admin):  # they are given no record at all, so that nothing need be left of one
        return
    allowed = SHOWN[role] | ({"shelter"} if getattr(report.details, "place_revealed", False) else set())
    told = {(owner.__name__, name) for owner, name in stated(disclosed(record, other).report)}
    classes = {(owner.__name__, name): class_of(owner, name) for owner, name in stated(report)}
    assert {field: classes[field] for field in told if classes[field] not in allowed} == {}
