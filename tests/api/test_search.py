"""What a search refuses, and how long a read waits."""

import pytest

from tests.api.conftest import ClientOf
from tracing.access import Role


@pytest.mark.parametrize("role", [Role.agency, Role.auditor, Role.admin])
def test_who_may_not_search(client_of: ClientOf, role: Role) -> None:
    body = {"queries": {"q": {"person": {"names": [{"full": "Oksana"}]}}}}
    assert client_of(role).post("/v1/search", json=body).status_code == 403


def test_a_position_that_no_view_can_reach_is_answered_in_time(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.context.WAIT_SECONDS", 0.05)
    answer = client_of(Role.reviewer).get("/v1/candidates", params={"at_least": 10**12})
    assert (answer.status_code, answer.json()["code"]) == (503, "views-behind")
    assert int(answer.headers["retry-after"]) > 0


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
