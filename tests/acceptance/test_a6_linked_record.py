"""Story A6, step 5: partners' registers of missing persons come in, and what they link is a question and no answer."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from api.exchange.pfif.vocabulary import NAMESPACE
from tests.acceptance.conftest import START_SECONDS, TRACING, Form
from tests.api.exchange.pfif.samples import DOMAIN, OTHER, document, note, person
from tracing.access import Role

NAMES = {"full_name": "Thabo Mokoena-Dlangamandla", "sex": "male", "age": "29-31"}
ONE_31 = person(person_record_id=f"{OTHER}/31", **NAMES)
LINKING = person(
    note(
        status="believed_alive",
        last_known_location="Mae Sot",
        linked_person_record_id=f"{OTHER}/31",
        text="His cousin recognised the photograph.",
    ),
    **NAMES,
)


def office(form: Form, country: str) -> httpx.Client:
    """A Red Cross office that keeps a register of its own."""
    return form.as_(Role.shelter, f"{country.lower()}.redcross", country)


def send(client: httpx.Client, *elements: str) -> dict[str, int]:
    """Import by HTTP; how many are new, and how many were refused."""
    answer = client.post("/v1/imports", params={"format": "pfif"}, content=document(*elements))
    assert answer.status_code == 200, answer.text
    ended = httpx.Response(200, content=answer.text.splitlines()[-1]).json()
    assert ended["complete"] is True
    return {name: ended[name] for name in ("new", "rejected")}


def end_of(form: Form, reference: str) -> int:
    """A position behind all that was written before."""
    report = {"reference": reference, "occurred_at": "2026-03-01", "person": {"names": [{"full": "Nobody Atall"}]}}
    return int(form.officer.post("/v1/sightings", json=report).json()["position"])


def looked_up(form: Form, identifier: str, at_least: int) -> dict[str, str]:
    """Records by reference that the officer finds by a partner's id."""
    answer = form.officer.post("/v1/records:lookup", json={"identifier": identifier}, params={"at_least": at_least})
    assert answer.status_code == 200, answer.text
    return {one["report"]["reference"]: one["record"] for one in answer.json()["records"]}


@pytest.fixture(scope="package")
def imported(form: Form, tmp_path_factory: pytest.TempPathFactory) -> int:
    """What both registers say is in; record 31 over HTTP, the file that links it by the operator."""
    assert send(office(form, "BRA"), ONE_31) == {"new": 1, "rejected": 0}
    file = Path(tmp_path_factory.mktemp("pfif")) / "register.xml"
    file.write_bytes(document(LINKING))
    owner = ["--organisation", "zaf.redcross", "--country", "ZAF"]
    subprocess.run(
        [*TRACING, "import", "pfif", str(file), *owner], env=form.environment, check=True, timeout=START_SECONDS
    )
    return end_of(form, "after-a6")


def test_a_linked_record_is_a_candidate_and_nobody_is_merged(form: Form, imported: int) -> None:
    mine = looked_up(form, f"{DOMAIN}/P1", imported)
    assert set(mine) == {f"{DOMAIN}/p1", f"{DOMAIN}/n1"}, "the note says that it is about this person"
    other = looked_up(form, f"{OTHER}/31", imported)[f"{OTHER}/31"]
    one, noted = mine[f"{DOMAIN}/p1"], mine[f"{DOMAIN}/n1"]
    for a, b in ((one, other), (one, noted)):
        row = form.row(imported, a, b)
        assert row is not None
    assert form.members(one, imported) == [one]
    report = form.officer.get(f"/v1/records/{noted}").json()["report"]
    assert (report["kind"], report["unread"]["pfif"]["status"]) == ("sighting", "believed_alive")
    assert report["place"] == {"name": "Mae Sot"}


def test_a_register_goes_out_as_it_came_in_and_whom_it_forgets_goes(form: Form, imported: int) -> None:
    path = "/v1/exports/pfif"
    client = office(form, "BRA")
    sent = ElementTree.fromstring(client.get(path, params={"at_least": imported}).content)
    assert [name.text for name in sent.iter(f"{{{NAMESPACE}}}full_name")] == [NAMES["full_name"]]
    assert send(client, person(person_record_id=f"{OTHER}/31", full_name="", expiry_date="2026-03-03T00:00:00Z")) == {
        "new": 0,
        "rejected": 0,
    }
    after = end_of(form, "after-a6-expiry")
    assert looked_up(form, f"{OTHER}/31", after) == {}
    (placeholder,) = ElementTree.fromstring(client.get(path, params={"at_least": after}).content)
    said = {field.tag.partition("}")[2]: field.text for field in placeholder}
    assert set(said) == {"person_record_id", "entry_date", "expiry_date", "source_date", "full_name"}
    assert (said["person_record_id"], said["full_name"]) == (f"{OTHER}/31", None)
