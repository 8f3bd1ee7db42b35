"""A person as comparison needs them: every view of every field prepared once, when the record is indexed."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

import msgspec

from search.folding import body_part, colour, fold, looks
from search.names import NameView, name_view
from search.profile_fields import AddressView as AddressView
from search.profile_fields import Days as Days
from search.profile_fields import DocumentView as DocumentView
from search.profile_fields import Event as Event
from search.profile_fields import MarkView as MarkView
from search.profile_fields import RelativeView as RelativeView
from tracing.person import (
    Address,
    Document,
    Face,
    Mark,
    Name,
    NameKind,
    Person,
    Place,
    PlaceKind,
    Range,
    Sex,
    date_bounds,
    normalised_number,
    time_bounds,
)
from tracing.person.documents import DocumentStatus
from tracing.reports import AnyReport, BorderCrossing, ShelterRegistration, YellowNotice
from tracing.value import Value

APPROXIMATE_YEARS = 2
"""How far a birth date that the reporter calls approximate can be off, at either end."""

ADULT_YEARS = 18
OLDEST_YEARS = 110


class Profile(Value, frozen=True, kw_only=True):
    """What is compared of one person in one report.

    Attributes:
        names: the person's own names.
        sex: `male` or `female`; None for every other statement, which says nothing for or against.
        birth: days of birth that the birth date allows as written, without any widening.
        birth_approximate: whether the reporter called that date approximate.
        birth_filler: whether it is 1 January, which offices write where they know only the year.
        birth_by_age: days of birth that the stated age at the time of the event allows.
        documents: all of the person's, those presented at a border too.
        accounts: `platform handle`, folded.
        minor: whether the person was under 18 at the event: True or False when certain, None when not.
        flights: number and day of a flight, train or ship: `QX368 2026-03-01`.
        recruiters: names of who offered work or travel, folded.
        advertisements: addresses or references of advertisements, folded.
    """

    names: tuple[NameView, ...] = ()
    sex: str | None = None
    birth: Days | None = None
    birth_approximate: bool = False
    birth_filler: bool = False
    birth_by_age: Days | None = None
    birth_country: str | None = None
    nationalities: tuple[str, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    marks: tuple[MarkView, ...] = ()
    height: Range | None = None
    eyes: str | None = None
    hair: str | None = None
    languages: tuple[str, ...] = ()
    relatives: tuple[RelativeView, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    addresses: tuple[AddressView, ...] = ()
    faces: tuple[Face, ...] = ()
    event: Event | None = None
    minor: bool | None = None
    flights: tuple[str, ...] = ()
    recruiters: tuple[str, ...] = ()
    advertisements: tuple[str, ...] = ()


def profile_of(report: AnyReport) -> Profile:
    """The profile of a report."""
    pseudonym = isinstance(report, ShelterRegistration) and report.details.pseudonym
    profile = profile_of_person(
        report.described,
        occurred_at=report.occurred_at,
        place=report.place,
        pseudonym=pseudonym,
        seen=not isinstance(report, YellowNotice),
    )
    return msgspec.structs.replace(profile, event=event_of(report), **_links(report))


def event_of(report: AnyReport) -> Event:
    """Where and when a report says that the person was."""
    return _last_seen(report) or _event(report.occurred_at, report.place, seen=not isinstance(report, YellowNotice))


def minor_in(report: AnyReport) -> bool | None:
    """What :attr:`Profile.minor` says of a report's person, without the rest of the profile."""
    person, event = report.described, _event(report.occurred_at, None, seen=False)
    birth = _days(person.birth_date) if person.birth_date and not person.birth_date_approximate else None
    return _minor(birth, _birth_by_age(person.age, event) if person.age and event else None, event)


def _last_seen(report: AnyReport) -> Event | None:
    """Where and when a missing person was last seen; the notice's publication says neither."""
    last = report.details.last_seen if isinstance(report, YellowNotice) else None
    return None if last is None or last.at is None else _event(last.at, last.place, seen=True)


def _links(report: AnyReport) -> dict[str, tuple[str, ...]]:
    """What the details of a report share with those of others: who recruited, which advertisement, which flight."""
    if isinstance(report, BorderCrossing):
        number = normalised_number(report.details.flight or "")
        return {"flights": (f"{number} {report.occurred_at[:10]}",) if number else ()}
    recruiter, advertisement = report.details.recruiter, report.details.advertisement
    return {
        "recruiters": (" ".join(sorted(fold(recruiter).split())),) if recruiter else (),
        "advertisements": (fold(advertisement).rstrip("/"),) if advertisement else (),
    }


