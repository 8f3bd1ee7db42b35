"""Examples of notices in the shape of INTERPOL's service. Everybody in them is invented."""

from typing import Any

_SELF = {"href": "/notices/v1/yellow/2026-123"}
_IMAGES = {"href": "/notices/v1/yellow/2026-123/images"}
PICTURE = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
_PICTURE = {"href": f"/notices/v1/yellow/2026-123/images/{PICTURE}"}
_SAID: dict[str, Any] = {
    "entity_id": "2026/123",
    "forename": "YULIIA",
    "name": "KOVALCHUK",
    "date_of_birth": "1998/03/17",
    "nationalities": ["UA"],
}

QUERY: dict[str, Any] = {"name": "Kovalchuk", "forename": "Yuliia", "nationality": "UA", "ageMin": 20}

LIST: dict[str, Any] = {
    "total": 1,
    "query": {"nationality": "UKR", "page": 1, "resultPerPage": 20},
    "_embedded": {"notices": [_SAID | {"_links": {"self": _SELF, "images": _IMAGES, "thumbnail": _PICTURE}}]},
    "_links": {
        relation: {"href": "/notices/v1/yellow?nationality=UKR&page=1&resultPerPage=20"}
        for relation in ("self", "first", "last")
    },
}

DETAIL: dict[str, Any] = _SAID | {
    "birth_name": None,
    "sex_id": "F",
    "country_of_birth_id": "UA",
    "place_of_birth": "LVIV",
    "languages_spoken_ids": ["UKR"],
    "height": 1.65,
    "weight": None,
    "eyes_colors_id": ["BRO"],
    "hairs_id": None,
    "distinguishing_marks": "scar, left hand",
    "date_of_event": "2026/02/27",
    "place": "Kyiv",
    "country": "UA",
    "father_name": None,
    "father_forename": None,
    "mother_name": None,
    "mother_forename": None,
    "_embedded": {"links": []},
    "_links": {"self": _SELF, "images": _IMAGES, "thumbnail": _PICTURE},
}

IMAGES: dict[str, Any] = {
    "_embedded": {"images": [{"picture_id": PICTURE, "_links": {"self": _PICTURE}}]},
    "_links": {"self": _IMAGES, "notice": _SELF, "thumbnail": _PICTURE},
}
