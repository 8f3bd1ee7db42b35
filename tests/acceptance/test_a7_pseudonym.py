"""Story A7: a resident under a pseudonym is found by nobody; her shelter alone learns that she may be sought."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.conftest import Form
from tracing.access import Role

PERSON = {
    "birth_date": "2004-05-06",
    "sex": "female",
    "nationalities": ["MDA"],
    "phones": ["+37369123456"],
    "marks": [{"kind": "scar", "body_part": "left forearm"}],
}
TEXT = "Your sister waits to hear from you. You need not say where you are."


def shelter(form: Form, organisation: str = "ita.casa-lumina") -> httpx.Client:
    return form.as_(Role.shelter, organisation, "ITA")


def bureau(form: Form) -> httpx.Client:
    return form.as_(Role.bureau, "mda.bureau", "MDA")


def posted(client: httpx.Client, route: str, report: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/v1/{route}", json=report)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def registration(consent: dict[str, Any]) -> dict[str, Any]:
    return {
        "reference": "bed 7",
        "occurred_at": "2026-03-02",
        "person": PERSON | {"names": [{"full": "Lena", "kind": "pseudonym"}]},
        "details": {"consent": consent},
    }


def seen_by_others(form: Form, position: int) -> list[tuple[int, bytes]]:
    """What police, a bureau, a reviewer and a border agency are answered when they look for her in every way."""
    queries = [
        {"names": [{"full": "Lena"}]},
        {"names": [{"given": "Daria", "family": "Popescu"}], "birth_date": "2004-05-06"},
        {"phones": ["+37369123456"]},
    ]
    callers = [
        form.as_(Role.officer, "ita.questura", "ITA"),
        form.as_(Role.bureau, "ita.bureau", "ITA"),
        form.as_(Role.reviewer, "nld.silent", "NLD"),
    ]
    answers = [
        caller.post("/v1/search", params={"at_least": position}, json={"queries": {"q": {"person": query}}})
        for caller in callers
        for query in queries
    ]
    assert all(answer.status_code == 200 for answer in answers)
    return [(answer.status_code, answer.content) for answer in answers]


@pytest.fixture(scope="package")
def lena(form: Form) -> dict[str, Any]:
    """The notice, what others were answered before she came, and her registration."""
    sought = {"given": "Daria", "family": "Popescu"}
    notice = posted(
        bureau(form),
        "yellow-notices",
        {"reference": "a7", "occurred_at": "2026-01-10", "person": PERSON | {"names": [sought]}},
    )
    before = seen_by_others(form, notice["position"])
    resident = posted(shelter(form), "shelter-registrations", registration({"state": "refused"}))
    return {"notice": notice["record"], "record": resident["record"], "before": before, "at": resident["position"]}


def silent(form: Form, position: int, organisation: str = "ita.casa-lumina") -> list[dict[str, Any]]:
    """The shelter's list, asked again while the service says that it is not as far yet."""
    for _ in range(60):
        answer = shelter(form, organisation).get("/v1/silent-candidates", params={"at_least": position})
        if answer.status_code == 200:
            break
    assert answer.status_code == 200, answer.text
    return list(answer.json()["candidates"])


def test_the_shelter_alone_is_told_that_a_resident_may_be_sought(form: Form, lena: dict[str, Any]) -> None:
    (told,) = silent(form, lena["at"])
    assert (told["record"], told["reference"], told["message"]) == (lena["record"], "bed 7", None)
    assert "Ask her" in told["ask"]
    assert lena["notice"] not in str(told) and "Popescu" not in str(told) and "mda" not in str(told)
    assert silent(form, lena["at"], "ita.other-shelter") == []
    officer = form.as_(Role.officer, "ita.questura", "ITA")
    assert officer.get("/v1/silent-candidates").status_code == 403


def test_searches_by_others_never_list_her_counts_included(form: Form, lena: dict[str, Any]) -> None:
    assert seen_by_others(form, lena["at"]) == lena["before"]
    for caller in (form.as_(Role.officer, "ita.questura", "ITA"), bureau(form)):
        hidden, unknown = (
            caller.get(f"/v1/records/{record}").json() | {"instance": ""} for record in (lena["record"], uuid4())
        )
        assert hidden == unknown
    assert form.row(lena["at"], lena["record"], lena["notice"]) is None


def test_one_message_is_what_she_allows_and_all_that_opens(form: Form, lena: dict[str, Any]) -> None:
    path = f"/v1/records/{lena['notice']}/message"
    refused = bureau(form).post(path, json={"text": TEXT})
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody-reachable")
    assert bureau(form).get(path).json() == {"reachable": False}
    other = form.as_(Role.bureau, "rou.bureau", "ROU")
    assert other.post(path, json={"text": TEXT}).status_code == 403

    consent = {"state": "given", "scopes": ["contact_through_shelter"]}
    change = {
        "report": registration(consent) | {"kind": "shelter_registration"},
        "reason": "She wants to hear one message.",
    }
    corrected = shelter(form).post(f"/v1/records/{lena['record']}/corrections", json=change)
    assert corrected.status_code == 201, corrected.text
    position = corrected.json()["position"]
    silent(form, position)
    assert bureau(form).get(path).json() == {"reachable": True}
    left = bureau(form).post(path, json={"text": TEXT})
    assert (left.status_code, left.json()) == (202, {"reachable": False})
    again = bureau(form).post(path, json={"text": "And another."})
    assert (again.status_code, again.json()["code"]) == (409, "nobody-reachable")

    (told,) = silent(form, position)
    assert (told["message"]["text"], told["message"]["organisation"]) == (TEXT, "mda.bureau")
    assert seen_by_others(form, position) == lena["before"]
    assert bureau(form).get(f"/v1/records/{lena['record']}").status_code == 404
    assert form.row(position, lena["record"], lena["notice"]) is None


def test_of_a_notice_that_is_not_meant_for_its_country_a_shelter_is_not_told(form: Form) -> None:
    person = {"names": [{"full": "Mira", "kind": "pseudonym"}], "birth_date": "1999-12-03", "phones": ["+37369777888"]}
    posted(
        bureau(form),
        "yellow-notices",
        {
            "reference": "a7 limited",
            "occurred_at": "2026-01-11",
            "recipients": {"rule": "only", "countries": ["ROU"]},
            "person": person | {"names": [{"given": "Ilinca", "family": "Munteanu"}]},
        },
    )
    resident = posted(
        shelter(form, "ita.limited"),
        "shelter-registrations",
        {"reference": "bed 8", "occurred_at": "2026-03-03", "person": person},
    )
    assert silent(form, resident["position"], "ita.limited") == []
