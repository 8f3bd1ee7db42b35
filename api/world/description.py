"""What one form says of a person: each field kept, lost or bent after the rates of the noise model."""

import random
from datetime import date, timedelta
from typing import Any

from api.world import clerks, marks
from api.world.documents import passport_number
from api.world.faces import MODEL
from api.world.noise import ByKind, Noise
from api.world.people import Individual

_OTHER_HAIR = ("black", "brown", "dark brown", "blond", "red", "dyed", "short", "covered")
_OTHER_EYES = ("brown", "dark", "black", "hazel", "green", "blue")
_OTHER_NATIONALITIES = ("XXX", "UKR", "RUS", "SYR", "IRQ", "PAK", "MMR", "COL", "NGA", "XXB")


def describe(
    rng: random.Random, person: Individual, kind: str, country: str, day: date, noise: Noise
) -> dict[str, Any]:
    """All that a form of a kind says of a person besides names and, at a border, the document presented.

    Args:
        rng: where chance comes from.
        person: the true person.
        kind: `notice`, `crossing`, `registration` or `sighting`.
        country: the clerk's country, alpha-3.
        day: when it happened.
        noise: the rates.
    """

    def kept(rates: ByKind) -> bool:
        return rng.random() < rates.of(kind)

    said: dict[str, Any] = {}
    if not kept(noise.sex_missing):
        said["sex"] = _sex(rng, person, noise)
    said |= birth(rng, person, kind, day, noise)
    if not kept(noise.nationality_missing):
        said["nationalities"] = [_nationality(rng, person, noise)]
    if kind != "crossing" and person.passport is not None and kept(noise.document_known):
        said["documents"] = [_document(rng, person, noise)]
    if kept(noise.marks_known) and person.marks:
        seen = [mark for mark in person.marks if kind == "notice" or rng.random() < 0.7] or [person.marks[0]]
        said["marks"] = [marks.described(rng, mark, noise) for mark in seen]
    said |= _looks(rng, person, kind, noise)
    if kept(noise.relatives_known):
        said["relatives"] = _relatives(rng, person, kind, country, noise)
    if person.phones and kept(noise.phone_known):
        said["phones"] = [_phone(rng, rng.choice(person.phones))]
    if person.accounts and kept(noise.account_known):
        platform, handle = rng.choice(person.accounts)
        said["accounts"] = [{"platform": platform, "handle": handle}]
    if kept(noise.face_known):
        said["faces"] = [face(rng, person)]
    return said


def _looks(rng: random.Random, person: Individual, kind: str, noise: Noise) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if rng.random() < noise.height_known.of(kind):
        said["height_cm"] = _height(rng, person, kind, noise)
    if rng.random() < noise.eyes_known.of(kind):
        said["eyes"] = rng.choice(_OTHER_EYES) if rng.random() < noise.eyes_wrong else person.eyes
    if rng.random() < noise.hair_known.of(kind):
        said["hair"] = rng.choice(_OTHER_HAIR) if rng.random() < noise.hair_changed else person.hair
    if rng.random() < noise.languages_known.of(kind):
        said["languages"] = list(person.languages)
    return said


def face(rng: random.Random, person: Individual) -> dict[str, Any]:
    """One picture of the person as an encoding."""
    return {"model": MODEL, "encoding": person.face.picture(rng)}


def birth(rng: random.Random, person: Individual, kind: str, day: date, noise: Noise) -> dict[str, Any]:
    """The birth date or, where the form has none, an age range about the truth; crossings have no age."""
    if rng.random() < noise.birth_missing.of(kind):
        return {} if kind == "crossing" else {"age": _age(rng, person, day, noise)}
    born, approximate = written_birth_date(rng, person.born_on_paper, noise)
    if kind != "crossing" and rng.random() < noise.approximate_birth:
        born, approximate = born[:4], True
    return {"birth_date": born, "birth_date_approximate": True} if approximate else {"birth_date": born}


def written_birth_date(rng: random.Random, born: date, noise: Noise) -> tuple[str, bool]:
    """A birth date as a clerk enters it, and whether the clerk calls it approximate."""
    if rng.random() < noise.filler_birthday:
        return f"{born.year}-01-01", False
    if rng.random() < noise.year_only:
        return (f"{born.year}", True) if rng.random() < 0.3 else (f"{born:%Y-%m}", False)
    if rng.random() < noise.day_month_swapped and born.day <= 12:
        return f"{born.year}-{born.day:02}-{born.month:02}", False
    if rng.random() < noise.year_off:
        return f"{born.year + rng.choice((-1, 1))}-{born.month:02}-{min(born.day, 28):02}", False
    if rng.random() < noise.digit_slip:
        return (born + timedelta(days=rng.choice((-20, -10, -7, -1, 1, 7, 10, 20)))).isoformat(), False
    return born.isoformat(), False


def _age(rng: random.Random, person: Individual, day: date, noise: Noise) -> dict[str, int]:
    true = (day - person.born).days / 365.25
    guessed = max(0, round(true + rng.gauss(0, noise.age_error_years)))
    around = rng.choice((0, 1, 1, 2, 3))
    return {"min": max(0, guessed - around), "max": guessed + around}


def _sex(rng: random.Random, person: Individual, noise: Noise) -> str:
    if rng.random() < noise.sex_wrong:
        return "male" if person.sex == "female" else "female"
    return person.sex


def _nationality(rng: random.Random, person: Individual, noise: Noise) -> str:
    return rng.choice(_OTHER_NATIONALITIES) if rng.random() < noise.nationality_other else person.nationality


def _document(rng: random.Random, person: Individual, noise: Noise) -> dict[str, Any]:
    passport = person.passport
    assert passport is not None
    if rng.random() < noise.renewed_document:
        return {
            "type": "passport",
            "number": passport_number(rng, person.origin.passport),
            "issuer": passport.issuer,
        }
    document = passport.described()
    if rng.random() < noise.document_slip:
        document["number"] = clerks.mistyped(rng, document["number"])
    if rng.random() < 0.5:
        del document["expires"]
    return document


def _height(rng: random.Random, person: Individual, kind: str, noise: Noise) -> dict[str, int]:
    guessed = round(person.height + rng.gauss(0, noise.height_error_cm * (1 if kind == "notice" else 2)))
    around = rng.choice((0, 0, 2) if kind == "notice" else (0, 3, 5))
    return {"min": guessed - around, "max": guessed + around}


def _relatives(rng: random.Random, person: Individual, kind: str, country: str, noise: Noise) -> list[dict[str, Any]]:
    heard = noise.heard_spelling.of(kind)
    known = [("father", person.father), ("mother", person.mother)]
    if rng.random() < 0.4:
        known = [rng.choice(known)]
    return [
        {"relation": relation, "names": [clerks.written(rng, name, country, heard, noise)]} for relation, name in known
    ]


def _phone(rng: random.Random, number: str) -> str:
    form = rng.randrange(3)
    if form == 0:
        return number
    return f"{number[:-9]} {number[-9:-6]} {number[-6:-3]} {number[-3:]}" if form == 1 else f"00{number[1:]}"
