"""Records as FollowTheMoney entities, one JSON object a line: a Person with what belongs to it, for each record.

After each Person stand its Passports and Identifications, Addresses, UserAccounts, and the Event that the record
reports. No entity bears a topic: nobody who is sought or was found is marked as anything.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import blake2b
from uuid import UUID

import msgspec

from api.exchange.ftm_codes import (
    EVENT_NAMES,
    GENDERS,
    LANGUAGES,
    LAST_SEEN,
    NAME_PROPERTIES,
    country_code,
    is_phone,
)
from tracing.person import Mark, Name, NameKind, Person, Place, Range, time_bounds
from tracing.person.description import Relation
from tracing.person.documents import DocumentStatus, DocumentType
from tracing.records import Record
from tracing.reports import NoticeDetails, SightingDetails
from tracing.value import Value

Properties = dict[str, list[str]]

_LONGEST = {"name": 384, "alias": 384, "previousName": 384, "weakAlias": 384, "full": 250, "location": 250}
_LONGEST_TEXT = 1024


class FtmEntity(Value, frozen=True, kw_only=True, rename={"kind": "schema"}):
    """An entity: who or what, and its properties, each with one or more values."""

    id: str
    kind: str
    properties: Properties


def write(records: Iterable[Record], key: bytes) -> Iterator[bytes]:
    """The entities of each record, one a line.

    Args:
        records: as their reader is shown them.
        key: 32 bytes of which the ids are made, so that they tell nothing of what they name; with the same key the
            same thing has the same id in every export.
    """
    for record in records:
        yield b"".join(msgspec.json.encode(entity) + b"\n" for entity in entities_of(record, key))


def entities_of(record: Record, key: bytes) -> Iterator[FtmEntity]:
    """The Person whom a record describes, then what belongs to it. The Person's id is that of the record."""
    made = _Maker(record, key)
    person = record.report.described
    addresses = [
        made.entity(
            "Address",
            [str(number)],
            full=", ".join(filter(None, map(_clean, filter(None, (one.text, one.postcode, one.town, one.region))))),
            street=one.text,
            city=one.town,
            postalCode=one.postcode,
            region=one.region,
            country=country_code(one.country),
        )
        for number, one in enumerate(person.addresses)
    ]
    properties = _person(person) | {"addressEntity": [one.id for one in addresses], "publisher": [record.organisation]}
    yield FtmEntity(id=str(record.id), kind="Person", properties=_said(properties))
    yield from addresses
    yield from made.documents(person)
    for account in dict.fromkeys(person.accounts):
        if _clean(account.platform) and _clean(account.handle):
            names = [account.platform, account.handle]
            yield made.entity(
                "UserAccount", names, owner=made.person, service=account.platform, username=account.handle
            )
    yield from made.events()


class _Maker:
    """Makes the entities that belong to the Person of one record."""

    def __init__(self, record: Record, key: bytes) -> None:
        self._record, self._key = record, key
        self.person = str(record.id)

    def entity(self, kind: str, names: Iterable[str], **properties: str | None) -> FtmEntity:
        """An entity that is known within the record by its kind and these names."""
        said = {name: [value] for name, value in properties.items() if value}
        return FtmEntity(id=self._id(kind, *names), kind=kind, properties=_said(said))

    def documents(self, person: Person) -> Iterator[FtmEntity]:
        """A Passport or an Identification for each document."""
        for one in dict.fromkeys(person.documents):
            kind = "Passport" if one.type is DocumentType.passport else "Identification"
            yield self.entity(
                kind,
                [one.type, one.issuer or "", one.number, one.expires or "", one.status],
                holder=self.person,
                number=one.number,
                passportNumber=one.number if kind == "Passport" else None,
                type=one.type.replace("_", " "),
                country=country_code(one.issuer),
                endDate=one.expires,
                summary=None if one.status is DocumentStatus.issued else one.status.replace("_", " "),
            )

    def events(self) -> Iterator[FtmEntity]:
        """What the record reports, and of a notice where the person was last seen."""
        report = self._record.report
        told = report.details.circumstances if isinstance(report.details, NoticeDetails | SightingDetails) else ""
        name = EVENT_NAMES[report.kind]
        yield from self._event(report.kind, name, report.occurred_at, report.place, report.reference, told)
        seen = report.details.last_seen if isinstance(report.details, NoticeDetails) else None
        if seen is not None:
            yield from self._event(LAST_SEEN, "Last seen", seen.at, seen.place, None, "")

    def _event(
        self, keyword: str, name: str, at: str | None, place: Place | None, reference: str | None, told: str
    ) -> Iterator[FtmEntity]:
        place = place or Place()
        located = place.latitude is not None
        where = self.entity(
            "Address",
            [keyword],
            full=place.name,
            country=country_code(place.country),
            latitude=None if place.latitude is None else str(place.latitude),
            longitude=None if place.longitude is None else str(place.longitude),
        )
        yield self.entity(
            "Event",
            [keyword],
            involved=self.person,
            name=name,
            keywords=keyword,
            date=None if at is None else _time(at),
            location=place.name,
            country=country_code(place.country),
            addressEntity=where.id if located else None,
            recordId=reference,
            description=told,
            publisher=self._record.organisation,
        )
        if located:
            yield where

    def _id(self, *names: str) -> str:
        text = msgspec.json.encode([self.person, *names])
        digest = blake2b(text, key=self._key, digest_size=16, person=b"tracing ftm").digest()
        return str(UUID(bytes=digest))


