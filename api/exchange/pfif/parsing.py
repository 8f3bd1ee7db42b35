"""PFIF XML as a stream of persons and notes, in constant memory, whatever the file is made to do.

DTDs, and with them entities of any kind, are refused; so are deep nesting, tokens that never end, and persons beyond
all measure. XML that is broken ends the file there: all persons and notes before are good.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from api.exchange.pfif.vocabulary import NAMESPACES, NOTE, PERSON, RENAMED

MOST_CHARACTERS = 1_000_000
"""Of a person with all its notes; each element counts as some characters."""
MOST_DEPTH = 12
"""Elements in one another: a field of a note of a person within a feed takes seven."""
LONGEST_TOKEN = 1_048_576
"""Bytes of a tag, comment or instruction: the parser holds one whole."""

_CHUNK = 65_536
_ELEMENT_COST = 100
_FRAGMENTS = (b"<pfif:person", b"<pfif:note")
_LABEL = "description:"


class Element(NamedTuple):
    """A person or a note as it stands in the file.

    Attributes:
        kind: `person` or `note`.
        source: where, e.g. `person 3` or `note 2 of person 3`.
        fields: text by the name that 1.4 has for it; never empty. Elements that are not known here keep their name.
        notes: those inside a person.
        broken: the rule that the whole breaks; then fields may be missing.
    """

    kind: str
    source: str
    fields: dict[str, str]
    notes: tuple["Element", ...] = ()
    broken: str = ""


class Broken(NamedTuple):
    """The file cannot be read from here on: where, and the rule that it breaks."""

    source: str
    rule: str


class _RefusedError(Exception):
    """The file breaks a rule of this module."""


def parse(file: BinaryIO) -> Iterator[Element | Broken]:
    """Persons and notes that stand by themselves, in the order of the file; at its end or before, what breaks it."""
    target = _Target()
    rule = ""
    try:
        for _ in _fed(file, target):
            while target.ready:
                yield target.ready.popleft()
    except ParseError:
        rule = "Input should be well-formed XML"
    except DefusedXmlException:
        rule = "Input should hold no DTD and no entities"
    except _RefusedError as error:
        rule = str(error)
    except (LookupError, ValueError):
        rule = "Input should be XML in UTF-8"
    yield from target.ready
    if not rule and not target.met:
        rule = "Input should hold persons or notes of PFIF 1.1 to 1.4"
    if rule:
        yield Broken(target.place(), rule)


def _fed(file: BinaryIO, target: "_Target") -> Iterator[None]:
    """Feed the parser chunk by chunk."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    chunk = file.read(_CHUNK)
    fragments = chunk.lstrip().startswith(_FRAGMENTS)
    if fragments:  # what was refused and is handed in again: persons and notes without a document round them
        parser.feed(b"<refused>")
    silent = 0
    while chunk:
        before = target.heard
        parser.feed(chunk)
        yield
        silent = 0 if target.heard > before else silent + len(chunk)
        if silent > LONGEST_TOKEN:
            raise _RefusedError(f"A tag or comment should take at most {LONGEST_TOKEN} bytes")
        chunk = file.read(_CHUNK)
    if fragments:
        parser.feed(b"</refused>")
    parser.close()


@dataclass
class _Open:
    """An element whose end has not come yet."""

    kind: str
    source: str
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[Element] = field(default_factory=list)
    broken: str = ""

    def closed(self) -> Element:
        return Element(self.kind, self.source, self.fields, tuple(self.notes), self.broken)


class _Target:
    """What the parser tells of the file; collects persons and notes as they end.

    Attributes:
        ready: those that ended and were not taken yet.
        heard: how much the parser has told.
        met: whether anything of PFIF was met.
    """

    def __init__(self) -> None:
        self.ready: deque[Element] = deque()
        self.heard = 0
        self.met = False
        self._depth = 0
        self._open: list[tuple[int, _Open]] = []
        self._field: tuple[int, str] | None = None
        self._text: list[str] = []
        self._size = 0
        self._counts = {PERSON: 0, NOTE: 0}

    def place(self) -> str:
        """Where in the file the parser is."""
        return f"after person {self._counts[PERSON]} and note {self._counts[NOTE]}"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.heard += 1
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise _RefusedError(f"Elements should stand in one another {MOST_DEPTH} deep at most")
        self._measure(_ELEMENT_COST)
        namespace, name = _split(tag)
        known = namespace in NAMESPACES
        self.met |= known
        if self._field is not None:
            self._open[-1][1].broken = "A field should hold text alone"
        elif known and self._begins(name):
            self._begin(name)
        elif self._open:
            self._field = (self._depth, RENAMED.get(name, name) if known else tag)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.heard += 1
        if self._field is not None and self._field[0] == self._depth:
            self._keep(self._field[1], "".join(self._text).strip(), old_name=_split(tag)[1])
            self._field, self._text = None, []
        elif self._open and self._open[-1][0] == self._depth:
            element = self._open.pop()[1].closed()
            if self._open:
                if self._size <= MOST_CHARACTERS:
                    self._open[-1][1].notes.append(element)
            else:
                self.ready.append(element)
                self._size = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        """Text between tags; outside of fields it means nothing."""
        self.heard += 1
        if self._field is not None:
            self._measure(len(text))
            if not self._open[-1][1].broken:
                self._text.append(text)

    def close(self) -> None:
        """The file ends."""

    def _begins(self, name: str) -> bool:
        """Whether an element is a person or a note: a note can stand inside a person, and nothing else in either."""
        if name == PERSON:
            return not self._open
        return name == NOTE and (not self._open or self._open[-1][1].kind == PERSON)

    def _begin(self, name: str) -> None:
        if self._open:
            parent = self._open[-1][1]
            source = f"note {len(parent.notes) + 1} of {parent.source}"
        else:
            self._counts[name] += 1
            source = f"{name} {self._counts[name]}"
        self._open.append((self._depth, _Open(name, source)))

    def _keep(self, name: str, text: str, old_name: str) -> None:
        if not text:
            return
        if old_name == "other":
            text = _without_label(text)
        fields = self._open[-1][1].fields
        fields[name] = f"{fields[name]}\n{text}" if name in fields else text

    def _measure(self, characters: int) -> None:
        """Count what a person with its notes takes; beyond all measure its text is not kept."""
        if not self._open:
            return
        self._size += characters
        if self._size > MOST_CHARACTERS:
            for _, one in self._open:
                one.broken = f"A person with all notes should hold at most {MOST_CHARACTERS} characters"
                one.fields.clear()
                one.notes.clear()
            self._text.clear()


def _split(tag: str) -> tuple[str, str]:
    """`{namespace}name` → namespace, without a slash at its end, and name."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{").rstrip("/"), name


def _without_label(other: str) -> str:
    """The description in `other` of 1.1 to 1.3, where it can stand under a label, indented."""
    if not other.startswith(_LABEL):
        return other
    return "\n".join(line.strip() for line in other.removeprefix(_LABEL).strip().splitlines())
