"""The invented people: who they truly are, before anybody writes anything down."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from api.world.documents import Passport, issue
from api.world.faces import KIN_LIKENESS, TWIN_LIKENESS, FamilyFace, TrueFace
from api.world.marks import BodyMark, draw_marks
from api.world.names import PersonalName, Word
from api.world.origins import ORIGINS, Origin
from api.world.romanisation import without_marks

FEMALE_SHARE = 0.66
AGES = ((6, 12, 0.08), (13, 17, 0.3), (18, 24, 0.32), (25, 35, 0.2), (36, 50, 0.08), (51, 75, 0.02))
"""Lowest and highest age when people leave home, and the share of each group: 38 % are children."""

HOUSEHOLDS = (
    ("alone", 0.74),
    ("siblings", 0.13),
    ("twins", 0.03),
    ("parent_and_child", 0.06),
    ("namesakes", 0.04),
)
"""How people belong together. Namesakes are two strangers of one origin with one name and nearly one age."""

_FIRST_DEPARTURE, _LAST_DEPARTURE = date(2017, 1, 1), date(2023, 6, 30)
_ORIGIN_WEIGHTS = list(accumulate(origin.share for origin in ORIGINS))
_PLATFORMS = ("facebook", "instagram", "telegram", "tiktok", "whatsapp", "viber")


class Individual(NamedTuple):
    """One invented person.

    Attributes:
        key: what `truth.csv` calls the person.
        born: the true birth date.
        born_on_paper: what the papers say; 1 January where nobody knew the day.
        nationality: alpha-3, or XXA for the stateless.
        passport: the genuine one; None for those who never had one.
        height: centimetres.
        departure: the day of leaving home.
        travels_with: key of the person whose journey this one shares.
    """

    key: str
    origin: Origin
    sex: str
    name: PersonalName
    born: date
    born_on_paper: date
    nationality: str
    passport: Passport | None
    marks: tuple[BodyMark, ...]
    height: int
    eyes: str
    hair: str
    languages: tuple[str, ...]
    father: PersonalName
    mother: PersonalName
    phones: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]
    face: TrueFace
    departure: date
    travels_with: str | None = None


def draw_household(rng: random.Random, number: int) -> Iterator[Individual]:
    """The people of one household; `number` tells households apart."""
    origin = rng.choices(ORIGINS, cum_weights=_ORIGIN_WEIGHTS)[0]
    kind = rng.choices([name for name, _ in HOUSEHOLDS], [share for _, share in HOUSEHOLDS])[0]
    first = _Draft.drawn(rng, origin)
    if kind == "namesakes":
        first = first._replace(name=origin.naming.draw(rng, first.sex, first.family))
    yield first.finished(rng, f"{number}-1")
    if kind == "siblings":
        for position in range(2, 2 + rng.choice((1, 1, 2))):
            yield first.sibling(rng).finished(rng, f"{number}-{position}", together=f"{number}-1")
    elif kind == "twins":
        yield first.twin(rng).finished(rng, f"{number}-2", together=f"{number}-1")
    elif kind == "parent_and_child":
        yield first.child(rng).finished(rng, f"{number}-2", together=f"{number}-1")
    elif kind == "namesakes":
        yield first.namesake(rng).finished(rng, f"{number}-2")


class _Draft(NamedTuple):
    """What relatives share or take from one another."""

    origin: Origin
    sex: str
    born: date
    departure: date
    family: tuple[Word, ...]
    father: PersonalName
    mother: PersonalName
    family_face: FamilyFace
    likeness: float = KIN_LIKENESS
    name: PersonalName | None = None

    @classmethod
    def drawn(cls, rng: random.Random, origin: Origin) -> "_Draft":
        days = (_LAST_DEPARTURE - _FIRST_DEPARTURE).days
        departure = _FIRST_DEPARTURE + timedelta(days=int(days * rng.random() ** 0.7))
        youngest, oldest, _ = rng.choices(AGES, [share for _, _, share in AGES])[0]
        born = departure - timedelta(days=int(365.25 * rng.uniform(youngest, oldest + 1)))
        family = origin.naming.draw_family(rng)
        return cls(
            origin=origin,
            sex="female" if rng.random() < FEMALE_SHARE else "male",
            born=born,
            departure=departure,
            family=family,
            father=origin.naming.draw(rng, "male", family),
            mother=origin.naming.draw(rng, "female"),
            family_face=FamilyFace(rng.getrandbits(48)),
        )

    def sibling(self, rng: random.Random) -> "_Draft":
        gap = timedelta(days=rng.choice((-1, 1)) * rng.randint(330, 2000))
        born = min(self.born + gap, self.departure - timedelta(days=4 * 365))
        return self._replace(sex=rng.choice(("female", "male")), born=born)

    def twin(self, rng: random.Random) -> "_Draft":
        return self._replace(likeness=TWIN_LIKENESS, sex=self.sex)

    def child(self, rng: random.Random) -> "_Draft":
        age = (self.departure - self.born).days / 365.25
        born = self.departure - timedelta(days=int(365.25 * max(0.3, rng.uniform(0, age - 17))))
        father = self.origin.naming.draw(rng, "male", self.family)
        mother = self.origin.naming.draw(rng, "female", self.family)
        return self._replace(sex=rng.choice(("female", "male")), born=born, father=father, mother=mother)

    def namesake(self, rng: random.Random) -> "_Draft":
        drawn = self.drawn(rng, self.origin)
        born = self.born + timedelta(days=rng.randint(-500, 500))
        return drawn._replace(sex=self.sex, born=born, departure=self.departure, family=self.family, name=self.name)

    def finished(self, rng: random.Random, key: str, together: str | None = None) -> Individual:
        origin = self.origin
        name = self.name or origin.naming.draw(rng, self.sex, self.family)
        grown = min(1.0, 0.45 + 0.55 * (self.departure - self.born).days / 365.25 / 17)
        dark = rng.random() < origin.dark
        filler = rng.random() < origin.filler_birthdays
        stateless = rng.random() < origin.stateless
        has_passport = not stateless and rng.random() < 0.85
        return Individual(
            key=key,
            origin=origin,
            sex=self.sex,
            name=name,
            born=self.born,
            born_on_paper=self.born.replace(month=1, day=1) if filler else self.born,
            nationality="XXA" if stateless else origin.country,
            passport=issue(rng, origin.passport, origin.country, self.departure) if has_passport else None,
            marks=draw_marks(rng),
            height=round(grown * rng.gauss(162 if self.sex == "female" else 173, 6)),
            eyes="brown" if dark else rng.choice(("blue", "green", "grey", "hazel")),
            hair=rng.choice(("black", "black", "dark brown")) if dark else rng.choice(("blond", "brown", "red")),
            languages=_languages(rng, origin),
            father=self.father,
            mother=self.mother,
            phones=_phones(rng, origin),
            accounts=_accounts(rng, name, self.born),
            face=TrueFace(self.family_face, self.likeness),
            departure=self.departure,
            travels_with=together if rng.random() < 0.6 else None,
        )


def _languages(rng: random.Random, origin: Origin) -> tuple[str, ...]:
    spoken = origin.languages if rng.random() < 0.5 else origin.languages[:1]
    return (*spoken, "eng") if "eng" not in spoken and rng.random() < 0.25 else spoken


def _phones(rng: random.Random, origin: Origin) -> tuple[str, ...]:
    count = rng.choice((0, 1, 1, 2))
    return tuple(f"+{origin.calling_code}{rng.randrange(10**8, 10**9)}" for _ in range(count))


def _accounts(rng: random.Random, name: PersonalName, born: date) -> tuple[tuple[str, str], ...]:
    count = rng.choice((0, 0, 1, 1, 2))
    stem = "".join(c for c in without_marks(name.given[0].latin).lower() if c.isalnum()) or "user"
    return tuple(
        (rng.choice(_PLATFORMS), f"{stem}{rng.choice(('', '_', '.'))}{rng.randrange(100, 100_000)}")
        for _ in range(count)
    )
