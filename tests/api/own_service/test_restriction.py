"""A restricted record is kept and used by nobody, and comes back whole."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.wiring import Service
from projections.verify import verify_index
from tests.api.conftest import ClientOf
from tracing.access import Role

GROUND = {"ground": "accuracy_contested"}


class People:
    """A bureau whose notice is contested, a border agency that meets the same person, and readers from elsewhere."""

    def __init__(self, client_of: ClientOf) -> None:
        self.bureau = client_of(Role.bureau, "ukr.bureau", "UKR")
        self.border = client_of(Role.agency, "pol.border", "POL")
        self.officer = client_of(Role.officer, "fra.police", "FRA")
        self.reviewer = client_of(Role.reviewer, "iom.geneva", "CHE")
        self.client_of = client_of
        self.notice = self.post(self.bureau, "yellow-notices", "n")["record"]

    @staticmethod
    def report(reference: str) -> dict[str, Any]:
        person = {
            "names": [{"given": "Zoriana", "family": "Quillfeather"}],
            "birth_date": "1999-04-11",
            "documents": [{"type": "passport", "number": "QZ7391184", "issuer": "UKR"}],
        }
        return {"reference": reference, "occurred_at": "2026-03-04", "person": person}

    def post(self, client: httpx.Client, route: str, reference: str) -> dict[str, Any]:
        posted = client.post(f"/v1/{route}", json=self.report(reference))
        assert posted.status_code == 201, posted.text
        answer: dict[str, Any] = posted.json()
        return answer

    def restrict(self, client: httpx.Client | None = None) -> httpx.Response:
        return (client or self.bureau).post(f"/v1/records/{self.notice}/restriction", json=GROUND)

    def lift(self, client: httpx.Client | None = None) -> httpx.Response:
        return (client or self.bureau).delete(f"/v1/records/{self.notice}/restriction")

    def shows(self, client: httpx.Client, position: int) -> dict[str, bool]:
        """Whether the notice is in the answers of a caller's routes."""
        query = {"queries": {"q": {"person": {"names": [{"given": "Zoriana", "family": "Quillfeather"}]}}}}
        waits = {"at_least": position}
        answers = {
            "search": client.post("/v1/search", params=waits, json=query),
            "record": client.get(f"/v1/records/{self.notice}"),
            "then": client.get(f"/v1/records/{self.notice}", params={"as_of": "2100-01-01"}),
            "identity": client.get(f"/v1/identities/{self.notice}", params=waits),
            "known": client.get(f"/v1/identities/{self.notice}", params=waits | {"as_of": "2100-01-01"}),
            "timeline": client.get(f"/v1/identities/{self.notice}/timeline", params=waits),
        }
        return {name: answer.status_code == 200 and self.notice in answer.text for name, answer in answers.items()}

    def queue(self, position: int) -> list[dict[str, Any]]:
        page = self.reviewer.get("/v1/candidates", params={"at_least": position, "limit": 100})
        assert page.status_code == 200, page.text
        rows: list[dict[str, Any]] = page.json()["candidates"]
        return rows


@pytest.fixture
def people(client_of: ClientOf) -> People:
    return People(client_of)


def test_it_is_used_by_nobody_and_comes_back_whole(people: People, service: Service) -> None:
    crossing = people.post(people.border, "border-crossings", "c")
    assert set(people.shows(people.officer, crossing["position"]).values()) == {True}
    (row,) = people.queue(crossing["position"])
    before = people.officer.get(f"/v1/records/{people.notice}").json()

    done = people.restrict()
    assert (done.status_code, done.json()["restricted"], done.json()["created"]) == (200, True, True)
    position = done.json()["position"]
    assert set(people.shows(people.officer, position).values()) == {False}
    assert people.queue(position) == []
    unknown = people.officer.get(f"/v1/records/{uuid4()}").json() | {"instance": ""}
    assert people.officer.get(f"/v1/records/{people.notice}").json() | {"instance": ""} == unknown
    assert people.officer.get(f"/v1/records/{crossing['record']}").status_code == 200
    own = people.bureau.get(f"/v1/records/{people.notice}").json()
    assert own["restricted"] == "accuracy_contested"
    assert verify_index(service.application, service.engine.live(), lambda done, of: None) == []

    lifted = people.lift()
    assert (lifted.status_code, lifted.json()["restricted"]) == (200, False)
    position = lifted.json()["position"]
    assert set(people.shows(people.officer, position).values()) == {True}
    assert people.queue(position) == [row]
    after = people.officer.get(f"/v1/records/{people.notice}").json()
    assert {name for name in before if before[name] != after[name]} == {"version", "changed_at"}
    assert verify_index(service.application, service.engine.live(), lambda done, of: None) == []


def test_what_came_meanwhile_is_compared_when_it_is_used_again(people: People) -> None:
    restricted = people.restrict().json()["position"]
    crossing = people.post(people.border, "border-crossings", "c")
    assert people.queue(max(restricted, crossing["position"])) == []
    lifted = people.lift().json()["position"]
    (row,) = people.queue(lifted)
    assert {row["record_a"], row["record_b"]} == {people.notice, crossing["record"]}


def test_a_correction_does_not_set_it_free(people: People) -> None:
    people.restrict()
    report = people.report("n") | {"kind": "yellow_notice", "occurred_at": "2026-03-05"}
    change = {"report": report, "reason": "The day was wrong."}
    corrected = people.bureau.post(f"/v1/records/{people.notice}/corrections", json=change)
    assert corrected.status_code == 201, corrected.text
    assert set(people.shows(people.officer, corrected.json()["position"]).values()) == {False}
    lifted = people.lift().json()["position"]
    assert set(people.shows(people.officer, lifted).values()) == {True}
    shown = people.officer.get(f"/v1/records/{people.notice}").json()
    assert shown["report"]["occurred_at"] == "2026-03-05"


def test_nothing_is_decided_on_it_meanwhile(people: People) -> None:
    crossing = people.post(people.border, "border-crossings", "c")
    (row,) = people.queue(crossing["position"])
    people.restrict()
    body = {"verdict": "same", "reason": "Passport.", "version": 1}
    judged = people.reviewer.post(f"/v1/candidates/{row['candidate']}/judgements", json=body)
    assert judged.status_code in (404, 409)
    people.lift()
    assert people.reviewer.post(f"/v1/candidates/{row['candidate']}/judgements", json=body).status_code == 201


def test_it_is_the_owners_to_say_and_saying_it_twice_changes_nothing(people: People) -> None:
    assert people.restrict(people.client_of(Role.bureau, "fra.bureau", "FRA")).status_code == 403
    assert people.restrict(people.officer).status_code == 403
    assert people.lift().json()["created"] is False
    country = people.client_of(Role.bureau, "ukr.other", "UKR")
    assert people.restrict(country).json()["created"] is True
    again = people.restrict()
    assert (again.status_code, again.json()["created"], again.json()["ground"]) == (200, False, "accuracy_contested")
    assert people.lift(people.client_of(Role.bureau, "fra.bureau", "FRA")).status_code == 404
    assert people.lift(country).json()["restricted"] is False


def test_a_retracted_record_needs_no_restriction(people: People) -> None:
    people.bureau.post(f"/v1/records/{people.notice}/retraction", json={"reason": "She is home."})
    refused = people.restrict()
    assert (refused.status_code, refused.json()["code"]) == (409, "retracted")
