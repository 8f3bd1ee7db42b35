"""One notice of INTERPOL's public notices service as a :class:`tracing.reports.YellowNotice`.

Each field is read by itself. What cannot be read, and every key that is not known here, goes as it was sent into the
report's `unread`: nothing is lost, and one bad field costs nothing else.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_type_hints

from pydantic import TypeAdapter, ValidationError

from api.exchange.interpol_codes import EYES, HAIR, SEX
from api.validation import Problem, problems_of
from tracing.person import Name, PartialTime, Person
from tracing.reports import LastSeen, YellowNotice, read_report

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Person, include_extras=True).items()
}
_LAST_SEEN: TypeAdapter[LastSeen] = TypeAdapter(LastSeen)
_NAME: TypeAdapter[Name] = TypeAdapter(Name)
_TIME: TypeAdapter[str] = TypeAdapter(PartialTime)
_ENTITY_ID = re.compile(r"(\d{4})/(\d{1,12})")


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
    match = _ENTITY_ID.fullmatch(raw["entity_id"]) if isinstance(raw.get("entity_id"), str) else None
    if match is None:
        raise ValueError("Input should be like 2014/5590: a year, a slash and a number")
    fields = _Fields({key: value for key, value in raw.items() if key != "entity_id"})
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


class _Fields:
    """The keys of a notice that were not taken yet, and the person that the others made."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw
        self._aside: dict[str, Any] = {}
        self.person: dict[str, Any] = {}
        self.set_aside: list[Problem] = []

    def left(self) -> dict[str, Any]:
        """All keys that were not read, and the values that could not be."""
        return self._raw | self._aside

    def pop(self, key: str) -> Any:
        """The value of a key, None if it says nothing; the key counts as read."""
        value = self._raw.pop(key, None)
        return None if _says_nothing(value) else value

    def look(self, key: str) -> Any:
        """The value of a key that stays unread."""
        return self._raw.get(key)

    def keep(self, key: str, value: Any, rule: str) -> None:
        """Put a value aside because it breaks a rule."""
        self._aside[key] = value
        self.set_aside.append(Problem(field=key, rule=rule))

    def read(self, key: str, field: str, build: Callable[[Any], Any]) -> None:
        """Read one key into one field of the person."""
        value = self.pop(key)
        if value is None:
            return
        try:
            built = build(value)
            _ADAPTERS[field].validate_python(built)
        except ValueError as error:
            self.keep(key, value, _rule(error))
        else:
            self.person[field] = built

    def read_each(self, key: str, field: str, build: Callable[[Any], Any]) -> None:
        """Read each item of a list into a tuple of the person; only items that cannot be read are put aside."""
        value = self.pop(key)
        if value is None:
            return
        bad = []
        for item in value if isinstance(value, list) else [value]:
            rule = self.add(field, build, item)
            if rule is not None:
                bad.append(item)
                self.set_aside.append(Problem(field=key, rule=rule))
        if bad:
            self._aside[key] = bad if isinstance(value, list) else value

    def add(self, field: str, build: Callable[[Any], Any], item: Any) -> str | None:
        """Add an item to a tuple of the person; the rule that it breaks, if any."""
        try:
            items = [*self.person.get(field, []), build(item)]
            _ADAPTERS[field].validate_python(items)
        except ValueError as error:
            return _rule(error)
        self.person[field] = items
        return None


def _read_person(fields: _Fields) -> None:
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


def _read_names(fields: _Fields) -> None:
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


def _name_parts(fields: _Fields, **keys: str) -> dict[str, str]:
    """The parts of a name that can be read, each from its own key."""
    parts: dict[str, str] = {}
    for part, key in keys.items():
        value = fields.pop(key)
        if value is None:
            continue
        try:
            _NAME.validate_python({part: value})
        except ValidationError as error:
            fields.keep(key, value, _rule(error))
        else:
            parts[part] = value
    return parts


def _read_last_seen(fields: _Fields) -> dict[str, Any]:
    """When and where the person was last seen, as far as each can be read."""
    seen: dict[str, Any] = {}
    at = fields.pop("date_of_event")
    if at is not None:
        try:
            seen["at"] = _TIME.validate_python(_date(at))
        except ValueError as error:
            fields.keep("date_of_event", at, _rule(error))
    place: dict[str, Any] = {}
    for key, part in (("place", "name"), ("country", "country")):
        value = fields.pop(key)
        if value is None:
            continue
        try:
            _LAST_SEEN.validate_python({"place": {part: value}})
        except ValidationError as error:
            fields.keep(key, value, _rule(error))
        else:
            place[part] = value
    return seen | {"place": place} if place else seen


def _read_photographs(fields: _Fields) -> None:
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


def _says_nothing(value: Any) -> bool:
    # The service writes null, an empty text or list and, for height and weight, 0 for what is not known.
    return value is None or value == "" or value == [] or value == {} or (value == 0 and value is not False)


def _rule(error: ValueError) -> str:
    return problems_of(error)[0].rule if isinstance(error, ValidationError) else str(error)


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
