"""Segments of EDIFACT (ISO 9735), one by one as the file is read; what they mean is not this module's.

`UNA:+.? '` at the beginning of an interchange names the signs between components, between elements, for decimals, for
release (the sign after it means itself) and, after one more, at the end of a segment. Without it these very signs hold.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from api.exchange.files import PIECE_BYTES

MOST_BYTES = 10_000
"""Of one segment."""

_LENGTH_OF_UNA = 9
_START = re.compile(rb"\s*")
_CHARACTER_SETS = {
    "UNOC": "iso-8859-1",
    "UNOD": "iso-8859-2",
    "UNOE": "iso-8859-5",
    "UNOF": "iso-8859-7",
    "UNOG": "iso-8859-3",
    "UNOH": "iso-8859-4",
    "UNOI": "iso-8859-6",
    "UNOJ": "iso-8859-8",
    "UNOK": "iso-8859-9",
}
"""By the syntax identifier of UNB; A and B are parts of ASCII, and W and Y are Unicode: UTF-8 reads all four."""


class NotEdifactError(Exception):
    """The file is no EDIFACT, or stops being it; the message says why."""


class Segment(NamedTuple):
    """A segment: its elements, each with its components.

    Attributes:
        text: as it was sent, without its end.
        raw: the same in bytes, with its end.
    """

    tag: str
    elements: tuple[tuple[str, ...], ...]
    text: str
    raw: bytes

    def get(self, element: int, component: int = 0) -> str:
        """A component, empty where there is none; elements count from 1 after the tag, as in the standard's tables."""
        components = self.elements[element - 1] if element <= len(self.elements) else ()
        return components[component].strip() if component < len(components) else ""


class _Separator(NamedTuple):
    """A sign, and what finds the next one that is not released."""

    sign: bytes
    until: re.Pattern[bytes]


class _Signs:
    """The signs of an interchange, and what they part."""

    def __init__(self, una: bytes = b":+.? '") -> None:
        component, element, release, end = (una[place : place + 1] for place in (0, 1, 3, 5))
        signs = {component, element, end, *([release] if release != b" " else [])}
        if len(signs) < (4 if release != b" " else 3) or not all(
            re.fullmatch(rb"[!-/:-@\[-`{-~]", sign) for sign in signs
        ):
            raise NotEdifactError(
                "`UNA` should name different signs, each a sign of ASCII that is no letter, digit or space"
            )
        self._release = b"" if release == b" " else release
        self.segment = self._until(end)
        self._element, self._component = (_Separator(sign, self._until(sign)) for sign in (element, component))
        self._released = re.compile(re.escape(self._release.decode("latin-1")) + "(.)", re.DOTALL)

    def _until(self, sign: bytes) -> re.Pattern[bytes]:
        """Anything up to a sign that is not released, and the sign."""
        end, release = re.escape(sign), re.escape(self._release)
        body = b"(?:[^%s%s]++|%s.)*+" % (end, release, release) if release else b"[^%s]*+" % end
        return re.compile(body + end, re.DOTALL)

    def parted(self, raw: bytes, character_set: str) -> Segment:
        """The segment that these bytes are, its end left out."""
        tag, *elements = _split(self._element, raw) if self._released_in(raw) else raw.split(self._element.sign)
        parted = tuple(
            tuple(self._text(part, character_set) for part in _split(self._component, element))
            if self._released_in(element)
            else tuple(element.decode(character_set, "surrogateescape").split(self._component.sign.decode("latin-1")))
            for element in elements
        )
        return Segment(self._text(tag, "ascii"), parted, raw.decode(character_set, "surrogateescape"), raw)

    def _released_in(self, raw: bytes) -> bool:
        """Whether a sign is released in it; most segments have none, and are parted faster."""
        return bool(self._release) and self._release in raw

    def _text(self, part: bytes, character_set: str) -> str:
        # What is not of the character set stays visible as such, and is refused in its own field.
        text = part.decode(character_set, "surrogateescape")
        return self._released.sub(r"\1", text) if self._release else text


def _split(separator: _Separator, raw: bytes) -> list[bytes]:
    parts, place = [], 0
    while found := separator.until.match(raw, place):
        parts.append(raw[place : found.end() - 1])
        place = found.end()
    return [*parts, raw[place:]]


def read_segments(file: BinaryIO) -> Iterator[Segment]:
    """The segments of all interchanges of a file, `UNA` too.

    Raises:
        NotEdifactError: the rest cannot be read; all segments before are good.
    """
    parser = _Parser()
    while piece := file.read(PIECE_BYTES):
        yield from parser.feed(piece)
    yield from parser.feed(b"", last=True)


class _Parser:
    """Takes a file piece by piece, and remembers what its interchange said of signs and characters."""

    def __init__(self) -> None:
        self._signs: _Signs | None = None
        self._character_set = "utf-8"
        self._rest = b""

    def feed(self, piece: bytes, *, last: bool = False) -> Iterator[Segment]:
        """The segments that this piece completes."""
        text, place = self._rest + piece, 0
        while (found := self._found(text, place, last)) is not None:
            segment, place = found
            yield segment
        self._rest = text[place:].lstrip()
        if last and self._rest:
            raise NotEdifactError("the file should not end within a segment")
        if len(self._rest) > MOST_BYTES:
            raise NotEdifactError(f"a segment should hold at most {MOST_BYTES:,} bytes")

    def _found(self, text: bytes, place: int, last: bool) -> tuple[Segment, int] | None:
        """What stands at a place, and where it ends; None when it is not there as a whole."""
        start = _START.match(text, place).end()  # type: ignore[union-attr]  # matches anything
        begin = text[start : start + _LENGTH_OF_UNA]
        if len(begin) < _LENGTH_OF_UNA and not last:
            return None
        if begin.startswith(b"UNA") and len(begin) == _LENGTH_OF_UNA:
            self._signs = _Signs(begin[3:])
            return Segment("UNA", (), begin.decode("latin-1"), begin), start + _LENGTH_OF_UNA
        if self._signs is None and begin:
            if not begin.startswith(b"UNB"):
                raise NotEdifactError("the file should begin with `UNA` or `UNB`")
            self._signs = _Signs()
        match = self._signs.segment.match(text, start) if self._signs is not None else None
        if self._signs is None or match is None:
            return None
        segment = self._signs.parted(match[0][:-1], self._character_set)
        if segment.tag == "UNB":
            self._character_set = _CHARACTER_SETS.get(segment.get(1), "utf-8")
        return segment._replace(raw=match[0]), match.end()
