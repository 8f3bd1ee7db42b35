"""Yellow Notices in the JSON shapes of INTERPOL's public notices service: list entry, detail, images.

What the shape has no room for is left out; what a notice that came from the service held and no field here means is
given back as it was sent.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import pycountry

from api.exchange.interpol_codes import EYES, HAIR, SEX
from api.exchange.interpol_notice import ENTITY_ID
from tracing.person import Mark, Name, NameKind, Person, Range
from tracing.person.description import Relation
from tracing.records import Record
from tracing.reports import YellowNotice

NOTICES = "/notices/v1/yellow"
"""Path of the service's Yellow Notices, for links."""

_NUMBER_BITS = 39
_WIDEST_RANGE = 10
"""Of a height or weight that one number still tells honestly; centimetres or kilograms."""

_SEX_CODES = {word: code for code, word in SEX.items()}
# Of several codes for one word the first is the one in use; YELB is the newest of those for blond.
_HAIR_CODES = {word: code for code, word in reversed(HAIR.items())} | {"blond": "YELB"}
_EYES_CODES = {word: code for code, word in reversed(EYES.items())}


def entity_id(record: Record) -> str:
    """The notice's number, like `2014/5590`.

    A notice that came from the service keeps its own. Another one has the year of its entry and the first 39 bits of
    its record's id: the same for ever, and no count of what there is. :func:`ids_of_number` leads back.
    """
    reference = record.report.reference
    if ENTITY_ID.fullmatch(reference):
        return reference
    return f"{record.recorded_at.year}/{record.id.int >> (128 - _NUMBER_BITS)}"


def ids_of_number(number: int) -> tuple[int, int]:
    """The first and the last record id, as whole numbers, whose notice can have a number that was made of the id."""
    shift = 128 - _NUMBER_BITS
    return number << shift, ((number + 1) << shift) - 1


def notice_detail(record: Record, base: str = NOTICES) -> dict[str, Any]:
    """A Yellow Notice as the service's detail.

    Args:
        record: of a Yellow Notice, as its reader is shown it.
        base: address of all notices, for the links.
    """
    report, person = record.report, record.report.person
    assert isinstance(report, YellowNotice)
    seen = report.details.last_seen
    place = (seen.place if seen else None) or report.place
    said = {
        **_names(person),
        "date_of_birth": _date(person.birth_date),
        "sex_id": _SEX_CODES.get(person.sex) if person.sex else None,
        "nationalities": [to_alpha2(code) for code in person.nationalities],
        "country_of_birth_id": to_alpha2(person.birth_country) if person.birth_country else None,
        "place_of_birth": person.birth_place,
        "languages_spoken_ids": [bibliographic(code).upper() for code in person.languages],
        "height": _one_number(person.height_cm, 100),
        "weight": _one_number(person.weight_kg, 1),
        "eyes_colors_id": _codes(person.eyes, _EYES_CODES),
        "hairs_id": _codes(person.hair, _HAIR_CODES),
        "distinguishing_marks": "; ".join(map(_mark, person.marks)) or None,
        "date_of_event": _date(seen.at if seen else None),
        "place": place.name if place else None,
        "country": to_alpha2(place.country) if place and place.country else None,
    }
    unread = report.unread if entity_id(record) == report.reference else {}
    whole = {key: _with_unread(value, unread.get(key)) for key, value in said.items()}
    links = {"_embedded": {"links": []}, "_links": _links(record, base)}
    return {**unread, "entity_id": entity_id(record), **whole, **links}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yellow Notices as details, one a line, in the form in which `tracing import interpol` reads them."""
    for record in records:
        yield msgspec.json.encode(notice_detail(record)) + b"\n"


def notice_entry(record: Record, base: str = NOTICES) -> dict[str, Any]:
    """A Yellow Notice as an entry of the service's list."""
    detail = notice_detail(record, base)
    keys = ("entity_id", "forename", "name", "date_of_birth", "nationalities", "_links")
    return {key: detail[key] for key in keys}


def notice_images(record: Record, base: str = NOTICES) -> dict[str, Any]:
    """The images of a notice: the photographs that its owner added, by hash."""
    links = _links(record, base)
    images = [
        {"picture_id": one.sha256, "_links": {"self": {"href": f"{links['images']['href']}/{one.sha256}"}}}
        for one in record.photographs
    ]
    of_images = {"self": links["images"], "notice": links["self"]}
    if "thumbnail" in links:
        of_images["thumbnail"] = links["thumbnail"]
    return {"_embedded": {"images": images}, "_links": of_images}


def _with_unread(value: Any, unread: Any) -> Any:
    """A value together with what of the same field could not be read when it was imported."""
    if isinstance(value, list):
        return [*value, *(unread if isinstance(unread, list) else [unread] if unread else [])] or None
    return unread if value is None else value


def _links(record: Record, base: str) -> dict[str, dict[str, str]]:
    address = f"{base}/{entity_id(record).replace('/', '-')}"
    links = {"self": {"href": address}, "images": {"href": f"{address}/images"}}
    if record.photographs:
        links["thumbnail"] = {"href": f"{address}/images/{record.photographs[0].sha256}"}
    return links


def _names(person: Person) -> dict[str, str | None]:
    others = [name for name in person.names if name.kind is not NameKind.birth]
    birth = [name for name in person.names if name.kind is NameKind.birth]
    forename, family = _parts(others)
    said = {"forename": forename, "name": family, "birth_name": _parts(birth)[1]}
    for relation in (Relation.father, Relation.mother):
        names = [name for one in person.relatives if one.relation is relation for name in one.names]
        said[f"{relation}_forename"], said[f"{relation}_name"] = _parts(names)
    return said


def _parts(names: Iterable[Name]) -> tuple[str | None, str | None]:
    """Given and family name of the first name, in capitals; a whole name stands with the family names."""
    name = next(iter(names), None)
    if name is None:
        return None, None
    family = name.family or name.full
    return name.given and name.given.upper(), family and family.upper()


def _date(text: str | None) -> str | None:
    """`1998-03-17` → `1998/03/17`; of a time the day, as its own place counted it."""
    return text[:10].replace("-", "/") if text else None


def _one_number(span: Range | None, unit: int) -> float | None:
    """The middle of a narrow range in the service's unit; None for what one number would not tell honestly."""
    if span is None or span.min is None or span.max is None or span.max - span.min > _WIDEST_RANGE:
        return None
    return (span.min + span.max) / 2 / unit or None


def _codes(words: str | None, codes: Mapping[str, str]) -> list[str]:
    return [codes.get(word, word) for word in words.split(", ")] if words else []


def _mark(mark: Mark) -> str:
    kind = None if mark.kind == "other" else mark.kind.value
    return ", ".join(part for part in (kind, mark.body_part, mark.text) if part)


def to_alpha2(code: str) -> str:
    """`UKR` → `UA`; a code without a counterpart, such as that of the stateless, stays as it is."""
    return _alpha2_of_alpha3().get(code, code)


@cache
def _alpha2_of_alpha3() -> dict[str, str]:
    return {country.alpha_3: country.alpha_2 for country in pycountry.countries} | {"RKS": "XK"}


def bibliographic(code: str) -> str:
    """`deu` → `ger`: the service writes languages as libraries do."""
    return _bibliographic().get(code, code)


@cache
def _bibliographic() -> dict[str, str]:
    return {one.alpha_3: one.bibliographic for one in pycountry.languages if getattr(one, "bibliographic", None)}
