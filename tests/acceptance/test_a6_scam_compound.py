"""Story A6: a scam compound. Three notices with one lure; a passport that was taken is read at a far gate."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.world.faces import MODEL, FamilyFace, TrueFace
from tests.acceptance.conftest import Form
from tracing.access import Role

LURE = {
    "recruiter": "Golden Bay Careers",
    "advertisement": "https://jobs.example/customer-service-0417",
    "last_seen": {"at": "2026-02-20", "place": {"country": "THA", "name": "Mae Sot"}},
}
PASSPORT = {"type": "passport", "number": "A07654310", "issuer": "ZAF"}
SOUGHT = {
    "zaf": ("ZAF", {"given": "Thabo", "family": "Mokoena"}, "1999-08-02"),
    "ken": ("KEN", {"given": "Wanjiru", "family": "Kamau"}, "2001-01-19"),
    "bra": ("BRA", {"given": "Rafael", "family": "Siqueira"}, "1996-11-30"),
}
BANGKOK = {"country": "THA", "name": "Bangkok Suvarnabhumi", "kind": "border_point"}


def face(number: int) -> dict[str, Any]:
    return {"model": MODEL, "encoding": TrueFace(FamilyFace(number), 0.0).picture(random.Random(number))}


def bureau(form: Form, country: str) -> httpx.Client:
    return form.as_(Role.bureau, f"{country}.bureau.a6", SOUGHT[country][0])


def posted(client: httpx.Client, route: str, report: dict[str, Any], **asked: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/{route}", json=report, params=asked)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def alerts(client: httpx.Client, at_least: int) -> list[dict[str, Any]]:
    """All alerts of a receiver, asked again while the service says that it is not as far yet."""
    for _ in range(60):
        answer = client.get("/v1/alerts", params={"at_least": at_least})
        if answer.status_code == 200:
            break
    assert answer.status_code == 200, answer.text
    return list(answer.json()["alerts"])


@pytest.fixture(scope="package")
def compound(form: Form) -> dict[str, Any]:
    """Three notices; Thabo's says that his passport was taken; then somebody shows it at a gate in Bangkok."""
    ends = (datetime.now(UTC) + timedelta(days=90)).isoformat()
    secrets = {}
    for country in SOUGHT:
        body = {"topics": ["document_seen", "merge_undone"], "ends_at": ends, "webhook": form.receiver.url}
        secrets[country] = posted(bureau(form, country), "subscriptions", body)["secret"]
    notices = {}
    for country, (nationality, name, born) in SOUGHT.items():
        person: dict[str, Any] = {"names": [name], "birth_date": born, "sex": "male", "nationalities": [nationality]}
        if country == "zaf":
            person |= {"documents": [PASSPORT | {"status": "taken"}], "faces": [face(61)]}
        report = {"reference": f"a6-{country}", "occurred_at": "2026-04-02", "person": person, "details": LURE}
        notices[country] = posted(bureau(form, country), "yellow-notices", report)
    wait_until_searchable(form, notices["zaf"]["position"])
    presented = {"names": [{"full": "Thabo Mokoena"}], "documents": [PASSPORT], "faces": [face(62)]}
    crossing = {"reference": "bkk-a6", "occurred_at": "2026-05-09T03:12:00+07:00", "place": BANGKOK}
    gate = form.as_(Role.agency, "tha.immigration.a6", "THA")
    told = posted(gate, "border-crossings", crossing | {"person": presented}, check=True)
    return {"notices": notices, "crossing": told, "secrets": secrets, "gate": gate}


def wait_until_searchable(form: Form, position: int) -> None:
    """Return when the gate can know of what was posted: other stories may have left much to be compared."""
    query = {"queries": {"q": {"person": {"names": [{"full": "Nobody Atall"}]}}}}
    deadline = time.monotonic() + 120
    while form.officer.post("/v1/search", params={"at_least": position}, json=query).status_code != 200:
        assert time.monotonic() < deadline, "what was posted was not found in time"


def test_whom_one_lure_took_are_not_joined(form: Form, compound: dict[str, Any]) -> None:
    position = compound["crossing"]["position"]
    records = {country: told["record"] for country, told in compound["notices"].items()}
    for record in records.values():
        assert form.members(record, position) == [record]


def test_the_gate_is_told_to_act_on_the_document(compound: dict[str, Any]) -> None:
    (action,) = [one for one in compound["crossing"]["gate"]["actions"] if one["because"] == "document"]
    assert (action["action"], action["call"]) == ("taken", "zaf.bureau.a6")


def test_south_africa_is_alerted_and_nobody_else(form: Form, compound: dict[str, Any]) -> None:
    position = compound["crossing"]["position"]
    (alert,) = alerts(bureau(form, "zaf"), position)
    assert alert["topic"] == "document_seen"
    assert alert["records"] == [compound["notices"]["zaf"]["record"], compound["crossing"]["record"]]
    assert alerts(bureau(form, "ken"), position) == alerts(bureau(form, "bra"), position) == []
    (got,) = form.receiver.wait_for(1)
    time.sleep(1.0)
    assert form.receiver.taken() == [got], "once"
    assert got.verified(compound["secrets"]["zaf"])["data"] == alert
    assert form.canaries.among(got.body) == []
    for link in alert["links"]:
        assert bureau(form, "zaf").get(link).status_code == 200


def test_thabo_is_not_moved_by_it(form: Form, compound: dict[str, Any]) -> None:
    notice, crossing = compound["notices"]["zaf"]["record"], compound["crossing"]["record"]
    answer = form.officer.get(
        f"/v1/identities/{notice}/timeline", params={"at_least": compound["crossing"]["position"]}
    )
    assert answer.status_code == 200
    assert crossing not in answer.text and "Bangkok" not in answer.text
