"""One notice of INTERPOL's public notices service as a :class:`tracing.reports.YellowNotice`.

Each field is read by itself. What cannot be read, and every key that is not known here, goes as it was sent into the
report's `unread`: nothing is lost, and one bad field costs nothing else.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from api.exchange.fields import Fields, rule_of
from api.exchange.interpol_codes import EYES, HAIR, SEX
from api.http.validation import Problem
from tracing.person import Name, PartialTime
from tracing.reports import LastSeen, YellowNotice, read_report

_LAST_SEEN: TypeAdapter[LastSeen] = TypeAdapter(LastSeen)
_NAME: TypeAdapter[Name] = TypeAdapter(Name)
_TIME: TypeAdapter[str] = TypeAdapter(PartialTime)
ENTITY_ID = re.compile(r"(\d{4})/(\d{1,12})")


class Notice(NamedTuple):
    """A notice that was read.

    Attributes:
        report: the notice, ready to be posted.
        set_aside: fields that could not be read and were kept in `unread`, with the rule that each breaks.
    """

    report: YellowNotice
    set_aside: tuple[Problem, ...]


def notice_of(raw: Mapping[str, Any]) -> Notice:
    """Read one notice: detail, list entry, or both merged, with `images` besides.

    Raises:
        ValidationError: there is nothing by which anybody could be recognised, or the leftovers are too big to keep.
        ValueError: `entity_id` is missing or not like `2014/5590`.
    """
    match = ENTITY_ID.fullmatch(raw["entity_id"]) if isinstance(raw.get("entity_id"), str) else None
    if match is None:
        raise ValueError("Input should be like 2014/5590: a year, a slash and a number")
    fields = Fields({key: value for key, value in raw.items() if key != "entity_id"})
    _read_person(fields)
    last_seen = _read_last_seen(fields)
    report = {
        "kind": "yellow_notice",
        "reference": match[0],
        # The service tells no day of publication; the identifier tells its year.
        "occurred_at": last_seen.get("at", match[1]),
        "person": fields.person,
        "details": {"last_seen": last_seen} if last_seen else {},
        "unread": fields.left(),
    }
    if "place" in last_seen:
        report["place"] = last_seen["place"]
    read = read_report(report)
    assert isinstance(read, YellowNotice)
    return Notice(read, tuple(fields.set_aside))


def _read_person(fields: Fields) -> None:
    _read_names(fields)
    fields.read("date_of_birth", "birth_date", _date)
    fields.read("sex_id", "sex", lambda code: SEX.get(_text(code), code))
    fields.read("place_of_birth", "birth_place", _text)
    fields.read("country_of_birth_id", "birth_country", _text)
    fields.read_each("nationalities", "nationalities", _text)
    fields.read_each("languages_spoken_ids", "languages", _text)
    fields.read("height", "height_cm", lambda metres: _exactly(_number(metres) * 100))
    fields.read("weight", "weight_kg", lambda kilograms: _exactly(_number(kilograms)))
    fields.read("eyes_colors_id", "eyes", lambda codes: _in_words(codes, EYES))
    fields.read("hairs_id", "hair", lambda codes: _in_words(codes, HAIR))
    fields.read_each("distinguishing_marks", "marks", lambda text: {"kind": "other", "text": _text(text)})
    _read_photographs(fields)


def _read_names(fields: Fields) -> None:
    main = _name_parts(fields, given="forename", family="name")
    birth = _name_parts(fields, family="birth_name")
    if main:
        fields.person["names"] = [main]
    if birth:
        given = {part: text for part, text in main.items() if part == "given"}
        fields.person["names"] = [*fields.person.get("names", []), given | birth | {"kind": "birth"}]
    for relation in ("father", "mother"):
        name = _name_parts(fields, given=f"{relation}_forename", family=f"{relation}_name")
        if name:
            relative = {"relation": relation, "names": [name]}
            fields.person["relatives"] = [*fields.person.get("relatives", []), relative]


def _name_parts(fields: Fields, **keys: str) -> dict[str, str]:
    """The parts of a name that can be read, each from its own key."""
    parts: dict[str, str] = {}
    for part, key in keys.items():
        value = fields.pop(key)
        if value is None:
            continue
        try:
            _NAME.validate_python({part: value})
        except ValidationError as error:
            fields.keep(key, value, rule_of(error))
        else:
            parts[part] = value
    return parts


def _read_last_seen(fields: Fields) -> dict[str, Any]:
    """When and where the person was last seen, as far as each can be read."""
    seen: dict[str, Any] = {}
    at = fields.pop("date_of_event")
    if at is not None:
        try:
            seen["at"] = _TIME.validate_python(_date(at))
        except ValueError as error:
            fields.keep("date_of_event", at, rule_of(error))
    place: dict[str, Any] = {}
    for key, part in (("place", "name"), ("country", "country")):
        value = fields.pop(key)
        if value is None:
            continue
        try:
            _LAST_SEEN.validate_python({"place": {part: value}})
        except ValidationError as error:
            fields.keep(key, value, rule_of(error))
        else:
            place[part] = value
    return seen | {"place": place} if place else seen


def _read_photographs(fields: Fields) -> None:
    """References of the images, else of the thumbnail; the links themselves stay in `unread`."""
    images = [_link(image, "self") for image in _listed(fields.look("_embedded"), "images")]
    thumbnail = _link({"_links": fields.look("_links")}, "thumbnail")
    for reference in dict.fromkeys(found for found in images or [thumbnail] if found):
        fields.add("photographs", lambda href: {"reference": href}, reference)


def _listed(value: Any, key: str) -> list[Any]:
    items = value.get(key) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []


def _link(value: Any, name: str) -> str | None:
    """The address behind `_links.<name>.href`, or None."""
    for key in ("_links", name, "href"):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _date(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Input should be a date YYYY/MM/DD, YYYY/MM or YYYY")
    return value.replace("/", "-")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Input should be a valid string")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000:
        raise ValueError("Input should be a number above 0")
    return float(value)


def _exactly(value: float) -> dict[str, int]:
    return {"min": round(value), "max": round(value)}


def _in_words(codes: Any, words: Mapping[str, str]) -> str:
    listed = codes if isinstance(codes, list) else [codes]
    return ", ".join(words.get(_text(code), code) for code in listed)