def _person(person: Person) -> Properties:
    main = [name for name in person.names if name.kind is NameKind.main]
    passports = [one.number for one in person.documents if one.type is DocumentType.passport]
    cards = [one.number for one in person.documents if one.type is DocumentType.identity_card]
    said: Properties = {}
    for name in person.names:
        said.setdefault(NAME_PROPERTIES[name.kind], []).append(name.text)
    return said | {
        "firstName": [name.given for name in main if name.given],
        "lastName": [name.family for name in main if name.family],
        "fatherName": _names_of(person, Relation.father),
        "motherName": _names_of(person, Relation.mother),
        "gender": [GENDERS[person.sex]] if person.sex in GENDERS else [],
        "birthDate": [person.birth_date] if person.birth_date else [],
        "birthPlace": [person.birth_place] if person.birth_place else [],
        "birthCountry": [code for code in [country_code(person.birth_country)] if code],
        "nationality": [code for code in map(country_code, person.nationalities) if code],
        "passportNumber": passports,
        "idNumber": cards,
        "height": _ends(person.height_cm, 100),
        "weight": _ends(person.weight_kg, 1),
        "eyeColor": [person.eyes] if person.eyes else [],
        "hairColor": [person.hair] if person.hair else [],
        "appearance": [mark_text(mark) for mark in person.marks],
        "spokenLanguage": [code for code in person.languages if code in LANGUAGES],
        "phone": [number for number in person.phones if is_phone(number)],
    }


def _names_of(person: Person, relation: Relation) -> list[str]:
    names: list[Name] = [name for one in person.relatives if one.relation is relation for name in one.names]
    return [name.text for name in names]


def _ends(span: Range | None, unit: int) -> list[str]:
    """Both ends of a range, in metres or kilograms; nothing of a range with one end, which would read as exact."""
    if span is None or not span.min or span.max is None:
        return []
    return [f"{end / unit:g}" for end in (span.min, span.max)]


def mark_text(mark: Mark) -> str:
    """A mark in words, as :mod:`api.exchange.ftm` reads them: `scar (left hand): like a sickle`."""
    where, text = _clean(mark.body_part or ""), _clean(mark.text)
    return mark.kind + (f" ({where})" if where else "") + (f": {text}" if text else "")


def _time(text: str) -> str:
    """A time in UTC without its offset, as the format has it; a date known in part stays as it is."""
    first, last = time_bounds(text)
    return first.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if first == last else text


def _said(properties: Properties) -> Properties:
    """Only what says something, each value once, without what the format has no room for."""
    cleaned = {name: [text for text in map(_clean, values) if text] for name, values in properties.items()}
    return {name: list(dict.fromkeys(_short(name, values))) for name, values in cleaned.items() if values}


def _clean(text: str) -> str:
    visible = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(visible.split())


def _short(name: str, values: list[str]) -> Iterator[str]:
    longest = _LONGEST.get(name, _LONGEST_TEXT)
    return (value if name == "description" else value[:longest].strip() for value in values)