def profile_of_person(
    person: Person,
    occurred_at: str | None = None,
    place: Place | None = None,
    pseudonym: bool = False,
    seen: bool = True,
) -> Profile:
    """The profile of a description by itself, as in a query by example.

    Args:
        person: what is said of the person; it need not hold an identifying thing.
        occurred_at: when the event happened, whole or in part.
        place: where it happened.
        pseudonym: whether all names are ones that the person chose to be safe.
        seen: whether the person was at that place at that time.
    """
    event = None if occurred_at is None else _event(occurred_at, place, seen)
    birth = _days(person.birth_date) if person.birth_date else None
    by_age = _birth_by_age(person.age, event) if person.age and event else None
    return Profile(
        names=_names(person.names, NameKind.pseudonym if pseudonym else None),
        sex=person.sex.value if person.sex in (Sex.male, Sex.female) else None,
        birth=birth,
        birth_approximate=person.birth_date_approximate,
        birth_filler=bool(person.birth_date and person.birth_date.endswith("-01-01")),
        birth_by_age=by_age,
        birth_country=person.birth_country,
        nationalities=_unique(person.nationalities),
        documents=_unique(_document(document) for document in person.documents),
        marks=_unique(_mark(mark) for mark in person.marks),
        height=person.height_cm,
        eyes=colour(person.eyes) if person.eyes else None,
        hair=colour(person.hair) if person.hair else None,
        languages=_unique(person.languages),
        relatives=tuple(
            RelativeView(relation=relative.relation, names=names)
            for relative in person.relatives
            if (names := _names(relative.names))
        ),
        phones=_unique(phone for phone in person.phones if phone.startswith("+")),
        accounts=_unique(f"{fold(account.platform)} {fold(account.handle).lstrip('@')}" for account in person.accounts),
        addresses=_unique(_address(address) for address in person.addresses),
        faces=person.faces,
        event=event,
        minor=_minor(birth if not person.birth_date_approximate else None, by_age, event),
    )


T = TypeVar("T")


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _names(names: tuple[Name, ...], kind: NameKind | None = None) -> tuple[NameView, ...]:
    views = (name_view(name) for name in names)
    kept = (view for view in views if view is not None)
    return _unique(msgspec.structs.replace(view, kind=kind) if kind else view for view in kept)


def _document(document: Document) -> DocumentView:
    watched = "" if document.status is DocumentStatus.issued else document.status.value
    return DocumentView(number=normalised_number(document.number), issuer=document.issuer or "", watched=watched)


def _mark(mark: Mark) -> MarkView:
    return MarkView(kind=mark.kind.value, body_part=body_part(mark.body_part or ""), looks=looks(mark.text))


def _address(address: Address) -> AddressView:
    words = "".join(sign if sign.isalnum() else " " for sign in fold(address.text or "")).split()
    return AddressView(
        street=" ".join(sorted(words)),
        town=fold(address.town or ""),
        postcode=fold(address.postcode or "").replace(" ", ""),
        region=" ".join((address.country or "", fold(address.region))) if address.region else "",
    )


@lru_cache(maxsize=50_000)
def _days(text: str) -> Days:
    first, last = date_bounds(text)
    return Days(first=first, last=last)


def _event(occurred_at: str, place: Place | None, seen: bool) -> Event:
    first, last = time_bounds(occurred_at)
    if place is None:
        return Event(first=first, last=last, seen=False)
    return Event(
        first=first,
        last=last,
        seen=seen and place.kind is not PlaceKind.online,
        country=place.country or "",
        latitude=place.latitude,
        longitude=place.longitude,
    )


def years_before(day: date, years: int) -> date:
    """The same day some years earlier, not before year 1; 29 February becomes 28 February."""
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def widened_birth(profile: Profile) -> Days | None:
    """Days of birth that the birth date allows: a filler means its whole year, an approximate date its neighbours."""
    days = profile.birth
    if days is None:
        return None
    if profile.birth_filler:
        days = Days(first=days.first, last=days.first.replace(month=12, day=31))
    if profile.birth_approximate:
        days = Days(first=years_before(days.first, APPROXIMATE_YEARS), last=years_before(days.last, -APPROXIMATE_YEARS))
    return days


def _birth_by_age(age: Range, event: Event) -> Days | None:
    """Who is N years old was born between N + 1 years (less a day) and N years before."""
    youngest = age.min if age.min is not None else 0
    oldest = age.max if age.max is not None else OLDEST_YEARS
    first = years_before(event.first.date(), max(oldest, youngest) + 1) + timedelta(days=1)
    return Days(first=first, last=years_before(event.last.date(), youngest))


def _minor(birth: Days | None, by_age: Days | None, event: Event | None) -> bool | None:
    days = birth or by_age
    if days is None or event is None:
        return None
    if days.last <= years_before(event.first.date(), ADULT_YEARS):
        return False
    if days.first > years_before(event.last.date(), ADULT_YEARS):
        return True
    return None
