"""A PFIF person as a report.

It becomes a sighting, the weakest kind, whatever its notes say. A person element tells neither whether somebody is
sought nor whether found, and its notes change; a record keeps its kind. A Yellow Notice would stop people at gates and
ask shelters after them, which takes a bureau's decision: registers of PFIF are open to whoever types a name.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from api.exchange.fields import Fields, rule_of
from api.exchange.pfif.vocabulary import PERSON, SEVERAL, TIME, VALID
from api.http.validation import Problem
from tracing.person import Address, PartialTime, time_bounds
from tracing.reports import Sighting, SightingDetails, read_report

MOST_LINES = 50
"""Values of one field that are looked at; further ones are kept unread."""

_TIME: TypeAdapter[str] = TypeAdapter(PartialTime)
_CIRCUMSTANCES: TypeAdapter[SightingDetails] = TypeAdapter(SightingDetails)
_ADDRESS: TypeAdapter[Address] = TypeAdapter(Address)
_ADDRESS_PARTS = {
    "home_street": "text",
    "home_city": "town",
    "home_state": "region",
    "home_postal_code": "postcode",
    "home_country": "country",
}
_SEXES = {"female": "female", "male": "male", "other": "not_applicable"}
_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)


class FaultyError(Exception):
    """A person or note that cannot be kept."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def person_report(fields: Mapping[str, str]) -> Sighting:
    """The report of a person, with what has no place in one, or cannot be read, under `unread.pfif`.

    Raises:
        FaultyError: there is no time, or nobody could be recognised by it.
    """
    taken = taken_apart(fields)
    report = {
        "kind": "sighting",
        "reference": fields["person_record_id"],
        "occurred_at": source_date(taken),
        "person": described(taken),
        "details": circumstances(taken, "description"),
    }
    taken.pop("person_record_id")
    taken.pop("entry_date")  # theirs; ours is when the record is entered
    return built(report | {"unread": kept(taken, PERSON)})


def taken_apart(fields: Mapping[str, str]) -> Fields:
    """The fields, those of several values as lists."""
    return Fields({name: _lines(text) if name in SEVERAL else text for name, text in fields.items()})


def built(report: dict[str, Any]) -> Sighting:
    """The report, checked.

    Raises:
        FaultyError: it breaks a rule as a whole.
    """
    try:
        read = read_report(report)
    except ValidationError as error:
        raise FaultyError(Problem(field="person", rule=rule_of(error))) from None
    assert isinstance(read, Sighting)
    return read


def kept(fields: Fields, kind: str) -> dict[str, Any]:
    """What is left of the fields, as it was sent, for a report's `unread`; what breaks a rule is marked as disputed."""
    left = {name: "\n".join(value) if isinstance(value, list) else value for name, value in fields.left().items()}
    odd = {problem.field for problem in fields.set_aside}
    odd |= {name for name, text in left.items() if name in VALID and not VALID[name].fullmatch(text)}
    disputed = {"disputed": sorted(f"pfif.{name}" for name in odd & left.keys())} if odd else {}
    return {"pfif": left | {"record": kind}} | disputed


def source_date(fields: Fields) -> str:
    """When the source said so; of old files that do not tell it, when they were stored there.

    Raises:
        FaultyError: neither can be read.
    """
    for name in ("source_date", "entry_date"):
        text = fields.pop(name)
        if text is None:
            continue
        try:
            return _TIME.validate_python(text)
        except ValidationError:
            break
    raise FaultyError(Problem(field="source_date", rule="Input should be a time like 2026-03-01T12:00:00Z"))


def expires(fields: Mapping[str, str]) -> datetime | None:
    """When the source wants the person erased (UTC), if it says so.

    Raises:
        FaultyError: it says so, and it is not clear when.
    """
    text = fields.get("expiry_date")
    if text is None:
        return None
    try:
        if TIME.fullmatch(text):
            return time_bounds(text)[1].astimezone(UTC)
    except ValueError:
        pass
    raise FaultyError(Problem(field="expiry_date", rule="Input should be a time like 2026-03-01T12:00:00Z"))


def circumstances(fields: Fields, name: str) -> dict[str, str]:
    """Free text as the details of a sighting, if it has room there."""
    text = fields.look(name)
    try:
        _CIRCUMSTANCES.validate_python({"circumstances": text})
    except ValidationError:
        return {}
    fields.pop(name)
    return {"circumstances": text}


def described(fields: Fields) -> dict[str, Any]:
    """What the fields say of the person; those that were read are taken from them."""
    _read_names(fields)
    fields.read("sex", "sex", lambda text: _SEXES.get(text, text))
    fields.read("date_of_birth", "birth_date", str)
    fields.read("age", "age", _age)
    _read_address(fields)
    photo = fields.pop("photo_url")
    if photo and (rule := fields.add("photographs", lambda url: {"reference": url}, photo)):
        fields.keep("photo_url", photo, rule)
    for url in (fields.look("profile_urls") or [])[:MOST_LINES]:
        # The addresses stay unread too: an account is less than its address.
        fields.add("accounts", _account, url)
    return fields.person


def _read_names(fields: Fields) -> None:
    _read_lines(fields, "full_name", {})
    parts = {}
    for name, part in (("given_name", "given"), ("family_name", "family")):
        if text := fields.look(name):
            parts[part] = text
    rule = fields.add("names", dict, parts) if parts else None
    for name in ("given_name", "family_name"):
        text = fields.pop(name)
        if text and rule:
            fields.keep(name, text, rule)
    _read_lines(fields, "alternate_names", {"kind": "alias"})


def _read_lines(fields: Fields, name: str, more: Mapping[str, str]) -> None:
    """Read each line as a name; those that cannot be read, and those beyond all measure, are kept."""
    lines = fields.pop(name) or []
    bad = [line for line in lines[:MOST_LINES] if fields.add("names", lambda text: {"full": text, **more}, line)]
    if bad := [*bad, *lines[MOST_LINES:]]:
        fields.keep(name, bad, "Input should be names, one a line")


def _read_address(fields: Fields) -> None:
    address = {}
    for name, part in _ADDRESS_PARTS.items():
        if not (text := fields.look(name)):
            continue
        try:
            _ADDRESS.validate_python({part: text})
        except ValidationError as error:
            fields.keep(name, text, rule_of(error))
            continue
        address[part] = text
        fields.pop(name)
    if address:
        fields.add("addresses", dict, address)


def _age(text: str) -> dict[str, int]:
    match = _AGE.fullmatch(text)
    if match is None:
        raise ValueError("Input should be like 30 or 30-40")
    return {"min": int(match[1]), "max": int(match[2] or match[1])}


def _account(url: str) -> dict[str, str]:
    """`https://www.example.org/jane` → account `jane` of `example.org`."""
    parts = urlsplit(url)
    handle = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or not handle or "/" in handle or parts.query:
        raise ValueError("Input should be the address of an account")
    return {"platform": parts.hostname.removeprefix("www."), "handle": handle}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
