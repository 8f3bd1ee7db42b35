"""The four kinds of report: full and minimal, through the door and through the log."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from tests.examples import report
from tests.strategies import any_report_data
from tracing.consent import Consent, ConsentScope, ConsentState
from tracing.reports import (
    MAX_UNREAD_BYTES,
    REPORT_TYPES,
    AnyReport,
    ReportKind,
    UnknownKindError,
    read_report,
)

FULL_PERSON = {
    "names": [
        {"given": "Yuliia", "family": "Kovalchuk"},
        {"full": "Юлія Ковальчук", "kind": "birth"},
    ],
    "sex": "female",
    "birth_date": "1998-03",
    "birth_date_approximate": True,
    "birth_place": "Odesa",
    "birth_country": "UKR",
    "age": {"min": 26, "max": 28},
    "nationalities": ["UKR", "XXA"],
    "documents": [{"type": "passport", "number": "FE123456", "issuer": "UKR", "expires": "2031-05-01"}],
    "marks": [{"kind": "scar", "body_part": "left hand", "text": "half-moon", "seen": "2020"}],
    "height_cm": {"min": 160, "max": 168},
    "weight_kg": {"max": 60},
    "eyes": "brown",
    "hair": "black",
    "languages": ["ukr"],
    "relatives": [{"relation": "father", "names": [{"full": "Petro Kovalchuk"}]}],
    "phones": ["+380441234567"],
    "accounts": [{"platform": "chat", "handle": "yuliia98"}],
    "addresses": [
        {"text": "Kanatna St 1", "town": "Odesa", "postcode": "65000", "region": "Odesa Oblast", "country": "UKR"}
    ],
    "photographs": [{"reference": "photo-1", "taken": "2024"}],
    "faces": [{"model": "dlib-resnet-v1", "encoding": [0.5] * 128}],
}
COMPANIONS = [{"reference": "R-2", "organisation": "ukr.bureau", "note": "travelled together"}]
PLACE = {"country": "TUR", "name": "Kapıkule", "latitude": 41.7, "longitude": 26.4, "kind": "border_point"}
FULL_DETAILS: dict[str, dict[str, Any]] = {
    "yellow_notice": {
        "alert_kind": "child_at_risk",
        "circumstances": "Left for work abroad.",
        "last_seen": {"at": "2026-02-11", "place": PLACE},
    },
    "sighting": {
        "source_grade": "B",
        "content_grade": 2,
        "circumstances": "Asked for help.",
        "companions": COMPANIONS,
    },
    "border_crossing": {
        "direction": "entry",
        "other_country": "BGR",
        "transport": "road",
        "carrier": "A coach line",
        "flight": "B 123",
        "mrz": ["P<UKRKOVALCHUK<<YULIIA<<<<<<<<<<<<<<<<<<<<<<", "FE12345"],
        "document_presented": {"number": "FE123456"},
        "companions": COMPANIONS,
    },
    "shelter_registration": {
        "shelter": "House 1",
        "movement": "transfer",
        "transferred_to": "House 2",
        "consent": {"state": "given", "scopes": ["tracing"], "given_at": "2026-03-01"},
        "pseudonym": True,
    },
}


def full(kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "reference": "R-1",
        "occurred_at": "2026-03-01T12:00:00+02:00",
        "person": FULL_PERSON,
        "place": PLACE,
        "recipients": {"rule": "only", "countries": ["FRA"], "organisations": ["bel.police"]},
        "details": FULL_DETAILS[kind],
        "unread": {"foreign": [1, 2.5, None, {"a": "b"}]},
    }


def written(value: AnyReport) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return decoded


def stored(value: AnyReport) -> AnyReport:
    return msgspec.json.decode(msgspec.json.encode(value), type=type(value))


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_full_report_keeps_every_field(kind: ReportKind) -> None:
    value = read_report(full(kind.value))

    assert type(value) is REPORT_TYPES[kind] and value.kind is kind
    assert stored(value) == value
    sent = full(kind.value)
    sent["person"] = FULL_PERSON | {"faces": written(value)["person"]["faces"]}  # stored as bytes
    assert written(value) == sent


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_minimal_report_stores_what_was_sent_and_no_more(kind: ReportKind) -> None:
    minimal = {"kind": kind.value, "reference": "R-1", "occurred_at": "2026", "person": {"marks": [{"kind": "scar"}]}}

    assert written(read_report(minimal)) == minimal


@pytest.mark.parametrize("kind", list(ReportKind))
@pytest.mark.parametrize("missing", ["reference", "occurred_at", "person"])
def test_what_is_needed(kind: ReportKind, missing: str) -> None:
    data = full(kind.value)
    del data[missing]

    with pytest.raises(ValidationError) as caught:
        read_report(data)
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [((missing,), "missing")]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(any_report_data())
def test_any_report_is_the_same_after_the_log(data: dict[str, Any]) -> None:
    value = read_report(json.loads(json.dumps(data)))

    assert stored(value) == value
    assert read_report(json.loads(json.dumps(data))) == value, "the same post twice is the same report"


@pytest.mark.parametrize("data", [None, [], {}, {"kind": "red_notice"}, {"kind": 3}, "sighting"])
def test_an_unknown_kind_is_told_apart(data: object) -> None:
    with pytest.raises(UnknownKindError):
        read_report(data)


@pytest.mark.parametrize("reference", ["", "a\nb", "a\x00b", "x" * 201])
def test_references_are_one_line(reference: str) -> None:
    with pytest.raises(ValidationError):
        report(reference)


@pytest.mark.parametrize(
    "unread",
    [
        {"long": "x" * MAX_UNREAD_BYTES},
        {"number": float("inf")},
        {"list": [float("nan")]},
        {"text": "\ud800"},
    ],
)
def test_what_the_log_could_not_give_back_is_refused(unread: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        report(unread=unread)
    assert caught.value.errors()[0]["loc"] == ("unread",)


def test_deep_nesting_is_refused() -> None:
    nested: dict[str, Any] = {}
    for _ in range(5_000):
        nested = {"a": nested}

    with pytest.raises(ValidationError):
        report(unread=nested)


@pytest.mark.parametrize(
    ("consent", "shared"),
    [
        (Consent(), False),
        (Consent(state=ConsentState.refused), False),
        (Consent(state=ConsentState.withdrawn, scopes=(ConsentScope.tracing,)), False),
        (Consent(state=ConsentState.given, scopes=(ConsentScope.police,)), False),
        (Consent(state=ConsentState.given, scopes=(ConsentScope.tracing,)), True),
        (Consent(state=ConsentState.lawful_basis, reason="court order"), True),
    ],
)
def test_consent_decides_what_leaves_a_shelter(consent: Consent, shared: bool) -> None:
    assert consent.shared_for_tracing is shared


@pytest.mark.parametrize(
    "consent", [{"state": "given"}, {"state": "lawful_basis"}, {"state": "lawful_basis", "reason": " "}]
)
def test_consent_says_for_what_and_why(consent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        report(kind="shelter_registration", details={"consent": consent})


ZONE = ["P<UKRKOVALCHUK<<YULIIA<<<<<<<<<<<<<<<<<<<<<<", "FE12345676UKR9803176F3105014<<<<<<<<<<<<<<<6"]


@pytest.mark.parametrize("details", [{"mrz": ZONE}, {"document_presented": {"number": "FE123456"}}, {"mrz": ["?"]}])
def test_what_a_document_says_is_enough_at_a_border(details: dict[str, Any]) -> None:
    assert report(kind="border_crossing", person={}, details=details).identifies
    with pytest.raises(ValidationError):
        report(kind="border_crossing", person={}, details={"flight": "B 123"})


def test_the_zone_of_a_document_describes_whoever_carries_it() -> None:
    typed = {"names": [{"full": "Юлія"}], "birth_date": "1998", "documents": [{"number": "AB1", "issuer": "UKR"}]}
    crossing = report(kind="border_crossing", person=typed, details={"mrz": ZONE})
    described = crossing.described
    assert [name.text for name in described.names] == ["Юлія", "YULIIA KOVALCHUK"]
    assert described.birth_date == "1998", "what a clerk typed goes before what was read"
    assert described.sex == "female"
    assert described.nationalities == ("UKR",)
    assert [document.number for document in described.documents] == ["AB1", "FE1234567"]
    assert described.documents[1].expires == "2031-05-01"
    assert crossing.person.documents == described.documents[:1], "the report stays as it was sent"
