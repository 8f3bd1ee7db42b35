"""Notices in the shapes of INTERPOL's service: what a caller may see of them, and nothing of any other."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.disclosure.auditing import CASE_HEADER
from api.exchange.interpol_notice import notice_of
from api.wiring import Service
from tests.api.conftest import ClientOf, clients, opened, serving
from tests.api.exchange.test_interpol import DETAIL
from tests.pictures import drawn_face, encoded
from tracing.access import Role
from tracing.audit.entries import Action, Asked

PATH = "/notices/v1/yellow"


@pytest.fixture(scope="module")
def own_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of which a test knows every notice."""
    with opened(tmp_path_factory.mktemp("notices")) as service:
        yield service


@pytest.fixture(scope="module")
def client_of(own_service: Service) -> Iterator[ClientOf]:
    with serving(create_app(own_service)) as url, clients(url, own_service.settings) as client:
        yield client


@pytest.fixture(scope="module")
def posted(client_of: ClientOf) -> dict[str, dict[str, Any]]:
    """Answers to the posts of four notices: one imported, one without a number, a child, and one for Italy alone."""
    bureau = client_of(Role.bureau, "ukr.bureau", "UKR")
    imported = notice_of(DETAIL).report
    reports: dict[str, dict[str, Any]] = {
        "imported": {
            "reference": imported.reference,
            "occurred_at": imported.occurred_at,
            "unread": {"charge": "none"},
        },
        "plain": {"reference": "UA-7", "occurred_at": "2026-02", "person": person("Nadia", "Petrenko", "1990")},
        "child": {
            "reference": "2026/8",
            "occurred_at": "2026-02",
            "person": person("Oleh", "Petrenko", "2019", "male"),
        },
        "hidden": {
            "reference": "2026/9",
            "occurred_at": "2026-02",
            "person": person("Larisa", "Petrenko", "1991"),
            "recipients": {"rule": "only", "countries": ["ITA"]},
        },
    }
    reports["imported"]["person"] = person("Yuliia", "Kovalchuk", "1998-03-17", nationality="POL")
    answers = {name: bureau.post("/v1/yellow-notices", json=report).json() for name, report in reports.items()}
    at_least = {"at_least": answers["hidden"]["position"]}
    assert client_of(Role.officer, "fra.police", "FRA").get(PATH, params=at_least).status_code == 200
    return answers


def person(given: str, family: str, born: str, sex: str = "female", nationality: str = "UKR") -> dict[str, Any]:
    name = {"given": given, "family": family}
    return {"names": [name], "birth_date": born, "sex": sex, "nationalities": [nationality]}


