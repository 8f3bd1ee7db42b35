"""Story A3: a false passport. The note that clears the true holder at a gate is not part of this."""

from typing import Any

import pytest

from api.world.stories_of_kin import story_a3, story_a3_true_holder
from tests.acceptance.conftest import Form


@pytest.fixture(scope="package")
def told(form: Form) -> dict[str, Any]:
    """Blessing's notice, her crossing as Grace, and what the reviewers found."""
    notice, crossing = (form.post(posting) for posting in story_a3())
    row = form.row(crossing["position"], notice["record"], crossing["record"])
    assert row is not None, "face and scar lead to the pair although no name agrees"
    page = form.reviewers[0].get(f"/v1/candidates/{row['candidate']}").json()
    decided = [form.judge(reviewer, row["candidate"], "document_misuse") for reviewer in form.reviewers]
    assert [answer.status_code for answer in decided] == [201, 201]
    return {
        "notice": notice["record"],
        "crossing": crossing["record"],
        "page": page,
        "states": [answer.json()["standing"]["state"] for answer in decided],
        "candidate": row["candidate"],
        "position": decided[-1].json()["position"],
    }


def test_the_pair_is_led_by_the_face_and_says_so(told: dict[str, Any]) -> None:
    reasons = {reason["feature"]: reason["direction"] for reason in told["page"]["reasons"]}
    assert (reasons["name"], reasons["face"], reasons["mark"]) == ("against", "for", "for")
    assert "face_led" in told["page"]["cautions"]


def test_two_reviewers_link_the_records_without_joining_them(form: Form, told: dict[str, Any]) -> None:
    assert told["states"] == ["confirmed_once", "document_misuse"]
    for record in (told["notice"], told["crossing"]):
        assert form.members(record, told["position"]) == [record]
    listed = form.reviewers[0].get("/v1/candidates", params={"state": "document_misuse", "limit": 100}).json()
    assert told["candidate"] in {row["candidate"] for row in listed["candidates"]}


def test_the_true_holder_is_no_hit_on_the_one_who_had_her_passport(form: Form, told: dict[str, Any]) -> None:
    grace = form.post(story_a3_true_holder())
    assert form.row(grace["position"], told["notice"], grace["record"]) is None
    group = form.officer.get(f"/v1/groups/{told['notice']}", params={"at_least": grace["position"]})
    assert group.status_code == 404
    found = form.search(grace["position"], person={"names": [{"full": "Grace Mensah"}]}, limit=50)
    assert told["notice"] not in {r["record"] for result in found["results"] for r in result["records"]}


def test_nothing_calls_her_a_fraud(form: Form, told: dict[str, Any]) -> None:
    texts = [
        form.officer.get(f"/v1/records/{told['notice']}").text,
        form.officer.get(f"/v1/identities/{told['notice']}").text,
        form.officer.get("/v1/why", params={"a": told["notice"], "b": told["crossing"]}).text,
        form.reviewers[0].get(f"/v1/candidates/{told['candidate']}").text,
    ]
    for text in texts:
        spoken = text.lower().replace(":false", "")  # JSON's own word
        assert not any(word in spoken for word in ("fraud", "false", "forge", "impost", "fake"))
