"""Invented people for tests of matching, by hand and at random."""

import struct
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from search.profile import Profile, profile_of_person
from tracing.person import FACE_DIMENSIONS, Person, Place

_PERSON = TypeAdapter(Person)
SEEN_AT = "2026-03-01T12:00:00Z"


def person(*names: str, **fields: Any) -> Person:
    """A person by names as one line, and any other field as a report writes it."""
    return _PERSON.validate_python({"names": [{"full": name} for name in names], **fields})


def profile(*names: str, at: str = SEEN_AT, place: Place | None = None, **fields: Any) -> Profile:
    """The profile of such a person."""
    return profile_of_person(person(*names, **fields), occurred_at=at, place=place)


def face(first: float, model: str = "dlib-resnet-v1") -> dict[str, Any]:
    """An encoding on one axis, so that the distance of two is the difference of their first numbers."""
    return {"model": model, "encoding": struct.pack(f"<{FACE_DIMENSIONS}f", first, *[0.0] * (FACE_DIMENSIONS - 1))}


_NAMES = st.sampled_from(
    ["Yuliia Kovalchuk", "Юлія Ковальчук", "KOVALTCHOUK Julia", "Noor Khatun", "Nur Katun", "Nguyễn Văn Nam", "Van Nam",
     "Md. Abdur Rahman", "محمد عبد الرحمن", "周杰", "Chow Kit", "김민수", "Rosa Elena Quispe", "R. Quispe",
     "O’Neill, Aoife", "Abd Allah Said", "Abdallah Saeed", "Ngo", "X"]
)  # fmt: skip
_DATES = st.sampled_from(
    ["1990", "1990-01-01", "1990-03", "1990-03-04", "1990-04-03", "1991-03-04", "2012-05-06", "2014"]
)
_PLACES = st.sampled_from(
    [None, Place(country="TUR", latitude=41.7, longitude=26.4), Place(country="THA", latitude=13.7, longitude=100.5)]
)


def _lists(values: list[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Profiles that often share something, with any of the fields missing."""
    fields = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "sex": st.sampled_from(["male", "female", "not_known"]),
                "birth_date": _DATES,
                "birth_date_approximate": st.booleans(),
                "age": st.sampled_from([{"min": 13, "max": 15}, {"min": 30}, {"min": 34, "max": 37}]),
                "nationalities": _lists(["UKR", "VNM", "XXA", "XXX"]),
                "birth_country": st.sampled_from(["UKR", "BGD"]),
                "documents": _lists(
                    [
                        {"number": "FE123456"},
                        {"number": "fe 123457", "issuer": "UKR"},
                        {"number": "Z1", "issuer": "VNM"},
                    ]
                ),
                "marks": _lists(
                    [
                        {"kind": "scar", "body_part": "left hand"},
                        {"kind": "scar", "body_part": "Hand, right"},
                        {"kind": "burn"},
                    ]
                ),
                "height_cm": st.sampled_from([{"min": 150, "max": 155}, {"min": 158}, {"max": 190}]),
                "eyes": st.sampled_from(["brown", "dark brown", "blue", "odd"]),
                "hair": st.sampled_from(["BLA", "blonde"]),
                "languages": _lists(["ukr", "vie"]),
                "relatives": _lists(
                    [
                        {"relation": "father", "names": [{"full": "Ivan Kovalchuk"}]},
                        {"relation": "father", "names": [{"full": "Karim Rahman"}]},
                    ]
                ),
                "phones": _lists(["+380441234567", "+84912345678"]),
                "addresses": _lists(
                    [
                        {"text": "5 Stanley Street", "town": "Miami", "region": "NSW"},
                        {"text": "Stanley St. 5", "region": "NSW"},
                        {"town": "Miami", "postcode": "4223"},
                        {"region": "Victoria"},
                    ]
                ),
                "accounts": _lists([{"platform": "Chat", "handle": "@noor"}]),
                "faces": _lists([face(0.0), face(0.35), face(0.9), face(0.1, model="other-1")]),
            },
        )
    )
    names = draw(st.lists(_NAMES, min_size=1, max_size=3))
    day = draw(st.sampled_from(["2026-03-01T12:00:00Z", "2026-03-01T15:00:00Z", "2026", "2019-06"]))
    return profile(*names, at=day, place=draw(_PLACES), **fields)
