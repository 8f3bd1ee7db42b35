"""What is plausible but odd is accepted and marked with the field and the rule."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from tests.examples import report
from tests.strategies import reports
from tracing.disputes import RULES, Dispute, disputes
from tracing.reports import AnyReport

ENTERED = datetime(2026, 3, 2, tzinfo=UTC)
NAME = {"names": [{"full": "Yuliia Kovalchuk"}]}


ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def crossing(second_line: str) -> dict[str, Any]:
    return {"kind": "border_crossing", "person": {}, "details": {"mrz": [ZONE[0], second_line]}}


def found(kind: str = "sighting", person: dict[str, Any] | None = None, **changes: Any) -> set[tuple[str, str]]:
    value = report(kind=kind, person=NAME if person is None else NAME | person, **changes)
    return {(dispute.field, dispute.rule) for dispute in disputes(value, ENTERED)}


@pytest.mark.parametrize(
    ("given_report", "expected"),
    [
        ({}, set()),
        ({"occurred_at": "2026-03-03"}, {("occurred_at", "event-in-future")}),
        ({"occurred_at": "2026-03-02T00:00:01+00:00"}, {("occurred_at", "event-in-future")}),
        ({"occurred_at": "2026"}, set()),  # part of the year lies in the past
        ({"person": {"birth_date": "2027"}}, {("person.birth_date", "birth-after-event")}),
        ({"person": {"birth_date": "2026-03-02"}}, {("person.birth_date", "birth-after-event")}),
        ({"person": {"birth_date": "2026-03"}}, set()),
        ({"person": {"birth_date": "1905-02-28"}}, {("person.birth_date", "improbable-age")}),
        ({"person": {"birth_date": "1905-03-02"}}, set()),
        ({"person": {"age": {"min": 121}}}, {("person.age", "improbable-age")}),
        ({"person": {"age": {"min": 120, "max": 130}}}, set()),
        ({"person": {"age": {"max": 130}}}, set()),
        ({"person": {"birth_date": "1998-03-17", "age": {"min": 27, "max": 27}}}, set()),
        (
            {"person": {"birth_date": "1998-03-17", "age": {"min": 28}}},
            {("person.age", "age-contradicts-birth")},
        ),
        (
            {"person": {"birth_date": "1998-03-17", "age": {"max": 26}}},
            {("person.age", "age-contradicts-birth")},
        ),
        ({"person": {"birth_date": "1998", "age": {"min": 28}}}, set()),
        ({"person": {"birth_date": "1998", "birth_date_approximate": True, "age": {"min": 40}}}, set()),
        (
            {"person": {"nationalities": ["UKR", "ZZZ"], "birth_country": "QQ"}},
            {("person.nationalities.1", "unknown-country"), ("person.birth_country", "unknown-country")},
        ),
        ({"person": {"nationalities": ["XXA", "D", "GBN"]}}, set()),
        ({"place": {"country": "ZZZ"}}, {("place.country", "unknown-country")}),
        (
            {"recipients": {"rule": "only", "countries": ["FRA", "ZZZ"]}},
            {("recipients.countries.1", "unknown-country")},
        ),
        (
            {"kind": "yellow_notice", "details": {"last_seen": {"place": {"country": "ZZZ"}}}},
            {("details.last_seen.place.country", "unknown-country")},
        ),
        ({"kind": "yellow_notice", "details": {"last_seen": {}}}, set()),
        (
            {"kind": "border_crossing", "details": {"other_country": "ZZZ"}},
            {("details.other_country", "unknown-country")},
        ),
        (
            {
                "kind": "border_crossing",
                "details": {"document_presented": {"number": "1", "issuer": "ZZZ", "expires": "2026-02"}},
            },
            {
                ("details.document_presented.issuer", "unknown-country"),
                ("details.document_presented.expires", "document-expired"),
            },
        ),
        (
            {
                "person": {
                    "documents": [
                        {"number": "1", "issuer": "UKR"},
                        {"number": "2", "issuer": "ZZZ", "expires": "2026-02-28"},
                    ]
                }
            },
            {("person.documents.1.issuer", "unknown-country"), ("person.documents.1.expires", "document-expired")},
        ),
        ({"person": {"documents": [{"number": "2", "expires": "2026-03-01"}]}}, set()),
        ({"person": {"documents": [{"number": "2", "expires": "2026"}]}}, set()),
        (crossing(ZONE[1]), set()),
        (
            crossing(ZONE[1].replace("C36", "C37")),
            {("details.mrz.number", "mrz-check-digit"), ("details.mrz.composite", "mrz-check-digit")},
        ),
        (crossing(ZONE[1].replace("F120", "Q120")), {("details.mrz.sex", "mrz-sex")}),
        (
            crossing(ZONE[1].replace("1204159", "1X04152")),
            {("details.mrz.expires", "mrz-date")},  # the digits are right
        ),
        (crossing("L898"), {("details.mrz", "mrz-unreadable")}),
        (
            {
                "unread": {
                    "form": {"sex": "?", "R. Q.": 1},
                    "disputed": ["form.sex", "form.R. Q.", "form.age", "form.sex.x", 7],
                }
            },
            {("unread.form.sex", "kept-unread")},
        ),
        ({"unread": {"disputed": "form"}}, set()),
    ],
)
def test_rules(given_report: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert found(**given_report) == expected


def test_every_rule_has_a_case_above_and_a_sentence() -> None:
    cases = test_rules.pytestmark[0].args[1]
    assert {rule for _, expected in cases for _, rule in expected} == set(RULES)
    assert all(sentence.endswith(".") for sentence in RULES.values())


@settings(max_examples=100, deadline=None)
@given(reports())
def test_a_dispute_names_a_field_of_the_report_and_holds_no_value(value: AnyReport) -> None:
    for dispute in disputes(value, ENTERED):
        assert dispute.rule in RULES
        node: Any = msgspec.json.decode(msgspec.json.encode(value))
        for part in dispute.field.split("."):
            node = node[int(part)] if isinstance(node, list) else node[part]
        assert set(Dispute.__struct_fields__) == {"field", "rule"}
