"""A shelter's cases of HTCDS: entered twice and stored once, seen by nobody, shared by the shelter, given out again."""

import io
from typing import Any

import httpx
import msgspec

from api.exchange.entries import Entry, Sender
from api.exchange.htcds import csv_files
from api.exchange.htcds.cases import Case
from tests.api.conftest import ClientOf
from tracing.access import Role
from tracing.reports import AnyReport

SENDER = Sender(organisation="bol.shelter", country="BOL")
FIELDS = {
    "cas_CaseNumber": "LPZ-2025/17",
    "cas_Status": "Active",
    "cas_IncomingReferralDate": "2025-06-01",
    "prs_FirstName": "Wayra",
    "prs_SecondName": "Condori Mamani",
    "prs_Birthdate": "2004-02-29",
    "prs_Gender": "Feminine",
    "prs_Citizenship": ["BOL"],
    "prs_IdentityNumber": "7714209-LP",
    "vic_TypeOfExploitation": ["ForcedLabour", "Other"],
}
EVENTS = [
    {"hte_Date": "2024-09", "hte_Type": "Recruitment", "hte_City": "El Alto", "hte_Country": "BOL"},
    {"hte_Date": "2024-10-07", "hte_Type": "Transit", "hte_Country": "ARG", "hte_State": "Salta"},
    {"hte_Date": "2025-01", "hte_Type": "Exploitation", "hte_City": "São Paulo", "hte_Country": "BRA"},
]


def reports() -> list[AnyReport]:
    """What a file of the one case gives."""
    file = io.BytesIO(b"".join(csv_files.write_cases([Case(FIELDS, EVENTS)])))
    return [item.report for item in csv_files.read(file, SENDER) if isinstance(item, Entry)]


def entered(shelter: httpx.Client) -> list[dict[str, Any]]:
    lines = b"\n".join(msgspec.json.encode(report) for report in reports())
    answer = shelter.post("/v1/reports:batch", content=lines, headers={"Content-Type": "application/x-ndjson"})
    return [msgspec.json.decode(line) for line in answer.iter_lines()]


def shared(report: AnyReport) -> dict[str, Any]:
    """The same report with what the shelter decides: she agreed to tracing, and all may see where she was."""
    built: dict[str, Any] = msgspec.to_builtins(report)
    if built["kind"] == "sighting":
        return built | {"recipients": {"rule": "all"}}
    return built | {"details": {"consent": {"state": "given", "scopes": ["tracing"]}}}


def test_a_case_is_entered_once_stays_with_its_shelter_and_comes_back(client_of: ClientOf) -> None:
    shelter, officer = client_of(Role.shelter, "bol.shelter", "BOL"), client_of(Role.officer, "fra.police", "FRA")
    first, again = entered(shelter), entered(shelter)
    assert [line["status"] for line in first] == [201] * 4 and [line["status"] for line in again] == [200] * 4
    records = [line["record"] for line in first]
    assert records == [line["record"] for line in again]
    assert {officer.get(f"/v1/records/{record}").status_code for record in records} == {404}

    for record, report in zip(records, reports(), strict=True):
        change = {"report": shared(report), "reason": "She agreed."}
        answer = shelter.post(f"/v1/records/{record}/corrections", json=change)
        assert answer.status_code == 201, answer.text
    position = answer.json()["position"]
    assert [line["created"] for line in entered(shelter)] == [False] * 4, "an import takes back no decision to share"
    for reviewer in (client_of(Role.reviewer, f"{country}.review", country.upper()) for country in ("nld", "prt")):
        page = reviewer.get("/v1/candidates", params={"at_least": position, "limit": 100}).json()
        assert len(page["candidates"]) >= 3
        for row in page["candidates"]:
            pair = reviewer.get(f"/v1/candidates/{row['candidate']}").json()
            decision = {"verdict": "same", "reason": "One case.", "version": pair["standing"]["version"]}
            answer = reviewer.post(f"/v1/candidates/{row['candidate']}/judgements", json=decision)
            assert answer.status_code == 201, answer.text
    position = answer.json()["position"]

    found = officer.post("/v1/records:lookup", params={"at_least": position}, json={"identifier": "lpz-2025/17"}).json()
    assert [record["record"] for record in found["records"]] == records, "a case number finds the case and its events"
    told = officer.get(f"/v1/identities/{records[0]}/timeline", params={"at_least": position}).json()["entries"]
    assert [entry["occurred_at"] for entry in told] == ["2024-09", "2024-10-07", "2025-01", "2025-06-01"]
    (case,) = shelter.get(f"/v1/identities/{records[2]}/htcds").json()
    expected = [{**event, "hte_Country": event["hte_Country"][:2]} for event in EVENTS]
    assert case.pop("hte") == expected
    assert case == FIELDS | {"prs_Citizenship": ["BO"], "con_Consent": True}
