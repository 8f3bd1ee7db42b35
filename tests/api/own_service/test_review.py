"""From two reports to one identity and back, by role: propose, judge, confirm, contest, withdraw, explain."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import ClientOf
from tracing.access import Role


def person(family: str, number: str, **more: Any) -> dict[str, Any]:
    return {
        "names": [{"given": "Oksana", "family": family}],
        "sex": "female",
        "birth_date": "1996-05-13",
        "documents": [{"type": "passport", "number": number, "issuer": "UKR"}],
        **more,
    }


class Story:
    """A sighting and a crossing of one person by two agencies, and two reviewers from elsewhere."""

    def __init__(self, client_of: ClientOf) -> None:
        self.police = client_of(Role.officer, "ita.police", "ITA")
        self.border = client_of(Role.agency, "pol.border", "POL")
        self.first = client_of(Role.reviewer, "iom.geneva", "CHE", subject="first.reviewer")
        self.second = client_of(Role.reviewer, "red.cross", "AUT", subject="second.reviewer")
        self.officer = client_of(Role.officer, "fra.police", "FRA")
        self.number = "PX784512"

    def sighting(self, reference: str = "s", **more: Any) -> httpx.Response:
        report = {
            "reference": reference,
            "occurred_at": "2026-03-20",
            "place": {"country": "ITA"},
            "person": person("Melnychenko", self.number),
        }
        return self.police.post("/v1/sightings", json=report | more)

    def crossing(self, reference: str = "c", **more: Any) -> httpx.Response:
        report = {
            "reference": reference,
            "occurred_at": "2026-03-04",
            "place": {"country": "POL"},
            "person": person("Melnytschenko", self.number),
        }
        return self.border.post("/v1/border-crossings", json=report | more)

    def proposed(self) -> tuple[str, str, str]:
        """Two records and the candidate that the matcher makes of them."""
        one = self.sighting().json()
        other = self.crossing().json()
        rows = self.queue(self.first, other["position"])
        pair = {one["record"], other["record"]}
        found = [row for row in rows if {row["record_a"], row["record_b"]} == pair]
        assert len(found) == 1
        return one["record"], other["record"], found[0]["candidate"]

    def queue(self, reviewer: httpx.Client, position: int, **parameters: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = reviewer.get("/v1/candidates", params={"at_least": position, "limit": 100, **parameters, **cursor})
            assert page.status_code == 200, page.text
            rows += page.json()["candidates"]
            if page.json()["next"] is None:
                return rows
            cursor = {"cursor": page.json()["next"]}


@pytest.fixture
def story(client_of: ClientOf) -> Story:
    return Story(client_of)


def judge(reviewer: httpx.Client, candidate: str, verdict: str, version: int) -> httpx.Response:
    body = {"verdict": verdict, "reason": "Passport and name.", "version": version}
    return reviewer.post(f"/v1/candidates/{candidate}/judgements", json=body)


def test_two_reviewers_make_one_identity_that_a_search_finds_under_another_spelling(story: Story) -> None:
    one, other, candidate = story.proposed()
    assert judge(story.first, candidate, "same", 1).json()["standing"]["state"] == "confirmed_once"
    done = judge(story.second, candidate, "same", 2)
    assert (done.status_code, done.json()["standing"]["state"]) == (201, "confirmed")
    position = done.json()["position"]
    query = {"person": {"names": [{"full": "Оксана Мельниченко"}], "birth_date": "1996-05-13"}}
    found = story.officer.post("/v1/search", params={"at_least": position}, json={"queries": {"q": query}})
    results = found.json()["answers"]["q"]["results"]
    mine = [result for result in results if one in {record["record"] for record in result["records"]}]
    assert len(mine) == 1
    assert mine[0]["identity"] == one and mine[0]["joined"] and not mine[0]["contested"]
    assert [record["kind"] for record in mine[0]["records"]] == ["border_crossing", "sighting"]
    assert {item["record"] for item in mine[0]["matched"]} == {one, other}
    by_feature = {reason["feature"]: reason for reason in mine[0]["reasons"]}
    assert by_feature["name"]["direction"] == "for" and by_feature["name"]["sentence"]
    assert by_feature["phone"]["direction"] == "missing"


def test_the_identity_its_profile_and_timeline(story: Story) -> None:
    one, other, candidate = story.proposed()
    before = story.officer.get(f"/v1/records/{other}").json()["recorded_at"]
    judge(story.first, candidate, "same", 1)
    position = judge(story.second, candidate, "same", 2).json()["position"]
    at = {"at_least": position}
    found = story.officer.get(f"/v1/identities/{other}", params=at).json()
    assert (found["identity"], found["redirected_from"]) == (one, other)
    assert found["members"] == [one, other]
    (link,) = found["links"]
    assert link["decided_at"] > before
    assert found["links"] == [
        {
            "decided_at": link["decided_at"],
            "opinions": [],
            "record_a": min(one, other),
            "record_b": max(one, other),
            "verdict": "same",
            "candidate": candidate,
        }
    ]
    names = [item for item in found["profile"] if item["field"] == "names"]
    assert {(item["value"]["family"], *item["records"]) for item in names} == {
        ("Melnychenko", one),
        ("Melnytschenko", other),
    }
    assert story.officer.get(f"/v1/identities/{one}", params=at).json()["redirected_from"] is None
    timeline = story.officer.get(f"/v1/identities/{one}/timeline", params=at).json()
    assert [(entry["record"]["record"], entry["reported_late"]) for entry in timeline["entries"]] == [
        (other, True),
        (one, False),
    ]
    then = story.officer.get(f"/v1/identities/{one}", params=at | {"as_of": before}).json()
    assert then["members"] == [one]
    assert story.officer.get(f"/v1/identities/{one}", params=at | {"as_of": "2001"}).status_code == 404


def test_the_second_reviewer_sees_no_opinion_before_giving_one(story: Story) -> None:
    one, other, candidate = story.proposed()
    path = f"/v1/candidates/{candidate}"
    untouched = story.second.get(path).json()
    assert untouched["standing"]["state"] == "in_review"
    judge(story.first, candidate, "same", 1)
    hidden = story.second.get(path).json()
    assert hidden["standing"] == untouched["standing"] | {"version": 2}
    assert "first.reviewer" not in str(hidden)
    late = judge(story.second, candidate, "same", 1)
    assert (late.status_code, late.json()["code"]) == (409, "judgement-changed")
    assert late.json()["candidate"] == hidden["standing"]
    why = story.second.get("/v1/why", params={"a": one, "b": other}).json()
    assert (why["candidate"], why["state"]) == (candidate, "in_review")
    own = story.first.get(path).json()["standing"]
    assert own["state"] == "confirmed_once"
    assert own["opinions"][0]["verdict"] == "same"
    shown = judge(story.second, candidate, "unsure", 2).json()["standing"]
    assert shown["state"] == "deferred" and len(shown["opinions"]) == 2


def test_a_decision_names_the_version_it_is_about(story: Story) -> None:
    *_, candidate = story.proposed()
    path = f"/v1/candidates/{candidate}/judgements"
    body = {"verdict": "same", "reason": "Passport."}
    without = story.first.post(path, json=body)
    assert (without.status_code, without.json()["code"]) == (428, "version-missing")
    tag = story.first.get(f"/v1/candidates/{candidate}").headers["etag"]
    assert story.first.post(path, json=body, headers={"If-Match": tag}).status_code == 201
    assert story.second.post(path, json=body, headers={"If-Match": tag}).status_code == 409


def test_one_reviewer_cannot_confirm_alone_and_nobody_judges_own_records(client_of: ClientOf, story: Story) -> None:
    *_, candidate = story.proposed()
    judge(story.first, candidate, "same", 1)
    again = judge(story.first, candidate, "same", 2)
    assert (again.status_code, again.json()["code"]) == (409, "same-reviewer")
    own = client_of(Role.reviewer, "ita.police", "ITA")
    answer = judge(own, candidate, "same", 2)
    assert (answer.status_code, answer.json()["code"]) == (403, "own-record")


def test_a_rejection_is_explained_listed_and_reopened_by_hand(story: Story) -> None:
    one, other, candidate = story.proposed()
    rejected = judge(story.first, candidate, "different", 1)
    assert rejected.json()["standing"]["state"] == "rejected"
    position = rejected.json()["position"]
    assert candidate not in {row["candidate"] for row in story.queue(story.second, position)}
    assert candidate in {row["candidate"] for row in story.queue(story.second, position, state="rejected")}
    closed = judge(story.second, candidate, "same", 2)
    assert (closed.status_code, closed.json()["code"]) == (409, "not-open")
    assert closed.json()["candidate"]["opinions"][0]["verdict"] == "different"
    proposal = {"record_a": other, "record_b": one, "reason": "The same scar in both pictures."}
    opened = story.officer.post("/v1/candidates", json=proposal)
    assert (opened.status_code, opened.json()["standing"]["state"]) == (201, "in_review")
    repeated = story.officer.post("/v1/candidates", json=proposal)
    assert (repeated.status_code, repeated.json()["position"]) == (200, None)


def test_a_withdrawal_gives_every_record_back(story: Story) -> None:
    one, other, candidate = story.proposed()
    judge(story.first, candidate, "same", 1)
    judge(story.second, candidate, "same", 2)
    body = {"reason": "The passport was borrowed.", "version": 3}
    done = story.first.post(f"/v1/candidates/{candidate}/withdrawal", json=body)
    assert (done.status_code, done.json()["standing"]["state"]) == (201, "withdrawn")
    at = {"at_least": done.json()["position"]}
    for record in (one, other):
        assert story.officer.get(f"/v1/identities/{record}", params=at).json()["members"] == [record]
    again = story.second.post(f"/v1/candidates/{candidate}/withdrawal", json=body | {"version": 4})
    assert (again.status_code, again.json()["code"]) == (409, "not-open")


def test_a_contradiction_is_listed_as_contested(client_of: ClientOf, story: Story) -> None:
    one, other, candidate = story.proposed()
    third = story.sighting("third").json()["record"]
    confirm(story, candidate)
    confirm(story, propose(story, other, third))
    rejected = judge(story.first, propose(story, one, third), "different", 1)
    at = {"at_least": rejected.json()["position"]}
    identity = story.officer.get(f"/v1/identities/{one}", params=at).json()
    assert set(identity["members"]) == {one, other, third}
    assert [item["verdict"] for item in identity["contested"]] == ["different"]
    listed = story.first.get("/v1/identities/contested", params=at).json()["identities"]
    assert one in {item["identity"] for item in listed}


def propose(story: Story, one: str, other: str) -> str:
    body = {"record_a": one, "record_b": other, "reason": "Looks alike."}
    answer = story.officer.post("/v1/candidates", json=body).json()
    return str(answer["standing"]["candidate"])


def confirm(story: Story, candidate: str) -> None:
    for reviewer in (story.first, story.second):
        version = reviewer.get(f"/v1/candidates/{candidate}").json()["standing"]["version"]
        assert judge(reviewer, candidate, "same", version).status_code == 201


def test_two_records_that_were_never_compared_are_explained_too(story: Story) -> None:
    one = story.sighting().json()["record"]
    other = story.crossing(person={"names": [{"full": "Mbali Dlamini"}], "sex": "male"}).json()["record"]
    why = story.officer.get("/v1/why", params={"a": one, "b": other}).json()
    assert why["reason"].startswith("Never compared")
    assert why["candidate"] is None and why["state"] is None
    assert {reason["direction"] for reason in why["reasons"]} >= {"against", "missing"}
    same = story.officer.get("/v1/why", params={"a": one, "b": one})
    assert (same.status_code, same.json()["code"]) == (422, "not-possible")


def test_what_a_caller_may_not_see_does_not_exist_in_any_answer(client_of: ClientOf, story: Story) -> None:
    one = story.sighting(recipients={"rule": "only", "countries": ["CHE"]}).json()["record"]
    other = story.crossing().json()
    pair = {one, other["record"]}
    rows = [row for row in story.queue(story.first, other["position"]) if {row["record_a"], row["record_b"]} == pair]
    assert len(rows) == 1
    candidate, nowhere = rows[0]["candidate"], other["record"]
    assert candidate not in {row["candidate"] for row in story.queue(story.second, other["position"])}
    body = {"verdict": "same", "reason": "Passport.", "version": 1}
    withdrawal = {"reason": "Wrong.", "version": 1}
    for hidden, absent in (
        (story.second.get(f"/v1/candidates/{candidate}"), story.second.get(f"/v1/candidates/{nowhere}")),
        (
            story.second.post(f"/v1/candidates/{candidate}/judgements", json=body),
            story.second.post(f"/v1/candidates/{nowhere}/judgements", json=body),
        ),
        (
            story.second.post(f"/v1/candidates/{candidate}/withdrawal", json=withdrawal),
            story.second.post(f"/v1/candidates/{nowhere}/withdrawal", json=withdrawal),
        ),
        (story.second.get(f"/v1/identities/{one}"), story.second.get(f"/v1/identities/{candidate}")),
        (
            story.second.get("/v1/why", params={"a": one, "b": other["record"]}),
            story.second.get("/v1/why", params={"a": candidate, "b": other["record"]}),
        ),
        (
            story.second.post("/v1/candidates", json={"record_a": one, "record_b": nowhere, "reason": "?"}),
            story.second.post("/v1/candidates", json={"record_a": candidate, "record_b": nowhere, "reason": "?"}),
        ),
    ):
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json() | {"instance": ""} == absent.json() | {"instance": ""}


def test_a_cursor_goes_through_the_whole_queue_in_both_orders(story: Story) -> None:
    position = 0
    for number in range(4):
        position = story.sighting(f"s{number}").json()["position"]
    for order in ("strongest", "oldest"):
        whole = story.queue(story.first, position, order=order)
        pages = story.queue(story.first, position, order=order, limit=2)
        assert [row["candidate"] for row in pages] == [row["candidate"] for row in whole]
        assert len(whole) >= 6
    weights = [row["weight"] for row in story.queue(story.first, position)]
    assert weights == sorted(weights, reverse=True)
    assert story.queue(story.first, position, minimum_weight=max(weights) + 1) == []
    broken = story.first.get("/v1/candidates", params={"cursor": "next"})
    assert broken.status_code == 422
    assert broken.json()["problems"][0]["field"] == "query.cursor"


def test_search_filters_and_pages(story: Story) -> None:
    position = story.crossing().json()["position"]
    position = max(position, story.sighting().json()["position"])
    base = {"person": person("Melnychenko", story.number)}
    filters = {
        "all": {},
        "crossings": {"kinds": ["border_crossing"]},
        "italy": {"countries": ["it"]},
        "elsewhere": {"countries": ["JPN"]},
        "march": {"occurred_from": "2026-03", "occurred_to": "2026-03-10"},
        "of_age": {"age": {"min": 29, "max": 31}},
        "too_old": {"age": {"min": 60}},
        "born": {"born_from": "1996", "born_to": "1996"},
        "born_later": {"born_from": "1997"},
        "men": {"sex": "male"},
    }
    queries: dict[str, Any] = {name: base | {"filters": chosen} for name, chosen in filters.items()}
    queries["first_page"] = base | {"limit": 1}
    queries["second_page"] = base | {"limit": 1, "page": 2}
    # Once the two are matched, they are a suggested group in every answer, and not from one query to the next.
    assert story.first.get("/v1/candidates", params={"at_least": position}).status_code == 200
    found = story.officer.post("/v1/search", params={"at_least": position}, json={"queries": queries})
    assert found.status_code == 200, found.text
    answers = found.json()["answers"]
    assert {name: answer["total"] for name, answer in answers.items()} == {
        "all": 2,
        "crossings": 1,
        "italy": 1,
        "elsewhere": 0,
        "march": 1,
        "of_age": 2,
        "too_old": 0,
        "born": 2,
        "born_later": 0,
        "men": 0,
        "first_page": 2,
        "second_page": 2,
    }
    pages = [answers[name]["results"] for name in ("first_page", "second_page")]
    assert [*pages[0], *pages[1]] == answers["all"]["results"]


def test_a_shelter_finds_its_own_records_only(client_of: ClientOf, story: Story) -> None:
    shelter = client_of(Role.shelter, "casa.lumina", "ITA")
    report = {"reference": "1", "occurred_at": "2026-04-01", "person": person("Melnychenko", story.number)}
    position = max(
        answer.json()["position"]
        for answer in (story.sighting(), shelter.post("/v1/shelter-registrations", json=report))
    )
    query = {"queries": {"q": {"person": person("Melnychenko", story.number)}}}
    for client, expected in ((shelter, "shelter_registration"), (story.officer, "sighting")):
        answer = client.post("/v1/search", params={"at_least": position}, json=query).json()["answers"]["q"]
        assert answer["total"] == 1
        assert [record["kind"] for record in answer["results"][0]["records"]] == [expected]


def test_a_candidate_is_explained_in_the_readers_language_with_bars_that_add_up(story: Story):
    *_, candidate = story.proposed()
    english, french = (
        story.first.get(f"/v1/candidates/{candidate}", headers={"Accept-Language": language}).json()
        for language in ("en", "fr-CH, en;q=0.5")
    )
    assert english["bars"] == french["bars"]
    assert abs(sum(bar["bits"] for bar in english["bars"]) - english["weight"]) < 0.01
    assert english["reasons"][0]["sentence"] != french["reasons"][0]["sentence"]
    asked = story.first.get(f"/v1/candidates/{candidate}", params={"language": "fr"}).json()
    assert asked["reasons"] == french["reasons"]
