"""Story A4: passed on from one group to another, told out of order, and handed to a partner as a case of HTCDS."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.exchange.entries import Entry, Sender
from api.exchange.htcds import csv_files, json_files
from api.world.stories_of_passing_on import story_a4
from tests.acceptance.conftest import Form
from tests.examples import FOR_A_CASE
from tracing.access import Role

PLACES = ["Lima", None, "Mendoza", "Valencia"]  # where the shelter is, is the shelter's to tell
PARTNER = Sender(organisation="int.iom", country="CHE")


def joined(form: Form, records: list[str], position: int) -> int:
    """The pairs of these records confirmed by two reviewers; gives the position of the last decision."""
    for row in [row for row in form.queue(position) if {row["record_a"], row["record_b"]} <= set(records)]:
        for reviewer in form.reviewers:
            answer = form.judge(reviewer, row["candidate"], "same")
            assert answer.status_code == 201, answer.text
            position = answer.json()["position"]
    return position


@pytest.fixture(scope="package")
def told(form: Form) -> dict[str, Any]:
    """Three reports arrive and are joined; a day of knowledge later the one from Valencia is."""
    *first, valencia = story_a4()
    posted = [form.post(posting) for posting in first]
    records = [answer["record"] for answer in posted]
    position = joined(form, records, posted[-1]["position"])
    assert len(form.members(records[0], position)) == 3
    before = datetime.now(UTC).isoformat()
    late = form.post(valencia)
    records.append(late["record"])
    position = joined(form, records, late["position"])
    return {"records": records, "position": position, "before": before}


def timeline(form: Form, told: dict[str, Any], **asked: Any) -> httpx.Response:
    path = f"/v1/identities/{told['records'][0]}/timeline"
    return form.officer.get(path, params={"at_least": told["position"], **asked})


def export(form: Form, told: dict[str, Any], written_as: str = "json") -> httpx.Response:
    answer = form.officer.get(f"/v1/identities/{told['records'][3]}/htcds", params={"form": written_as})
    assert answer.status_code == 200, answer.text
    return answer


def places(answer: httpx.Response) -> list[str | None]:
    return [entry["record"]["report"].get("place", {}).get("name") for entry in answer.json()["entries"]]


def test_the_timeline_is_in_the_order_of_events_whatever_came_first(form: Form, told: dict[str, Any]) -> None:
    answer = timeline(form, told)
    kinds = [entry["record"]["kind"] for entry in answer.json()["entries"]]
    assert kinds == ["yellow_notice", "shelter_registration", "border_crossing", "sighting"]
    assert [entry["reported_late"] for entry in answer.json()["entries"]] == [True, True, False, False]
    assert {entry["record"]["record"] for entry in answer.json()["entries"]} == set(told["records"])


def test_it_shows_two_spells_of_custody(form: Form, told: dict[str, Any]) -> None:
    spells = timeline(form, told).json()["custody"]
    assert [(spell["holder"], spell["first"], spell["last"]) for spell in spells] == [
        ("the Pampa group", "2024-08-20", "2024-08-20"),
        ("the Turia group", "2025-02-11", "2025-02-11"),
    ]
    assert [spell["records"] for spell in spells] == [[told["records"][1]], [told["records"][3]]]


def test_as_known_before_it_was_told_there_is_no_valencia(form: Form, told: dict[str, Any]) -> None:
    then = timeline(form, told, as_of=told["before"])
    assert places(then) == [None, None, "Mendoza"]  # a notice tells its place as where she was last seen
    assert [spell["holder"] for spell in then.json()["custody"]] == ["the Pampa group"]
    assert "Valencia" in timeline(form, told).text and "Valencia" not in then.text
    assert timeline(form, told, as_of="2025-01-01").status_code == 404


def test_the_export_carries_four_historic_events(form: Form, told: dict[str, Any]) -> None:
    (case,) = export(form, told).json()
    assert case["cas_CaseNumber"] in told["records"]
    assert (case["prs_FirstName"], case["prs_SecondName"]) == ("Rosa Elena", "Quispe Huamán")
    assert (case["prs_Citizenship"], case["prs_IdentityNumber"], case["con_Consent"]) == (["PE"], "PE7714209", True)
    assert [event.get("hte_City") for event in case["hte"]] == PLACES
    assert [event["hte_Country"] for event in case["hte"]] == ["PE", "CL", "AR", "ES"]
    assert [event["hte_Date"] for event in case["hte"]] == ["2024-05-19", "2024-08-20", "2024-11-03", "2025-02-11"]
    assert [event.get("hte_Type") for event in case["hte"]] == [None, None, "Transit", None]
    assert "prs_Gender" not in case, "sex is no gender"


def test_as_csv_it_says_the_same_and_a_partner_can_read_both(form: Form, told: dict[str, Any]) -> None:
    as_json, as_csv = export(form, told), export(form, told, "csv")
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [row["hte_City"] or None for row in rows] == PLACES
    read = [
        [(item.report.occurred_at, item.report.place and item.report.place.country, item.report.person.names)]
        for form_of, answer in ((json_files, as_json), (csv_files, as_csv))
        for item in form_of.read(io.BytesIO(answer.content), PARTNER)
        if isinstance(item, Entry)
    ]
    assert len(read) == 10 and read[:5] == read[5:]


def test_an_export_is_for_a_case_written_down_and_only_of_what_the_caller_may_see(
    form: Form, told: dict[str, Any]
) -> None:
    path = f"/v1/identities/{told['records'][0]}/htcds"
    without = dict.fromkeys(FOR_A_CASE, "")
    assert form.officer.get(path, headers=without).status_code == 422
    assert form.as_(Role.agency, "arg.border", "ARG").get(path).status_code == 403
    stranger = form.as_(Role.shelter, "prt.shelter", "PRT").get(path)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not-found")
    export(form, told)
    auditor = form.as_(Role.auditor, "int.audit", "CHE")
    asked = {"record": told["records"][3], "action": "export"}
    (*_, entry) = auditor.post("/v1/audit/entries", json=asked).json()["entries"]
    assert (entry["action"], entry["data"], entry["organisation"]) == ("export", ["export as htcds"], "fra.tracing")
    assert set(told["records"]) <= set(entry["records"])
    own = form.as_(Role.shelter, "chl.shelter", "CHL").get(path.replace(told["records"][0], told["records"][1]))
    (case,) = own.json()
    assert [event["hte_City"] for event in case["hte"]] == ["Antofagasta"], "of others' records a shelter learns none"
