"""Yellow Notices that leave in INTERPOL's form come back as what they were, as far as that form has room."""

from io import BytesIO
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.entries import Entry, Sender
from api.exchange.interpol import read
from api.exchange.interpol_out import entity_id, write
from tests.strategies import report_data
from tracing.events import NoticePublished
from tracing.records import Record, folded
from tracing.reports import ReportKind, YellowNotice, read_report
from tracing.stream_ids import record_id

SENDER = Sender(organisation="int.notices", country="FRA")


def notice(data: dict[str, Any], reference: str) -> Record:
    report = read_report(data | {"reference": reference})
    assert isinstance(report, YellowNotice)
    event = NoticePublished(
        originator_id=record_id(SENDER.organisation, reference),
        originator_version=1,
        organisation=SENDER.organisation,
        country=SENDER.country,
        posted_by="importer",
        report=report,
    )
    return folded([event])


def entries(records: list[Record]) -> list[Entry]:
    found = list(read(BytesIO(b"".join(write(records))), SENDER))
    assert all(isinstance(item, Entry) for item in found), "nothing that leaves is refused when it comes back"
    return [item for item in found if isinstance(item, Entry)]


@settings(max_examples=60, deadline=None)
@given(data=report_data(ReportKind.yellow_notice), kept=st.booleans())
def test_what_leaves_comes_back_and_a_second_way_changes_nothing(data: dict[str, Any], kept: bool) -> None:
    record = notice(data, "2014/5590" if kept else "PL/2026/17")
    (once,) = entries([record])
    assert once.report.reference == entity_id(record)
    again = notice(_data(once), once.report.reference)
    (twice,) = entries([again])
    assert twice.report == once.report


def _data(entry: Entry) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(entry.report)
    return built
