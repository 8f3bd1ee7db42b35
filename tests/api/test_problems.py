"""What is refused is named by field and rule, and nothing that was sent comes back."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import examples
from api.http.routing import MAX_BODY_BYTES
from tests.api.conftest import ClientOf
from tracing.access import Role
from tracing.reports import ReportKind

SIGHTING = examples.REPORTS[ReportKind.sighting]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    details: dict[str, Any] = answer.json()
    assert details["type"] == f"/docs/errors#{code}"
    assert details["status"] == status
    assert details["title"] and details["detail"]
    assert details["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    return details


def test_what_the_framework_refuses_is_a_problem_too(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    refused(client.get("/v1/nowhere"), 404, "no-such-route")
    refused(client.get("/"), 404, "no-such-route")
    wrong_method = client.get("/v1/sightings")
    refused(wrong_method, 405, "method-not-allowed")
    assert wrong_method.headers["allow"] == "POST"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_type_is_refused(client_of: ClientOf, content_type: str) -> None:
    body = json.dumps(SIGHTING)
    answer = client_of(Role.officer).post("/v1/sightings", content=body, headers={"Content-Type": content_type})
    refused(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"reference": NaN}',
        b'{"reference": 1e999}',
        b'{"reference": "\\ud800"}',
        b'"\xff"',
        b"[" * 100_000,
        b"{} {}",
    ],
)
def test_a_body_that_is_no_json_is_malformed(client_of: ClientOf, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused(client_of(Role.officer).post("/v1/sightings", content=body, headers=headers), 400, "malformed")


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    headers = {"Content-Type": "application/json"}
    body = json.dumps(SIGHTING | {"padding": "x" * MAX_BODY_BYTES}).encode()
    refused(client.post("/v1/sightings", content=body, headers=headers), 413, "too-large")
    parts = (body[start : start + 10_000] for start in range(0, len(body), 10_000))
    refused(client.post("/v1/sightings", content=parts, headers=headers), 413, "too-large")


def test_who_sends_no_token_is_told_how(url: str) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):
        answer = httpx.post(f"{url}/v1/sightings", json=SIGHTING, headers=headers)
        refused(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == 'Bearer realm="tracing"'


def test_who_sends_a_bad_token_is_told_why(url: str) -> None:
    answer = httpx.post(f"{url}/v1/sightings", json=SIGHTING, headers={"Authorization": "Bearer a.b.c"})
    refused(answer, 401, "token-refused")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"reference": ""}, "reference", "at least 1 character"),
        ({"reference": "a\x00b"}, "reference", "match pattern"),
        ({"occurred_at": "yesterday"}, "occurred_at", "ISO 8601"),
        ({"occurred_at": None}, "occurred_at", "valid string"),
        ({"kind": "border_crossing"}, "kind", "sighting"),
        ({"person": {}}, "body", "identifying thing"),
        ({"person": {"names": [{"full": " "}]}}, "person.names.0", "a name needs"),
        ({"person": {"names": [{"full": "A"}, {"given": 7}]}}, "person.names.1.given", "valid string"),
        ({"person": {"faces": [{"model": "m", "encoding": [1.0]}]}}, "person.faces.0.encoding", "128 numbers"),
        ({"place": {"latitude": 91, "longitude": 0}}, "place.latitude", "less than or equal to 90"),
        ({"details": {"content_grade": 5}}, "details.content_grade", "less than or equal to 4"),
        ({"colour": "red"}, "colour", "No such field"),
        ({"Yuliia Kovalchuk": "red"}, "body", "No such field"),
        ({"recipients": {"rule": "everybody"}}, "recipients.rule", "'all', 'only' or 'all_but'"),
    ],
)
def test_a_field_that_breaks_a_rule_is_named_with_the_rule(
    client_of: ClientOf, change: dict[str, Any], field: str, rule: str
) -> None:
    details = refused(client_of(Role.officer).post("/v1/sightings", json=SIGHTING | change), 422, "invalid")
    assert [problem["field"] for problem in details["problems"]] == [field]
    assert rule in details["problems"][0]["rule"]


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_named_as_a_whole(client_of: ClientOf, body: Any) -> None:
    details = refused(
        client_of(Role.officer).post(
            "/v1/sightings", content=json.dumps(body), headers={"Content-Type": "application/json"}
        ),
        422,
        "invalid",
    )
    assert [problem["field"] for problem in details["problems"]] == ["body"]


def test_parameters_are_named_by_where_they_stand(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    details = refused(
        client.get("/v1/records/Kovalchuk", params={"as_of": "Kovalchuk", "at_least": "-1"}), 422, "invalid"
    )
    assert {problem["field"] for problem in details["problems"]} == {"path.record", "query.as_of", "query.at_least"}
    assert "Kovalchuk" not in str(details)


MARK = "qzx"
"""Part of every text in the bodies below, those that stand for names of fields too; no rule holds it."""

texts = st.text(max_size=6).map(lambda text: f"{MARK} {text}")
scalars = texts | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)
FIELDS = {
    "": ("reference", "occurred_at", "person", "place", "recipients", "unread", "details", "kind"),
    "person": ("names", "sex", "birth_date", "age", "nationalities", "documents", "marks", "faces", "phones"),
    "details": ("source_grade", "content_grade", "companions", "circumstances"),
    "place": ("country", "name", "latitude", "kind"),
    "recipients": ("rule", "countries", "organisations"),
}


@st.composite
def broken_reports(draw: st.DrawFn) -> dict[str, Any]:
    """A good report in which some fields, at any depth of the first two, hold anything at all."""
    report: dict[str, Any] = json.loads(json.dumps(SIGHTING))
    for parent in draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3)):
        inner = report if parent == "" else report.setdefault(parent, {})
        if isinstance(inner, dict):
            inner[draw(st.sampled_from(FIELDS[parent]) | texts)] = draw(anything)
    return report


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=broken_reports(), shape=st.sampled_from(["report", "line", "correction", "query"]))
def test_nothing_that_was_sent_comes_back_in_a_refusal(client_of: ClientOf, report: dict[str, Any], shape: str) -> None:
    client = client_of(Role.officer)
    if shape == "report":
        answer = client.post("/v1/sightings", json=report)
    elif shape == "line":
        answer = client.post("/v1/reports:batch", content=json.dumps({"kind": "sighting"} | report))
    elif shape == "correction":
        body = {"report": {"kind": "sighting"} | report, "reason": MARK}
        answer = client.post("/v1/records/0f4bd3c4-6a52-5d3e-8a1c-7f0f6a0d2b11/corrections", json=body)
    else:
        answer = client.post("/v1/search", json={"queries": {"q": report}})
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 or shape == "line":
        assert MARK not in answer.text
