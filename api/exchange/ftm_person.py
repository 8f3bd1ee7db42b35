"""What FollowTheMoney says of one Person, as a description of ours. What breaks a rule or has no field is left."""

import re
from collections.abc import Callable, Sequence
from itertools import chain, product
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from api.exchange.ftm_codes import DOCUMENT_TYPES, GENDERS
from api.exchange.ftm_entity import Said
from tracing.person import NameKind, Person
from tracing.person.description import Relation
from tracing.person.documents import DocumentStatus, DocumentType
from tracing.person.marks import MarkKind

Description = dict[str, Any]

_FIELDS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Person, include_extras=True).items()
}
_SEX = {gender: sex.value for sex, gender in GENDERS.items()}
_KIND_OF_NAME = {
    "name": NameKind.main,
    "previousName": NameKind.birth,
    "alias": NameKind.alias,
    "weakAlias": NameKind.nickname,
}
_STATUSES = {status.replace("_", " "): status for status in DocumentStatus}
_MARK = re.compile(rf"({'|'.join(MarkKind)})(?: \((.*?)\))?(?:: (.*))?", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)(?: ?(?:cm|m|kg))?", re.ASCII)
_METRES_UP_TO = 3
"""A height up to this is in metres, one above in centimetres."""


def person_of(said: Said, others: Sequence[Said]) -> Description:
    """A person, ready to be read; every field by itself fits its rules.

    Args:
        said: what is said of the Person; what is understood is taken from it.
        others: Passports, Identifications, Addresses and UserAccounts, from which is taken too.
    """
    person: Description = {}
    _read_names(person, said)
    _one(person, "sex", said, "gender", _SEX.get)
    _read_birth_date(person, said)
    _one(person, "birth_place", said, "birthPlace")
    _one(person, "birth_country", said, "birthCountry")
    for name in ("nationality", "citizenship"):
        _each(person, "nationalities", said, name)
    for other in others:
        _READ_OTHER[other.schema](person, other)
    _read_numbers(person, said, "passportNumber", DocumentType.passport)
    _read_numbers(person, said, "idNumber", DocumentType.identity_card)
    _read_range(person, "height_cm", said, "height")
    _read_range(person, "weight_kg", said, "weight")
    _one(person, "eyes", said, "eyeColor")
    _one(person, "hair", said, "hairColor")
    _each(person, "marks", said, "appearance", _mark)
    _each(person, "languages", said, "spokenLanguage")
    _each(person, "phones", said, "phone")
    _each(person, "accounts", said, "email", lambda address: {"platform": "email", "handle": address})
    _each(person, "addresses", said, "address", lambda text: {"text": text})
    _read_parents(person, said, "fatherName", Relation.father)
    _read_parents(person, said, "motherName", Relation.mother)
    return person


def _fits(field: str, value: Any) -> bool:
    try:
        _FIELDS[field].validate_python(value)
    except ValueError:
        return False
    return True


def _add(person: Description, field: str, item: Any) -> bool:
    """Add an item to a list of the person, if it fits."""
    items = [*person.get(field, ()), item]
    fits = _fits(field, items)
    if fits:
        person[field] = items
    return fits


def _same(text: str) -> Any:
    return text


def _one(person: Description, field: str, said: Said, name: str, build: Callable[[str], Any] = _same) -> None:
    """Take the first value of a property that fits a field."""
    value = said.take(name, lambda text: build(text) is not None and _fits(field, build(text)))
    if value is not None:
        person[field] = build(value)


def _each(person: Description, field: str, said: Said, name: str, build: Callable[[str], Any] = _same) -> None:
    """Take every value of a property that fits into a list of the person."""
    said.drop(name, [value for value in said.values(name) if _add(person, field, build(value))])


def _read_names(person: Description, said: Said) -> None:
    """Names in parts where the parts of the Person make them up; whole otherwise."""
    given, family = said.values("firstName"), said.values("lastName")
    parts = {other: {"family": other} for other in family} | {one: {"given": one} for one in given}
    pairs = [{"given": one, "family": other} for one, other in product(given, family)]
    parts |= {f"{pair['family']} {pair['given']}": pair for pair in pairs}
    parts |= {f"{pair['given']} {pair['family']}": pair for pair in pairs}
    used: list[dict[str, str]] = []
    for name, kind in _KIND_OF_NAME.items():
        for text in said.values(name):
            found = parts.get(text, {"full": text})
            if _add(person, "names", found | {"kind": kind}):
                said.drop(name, [text])
                used.append(found)
    only = ({"given": given[0]} if given else {}) | ({"family": family[0]} if family else {})
    if not used and only and _add(person, "names", only):
        used.append(only)
    said.drop("firstName", [found["given"] for found in used if "given" in found])
    said.drop("lastName", [found["family"] for found in used if "family" in found])


