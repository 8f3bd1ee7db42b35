"""A crossing that is checked at the gate: what to do and whom to call, and nothing of who is sought."""

import time
from typing import Any

import httpx
import pytest

from tests.api.conftest import ClientOf
from tracing.access import Role

PERSON: dict[str, Any] = {
    "names": [{"given": "Oksana", "family": "Melnychenko"}],
    "birth_date": "2011-05-19",
    "documents": [{"type": "passport", "number": "GA771204", "issuer": "UKR"}],
}
ZONE = ["P<UKRMELNYCHENKO<<OKSANA<<<<<<<<<<<<<<<<<<<<", "GA771204<1UKR1105195F3105016<<<<<<<<<<<<<<00"]


def crossed(client: httpx.Client, at_least: int = 0, **report: Any) -> dict[str, Any]:
    """The answer to a checked crossing, once the index holds what was posted before."""
    body = {"reference": f"C-{time.monotonic_ns()}", "occurred_at": "2026-03-04T06:40:00+01:00", "person": {}} | report
    answer = client.post("/v1/border-crossings", params={"check": True}, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


# The service is shared by all tests, and these people are sought in no other.
HIDDEN = {"names": [{"given": "Larisa", "family": "Yaremchuk"}], "birth_date": "1996-11-02",
          "documents": [{"type": "passport", "number": "LY440317", "issuer": "UKR"}]}  # fmt: skip
NAMED = {"names": [{"given": "Svitlana", "family": "Bondarenko"}], "birth_date": "1989-07-30"}


def noticed(client_of: ClientOf, **changes: Any) -> None:
    notice = {"reference": f"N-{time.monotonic_ns()}", "occurred_at": "2026-02-20", "person": PERSON} | changes
    posted = client_of(Role.bureau, "ukr.bureau", "UKR").post("/v1/yellow-notices", json=notice).json()
    reviewer = client_of(Role.reviewer)
    assert reviewer.get("/v1/candidates", params={"at_least": posted["position"]}).status_code == 200


def test_who_is_sought_is_a_hit_that_names_nobody(client_of: ClientOf) -> None:
    noticed(client_of, details={"alert_kind": "child_at_risk", "circumstances": "Left with a stranger."})
    agency = client_of(Role.agency, "pol.border", "POL")
    answer = crossed(agency, details={"mrz": ZONE})
    assert answer["gate"]["result"] == "hit"
    (action,) = answer["gate"]["actions"]
    assert (action["because"], action["action"]) == ("person", "child_at_risk")
    assert action["call"].startswith("ukr.bureau")
    told = str(answer["gate"]).casefold()
    assert not any(word in told for word in ("oksana", "melnychenko", "ga771204", "2011", "stranger", "notice"))


def test_a_name_alone_stops_nobody(client_of: ClientOf) -> None:
    noticed(client_of, person=NAMED)
    answer = crossed(client_of(Role.agency, "pol.border", "POL"), person={"names": NAMED["names"]})
    assert answer["gate"] == {"result": "no_hit", "actions": []}


def test_a_notice_that_is_not_for_this_country_is_no_hit(client_of: ClientOf) -> None:
    noticed(client_of, person=HIDDEN, recipients={"rule": "only", "countries": ["FRA"]})
    seen = crossed(client_of(Role.agency, "fra.border", "FRA"), person=HIDDEN)
    hidden = crossed(client_of(Role.agency, "pol.border", "POL"), person=HIDDEN)
    assert seen["gate"]["result"] == "hit"
    assert hidden["gate"] == {"result": "no_hit", "actions": []}


@pytest.mark.parametrize("status", ["lost", "stolen", "taken", "held_by_another", "false"])
def test_a_watched_document_is_a_hit_of_its_own_kind(client_of: ClientOf, status: str) -> None:
    number = f"M00{status[:4].upper()}812"
    taken = {"number": number, "issuer": "ZAF", "status": status}
    noticed(client_of, person={"names": [{"full": "Thabo Mokoena"}], "documents": [taken]})
    holder = {"names": [{"full": "Somchai Rattanakul"}], "documents": [{"number": number, "issuer": "ZAF"}]}
    gate = client_of(Role.agency, "tha.border", "THA")
    assert [action["action"] for action in crossed(gate, person=holder)["gate"]["actions"]] == [status]
    of_another_country = {**holder, "documents": [{"number": number, "issuer": "MOZ"}]}
    assert crossed(gate, person=of_another_country)["gate"]["actions"] == []


def test_a_gate_is_never_told_to_call_a_shelter(client_of: ClientOf) -> None:
    taken = {"number": "SH553017", "issuer": "MDA", "status": "taken"}
    resident = {
        "reference": "R-gate",
        "occurred_at": "2026-02-20",
        "person": {"names": [{"full": "Lena"}], "documents": [taken]},
        "details": {"consent": {"state": "given", "scopes": ["tracing"]}},
    }
    shelter = client_of(Role.shelter, "ita.shelter", "ITA")
    position = shelter.post("/v1/shelter-registrations", json=resident).json()["position"]
    assert client_of(Role.reviewer).get("/v1/candidates", params={"at_least": position}).status_code == 200
    holder = {"documents": [{"number": "SH553017", "issuer": "MDA"}]}
    answer = crossed(client_of(Role.agency, "pol.border", "POL"), person=holder)
    assert answer["gate"] == {"result": "no_hit", "actions": []}


def test_nobody_is_checked_who_was_not_asked_for(client_of: ClientOf) -> None:
    body = {"reference": "C-plain", "occurred_at": "2026-03-04", "person": PERSON}
    assert client_of(Role.agency).post("/v1/border-crossings", json=body).json()["gate"] is None


@pytest.mark.parametrize("trouble", ["late", "down"])
def test_a_crossing_is_stored_though_search_fails(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def fail(*_: Any) -> None:
        if trouble == "down":
            raise ConnectionError("Oksana Melnychenko")
        time.sleep(0.3)

    monkeypatch.setattr("api.intake.gate.SECONDS", 0.1)
    monkeypatch.setattr("api.intake.gate.check", fail)
    agency = client_of(Role.agency)
    answer = crossed(agency, person=PERSON)
    assert answer["gate"] == {"result": "not_checked", "actions": []}
    assert agency.get(f"/v1/records/{answer['record']}").status_code == 200
