"""The four kinds of report, written about one event of a journey."""

import random
from datetime import date, timedelta
from typing import Any, NamedTuple

from api.world import clerks, description
from api.world.documents import issue, td3
from api.world.icao import to_mrz_letters
from api.world.journeys import Event, Journey
from api.world.names import PersonalName
from api.world.noise import ByKind, Noise
from api.world.origins import ORIGINS
from api.world.people import Individual
from api.world.places import BORDER_POINTS, border_place, city_place
from api.world.postings import Posting, References

_SIGHTING_PLACES = ("street", "private_home", "workplace", "online", "hotel", "hospital", "station")
_COMPOUNDS = frozenset({"MMR", "KHM", "LAO", "PHL"})
_CIRCUMSTANCES = (
    "Left home for a job offered online; no word since.",
    "Last spoke with the family by telephone, then the number was switched off.",
    "Went abroad with an acquaintance and did not return.",
    "Did not come home from school.",
    "Wrote that the passport had been taken away.",
)


class Sender(NamedTuple):
    """An agency of a country."""

    country: str
    agency: str

    @property
    def organisation(self) -> str:
        """The short name, e.g. `pol.border`."""
        return f"{self.country.lower()}.{self.agency}"


class Presented(NamedTuple):
    """A document shown at a border and what it says, true or not."""

    name: PersonalName
    born: date
    nationality: str
    number: str
    issuer: str
    expires: date


