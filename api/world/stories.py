"""Stories whose reports are always the same: for the demonstration and the acceptance tests. All are invented."""

from datetime import date
from typing import Any

from api.world.documents import td3
from api.world.postings import Posting

YULIIA, NOOR = "story-a1", "story-a5"
"""The people of the stories, as `truth.csv` calls them."""

RAHMAN_DOCUMENT = {"type": "passport", "number": "BX0719384", "issuer": "BGD"}
"""The document that one of the thousand Mohammad Rahmans of A10 presented before."""


def story_a1() -> list[Posting]:
    """Many countries, many spellings: a notice, a crossing, a sighting and a shelter stay of Yuliia Kovalchuk.

    The reports are in the order in which they are posted.
    """
    return [_a1_notice(), _a1_crossing(), _a1_sighting(), _a1_registration()]


def _a1_notice() -> Posting:
    return _posting(
        "ukr.bureau",
        "UKR",
        YULIIA,
        {
            "kind": "yellow_notice",
            "reference": "UA-2025-000123",
            "occurred_at": "2025-02-20",
            "person": {
                "names": [
                    {"given": "Yuliia", "family": "Kovalchuk"},
                    {"given": "Юлія", "family": "Ковальчук"},
                ],
                "sex": "female",
                "birth_date": "1998-03-17",
                "birth_country": "UKR",
                "nationalities": ["UKR"],
                "documents": [{"type": "passport", "number": "FE123456", "issuer": "UKR"}],
                "marks": [{"kind": "scar", "body_part": "left hand", "text": "small round scar"}],
                "height_cm": {"min": 164, "max": 168},
                "eyes": "green",
                "hair": "brown",
                "languages": ["ukr", "rus"],
                "relatives": [{"relation": "father", "names": [{"full": "Ковальчук Петро"}]}],
                "phones": ["+380 44 555 01 23"],
            },
            "details": {
                "alert_kind": "missing",
                "circumstances": "Left for work in a hotel abroad; no word since.",
                "last_seen": {
                    "at": "2025-01-30",
                    "place": {"country": "UKR", "name": "Lviv", "kind": "station"},
                },
            },
        },
    )


def _a1_crossing() -> Posting:
    mrz = td3(
        number="FE123456",
        issuer="UKR",
        nationality="UKR",
        family="Kovalchuk",
        given="Yuliia",
        born="1998-03-17",
        sex="female",
        expires=date(2031, 5, 1),
    )
    document = {"type": "passport", "number": "FE123456", "issuer": "UKR", "expires": "2031-05-01"}
    return _posting(
        "pol.border",
        "POL",
        YULIIA,
        {
            "kind": "border_crossing",
            "reference": "PL-BG-2025-77120",
            "occurred_at": "2025-02-02T06:40:00+01:00",
            "place": _place("POL", "Świecko", 52.32, 14.58, "border_point"),
            "person": {
                "names": [{"given": "YULIIA", "family": "KOVALCHUK"}],
                "sex": "female",
                "birth_date": "1998-03-17",
                "nationalities": ["UKR"],
                "documents": [document],
            },
            "details": {
                "direction": "exit",
                "other_country": "DEU",
                "transport": "road",
                "mrz": list(mrz),
                "document_presented": document,
            },
        },
    )


def _a1_sighting() -> Posting:
    return _posting(
        "ita.police",
        "ITA",
        YULIIA,
        {
            "kind": "sighting",
            "reference": "TO-2025-4410",
            "occurred_at": "2025-06-14",
            "place": _place("ITA", "Torino", 45.07, 7.69, "workplace"),
            "person": {
                "names": [{"full": "Julia Kovaltchouk"}],
                "sex": "female",
                "age": {"min": 26, "max": 28},
                "marks": [{"kind": "scar", "body_part": "hand, left", "text": "round scar"}],
                "hair": "brown",
                "languages": ["ukr"],
            },
            "details": {
                "source_grade": "B",
                "content_grade": 2,
                "circumstances": "Said she was about 27 and that her passport was kept from her.",
            },
        },
    )


def _a1_registration() -> Posting:
    return _posting(
        "fra.shelter",
        "FRA",
        YULIIA,
        {
            "kind": "shelter_registration",
            "reference": "LYON-2025-0391",
            "occurred_at": "2025-09-03",
            "place": {"country": "FRA", "name": "Lyon", "kind": "shelter"},
            "person": {
                "names": [{"given": "Youlia", "family": "Kovaltchouk"}],
                "sex": "female",
                "birth_date": "1998-03",
                "nationalities": ["UKR"],
                "marks": [{"kind": "scar", "body_part": "left hand"}],
                "languages": ["ukr", "rus"],
                "phones": ["+380445550123"],
            },
            "details": {
                "movement": "in",
                "consent": {"state": "given", "scopes": ["tracing", "family_contact"]},
            },
        },
    )


