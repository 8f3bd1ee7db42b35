"""Posting, reading, correcting and retracting single reports."""

from typing import Any

import pytest

from api import examples
from api.intake.posting import POSTERS
from tests.api.conftest import ClientOf
from tracing.access import Role
from tracing.reports import ReportKind

PATHS = {
    ReportKind.yellow_notice: "/v1/yellow-notices",
    ReportKind.sighting: "/v1/sightings",
    ReportKind.border_crossing: "/v1/border-crossings",
    ReportKind.shelter_registration: "/v1/shelter-registrations",
}
SIGHTING = examples.REPORTS[ReportKind.sighting]


@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_becomes_a_record_that_its_owner_reads_as_posted(client_of: ClientOf, kind: ReportKind) -> None:
    client = client_of(min(POSTERS[kind]))
    posted = client.post(PATHS[kind], json=examples.REPORTS[kind])
    assert posted.status_code == 201
    answer = posted.json()
    assert answer["created"] is True and answer["version"] == 1 and answer["disputes"] == []
    assert posted.headers["tracing-position"] == str(answer["position"])
    read = client.get(posted.headers["location"])
    assert read.status_code == 200
    assert read.headers["cache-control"] == "no-store"
    assert read.json()["record"] == answer["record"]
    assert read.json()["organisation"].startswith("pol.border.")
    for field in ("reference", "occurred_at"):
        assert read.json()["report"][field] == examples.REPORTS[kind][field]


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("role", Role)
def test_who_may_post_what(client_of: ClientOf, kind: ReportKind, role: Role) -> None:
    answer = client_of(role).post(PATHS[kind], json=examples.REPORTS[kind])
    if role in POSTERS[kind]:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "role-refused")
        assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_the_organisation_comes_from_the_token_alone(client_of: ClientOf) -> None:
    answer = client_of(Role.officer).post("/v1/sightings", json=SIGHTING | {"organisation": "ukr.bureau"})
    assert answer.status_code == 422
    assert answer.json()["problems"] == [{"field": "organisation", "rule": "No such field is known here"}]