class Writer:
    """Writes the reports about one person's journey."""

    def __init__(
        self, rng: random.Random, person: Individual, journey: Journey, noise: Noise, references: References
    ) -> None:
        self._rng, self._person, self._journey = rng, person, journey
        self._noise, self._references = noise, references
        self._false: Presented | None = None

    def write(self, event: Event) -> Posting:
        """The report about an event."""
        build = {
            "notice": self._notice,
            "crossing": self._crossing,
            "registration": self._registration,
            "sighting": self._sighting,
        }[event.kind]
        sender, report = build(event)
        head = {"kind": _KINDS[event.kind], "reference": self._references.next(sender.organisation)}
        report = head | report
        if self._rng.random() < self._noise.restricted:
            report["recipients"] = {"rule": "only", "countries": [sender.country, self._person.origin.country]}
        return Posting(sender.organisation, sender.country, report, self._person.key)

    def _said(self, event: Event, sender: Sender, names: list[dict[str, Any]]) -> dict[str, Any]:
        person = description.describe(self._rng, self._person, event.kind, sender.country, event.day, self._noise)
        return {"names": names} | person if names else person

    def _notice(self, event: Event) -> tuple[Sender, dict[str, Any]]:
        rng, person, stop = self._rng, self._person, self._journey.stops[event.stop]
        sender = Sender(person.origin.country, "bureau")
        said = self._said(event, sender, self._notice_names())
        if rng.random() < 0.5:
            said["birth_country"] = person.origin.country
        child = (event.day - person.born).days < 18 * 365.25
        details: dict[str, Any] = {
            "alert_kind": "child_at_risk" if child else "missing",
            "circumstances": rng.choice(_CIRCUMSTANCES),
        }
        if rng.random() < 0.8:
            details["last_seen"] = {
                "at": stop.left.isoformat(),
                "place": city_place(rng, stop.country, stop.city, "other"),
            }
        return sender, {"occurred_at": event.day.isoformat(), "person": said, "details": details}

    def _notice_names(self) -> list[dict[str, Any]]:
        rng, name, noise = self._rng, self._person.name, self._noise
        native = dict(zip(("given", "family"), name.native(), strict=True))
        latin = clerks.written(
            rng, name, "GBR", noise.heard_spelling.notice, noise
        )  # bureaus exchange notices in English
        if native == dict(zip(("given", "family"), name.latin(), strict=True)):
            names = [native]
        else:
            choice = rng.random()
            names = [native, latin]
            if choice < noise.native_name_only:
                names = [native]
            elif choice < noise.native_name_only + noise.latin_name_only:
                names = [latin]
        if rng.random() < 0.12:
            names.append({"full": clerks.nickname(name), "kind": "nickname"})
        return names

    def _crossing(self, event: Event) -> tuple[Sender, dict[str, Any]]:
        rng, stops = self._rng, self._journey.stops
        here, before = stops[event.stop].country, stops[event.stop - 1].country
        entry = rng.random() < 0.6
        sender = Sender(here if entry else before, "border")
        point = rng.choice(BORDER_POINTS[sender.country])
        shown = self._presented(event.day)
        details: dict[str, Any] = {
            "direction": "entry" if entry else "exit",
            "other_country": before if entry else here,
            "transport": point.transport,
        }
        if point.transport == "air":
            details["flight"] = f"{rng.choice(('QX', 'ZV', 'JY'))}{rng.randrange(100, 999)}"
        said = self._at_the_border(event, sender, shown, details)
        hour, minute = rng.randrange(24), rng.randrange(60)
        moment = f"{event.day.isoformat()}T{hour:02}:{minute:02}:00+00:00"
        place = border_place(sender.country, point)
        return sender, {"occurred_at": moment, "place": place, "person": said, "details": details}

    def _at_the_border(
        self, event: Event, sender: Sender, shown: Presented | None, details: dict[str, Any]
    ) -> dict[str, Any]:
        rng, noise = self._rng, self._noise
        if shown is None:
            heard = noise.heard_spelling.crossing
            return self._said(event, sender, [clerks.written(rng, self._person.name, sender.country, heard, noise)])
        said = self._said(event, sender, [])
        given, family = self._document_name(shown.name)
        born = shown.born.isoformat()
        document = {"type": "passport", "number": shown.number, "issuer": shown.issuer}
        details["document_presented"] = document | {"expires": shown.expires.isoformat()}
        said |= {"documents": [document], "birth_date": born, "nationalities": [shown.nationality]}
        said.pop("birth_date_approximate", None)
        if rng.random() < noise.handwritten_crossing:
            said["names"] = [clerks.written(rng, shown.name, sender.country, noise.heard_spelling.crossing, noise)]
            said["birth_date"], _ = description.written_birth_date(rng, shown.born, noise)
            return said
        lines = td3(
            number=shown.number,
            issuer=shown.issuer,
            nationality=shown.nationality,
            family=family,
            given=given,
            born=born,
            sex=self._person.sex,
            expires=shown.expires,
        )
        names = {"given": given, "family": family}
        said["names"] = [{part: to_mrz_letters(text).replace("<", " ") for part, text in names.items()}]
        if rng.random() < noise.mrz_misread:
            lines = (lines[0], clerks.mistyped(rng, lines[1])[:44])
            document["number"] = clerks.mistyped(rng, shown.number)
        details["mrz"] = list(lines)
        return said

    def _document_name(self, name: PersonalName) -> tuple[str, str]:
        """The name as the document's machine-readable zone is made from it."""
        native = name.native()
        by_letters = self._rng.random() < self._noise.mrz_letter_groups and all(map(to_mrz_letters, native))
        return native if by_letters else name.latin()

    def _presented(self, day: date) -> Presented | None:
        """The document shown: false or borrowed ones serve again at the next border."""
        rng, person, noise = self._rng, self._person, self._noise
        if self._false is not None:
            return self._false
        chance = rng.random()
        if chance < noise.false_document:
            self._false = self._made_up(day, rng.choice(ORIGINS).naming.draw(rng, person.sex))
            return self._false
        if chance < noise.false_document + noise.borrowed_document:
            self._false = self._made_up(day, person.origin.naming.draw(rng, person.sex))
            return self._false
        passport = person.passport
        if passport is None:
            return None
        if rng.random() < noise.renewed_document:
            passport = issue(rng, person.origin.passport, person.origin.country, day)
        return Presented(
            person.name, person.born_on_paper, person.nationality, passport.number, passport.issuer, passport.expires
        )

    def _made_up(self, day: date, name: PersonalName) -> Presented:
        rng, origin = self._rng, self._person.origin
        born = min(self._person.born + timedelta(days=rng.randint(-1500, 1500)), day - timedelta(days=90))
        passport = issue(rng, origin.passport, origin.country, day)
        return Presented(name, born, origin.country, passport.number, passport.issuer, passport.expires)

    def _registration(self, event: Event) -> tuple[Sender, dict[str, Any]]:
        rng, stop = self._rng, self._journey.stops[event.stop]
        sender = Sender(stop.country, "shelter")
        names, pseudonym = self._told_names(event, sender)
        said = self._said(event, sender, names)
        details: dict[str, Any] = {"movement": rng.choice(("in", "in", "in", "out", "transfer"))}
        details["consent"] = _consent(rng)
        if pseudonym:
            details["pseudonym"] = True
        occurred = event.day.isoformat()
        place = {"country": stop.country, "name": stop.city.name, "kind": "shelter"}
        return sender, {"occurred_at": occurred, "place": place, "person": said, "details": details}

    def _sighting(self, event: Event) -> tuple[Sender, dict[str, Any]]:
        rng, stop = self._rng, self._journey.stops[event.stop]
        sender = Sender(stop.country, rng.choice(("police", "police", "ngo")))
        names, _ = self._told_names(event, sender)
        said = self._said(event, sender, names)
        if not names and not said.keys() & {"marks", "faces", "phones", "accounts", "documents", "relatives"}:
            said["faces"] = [description.face(rng, self._person)]
        kind = "scam_compound" if stop.country in _COMPOUNDS else rng.choice(_SIGHTING_PLACES)
        occurred = event.day.isoformat()[: rng.choice((7, 10, 10, 10))]
        details = {"source_grade": rng.choice("ABCD"), "content_grade": rng.randint(1, 4)}
        place = city_place(rng, stop.country, stop.city, kind)
        return sender, {"occurred_at": occurred, "place": place, "person": said, "details": details}

    def _told_names(self, event: Event, sender: Sender) -> tuple[list[dict[str, Any]], bool]:
        """What somebody answers who is asked for a name, and whether it is a pseudonym."""
        rng, name, noise = self._rng, self._person.name, self._noise
        chance = rng.random()

        def falls(rates: ByKind) -> bool:
            nonlocal chance
            chance -= rates.of(event.kind)
            return chance < 0

        if falls(noise.nameless):
            return [], False
        if falls(noise.pseudonym):
            return [{"full": rng.choice(clerks.PSEUDONYMS), "kind": "pseudonym"}], True
        if falls(noise.nickname):
            return [{"full": clerks.nickname(name), "kind": "nickname"}], False
        if falls(noise.first_name_only):
            return [{"given": clerks.as_heard(rng, clerks.spoken_first_name(name), sender.country)}], False
        heard = noise.heard_spelling.of(event.kind)
        return [clerks.written(rng, name, sender.country, heard, noise)], False


_KINDS = {
    "notice": "yellow_notice",
    "crossing": "border_crossing",
    "registration": "shelter_registration",
    "sighting": "sighting",
}


def _consent(rng: random.Random) -> dict[str, Any]:
    chance = rng.random()
    if chance < 0.65:
        return {"state": "given", "scopes": ["tracing"]}
    if chance < 0.7:
        return {"state": "lawful_basis", "reason": "A child without a guardian."}
    return {"state": "refused"} if chance < 0.8 else {"state": "not_asked"}
