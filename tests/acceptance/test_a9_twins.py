"""Story A9: twins. Who acted on a wrong merge finds it among the own decisions taken back; nobody is written to."""

from typing import Any

import pytest

from api.world.stories_of_kin import story_a9
from tests.acceptance.conftest import Form

FACT = {"kind": "fingerprint_reference", "reference": "FP-2025/118"}


@pytest.fixture(scope="package")
def twins(form: Form) -> dict[str, Any]:
    """Both notices, known as twins, and the sighting of one of them."""
    maribel, marisol, sighting = (form.post(posting) for posting in story_a9())
    records = {"maribel": maribel["record"], "marisol": marisol["record"], "sighting": sighting["record"]}
    row = form.row(sighting["position"], records["maribel"], records["marisol"])
    assert row is not None and row["suggests"] == "kin"
    linked = form.judge(form.reviewers[0], row["candidate"], "kin")
    return records | {"position": sighting["position"], "linked": linked.json()["position"]}


def candidate(form: Form, twins: dict[str, Any], name: str) -> str:
    row = form.row(twins["position"], twins[name], twins["sighting"])
    assert row is not None
    return str(row["candidate"])


def test_the_sighting_scores_high_on_both_and_no_group_holds_both(form: Form, twins: dict[str, Any]) -> None:
    for name in ("maribel", "marisol"):
        path = f"/v1/candidates/{candidate(form, twins, name)}"
        page = form.reviewers[0].get(path, params={"at_least": twins["linked"]}).json()
        face = next(reason for reason in page["reasons"] if reason["feature"] == "face")
        assert face["direction"] == "for" and page["probability"] > 0.9
        assert "known_kin" in page["cautions"]
        group = form.officer.get(f"/v1/groups/{twins[name]}", params={"at_least": twins["linked"]})
        assert group.status_code == 404 or not {twins["maribel"], twins["marisol"]} <= set(group.json()["members"])


def test_a_wrong_merge_takes_a_telling_fact_and_is_split_again(form: Form, twins: dict[str, Any]) -> None:
    """In the order of the story: refused, confirmed with a fact that turns out wrong, and split."""
    pair = candidate(form, twins, "marisol")
    refused = form.judge(form.reviewers[0], pair, "same")
    assert (refused.status_code, refused.json()["code"]) == (409, "telling-fact-missing")
    before = {name: form.officer.get(f"/v1/records/{twins[name]}").json() for name in ("marisol", "sighting")}

    done = [form.judge(reviewer, pair, "same", telling_fact=FACT) for reviewer in form.reviewers]
    assert [answer.json()["standing"]["state"] for answer in done] == ["confirmed_once", "confirmed"]
    joined = {twins["marisol"], twins["sighting"]}
    assert set(form.members(twins["sighting"], done[-1].json()["position"])) == joined

    body = {"reason": "The prints are Maribel's.", "version": done[-1].json()["standing"]["version"]}
    withdrawn = form.reviewers[0].post(f"/v1/candidates/{pair}/withdrawal", json=body).json()
    for name in ("marisol", "sighting"):
        assert form.members(twins[name], withdrawn["position"]) == [twins[name]]
        now = form.officer.get(f"/v1/records/{twins[name]}").json()
        assert now == before[name], "face, place and note are with their own record, as before"
    told = {"state": "withdrawn", "answered": True, "limit": 100, "at_least": withdrawn["position"]}
    for reviewer in form.reviewers:
        rows = reviewer.get("/v1/candidates", params=told).json()["candidates"]
        assert pair in {row["candidate"] for row in rows}
    opinions = form.reviewers[1].get(f"/v1/candidates/{pair}").json()["standing"]["opinions"]
    assert [(said["verdict"], said["reason"]) for said in opinions][-1] == (None, body["reason"])