def story_a5() -> list[Posting]:
    """Stateless, no birth date: a camp's registration, a notice that knows little, and a sighting in Penang."""
    return [
        _posting("bgd.shelter", "BGD", NOOR, _a5_registration()),
        _posting("bgd.bureau", "BGD", NOOR, _a5_notice()),
        _posting("mys.police", "MYS", NOOR, _a5_sighting()),
    ]


def _a5_registration() -> dict[str, Any]:
    return {
        "kind": "shelter_registration",
        "reference": "CAMP9-55102",
        "occurred_at": "2024-03-05",
        "place": {"country": "BGD", "name": "Camp 9, Cox's Bazar", "kind": "camp"},
        "person": {
            "names": [{"full": "Noor Khatun"}, {"full": "নূর খাতুন"}],
            "sex": "female",
            "age": {"min": 19, "max": 23},
            "nationalities": ["XXA"],
            "marks": [{"kind": "burn", "body_part": "right forearm", "text": "old burn"}],
            "languages": ["rhg"],
        },
        "details": {"movement": "in", "consent": {"state": "given", "scopes": ["tracing"]}},
    }


def _a5_notice() -> dict[str, Any]:
    return {
        "kind": "yellow_notice",
        "reference": "BD-2025-00871",
        "occurred_at": "2025-01-18",
        "person": {
            "names": [{"given": "Noor", "family": "Khatun"}],
            "sex": "female",
            "birth_date": None,
            "marks": [{"kind": "burn", "body_part": "right forearm"}],
            "languages": ["rhg"],
        },
        "details": {
            "alert_kind": "missing",
            "last_seen": {"at": "2024-11", "place": {"country": "BGD", "name": "Camp 9"}},
        },
    }


def _a5_sighting() -> dict[str, Any]:
    return {
        "kind": "sighting",
        "reference": "PNG-2025-118",
        "occurred_at": "2025-04-22",
        "place": {"country": "MYS", "name": "Penang", "kind": "private_home"},
        "person": {
            "names": [{"full": "Nur Katun"}],
            "sex": "female",
            "age": {"min": 20, "max": 22},
            "marks": [{"kind": "burn", "body_part": "right arm", "text": "burn scar"}],
            "languages": ["rhg"],
        },
        "details": {"source_grade": "B", "content_grade": 2},
    }


def story_a10_crowd() -> list[Posting]:
    """Common names: 400 Nguyen Van Nam and 1,000 Mohammad Rahman born on a 1 January, all different people.

    The last Rahman presented :data:`RAHMAN_DOCUMENT`.
    """
    nams = [
        _crowd_member("vnm", number, {"names": [{"given": "Van Nam", "family": "Nguyen"}], "nationalities": ["VNM"]})
        for number in range(400)
    ]
    rahmans = [_crowd_member("bgd", number, _rahman(f"{1965 + number % 40}-01-01")) for number in range(1000)]
    rahmans[-1].report["person"]["documents"] = [RAHMAN_DOCUMENT]
    return nams + rahmans


def story_a10_crossing(name: str, *, with_document: bool) -> Posting:
    """The new crossing of A10: of a `Nguyen Van Nam` or `Mohammad Rahman`, by name alone or with the document."""
    if name == "Nguyen Van Nam":
        person: dict[str, Any] = {"names": [{"given": "VAN NAM", "family": "NGUYEN"}]}
    else:
        person = {"names": [{"given": "MOHAMMAD", "family": "RAHMAN"}], "birth_date": "1985-01-01"}
    if with_document:
        person["documents"] = [RAHMAN_DOCUMENT]
    report = {
        "kind": "border_crossing",
        "reference": f"TH-{name.split()[-1].upper()}-{'DOCUMENT' if with_document else 'NAME'}",
        "occurred_at": "2025-08-01T10:00:00+07:00",
        "place": {"country": "THA", "name": "Mae Sot", "kind": "border_point"},
        "person": person | {"sex": "male"},
        "details": {"direction": "entry"},
    }
    return _posting("tha.border", "THA", "story-a10-traveller", report)


def _rahman(born: str) -> dict[str, Any]:
    return {
        "names": [{"given": "Mohammad", "family": "Rahman"}],
        "birth_date": born,
        "nationalities": ["BGD"],
    }


def _crowd_member(country: str, number: int, person: dict[str, Any]) -> Posting:
    report = {
        "kind": "yellow_notice",
        "reference": f"{country.upper()}-CROWD-{number:04}",
        "occurred_at": f"{2015 + number % 10}-{1 + number % 12:02}",
        "person": person | {"sex": "male"},
    }
    return _posting(f"{country}.bureau", country.upper(), f"story-a10-{country}-{number}", report)


def _place(country: str, name: str, latitude: float, longitude: float, kind: str) -> dict[str, Any]:
    return {"country": country, "name": name, "latitude": latitude, "longitude": longitude, "kind": kind}


def _posting(organisation: str, country: str, person: str, report: dict[str, Any]) -> Posting:
    return Posting(organisation, country, report, person)
