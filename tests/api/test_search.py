"""What a search refuses, and how long a read waits."""

import pytest

from api import examples
from api.wiring import Service
from tests.api.conftest import ClientOf
from tracing.access import Role
from tracing.reports import ReportKind


@pytest.mark.parametrize("role", [Role.agency, Role.auditor, Role.admin])
def test_who_may_not_search(client_of: ClientOf, role: Role) -> None:
    body = {"queries": {"q": {"person": {"names": [{"full": "Oksana"}]}}}}
    assert client_of(role).post("/v1/search", json=body).status_code == 403


def test_a_view_that_stays_behind_is_waited_for_a_while(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = examples.REPORTS[ReportKind.yellow_notice]
    at = {"at_least": client_of(Role.bureau).post("/v1/yellow-notices", json=notice).json()["position"]}
    reviewer = client_of(Role.reviewer)
    assert reviewer.get("/v1/candidates", params=at).status_code == 200
    monkeypatch.setattr("api.http.context.WAIT_SECONDS", 0.05)
    monkeypatch.setattr(Service, "queued", lambda self: 0)
    answer = reviewer.get("/v1/candidates", params=at)
    assert (answer.status_code, answer.json()["code"]) == (503, "views-behind")
    assert int(answer.headers["retry-after"]) > 0


def test_a_position_that_no_event_has_is_not_waited_for(client_of: ClientOf) -> None:
    answer = client_of(Role.reviewer).get("/v1/candidates", params={"at_least": 10**12})
    assert answer.status_code == 422
    assert answer.json()["problems"] == [{"field": "query.at_least", "rule": "no event has this position yet"}]


def test_names_of_queries_are_plain_and_few(client_of: ClientOf) -> None:
    officer = client_of(Role.officer)
    query = {"person": {"names": [{"full": "Oksana"}]}}
    for queries in ({}, {f"q{number}": query for number in range(101)}):
        answer = officer.post("/v1/search", json={"queries": queries})
        assert [item["field"] for item in answer.json()["problems"]] == ["queries"]
    answer = officer.post("/v1/search", json={"queries": {"Оксана Мельниченко": query}})
    assert answer.status_code == 422
    assert [item["field"] for item in answer.json()["problems"]] == ["queries"]
    assert "Оксана" not in answer.text
