"""Suggested groups over HTTP: the queue of groups, one with its reasons, and a judgement of all its pairs at once."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import ClientOf
from tracing.access import Role

PEOPLE = (("Oksana Melnychenko", "1996-05-13", "PX784512"), ("Thabo Mokoena", "1994-01-30", "ZA220178"))


class Agencies:
    """Three sightings of each of two people, by three organisations, and who looks at them."""

    def __init__(self, client_of: ClientOf) -> None:
        self.police = [
            client_of(Role.officer, f"police-{country.lower()}", country) for country in ("ITA", "POL", "DEU")
        ]
        self.first = client_of(Role.reviewer, "iom.geneva", "CHE", subject="first.reviewer")
        self.second = client_of(Role.reviewer, "red.cross", "AUT", subject="second.reviewer")
        self.officer = client_of(Role.officer, "fra.police", "FRA")
        self.shelter = client_of(Role.shelter, "casa.lumina", "ITA")
        self.position = 0
        self.people = [self.post(*person) for person in PEOPLE]

    def post(self, name: str, born: str, number: str, **more: Any) -> list[str]:
        records = []
        for place, police in enumerate(self.police):
            report = {
                "reference": f"{number}-{place}",
                "occurred_at": f"2026-03-0{place + 1}",
                "person": {
                    "names": [{"full": name}], "sex": "female", "birth_date": born, "documents": [{"number": number}],
                },
            }  # fmt: skip
            answer = police.post("/v1/sightings", json=report | more)
            assert answer.status_code == 201, answer.text
            records.append(answer.json()["record"])
            self.position = answer.json()["position"]
        return records

    def group(self, client: httpx.Client, record: str) -> httpx.Response:
        return client.get(f"/v1/groups/{record}", params={"at_least": self.position})


@pytest.fixture
def agencies(client_of: ClientOf) -> Agencies:
    return Agencies(client_of)


def confirm(reviewer: httpx.Client, group: dict[str, Any]) -> dict[str, Any]:
    pairs = [{"candidate": pair["candidate"], "version": pair["version"]} for pair in group["pairs"]]
    body = {"reason": "One passport in all of them.", "pairs": pairs}
    answer = reviewer.post(f"/v1/groups/{group['group']}/judgements", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_queue_lists_each_group_once_page_by_page(agencies: Agencies) -> None:
    listed: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"at_least": agencies.position, "limit": 1}
    while True:
        page = agencies.first.get("/v1/groups", params=asked)
        assert page.status_code == 200, page.text
        listed += page.json()["groups"]
        if page.json()["next"] is None:
            break
        asked["cursor"] = page.json()["next"]
    assert sorted(row["members"] for row in listed) == sorted(agencies.people)
    assert agencies.officer.get("/v1/groups").status_code == 403


def test_a_group_is_explained_by_features_and_read_by_any_member(agencies: Agencies) -> None:
    for record in agencies.people[0]:
        group = agencies.group(agencies.officer, record).json()
        assert (group["group"], group["members"]) == (agencies.people[0][0], agencies.people[0])
        assert [record["record"] for record in group["records"]] == group["members"]
        assert all({"document", "name"} <= set(join["by"]) and not join["confirmed"] for join in group["joins"])
        assert group["pairs"] == [], "an officer answers nothing"
    text = agencies.group(agencies.first, agencies.people[0][0]).json()["joins"]
    assert PEOPLE[0][2] not in str(text)
    assert agencies.group(agencies.shelter, agencies.people[0][0]).status_code == 403


def test_two_reviewers_confirm_a_group_pair_by_pair(agencies: Agencies) -> None:
    record = agencies.people[0][0]
    for reviewer, state in ((agencies.first, "confirmed_once"), (agencies.second, "confirmed")):
        group = agencies.group(reviewer, record).json()
        assert len(group["pairs"]) == 3
        done = confirm(reviewer, group)
        assert [(one["status"], one["standing"]["state"]) for one in done["results"]] == [(201, state)] * 3
        agencies.position = done["position"]
    assert agencies.group(agencies.first, record).status_code == 404, "now it is an identity, and no suggestion"
    identity = agencies.officer.get(f"/v1/identities/{record}", params={"at_least": agencies.position}).json()
    assert identity["members"] == agencies.people[0]


def test_a_pair_that_is_refused_keeps_no_other_from_being_entered(agencies: Agencies) -> None:
    group = agencies.group(agencies.first, agencies.people[0][0]).json()
    other = agencies.group(agencies.first, agencies.people[1][0]).json()
    group["pairs"][0]["version"] = 7
    group["pairs"].append(other["pairs"][0])
    results = confirm(agencies.first, group)["results"]
    assert [(one["status"], one["code"]) for one in results] == [
        (409, "judgement-changed"), (201, None), (201, None), (404, "not-found"),
    ]  # fmt: skip


def test_a_search_names_the_group_apart_from_the_identity(agencies: Agencies) -> None:
    query = {"queries": {"q": {"person": {"names": [{"full": PEOPLE[0][0]}], "birth_date": PEOPLE[0][1]}}}}
    params = {"at_least": agencies.position}
    agencies.group(agencies.officer, agencies.people[0][0])  # the matcher is done
    results = agencies.officer.post("/v1/search", params=params, json=query).json()["answers"]["q"]["results"]
    assert [result["joined"] for result in results] == [False] * 3
    assert {result["suggested_group"] for result in results} == {agencies.people[0][0]}


def test_a_hidden_record_is_in_no_group_and_its_own_id_leads_nowhere(agencies: Agencies) -> None:
    records = agencies.post(
        "Daria Popescu", "1999-12-12", "MD550912", recipients={"rule": "only", "countries": ["CHE"]}
    )
    assert agencies.group(agencies.first, records[0]).json()["members"] == records
    hidden = agencies.group(agencies.officer, records[0])
    nobody = agencies.group(agencies.officer, "0f4bd3c4-6a52-5d3e-8a1c-7f0f6a0d2b11")
    assert hidden.status_code == nobody.status_code == 404
    assert {k: v for k, v in hidden.json().items() if k != "instance"} == {
        k: v for k, v in nobody.json().items() if k != "instance"
    }
