"""Story A5: stateless, no birth date."""

from typing import Any

import pytest

from api.world.stories import story_a5
from tests.acceptance.conftest import Form


@pytest.fixture(scope="package")
def posted(form: Form) -> dict[str, Any]:
    """The camp's registration, the notice and the sighting."""
    answers = {posting.report["kind"]: form.post(posting) for posting in story_a5()}
    return answers | {"position": max(answer["position"] for answer in answers.values())}


def test_the_sighting_is_proposed_on_what_is_known(form: Form, posted: dict[str, Any]) -> None:
    pair = {posted["sighting"]["record"], posted["shelter_registration"]["record"]}
    row = next(row for row in form.queue(posted["position"]) if {row["record_a"], row["record_b"]} == pair)
    reasons = form.reviewers[0].get(f"/v1/candidates/{row['candidate']}").json()["reasons"]
    speaking = {reason["feature"] for reason in reasons if reason["direction"] == "for"}
    assert {"name", "birth", "mark", "language"} <= speaking


def test_missing_fields_are_no_evidence(form: Form, posted: dict[str, Any]) -> None:
    query = {"a": posted["yellow_notice"]["record"], "b": posted["sighting"]["record"]}
    reasons = {r["feature"]: r for r in form.officer.get("/v1/why", params=query).json()["reasons"]}
    for feature in ("birth", "nationality", "document", "phone", "face"):
        assert (reasons[feature]["direction"], reasons[feature]["weight"]) == ("missing", 0)


def test_an_age_filter_has_her_and_a_birth_year_filter_has_not(form: Form, posted: dict[str, Any]) -> None:
    def found(**filters: Any) -> set[str]:
        answer = form.search(posted["position"], person={"names": [{"full": "Noor Khatun"}]}, limit=50, filters=filters)
        return {record["record"] for result in answer["results"] for record in result["records"]}

    registered = posted["shelter_registration"]["record"]
    assert registered in found(age={"min": 18, "max": 25})
    assert registered not in found(born_from="1990", born_to="1990")
