"""One traveller of a passenger list as a border crossing.

Each segment is read by itself. What cannot be read, and every segment that means nothing here, goes as it was sent into
the report's `unread`: nothing is lost, and one bad field costs nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

from pydantic import ValidationError

from api.exchange.edifact import Segment
from api.exchange.paths import Tree, listed, put
from api.exchange.paxlst_flight import Flight
from api.http.validation import problems_of
from tracing.mrz import born, valid_until
from tracing.person.documents import normalised_number
from tracing.reports import AnyReport, read_report

_SEX = {"M": "male", "F": "female", "U": "not_known", "X": "not_known"}
_DOCUMENTS = {
    "P": "passport",
    "IP": "passport",
    "V": "visa",
    "A": "identity_card",
    "C": "identity_card",
    "I": "identity_card",
}
_VISA = "visa"
_NAME = 4
"""Element of NAD that holds the name; those after it are an address."""
_ROLES = {"FM": "crew", "DDT": "crew in transit", "DDU": "passenger in transit"}
"""What a traveller is who is not simply one of their list."""
_IN_TRANSIT = ("DDT", "DDU")


def report_of(segments: Sequence[Segment], flight: Flight, country: str, list_kind: str) -> AnyReport:
    """The crossing of one traveller, as an authority of a country sees it.

    Args:
        segments: from the traveller's NAD to the next one.
        flight: on which they travel.
        country: of the authority that is told.
        list_kind: `passenger` or `crew`.

    Raises:
        ValidationError: nothing identifies the traveller, or the flight has no day.
    """
    facts = _Facts(flight)
    for segment in segments:
        facts.take(segment)
    crossing, reference = flight.crossing(country), facts.reference()
    if segments[0].get(1) in _IN_TRANSIT:
        crossing["details"]["direction"] = "transit"
    role = _ROLES.get(segments[0].get(1), list_kind)
    while True:
        unread = {"traveller": role} | ({"segments": facts.unread} if facts.unread else {})
        tree: Tree = {"kind": "border_crossing", "reference": reference, "unread": unread}
        for field, (value, _) in facts.found.items():
            put(tree, field, value)
        data, originals = listed(tree)
        data = data | crossing | {"details": crossing["details"] | data.get("details", {})}
        try:
            return read_report(data)
        except ValidationError as error:
            wrong = [originals.get(problem.field, problem.field) for problem in problems_of(error)]
            if not facts.put_aside(wrong):
                raise


class _Facts:
    """What the segments say, by field, each with the segment that said it."""

    def __init__(self, flight: Flight) -> None:
        self.found: dict[str, tuple[Any, Segment]] = {}
        self.unread: list[str] = []
        self._flight = flight
        self._numbers: dict[str, int] = {}
        self._document = ""

    def take(self, segment: Segment) -> None:
        """Read one segment; those that mean nothing here are kept as sent."""
        read = _READERS.get(segment.tag)
        facts = dict(read(self, segment)) if read else {}
        facts = {field: value for field, value in facts.items() if value}
        self.found |= {field: (value, segment) for field, value in facts.items()}
        # An address may be that of a hotel: it is kept, and nobody is matched by it as by a home.
        if not facts or (segment.tag == "NAD" and len(segment.elements) > _NAME):
            self.unread.append(segment.text)

    def put_aside(self, fields: Sequence[str]) -> bool:
        """Keep the segments of these fields as sent; whether there were any."""
        wrong = [
            segment
            for field, (_, segment) in self.found.items()
            if any(field == name or field.startswith(f"{name}.") or name.startswith(f"{field}.") for name in fields)
        ]
        self.unread += [segment.text for segment in dict.fromkeys(wrong) if segment.text not in self.unread]
        self.found = {field: fact for field, fact in self.found.items() if fact[1] not in wrong}
        return bool(wrong)

    def reference(self) -> str:
        """The same for the same traveller on the same flight, however often and in whatever file the list is sent."""
        flight = self._flight
        number = normalised_number(self._value("details.document_presented.number"))
        names = (self._value(f"person.names.0.{part}") for part in ("family", "given", "full"))
        key = number or "\n".join((*names, self._value("person.birth_date")))
        digest = blake2b(key.encode(errors="replace"), digest_size=10).hexdigest()
        return f"{flight.number} {flight.day or ''} {flight.departure.code}-{flight.arrival.code} {digest}"

    def name_address(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """NAD: the name, in parts or as a whole."""
        parts = [segment.get(4, place) for place in range(5)]
        yield "person.names.0.family", parts[0]
        yield "person.names.0.given", " ".join(part for part in parts[1:] if part)
        if not any(parts):
            yield "person.names.0.full", " ".join(filter(None, (segment.get(3, place) for place in range(5))))

    def attribute(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """ATT+2: the sex."""
        if segment.get(1) == "2":
            yield "person.sex", _SEX.get(segment.get(3) or segment.get(2), "")

    def day(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """DTM+329: birth; DTM+36: expiry of the document before."""
        written = segment.get(1, 1)
        if segment.get(1) == "329":
            yield "person.birth_date", _date(written, born, self._flight.day)
        elif segment.get(1) == "36" and self._document:
            yield f"{self._document}.expires", _date(written, valid_until, self._flight.day)

    def location(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """LOC+91: issuer of the document before; LOC+174: country of residence; LOC+180: place of birth."""
        match segment.get(1):
            case "91" if self._document:
                yield f"{self._document}.issuer", segment.get(2)
            case "174":
                yield f"person.addresses.{self._number('addresses')}.country", segment.get(2)
            case "180":
                yield "person.birth_country", segment.get(2)
                yield "person.birth_place", segment.get(2, 3)

    def nationality(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """NAT+2: a nationality."""
        if segment.get(1) == "2":
            yield f"person.nationalities.{self._number('nationalities')}", segment.get(2)

    def document(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """DOC: a document; the first that is no visa is the one presented."""
        kind = _DOCUMENTS.get(segment.get(1), "other")
        if kind != _VISA and "details.document_presented.number" not in self.found:
            self._document = "details.document_presented"
        else:
            self._document = f"person.documents.{self._number('documents')}"
        yield f"{self._document}.number", segment.get(2)
        if segment.get(2):
            yield f"{self._document}.type", kind

    def contact(self, segment: Segment) -> Iterator[tuple[str, Any]]:
        """COM: a telephone."""
        if segment.get(1, 1) in ("TE", "AL"):
            yield f"person.phones.{self._number('phones')}", segment.get(1)

    def _value(self, field: str) -> str:
        return str(self.found[field][0]) if field in self.found else ""

    def _number(self, name: str) -> int:
        self._numbers[name] = number = self._numbers.get(name, -1) + 1
        return number


_READERS: dict[str, Callable[[_Facts, Segment], Iterator[tuple[str, Any]]]] = {
    "NAD": _Facts.name_address,
    "ATT": _Facts.attribute,
    "DTM": _Facts.day,
    "LOC": _Facts.location,
    "NAT": _Facts.nationality,
    "DOC": _Facts.document,
    "COM": _Facts.contact,
}


def _date(written: str, in_century: Callable[[str, date], str | None], day: date | None) -> str:
    """A date of six or eight digits, whole or in part, in ISO 8601; anything else as it is, to be kept as unread."""
    if not written.isdecimal():
        return written
    if len(written) == len("YYMMDD") and day is not None:
        year, *others = (written[place : place + 2] for place in (0, 2, 4))
        return in_century(year + "".join("<<" if part == "00" else part for part in others), day) or written
    if len(written) == len("YYYYMMDD"):
        return "-".join(part for part in (written[:4], written[4:6], written[6:]) if part != "00")
    return written
