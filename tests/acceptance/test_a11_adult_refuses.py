"""Story A11: she was found, is safe, and wants no contact: where she is stays between two authorities."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Form
from tracing.access import Role

NAME = {"given": "Katarzyna", "family": "Wójcikiewiczówna"}
PERSON = {
    "names": [NAME],
    "birth_date": "1991-11-23",
    "nationalities": ["POL"],
    "documents": [{"type": "passport", "number": "ZW4417206", "issuer": "POL"}],
}
SAID = {
    "kind": "alive_safe",
    "at": "2026-05-02T03:17:00+01:00",
    "place": {"country": "PRT", "name": "Alcântaraville"},
    "contact": "refused",
}
TELLING = ("Alcântaraville", "2026-05-02T03:17", "prt.located", "alive_safe")
"""What no other story says."""


class Story:
    """Warsaw's bureau, Lisbon's police, and everybody else."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.warsaw = form.as_(Role.bureau, "pol.located", "POL")
        self.lisbon = form.as_(Role.officer, "prt.located", "PRT")
        self.lisbon_reviewer = form.as_(Role.reviewer, "prt.located", "PRT")
        self.berlin = form.as_(Role.bureau, "deu.located", "DEU")
        self.others = {
            "officer": form.as_(Role.officer, "fra.elsewhere", "FRA"),
            "portuguese officer": form.as_(Role.officer, "prt.elsewhere", "PRT"),
            "polish officer": form.as_(Role.officer, "pol.elsewhere", "POL"),
            "reviewer": form.as_(Role.reviewer, "nld.elsewhere", "NLD"),
            "bureau": form.as_(Role.bureau, "prt.bureau", "PRT"),
        }
        first = self.publish(self.warsaw, "katarzyna")
        self.notice, position = first["record"], first["position"]
        assert self.notice in self.search(self.others["officer"], position).text
        done = self.lisbon.post(f"/v1/records/{self.notice}/location", json=SAID)
        assert (done.status_code, done.json()["created"]) == (200, True), done.text
        self.position = done.json()["position"]

    @staticmethod
    def publish(bureau: httpx.Client, reference: str) -> dict[str, Any]:
        notice = {"reference": reference, "occurred_at": "2026-04-20", "person": PERSON}
        posted = bureau.post("/v1/yellow-notices", json=notice)
        assert posted.status_code == 201, posted.text
        return dict(posted.json())

    @staticmethod
    def search(caller: httpx.Client, position: int, person: dict[str, Any] = PERSON) -> httpx.Response:
        body = {"queries": {"q": {"person": person}}}
        return caller.post("/v1/search", params={"at_least": position}, json=body)

    def answers(self, caller: httpx.Client, record: str) -> list[httpx.Response]:
        """What the routes that read answer somebody about a record."""
        waits = {"at_least": self.position}
        reads = [f"records/{record}", f"identities/{record}", f"identities/{record}/timeline", f"groups/{record}"]
        notices = {"kind": "yellow_notice", "at_least": str(self.position)}
        crossing = {"queries": {"q": {"person": {"names": [NAME]}}}}
        return [
            self.search(caller, self.position),
            caller.post("/v1/search", params=waits, json=crossing),
            *(caller.get(f"/v1/{path}", params=waits) for path in reads),
            caller.get(f"/v1/records/{record}", params={"as_of": "2026-11-01"}),
            caller.get("/v1/candidates", params=waits),
            caller.get(f"/v1/records/{record}/statement"),
            caller.post("/v1/records:lookup", json={"identifier": "katarzyna"}),
            *(caller.get(f"/v1/exports/{name}", params=notices) for name in ("ndjson", "interpol")),
            caller.get("/v1/changes", params={"limit": 1000}),
            caller.get("/v1/alerts"),
            caller.get("/notices/v1/yellow"),
        ]


@pytest.fixture(scope="package")
def story(form: Form) -> Iterator[Story]:
    """The notice is published, and she was located."""
    yield Story(form)


def test_the_notice_is_closed_and_read_by_the_two_authorities_alone(story: Story) -> None:
    path = f"/v1/records/{story.notice}"
    for authority in (story.warsaw, story.lisbon):
        shown = authority.get(path)
        assert shown.status_code == 200, shown.text
        assert shown.json()["located"]["location"] == SAID
    change = {"report": {"kind": "yellow_notice", "reference": "katarzyna", "occurred_at": "2026", "person": PERSON}}
    corrected = story.warsaw.post(f"{path}/corrections", json=change | {"reason": "Recipients."})
    assert (corrected.status_code, corrected.json()["code"]) == (409, "closed")
    again = story.lisbon.post(f"{path}/location", json=SAID)
    assert (again.status_code, again.json()["created"]) == (200, False)


def test_whoever_seeks_her_learns_that_she_was_found_and_nothing_else(story: Story) -> None:
    for caller in (story.warsaw, *story.others.values()):
        said = caller.get(f"/v1/records/{story.notice}/statement")
        assert said.status_code == 200, said.text
        assert said.json() == {
            "record": story.notice,
            "state": "found",
            "statement": "The person was found. No further information can be given.",
        }


def test_where_and_when_is_absent_from_every_answer_to_others(story: Story) -> None:
    for who, caller in story.others.items():
        for answer in story.answers(caller, story.notice):
            assert answer.status_code in (200, 403, 404), (who, answer.text)
            about_her = story.notice in answer.request.url.path
            told = [word for word in (*TELLING, *(["PRT"] if about_her else [])) if word in answer.text]
            assert told == [], (who, str(answer.request.url))
            # The id that was asked for comes back in the address of a refusal, and the statement names it.
            named = story.notice in answer.text.replace(f"/{story.notice}", "")
            assert not named or answer.request.url.path.endswith("/statement"), (who, str(answer.request.url))


def test_a_new_notice_under_another_office_is_not_published_before_a_reviewer_saw_her_refusal(story: Story) -> None:
    filed = story.publish(story.berlin, "sought again")
    path = f"/v1/records/{filed['record']}"
    deadline = time.monotonic() + 60
    while not story.berlin.get(path).json()["held"]:
        assert time.monotonic() < deadline, "the notice was not held"
        time.sleep(0.1)
    standing = story.berlin.get(path).json()
    position = filed["position"] + 2
    assert standing["located"] is None
    assert story.berlin.get(f"{path}/statement").json()["state"] == "under_review"
    assert [word for word in TELLING if word in story.berlin.get(path).text] == []
    for who, caller in story.others.items():
        assert caller.get(path).status_code == 404, who
        assert filed["record"] not in story.search(caller, position).text, who
    rows = story.lisbon_reviewer.get("/v1/candidates", params={"at_least": position}).json()["candidates"]
    (row,) = (row for row in rows if {row["record_a"], row["record_b"]} == {story.notice, filed["record"]})
    seen = story.lisbon_reviewer.get(f"/v1/candidates/{row['candidate']}").json()
    wishes = [record["located"]["location"]["contact"] for record in seen["records"] if record["located"]]
    assert wishes == ["refused"]