def _read_birth_date(person: Description, said: Said) -> None:
    """The date that says most; dates that it contains say nothing more, and others are left."""
    dates = [value for value in said.values("birthDate") if _fits("birth_date", value)]
    if dates:
        fullest = max(dates, key=len)
        person["birth_date"] = fullest
        said.drop("birthDate", [value for value in dates if fullest.startswith(value)])


def _read_range(person: Description, field: str, said: Said, name: str) -> None:
    """From the lowest to the highest of some measures, in whole centimetres or kilograms."""
    measures = {text: found for text in said.values(name) if (found := _measure(text, name)) is not None}
    span = {"min": min(measures.values()), "max": max(measures.values())} if measures else None
    if span is not None and _fits(field, span):
        person[field] = span
        said.drop(name, list(measures))


def _measure(text: str, name: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    if match is None or float(match[1]) == 0:
        return None
    number = float(match[1])
    return round(number * 100 if name == "height" and number <= _METRES_UP_TO else number)


def _read_numbers(person: Description, said: Said, name: str, kind: DocumentType) -> None:
    """Numbers that the Person itself has, of documents that are not told of by entities of their own."""
    said.drop(name, [document["number"] for document in person.get("documents", ())])
    _each(person, "documents", said, name, lambda number: {"type": kind, "number": number})


def _read_parents(person: Description, said: Said, name: str, relation: Relation) -> None:
    _each(person, "relatives", said, name, lambda text: {"relation": relation, "names": [{"full": text}]})


def _mark(text: str) -> Description:
    match = _MARK.fullmatch(text)
    if match is None:
        return {"kind": MarkKind.other, "text": text}
    return {"kind": match[1], "body_part": match[2], "text": match[3] or ""}


def _read_document(person: Description, said: Said) -> None:
    """A Passport or an Identification."""
    number = next(chain(said.values("number"), said.values("passportNumber")), None)
    if number is None:
        return
    document: Description = {"number": number}
    kind = said.take("type", DOCUMENT_TYPES.__contains__)
    if kind is not None or said.schema == "Passport":
        document["type"] = DOCUMENT_TYPES[kind] if kind else DocumentType.passport
    found: list[tuple[str, str]] = []
    for name, field, meaning in (
        ("country", "issuer", None),
        ("endDate", "expires", None),
        ("summary", "status", _STATUSES),
    ):
        for value in said.values(name):
            told = meaning.get(value) if meaning is not None else value
            if field not in document and told and _fits("documents", [document | {field: told}]):
                document[field] = told
                found.append((name, value))
    if _add(person, "documents", document):
        for name, value in [*found, ("number", number), ("passportNumber", number)]:
            said.drop(name, [value])


_ADDRESS = {
    "street": "text",
    "city": "town",
    "postalCode": "postcode",
    "region": "region",
    "state": "region",
    "full": "text",
    "country": "country",
}


def _read_address(person: Description, said: Said) -> None:
    address: Description = {}
    taken: dict[str, str] = {}
    for name, field in _ADDRESS.items():
        value = next(iter(said.values(name)), None)
        if value is None:
            continue
        if name == "full" and address:
            # The whole line, of which the parts are known.
            if all(part in value for part in address.values()):
                taken[name] = value
        elif field not in address and _fits("addresses", [{field: value}]):
            address[field] = taken[name] = value
    if address and _add(person, "addresses", address):
        for name, value in taken.items():
            said.drop(name, [value])


def _read_account(person: Description, said: Said) -> None:
    service, handle = (next(iter(said.values(name)), None) for name in ("service", "username"))
    if handle and _add(person, "accounts", {"platform": service or "unknown", "handle": handle}):
        said.drop("service", [service] if service else [])
        said.drop("username", [handle])


_READ_OTHER: dict[str, Callable[[Description, Said], None]] = {
    "Passport": _read_document,
    "Identification": _read_document,
    "Address": _read_address,
    "UserAccount": _read_account,
}