def listed(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [notice["forename"] for notice in answer.json()["_embedded"]["notices"]]


def test_the_list_has_what_the_caller_may_see_newest_first(
    client_of: ClientOf, posted: dict[str, dict[str, Any]]
) -> None:
    french, italian = client_of(Role.officer, "fra.police", "FRA"), client_of(Role.officer, "ita.police", "ITA")
    answer = french.get(PATH)
    assert listed(answer) == ["OLEH", "NADIA", "YULIIA"]
    assert answer.json()["total"] == 3
    assert listed(italian.get(PATH)) == ["LARISA", "OLEH", "NADIA", "YULIIA"]
    imported = answer.json()["_embedded"]["notices"][-1]
    assert imported == {
        "forename": "YULIIA",
        "name": "KOVALCHUK",
        "date_of_birth": "1998/03/17",
        "entity_id": "2014/5590",
        "nationalities": ["PL"],
        "_links": {
            "self": {"href": "/notices/v1/yellow/2014-5590"},
            "images": {"href": "/notices/v1/yellow/2014-5590/images"},
        },
    }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"nationality": "PL"}, ["YULIIA"]),
        ({"nationality": "UKR", "sexId": "M"}, ["OLEH"]),
        ({"ageMax": 17}, ["OLEH"]),
        ({"ageMin": 18}, ["NADIA", "YULIIA"]),
        ({"ageMin": 18, "page": 2, "resultPerPage": 1}, ["YULIIA"]),
        ({"page": 9}, []),
    ],
)
def test_filters_are_those_of_the_service_in_url_and_body(
    client_of: ClientOf, posted: dict[str, dict[str, Any]], asked: dict[str, Any], expected: list[str]
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    assert listed(officer.get(PATH, params=asked)) == expected
    assert listed(officer.post(PATH, json=asked)) == expected


def test_names_are_found_in_any_spelling_and_never_taken_from_a_url(
    client_of: ClientOf, posted: dict[str, dict[str, Any]]
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    assert listed(officer.post(PATH, json={"forename": "Julia", "name": "Kovaltchouk"}))[:1] == ["YULIIA"]
    assert listed(officer.post(PATH, json={"name": "Petrenko", "nationality": "UA", "sexId": "F"})) == ["NADIA"]
    assert listed(officer.post(PATH, json={"freeText": "kovalch"})) == ["YULIIA"]
    assert "Kovalch" not in officer.post(PATH, json={"freeText": "Kovalch"}).json()["_links"]["self"]["href"]
    for name in ("name", "forename", "freeText"):
        refused = officer.get(PATH, params={name: "Kovalchuk"})
        assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, f"query.{name}")
        assert "Kovalchuk" not in refused.text


def test_links_lead_through_all_pages(client_of: ClientOf, posted: dict[str, dict[str, Any]]) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    found, address = [], f"{PATH}?resultPerPage=2"
    while address:
        answer = officer.get(address)
        found += listed(answer)
        address = answer.json()["_links"].get("next", {}).get("href")
    assert found == ["OLEH", "NADIA", "YULIIA"]
    assert answer.json()["_links"]["last"] == answer.json()["_links"]["self"]


def test_every_notice_is_read_by_its_link(client_of: ClientOf, posted: dict[str, dict[str, Any]]) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    for notice in officer.get(PATH).json()["_embedded"]["notices"]:
        detail = officer.get(notice["_links"]["self"]["href"])
        assert detail.status_code == 200
        assert detail.json() | notice == detail.json()
        read_again = notice_of(detail.json()).report
        assert read_again.reference == notice["entity_id"]
    assert officer.get(f"{PATH}/2014-5590").json()["charge"] == "none", "what an import kept is given back"


@pytest.mark.parametrize("way", ["", "/images", f"/images/{64 * '0'}"])
def test_what_is_hidden_is_answered_like_what_is_not_there(
    client_of: ClientOf, posted: dict[str, dict[str, Any]], way: str
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA")
    hidden, absent = officer.get(f"{PATH}/2026-9{way}"), officer.get(f"{PATH}/2026-99{way}")
    assert hidden.status_code == absent.status_code == 404
    bodies = [answer.json() | {"instance": ""} for answer in (hidden, absent)]
    assert bodies[0] == bodies[1]
    assert (bodies[0]["status"], bodies[0]["name"]) == (404, "NotFoundError") and bodies[0]["message"]
    if not way.startswith("/images/"):
        assert client_of(Role.officer, "ita.police", "ITA").get(f"{PATH}/2026-9{way}").status_code == 200


def test_images_are_those_that_the_owner_added(client_of: ClientOf, posted: dict[str, dict[str, Any]]) -> None:
    bureau, officer = client_of(Role.bureau, "ukr.bureau", "UKR"), client_of(Role.officer, "fra.police", "FRA")
    assert officer.get(f"{PATH}/2026-8/images").json()["_embedded"]["images"] == []
    added = bureau.post(f"/v1/records/{posted['child']['record']}/photographs", content=encoded(drawn_face()))
    assert added.status_code == 201, added.text
    (image,) = officer.get(f"{PATH}/2026-8/images").json()["_embedded"]["images"]
    picture = officer.get(image["_links"]["self"]["href"])
    assert picture.headers["content-type"] == "image/jpeg" and picture.content[:2] == b"\xff\xd8"
    assert officer.get(f"{PATH}/2026-8").json()["_links"]["thumbnail"] == image["_links"]["self"]
    assert officer.get(f"{PATH}/2026-8/images/{64 * 'a'}").status_code == 404


def test_a_number_entered_by_two_is_one_notice_and_a_retracted_one_none(
    client_of: ClientOf, posted: dict[str, dict[str, Any]]
) -> None:
    officer, other = client_of(Role.officer, "fra.police", "FRA"), client_of(Role.bureau, "deu.bureau", "DEU")
    report = {"reference": "2014/5590", "occurred_at": "2014", "person": person("Julia", "Kowaltschuk", "1998")}
    copy = other.post("/v1/yellow-notices", json=report).json()
    answer = officer.get(PATH, params={"at_least": copy["position"]})
    numbers = [notice["entity_id"] for notice in answer.json()["_embedded"]["notices"]]
    assert numbers.count("2014/5590") == 1 and answer.json()["total"] == 3
    assert officer.get(f"{PATH}/2014-5590").json()["forename"] == "YULIIA"
    own = other.post("/v1/yellow-notices", json=report | {"reference": "2026/77"}).json()
    taken = other.post(f"/v1/records/{own['record']}/retraction", json={"reason": "Entered twice."}).json()
    officer.get(PATH, params={"at_least": taken["position"]})
    assert officer.get(f"{PATH}/2026-77").status_code == 404


def test_looking_needs_purpose_and_case_and_is_written_down(
    own_service: Service, client_of: ClientOf, posted: dict[str, dict[str, Any]]
) -> None:
    officer = client_of(Role.officer, "fra.police", "FRA", subject="who-looks")
    bare = httpx.get(f"{officer.base_url}{PATH}", headers={"Authorization": officer.headers["Authorization"]})
    assert bare.status_code == 422
    assert f"header.{CASE_HEADER}" in {problem["field"] for problem in bare.json()["problems"]}
    officer.get(PATH, params={"nationality": "UA"})
    officer.get(f"{PATH}/2026-8")
    officer.get(f"{PATH}/2026-9")
    entries = [found.entry for found in own_service.audit.entries(Asked(subject="who-looks"))]
    told = sorted((entry.action, entry.result, len(entry.records)) for entry in entries if entry.case)
    assert told == [
        (Action.read_record, "answered", 1),
        (Action.read_record, "not-found", 0),
        (Action.search, "answered", 2),
    ]


@pytest.mark.parametrize("role", [Role.agency, Role.shelter, Role.auditor, Role.admin])
def test_whoever_searches_no_people_reads_no_notices(client_of: ClientOf, role: Role) -> None:
    assert client_of(role).get(PATH).status_code == 403
