"""Where a shelter is stays with the shelter on every route, and matching goes on."""

from typing import Any

import httpx

from tests.api.conftest import ClientOf
from tracing.access import Role

PLACES = (
    "Casa Quercia",
    "Vicolo Nascosto",
    "Montefosco",
    "House Seven",
    "44.123",
    "casa-quercia-import",
    "quercia.example/7",
)


def registration(**details: Any) -> dict[str, Any]:
    return {
        "reference": "bed 7",
        "occurred_at": "2026-03-02",
        "place": {"country": "ITA", "name": "Montefosco", "latitude": 44.123, "longitude": 11.5, "kind": "shelter"},
        "person": person() | {"addresses": [{"text": "Vicolo Nascosto 3", "country": "ITA"}]},
        "identifiers": ["quercia.example/7"],
        "unread": {"source": "casa-quercia-import"},
        "details": {
            "shelter": "Casa Quercia",
            "transferred_to": "House Seven",
            "consent": {"state": "given", "scopes": ["tracing"]},
            **details,
        },
    }


def person() -> dict[str, Any]:
    return {
        "names": [{"given": "Zoriana", "family": "Quillfeather"}],
        "birth_date": "1999-04-11",
        "documents": [{"type": "passport", "number": "QZ7391184", "issuer": "UKR"}],
    }


def everything(client: httpx.Client, record: str, candidate: str, position: int) -> str:
    """All that the routes that show records answer a caller."""
    waits = {"at_least": position}
    query = {"queries": {"q": {"person": person()}}}
    answers = [
        client.post("/v1/search", params=waits, json=query),
        client.get(f"/v1/records/{record}"),
        client.get(f"/v1/records/{record}", params={"as_of": "2100-01-01"}),
        client.get(f"/v1/identities/{record}", params=waits),
        client.get(f"/v1/identities/{record}/timeline", params=waits),
        client.get(f"/v1/groups/{record}", params=waits),
        client.get(f"/v1/candidates/{candidate}"),
        client.post("/v1/records:lookup", params=waits, json={"identifier": "bed 7"}),
    ]
    return "\n".join(answer.text for answer in answers if answer.status_code == 200)


def test_where_a_shelter_is_stays_with_the_shelter(client_of: ClientOf) -> None:
    shelter = client_of(Role.shelter, "ita.shelter", "ITA")
    bureau = client_of(Role.bureau, "ukr.bureau", "UKR")
    officer, reviewer = client_of(Role.officer, "fra.police", "FRA"), client_of(Role.reviewer, "iom.geneva", "CHE")
    report = {"reference": "n", "occurred_at": "2026-01-10", "person": person()}
    assert bureau.post("/v1/yellow-notices", json=report).status_code == 201
    posted = shelter.post("/v1/shelter-registrations", json=registration())
    assert posted.status_code == 201, posted.text
    record, position = posted.json()["record"], posted.json()["position"]
    page = reviewer.get("/v1/candidates", params={"at_least": position})
    (row,) = page.json()["candidates"]

    for other in (officer, reviewer, bureau):
        seen = everything(other, record, row["candidate"], position)
        assert record in seen and '"country":"ITA"' in seen
        assert [place for place in PLACES if place in seen] == []
    own = everything(shelter, record, row["candidate"], position)
    assert [place for place in PLACES if place in own] == list(PLACES)

    change = {"report": registration(place_revealed=True) | {"kind": "shelter_registration"}, "reason": "She agreed."}
    revealed = shelter.post(f"/v1/records/{record}/corrections", json=change)
    assert revealed.status_code == 201, revealed.text
    seen = everything(officer, record, row["candidate"], revealed.json()["position"])
    assert [place for place in PLACES if place in seen] == list(PLACES)
