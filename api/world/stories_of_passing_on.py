"""Stories of people who are passed on from one group to another. All are invented."""

from typing import Any

from api.world.postings import Posting

ROSA = "story-a4-rosa"
"""The person of the story, as `truth.csv` would call her."""

_ROSA: dict[str, Any] = {
    "names": [{"given": "Rosa Elena", "family": "Quispe Huamán"}],
    "sex": "female",
    "birth_date": "2003-08-30",
    "nationalities": ["PER"],
    "marks": [{"kind": "scar", "body_part": "chin", "text": "small scar"}],
    "languages": ["que", "spa"],
}


def story_a4() -> list[Posting]:
    """Passed on: missed from Lima, held by one group in Antofagasta, driven to Mendoza, seen with another in Valencia.

    In the order in which the reports arrive, which is not that of the events; the one from Valencia comes last.
    """
    return [_crossing(), _note(), _notice(), _sighting()]


def _notice() -> Posting:
    details = {
        "alert_kind": "missing",
        "circumstances": "Left for work in a hotel in Antofagasta; no word since.",
        "last_seen": {"at": "2024-05-19", "place": {"country": "PER", "name": "Lima", "kind": "station"}},
    }
    return _posting("per.bureau", "PER", "yellow_notice", "PE-2024-00417", "2024-06-02", _ROSA, None, details)


def _note() -> Posting:
    place = {"country": "CHL", "name": "Antofagasta", "kind": "shelter"}
    person = _ROSA | {"birth_date": "2003", "phones": ["+51955501417"]}
    details = {
        "held_by": "the Pampa group",
        "consent": {"state": "given", "scopes": ["tracing", "family_contact"], "given_at": "2024-08-20"},
    }
    return _posting("chl.shelter", "CHL", "shelter_registration", "ANF-88", "2024-08-20", person, place, details)


def _crossing() -> Posting:
    place = {"country": "ARG", "name": "Mendoza", "latitude": -32.89, "longitude": -68.84, "kind": "border_point"}
    document = {"type": "passport", "number": "PE7714209", "issuer": "PER"}
    person = _ROSA | {"names": [{"given": "ROSA ELENA", "family": "QUISPE HUAMAN"}], "documents": [document]}
    details = {"direction": "entry", "other_country": "CHL", "transport": "road"}
    at = "2024-11-03T05:10:00-03:00"
    return _posting("arg.border", "ARG", "border_crossing", "MZA-2024-5120", at, person, place, details)


def _sighting() -> Posting:
    place = {"country": "ESP", "name": "Valencia", "kind": "private_home"}
    person = _ROSA | {"names": [{"full": "Rosa Quispe"}], "birth_date": None, "age": {"min": 20, "max": 22}}
    details = {
        "source_grade": "B",
        "content_grade": 2,
        "circumstances": "A neighbour saw her; she said that she was sold on.",
        "held_by": "the Turia group",
    }
    return _posting("esp.police", "ESP", "sighting", "VLC-2025-0093", "2025-02-11", person, place, details)


def _posting(
    organisation: str,
    country: str,
    kind: str,
    reference: str,
    occurred_at: str,
    person: dict[str, Any],
    place: dict[str, Any] | None,
    details: dict[str, Any],
) -> Posting:
    report = {"kind": kind, "reference": reference, "occurred_at": occurred_at, "person": person, "details": details}
    return Posting(organisation, country, report | ({"place": place} if place else {}), ROSA)
