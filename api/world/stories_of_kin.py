"""Stories of people who are taken for each other: a borrowed passport, sisters, twins. All are invented.

Their faces are encodings, not pictures, and always the same.
"""

import random
from typing import Any

from api.world.faces import MODEL, TWIN_LIKENESS, FamilyFace, TrueFace
from api.world.postings import Posting

BLESSING, GRACE, HANA, SARA = "story-a3-blessing", "story-a3-grace", "story-a8-hana", "story-a8-sara"
MARIBEL, MARISOL = "story-a9-maribel", "story-a9-marisol"
"""The people of the stories, as `truth.csv` would call them."""

_GRACES_PASSPORT = {"type": "passport", "number": "G2481735", "issuer": "GHA"}


def story_a3() -> list[Posting]:
    """False passport: Blessing's notice, and a crossing by her with the passport of Grace."""
    face = _Pictures(TrueFace(FamilyFace(3), 0.0))
    notice = {
        "kind": "yellow_notice",
        "reference": "NG-2025-00310",
        "occurred_at": "2025-03-02",
        "person": {
            "names": [{"given": "Blessing", "family": "Osagie"}],
            "sex": "female",
            "birth_date": "2001-11-02",
            "nationalities": ["NGA"],
            "marks": [{"kind": "scar", "body_part": "right cheek"}],
            "height_cm": {"min": 160, "max": 166},
            "eyes": "green",
            "faces": [face.picture()],
        },
        "details": {"alert_kind": "missing"},
    }
    crossing = _crossing_of_grace("ES-MAD-2025-8812", "2025-04-11T07:20:00+02:00")
    # The gate's camera took nearly the picture of the notice; all else is from the passport that she was given.
    crossing["person"] |= {
        "marks": [{"kind": "scar", "body_part": "right cheek"}],
        "height_cm": {"min": 162, "max": 164},
        "eyes": "green",
        "faces": [face.picture(alike=True)],
    }
    return [
        Posting("nga.bureau", "NGA", notice, BLESSING),
        Posting("esp.border", "ESP", crossing, BLESSING),
    ]


def story_a3_true_holder() -> Posting:
    """The true Grace Mensah crosses with her own passport and her own face."""
    crossing = _crossing_of_grace("ES-BCN-2025-1204", "2025-09-20T16:05:00+02:00")
    crossing["person"] |= {"faces": [_Pictures(TrueFace(FamilyFace(33), 0.0)).picture()]}
    return Posting("esp.border", "ESP", crossing, GRACE)


def _crossing_of_grace(reference: str, occurred_at: str) -> dict[str, Any]:
    return {
        "kind": "border_crossing",
        "reference": reference,
        "occurred_at": occurred_at,
        "place": {"country": "ESP", "kind": "border_point"},
        "person": {
            "names": [{"given": "GRACE", "family": "MENSAH"}],
            "sex": "female",
            "nationalities": ["GHA"],
            "documents": [_GRACES_PASSPORT],
        },
        "details": {"direction": "entry"},
    }


def story_a8() -> list[Posting]:
    """Sisters: Hana and Sara Tesfaye are both missed by their family."""
    parents = [
        {"relation": "father", "names": [{"full": "Tesfaye Gebremariam"}]},
        {"relation": "mother", "names": [{"full": "Almaz Woldeyes"}]},
    ]
    people = ((HANA, "Hana", "2008-12-20", "ET-2025-0071"), (SARA, "Sara", "2010-01-15", "ET-2025-0072"))
    return [
        Posting("eth.bureau", "ETH", _missed(given, "Tesfaye", born, parents, reference, "ETH", ["amh"]), person)
        for person, given, born, reference in people
    ]


def story_a8_crossing() -> Posting:
    """`H. Tesfaye`, female, of about 2009: Hana or Sara, as far as a gate can tell."""
    crossing = {
        "kind": "border_crossing",
        "reference": "SD-MET-2025-0440",
        "occurred_at": "2025-05-03",
        "place": {"country": "SDN", "kind": "border_point"},
        "person": {
            "names": [{"full": "H. Tesfaye"}],
            "sex": "female",
            "birth_date": "2009",
            "nationalities": ["ETH"],
            "languages": ["amh"],
        },
        "details": {"direction": "entry"},
    }
    return Posting("sdn.border", "SDN", crossing, HANA)


def story_a9() -> list[Posting]:
    """Twins: two notices, and a sighting of one of them whose face is near to both."""
    family = FamilyFace(9)
    maribel, marisol = (_Pictures(TrueFace(family, TWIN_LIKENESS)) for _ in range(2))
    parents = [
        {"relation": "father", "names": [{"full": "Jacinto Ortega Quiroga"}]},
        {"relation": "mother", "names": [{"full": "Eulalia Vivas Montoya"}]},
    ]
    notices = [
        Posting(
            "ven.bureau", "VEN",
            _missed(given, "Ortega Vivas", "2003-08-09", parents, reference, "VEN", ["spa"], face.picture()), person,
        )
        for person, given, reference, face in (
            (MARIBEL, "Maribel", "VE-2025-0901", maribel), (MARISOL, "Marisol", "VE-2025-0902", marisol),
        )
    ]  # fmt: skip
    sighting = {
        "kind": "sighting",
        "reference": "CUC-2025-3311",
        "occurred_at": "2025-07-19",
        "place": {"country": "COL", "name": "Cúcuta", "kind": "street"},
        "person": {
            "names": [{"full": "Mari Ortega"}],
            "sex": "female",
            "age": {"min": 20, "max": 24},
            "nationalities": ["VEN"],
            "languages": ["spa"],
            "faces": [maribel.picture()],
        },
        "details": {"source_grade": "B", "content_grade": 2},
    }
    return [*notices, Posting("col.police", "COL", sighting, MARIBEL)]


def _missed(
    given: str,
    family: str,
    born: str,
    parents: list[dict[str, Any]],
    reference: str,
    country: str,
    languages: list[str],
    face: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "kind": "yellow_notice",
        "reference": reference,
        "occurred_at": "2025-02-10",
        "person": {
            "names": [{"given": given, "family": family}],
            "sex": "female",
            "birth_date": born,
            "nationalities": [country],
            "languages": languages,
            "relatives": parents,
            **({"faces": [face]} if face else {}),
        },
        "details": {"alert_kind": "missing"},
    }


class _Pictures:
    """Pictures of one face, always the same."""

    def __init__(self, face: TrueFace) -> None:
        self._face, self._chance = face, random.Random(1)
        self._last: list[float] = []

    def picture(self, *, alike: bool = False) -> dict[str, Any]:
        """One more picture; `alike` differs from the one before by what a camera does to it."""
        if alike:
            self._last = [round(number + self._chance.gauss(0, 0.01), 4) for number in self._last]
        else:
            self._last = self._face.picture(self._chance)
        return {"model": MODEL, "encoding": self._last}