def test_the_same_report_again_answers_as_the_first_time(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    first = client.post("/v1/sightings", json=SIGHTING)
    again = client.post("/v1/sightings", json=SIGHTING)
    assert again.status_code == 200
    assert again.json() == first.json() | {"created": False}


def test_other_content_under_the_same_reference_is_refused_with_the_way_to_correct(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    first = client.post("/v1/sightings", json=SIGHTING).json()
    other = client.post("/v1/sightings", json=SIGHTING | {"occurred_at": "2026-03-21"})
    assert (other.status_code, other.json()["code"]) == (409, "conflicting-report")
    assert other.json()["record"] == first["record"]
    assert "correction" in other.json()["detail"]


def test_two_organisations_may_use_the_same_reference(client_of: ClientOf) -> None:
    mine = client_of(Role.officer, "ita.police", "ITA").post("/v1/sightings", json=SIGHTING)
    theirs = client_of(Role.officer, "fra.police", "FRA").post("/v1/sightings", json=SIGHTING)
    assert mine.status_code == theirs.status_code == 201
    assert mine.json()["record"] != theirs.json()["record"]


def test_what_is_odd_is_accepted_and_marked(client_of: ClientOf) -> None:
    person = {"names": [{"full": "Nadia Petrenko"}], "birth_date": "2027-01-01", "nationalities": ["ZZZ"]}
    answer = client_of(Role.officer).post("/v1/sightings", json=SIGHTING | {"person": person})
    assert answer.status_code == 201
    marked = {(item["field"], item["rule"]) for item in answer.json()["disputes"]}
    assert marked == {("person.birth_date", "birth-after-event"), ("person.nationalities.0", "unknown-country")}
    assert all(item["explanation"] for item in answer.json()["disputes"])


def test_a_zone_with_a_wrong_digit_is_kept_and_a_correction_offered(client_of: ClientOf) -> None:
    zone = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    misread = [zone[0], zone[1].replace("L898902C3", "L8989O2C3")]
    crossing = {"reference": "MRZ-1", "occurred_at": "2010-03-04", "person": {}, "details": {"mrz": misread}}
    answer = client_of(Role.agency).post("/v1/border-crossings", json=crossing)
    assert answer.status_code == 201
    assert {(item["field"], item["rule"]) for item in answer.json()["disputes"]} == {
        ("details.mrz.number", "mrz-check-digit"),
        ("details.mrz.composite", "mrz-check-digit"),
    }
    assert answer.json()["suggestions"] == [{"fields": ["number"], "mrz": zone}]
    kept = client_of(Role.agency).get(f"/v1/records/{answer.json()['record']}").json()
    assert kept["report"]["details"]["mrz"] == misread


def test_face_encodings_are_numbers_that_can_be_posted_again(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    encoding = [number / 997 for number in range(128)]
    person = {"faces": [{"model": "dlib-resnet-v1", "encoding": encoding}]}
    posted = client.post("/v1/sightings", json=SIGHTING | {"person": person})
    report = client.get(posted.headers["location"]).json()["report"]
    assert report["person"]["faces"][0]["encoding"] == pytest.approx(encoding, rel=1e-6)
    assert client.post("/v1/sightings", json=report).status_code == 200


def corrected(reference: str = SIGHTING["reference"]) -> dict[str, Any]:
    report = {"kind": "sighting", **SIGHTING, "reference": reference, "occurred_at": "2026-03-19"}
    return {"report": report, "reason": "The day was wrong."}


def test_a_correction_replaces_the_report_and_keeps_the_earlier_one(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    path = client.post("/v1/sightings", json=SIGHTING).headers["location"]
    before = client.get(path).json()
    done = client.post(f"{path}/corrections", json=corrected())
    assert (done.status_code, done.json()["version"], done.json()["created"]) == (201, 2, True)
    assert client.get(path).json()["report"]["occurred_at"] == "2026-03-19"
    then = client.get(path, params={"as_of": before["changed_at"]})
    assert then.json() == before
    again = client.post(f"{path}/corrections", json=corrected())
    assert (again.status_code, again.json()["created"]) == (200, False)


def test_what_a_colleague_corrected_meanwhile_is_neither_replaced_nor_taken_back_unseen(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    path = client.post("/v1/sightings", json=SIGHTING).headers["location"]
    assert client.post(f"{path}/corrections", json=corrected() | {"version": 1}).status_code == 201
    late = corrected() | {"version": 1}
    late["report"]["occurred_at"] = "2026-03-22"
    for act, body in (("corrections", late), ("retraction", {"reason": "A test.", "version": 1})):
        answer = client.post(f"{path}/{act}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "record-changed")
    assert client.get(path).json()["report"]["occurred_at"] == "2026-03-19"
    assert client.post(f"{path}/corrections", json=late | {"version": 2}).status_code == 201


def test_a_correction_keeps_kind_and_reference(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    path = client.post("/v1/sightings", json=SIGHTING).headers["location"]
    other = client.post(f"{path}/corrections", json=corrected(reference="another"))
    assert (other.status_code, other.json()["code"]) == (422, "not-possible")


def test_a_broken_correction_names_fields_below_the_report(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    path = client.post("/v1/sightings", json=SIGHTING).headers["location"]
    broken = corrected()
    broken["report"]["person"] = {"names": [{"full": ""}]}
    answer = client.post(f"{path}/corrections", json=broken)
    assert [item["field"] for item in answer.json()["problems"]] == ["report.person.names.0.full"]
    del broken["report"]["kind"]
    answer = client.post(f"{path}/corrections", json=broken)
    assert [item["field"] for item in answer.json()["problems"]] == ["report"]


def test_only_the_owner_corrects_and_retracts(client_of: ClientOf) -> None:
    path = client_of(Role.officer, "ita.police", "ITA").post("/v1/sightings", json=SIGHTING).headers["location"]
    stranger = client_of(Role.officer, "fra.police", "FRA")
    for change, body in (("corrections", corrected()), ("retraction", {"reason": "Not ours."})):
        answer = stranger.post(f"{path}/{change}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-owner")


def test_a_colleague_changes_only_what_the_role_posts(client_of: ClientOf) -> None:
    notice = examples.REPORTS[ReportKind.yellow_notice]
    path = client_of(Role.bureau).post("/v1/yellow-notices", json=notice).headers["location"]
    colleague = client_of(Role.officer)
    report = {"kind": "yellow_notice", **notice}
    for change, body in (("corrections", {"report": report}), ("retraction", {})):
        answer = colleague.post(f"{path}/{change}", json={**body, "reason": "Out of date."})
        assert (answer.status_code, answer.json()["code"]) == (403, "role-refused")


def test_a_retracted_record_says_so_and_takes_no_correction(client_of: ClientOf) -> None:
    client = client_of(Role.officer)
    path = client.post("/v1/sightings", json=SIGHTING).headers["location"]
    reason = {"reason": "Reported twice."}
    assert client.post(f"{path}/retraction", json=reason).status_code == 201
    assert client.post(f"{path}/retraction", json=reason).status_code == 200
    assert client.get(path).json()["retracted"] == "Reported twice."
    late = client.post(f"{path}/corrections", json=corrected())
    assert (late.status_code, late.json()["code"]) == (409, "retracted")


def test_a_hidden_record_is_answered_like_one_that_does_not_exist(client_of: ClientOf) -> None:
    hidden = SIGHTING | {"recipients": {"rule": "only", "countries": ["FRA"]}}
    path = client_of(Role.officer, "ita.police", "ITA").post("/v1/sightings", json=hidden).headers["location"]
    assert client_of(Role.officer, "fra.police", "FRA").get(path).status_code == 200
    stranger = client_of(Role.officer, "deu.police", "DEU")
    nowhere = path[:-4] + "0000"
    answers = [
        *(stranger.get(at) for at in (path, nowhere)),
        *(stranger.post(f"{at}/corrections", json=corrected()) for at in (path, nowhere)),
        *(stranger.post(f"{at}/retraction", json={"reason": "Not ours."}) for at in (path, nowhere)),
    ]
    for answer in answers:
        assert answer.status_code == 404
        assert answer.json() | {"instance": ""} == answers[0].json() | {"instance": ""}


@pytest.mark.parametrize("role", [Role.auditor, Role.admin])
def test_auditors_and_administrators_read_no_record(client_of: ClientOf, role: Role) -> None:
    path = client_of(Role.officer).post("/v1/sightings", json=SIGHTING).headers["location"]
    assert client_of(role).get(path).status_code == 403
