"""Story A8: sisters are kin and never one person, and a rejection is remembered."""

import subprocess
from typing import Any

import pytest

from api.world.stories_of_kin import story_a8, story_a8_crossing
from tests.acceptance.conftest import START_SECONDS, TRACING, Form
from tracing.access import Role


@pytest.fixture(scope="package")
def sisters(form: Form) -> dict[str, Any]:
    """Both notices and the crossing."""
    hana, sara = (form.post(posting) for posting in story_a8())
    crossing = form.post(story_a8_crossing())
    return {
        "hana": hana["record"],
        "sara": sara["record"],
        "crossing": crossing["record"],
        "position": crossing["position"],
    }


def test_they_are_suggested_as_kin_and_a_reviewer_links_them_so(form: Form, sisters: dict[str, Any]) -> None:
    row = form.row(sisters["position"], sisters["hana"], sisters["sara"])
    assert row is not None and row["suggests"] == "kin"
    refused = form.judge(form.reviewers[0], row["candidate"], "same")
    assert (refused.status_code, refused.json()["code"]) == (409, "telling-fact-missing")
    linked = form.judge(form.reviewers[0], row["candidate"], "kin")
    assert linked.json()["standing"]["state"] == "kin"
    assert form.members(sisters["hana"], linked.json()["position"]) == [sisters["hana"]]


def test_the_crossing_is_proposed_for_both_or_for_neither_and_joins_nobody(form: Form, sisters: dict[str, Any]) -> None:
    rows = [form.row(sisters["position"], sisters["crossing"], sisters[name]) for name in ("hana", "sara")]
    assert (rows[0] is None) == (rows[1] is None)
    for name in ("hana", "sara", "crossing"):
        answer = form.officer.get(f"/v1/groups/{sisters[name]}")
        assert answer.status_code == 404 or not {sisters["hana"], sisters["sara"]} <= set(answer.json()["members"])


def test_a_rejection_does_not_return_after_indexing_again(form: Form, sisters: dict[str, Any]) -> None:
    proposal = {"record_a": sisters["sara"], "record_b": sisters["crossing"], "reason": "Asked by her aunt."}
    standing = form.officer.post("/v1/candidates", json=proposal).json()["standing"]
    rejected = form.judge(form.reviewers[0], standing["candidate"], "different")
    assert rejected.json()["standing"]["state"] == "rejected"

    subprocess.run([*TRACING, "rebuild"], env=form.environment, check=True, timeout=START_SECONDS, capture_output=True)
    report = dict(story_a8_crossing().report)
    gate = form.as_(Role.agency, "sdn.border", "SDN")
    again = report | {"details": {"direction": "entry", "transport": "road"}}
    correction = {"report": again, "reason": "How she travelled was left out."}
    corrected = gate.post(f"/v1/records/{sisters['crossing']}/corrections", json=correction)
    assert corrected.status_code == 201, corrected.text
    assert form.row(corrected.json()["position"], sisters["sara"], sisters["crossing"]) is None
