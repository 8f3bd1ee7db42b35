"""Story A1: many countries, many spellings."""

from typing import Any

import pytest

from api.world.stories import story_a1
from tests.acceptance.conftest import Form

IN_TIME_ORDER = ["border_crossing", "yellow_notice", "sighting", "shelter_registration"]


@pytest.fixture(scope="package")
def told(form: Form) -> dict[str, Any]:
    """The reports posted by their agencies; the pairs confirmed by two reviewers."""
    posted = [form.post(posting) for posting in story_a1()]
    records = {answer["record"] for answer in posted}
    position = max(answer["position"] for answer in posted)
    for row in [row for row in form.queue(position) if {row["record_a"], row["record_b"]} <= records]:
        for reviewer in form.reviewers:
            pair = reviewer.get(f"/v1/candidates/{row['candidate']}").json()
            decision = {"verdict": "same", "reason": "Same scar.", "version": pair["standing"]["version"]}
            answer = reviewer.post(f"/v1/candidates/{row['candidate']}/judgements", json=decision)
            assert answer.status_code == 201, answer.text
            position = answer.json()["position"]
    return {"records": records, "position": position}


@pytest.mark.parametrize("spelling", ["Yulia Kovalchuck", "Юлія Ковальчук", "Julia Kovaltchouk", "KOVALCHUK YULIIA"])
def test_one_identity_heads_the_answer_under_every_spelling(form: Form, told: dict[str, Any], spelling: str) -> None:
    answer = form.search(told["position"], person={"names": [{"full": spelling}]})
    first = answer["results"][0]
    assert first["joined"]
    assert [record["kind"] for record in first["records"]] == IN_TIME_ORDER
    assert {record["record"] for record in first["records"]} == told["records"]
    name = next(reason for reason in first["reasons"] if reason["feature"] == "name")
    assert name["direction"] == "for" and name["weight"] > 0 and name["sentence"]


def test_latin_and_cyrillic_find_the_same_identity(form: Form, told: dict[str, Any]) -> None:
    found = {
        form.search(told["position"], person={"names": [{"full": name}]})["results"][0]["identity"]
        for name in ("Yulia Kovalchuck", "Юлія Ковальчук")
    }
    assert len(found) == 1


def test_the_timeline_is_in_the_order_of_events(form: Form, told: dict[str, Any]) -> None:
    for record in told["records"]:
        answer = form.officer.get(f"/v1/identities/{record}/timeline", params={"at_least": told["position"]}).json()
        assert [entry["record"]["kind"] for entry in answer["entries"]] == IN_TIME_ORDER


def test_before_the_confirmations_nobody_was_joined(form: Form, told: dict[str, Any]) -> None:
    one = form.officer.get(f"/v1/records/{sorted(told['records'])[0]}").json()
    answer = form.officer.get(f"/v1/identities/{one['record']}", params={"as_of": one["recorded_at"]}).json()
    assert answer["members"] == [one["record"]]
