"""Story A12: the owner says who sees a notice, takes it back, and has it erased; who had looked at it stays known."""

import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import TRACING, Form
from tracing.access import Role

NAME = {"given": "Daryna", "family": "Stelmakhovych"}
NONSENSE = {"given": "Qwrtza", "family": "Plonkfirth"}


def notice(reference: str, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "occurred_at": "2026-02-11",
        "recipients": {"rule": "only", "countries": ["FRA", "BEL"]},
        "person": {
            "names": [NAME],
            "birth_date": "2001-07-09",
            "documents": [{"type": "passport", "number": "XJ448812", "issuer": "UKR"}],
        },
        **more,
    }


def bureau(form: Form, subject: str) -> httpx.Client:
    return form.as_(Role.bureau, "ukr.rights", "UKR", subject)


def officer(form: Form, country: str) -> httpx.Client:
    return form.as_(Role.officer, f"{country.lower()}.rights", country)


def posted(form: Form, reference: str) -> dict[str, Any]:
    answer = bureau(form, "clerk-1").post("/v1/yellow-notices", json=notice(reference))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def search(caller: httpx.Client, name: dict[str, str], at_least: int) -> httpx.Response:
    body = {"queries": {"q": {"person": {"names": [name], "birth_date": "2001-07-09"}}}}
    return caller.post("/v1/search", params={"at_least": at_least}, json=body)


@pytest.fixture(scope="package")
def limited(form: Form) -> Iterator[dict[str, Any]]:
    """A notice for two countries, and where the log stood before it."""
    yield posted(form, "limited")


def test_others_get_the_same_bytes_as_for_a_name_that_nobody_bears(form: Form, limited: dict[str, Any]) -> None:
    record, position = limited["record"], limited["position"]
    for country in ("FRA", "BEL"):
        assert record in search(officer(form, country), NAME, position).text
    italian = officer(form, "ITA")
    exact, nonsense = (search(italian, name, position) for name in (NAME, NONSENSE))
    assert (exact.status_code, nonsense.status_code) == (200, 200)
    assert exact.content == nonsense.content, "no hit, no count and no score tells of the notice"
    hidden, unknown = (
        italian.get(f"/v1/records/{one}").json() | {"instance": ""}
        for one in (record, "00000000-0000-5000-8000-000000000000")
    )
    assert hidden == unknown


def test_what_the_owner_takes_back_no_index_answers(form: Form) -> None:
    taken = posted(form, "taken back")
    french = officer(form, "FRA")
    assert taken["record"] in search(french, NAME, taken["position"]).text
    back = bureau(form, "clerk-1").post(f"/v1/records/{taken['record']}/retraction", json={"reason": "She is home."})
    assert back.status_code == 201, back.text
    assert taken["record"] not in search(french, NAME, back.json()["position"]).text


def test_the_owner_widens_and_narrows_who_sees_it(form: Form) -> None:
    first = posted(form, "widened")
    italian = officer(form, "ITA")
    position = first["position"]
    for recipients, seen in (({"rule": "all"}, True), ({"rule": "only", "countries": ["FRA"]}, False)):
        report = notice("widened", recipients=recipients) | {"kind": "yellow_notice"}
        change = {"report": report, "reason": "Who may see it has changed."}
        answer = bureau(form, "clerk-1").post(f"/v1/records/{first['record']}/corrections", json=change)
        assert answer.status_code == 201, answer.text
        position = answer.json()["position"]
        assert (first["record"] in search(italian, NAME, position).text) is seen
        assert italian.get(f"/v1/records/{first['record']}").status_code == (200 if seen else 404)


def test_after_an_erasure_no_rebuild_shows_a_trace_and_the_audit_log_knows_who_had_looked(form: Form) -> None:
    gone = posted(form, "to be erased")
    path = f"/v1/records/{gone['record']}"
    french = officer(form, "FRA")
    assert french.get(path).status_code == 200
    asked, erased = (
        bureau(form, subject).post(f"{path}/erasure", json={"ground": "no_longer_needed"})
        for subject in ("clerk-1", "clerk-2")
    )
    assert (asked.status_code, erased.status_code, erased.json()["forgotten"]) == (202, 200, True)
    position = int(erased.headers["tracing-position"])

    def trace() -> bool:
        return gone["record"] in search(french, NAME, position).text or french.get(path).status_code != 404

    assert not trace()
    rebuilt = subprocess.run([*TRACING, "rebuild"], env=form.environment, capture_output=True, timeout=300, check=False)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert not trace()
    auditor = form.as_(Role.auditor, "int.audit", "CHE")
    found = auditor.post("/v1/audit/entries", json={"record": gone["record"]}).json()["entries"]
    looked = [(entry["action"], entry["subject"], entry["purpose"]) for entry in found]
    assert ("read_record", "somebody", "find_missing_person") in looked
    assert ("erase", "clerk-2", None) in looked
