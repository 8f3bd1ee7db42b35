"""Files of INTERPOL's public notices service: lists, details and images of Yellow Notices.

A file holds one answer of the service: a notice's detail, a list of notices (`_embedded.notices`) or the images of a
notice (`_embedded.images`). It may also hold a JSON list of notices, or notices one a line. What several files say of
one `entity_id` becomes one report, whatever the order of the files: a detail says more than a list entry, and images
come on top.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from pydantic import ValidationError

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import FileTooLargeError, read_whole
from api.exchange.interpol_notice import Notice, notice_of
from api.http.validation import WHOLE, Problem, problems_of


class Faulty(NamedTuple):
    """A file, or a notice in it, that could not be read.

    Attributes:
        file: the file's name.
        problems: field and rule of each fault; never a value.
        raw: the notice as it was sent, None where a file holds none.
    """

    file: str
    problems: tuple[Problem, ...]
    raw: Any = None

    def item(self) -> Refusal:
        """What is refused, and why."""
        return Refusal(self.file, b"" if self.raw is None else msgspec.json.encode(self.raw), self.problems)


class NoticeInFiles(NamedTuple):
    """A notice, what was sent of it, and the names of the files that told of it."""

    notice: Notice
    files: tuple[str, ...]
    raw: dict[str, Any]

    def item(self, sender: Sender) -> Entry:
        """The report to enter. A file says how a notice stands now, so that another content is a correction."""
        content = msgspec.json.encode(self.raw)
        return Entry(", ".join(self.files), content, self.notice.report, sender, supersedes=True)


class _Piece(NamedTuple):
    """What one file says of one notice."""

    file: str
    path: str
    rank: int
    raw: dict[str, Any]


_LIST_ENTRY, _DETAIL, _IMAGES = range(3)
_DETAIL_KEYS = frozenset({"sex_id", "place_of_birth", "distinguishing_marks", "height", "date_of_event"})


def read_files(paths: Iterable[Path]) -> Iterator[NoticeInFiles | Faulty]:
    """Every notice of the files, in the order of their identifiers, and everything that could not be read."""
    return _read((path.name, path.read_bytes()) for path in paths)


def read(file: BinaryIO, sender: Sender) -> Iterator[Entry | Refusal]:
    """Every notice of one file, which is held whole: what it says of one notice may stand anywhere in it."""
    try:
        content = read_whole(file)
    except FileTooLargeError as error:
        yield Refusal("file", b"", (Problem(field=WHOLE, rule=str(error)),))
        return
    for found in _read([("file", content)]):
        yield found.item(sender) if isinstance(found, NoticeInFiles) else found.item()


def _read(files: Iterable[tuple[str, bytes]]) -> Iterator[NoticeInFiles | Faulty]:
    """What files say, by their names."""
    by_notice: dict[str, list[_Piece]] = {}
    for name, content in files:
        for piece in _pieces(name, content):
            if isinstance(piece, Faulty):
                yield piece
            else:
                by_notice.setdefault(piece.raw["entity_id"], []).append(piece)
    for _, pieces in sorted(by_notice.items()):
        yield _merged(pieces)


def _pieces(file: str, encoded: bytes) -> Iterator[_Piece | Faulty]:
    try:
        content = _decoded(encoded)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield Faulty(file, (Problem(field=WHOLE, rule="Input should be valid JSON"),))
        return
    for place, raw in _notices(content):
        if not isinstance(raw, dict):
            yield Faulty(file, (Problem(field=place or WHOLE, rule="Input should be an object"),), raw)
            continue
        rank = _IMAGES if _images_of(raw) is not None else _DETAIL if raw.keys() & _DETAIL_KEYS else _LIST_ENTRY
        entity = _images_of(raw) if rank == _IMAGES else raw.get("entity_id")
        if not isinstance(entity, str) or not entity:
            field = f"{place}.entity_id" if place else "entity_id"
            yield Faulty(file, (Problem(field=field, rule="Input should name the notice"),), raw)
        elif rank == _IMAGES:
            images = {"_embedded": {"images": raw["_embedded"]["images"]}}
            yield _Piece(file, place, rank, images | {"entity_id": entity})
        else:
            yield _Piece(file, place, rank, raw)


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return msgspec.json.Decoder().decode_lines(content)


def _notices(content: Any) -> Iterator[tuple[str, Any]]:
    """Everything in a file that is about one notice, with its dotted path."""
    embedded = content.get("_embedded") if isinstance(content, dict) else None
    listed = embedded.get("notices") if isinstance(embedded, dict) else None
    if isinstance(content, list):
        yield from ((str(number), raw) for number, raw in enumerate(content))
    elif isinstance(listed, list):
        yield from ((f"_embedded.notices.{number}", raw) for number, raw in enumerate(listed))
    else:
        yield "", content


def _images_of(raw: dict[str, Any]) -> str | None:
    """The notice whose images these are: the last part of its link, `…/2014-5590` → `2014/5590`."""
    embedded = raw.get("_embedded")
    if "entity_id" in raw or not isinstance(embedded, dict) or not isinstance(embedded.get("images"), list):
        return None
    links = raw.get("_links")
    notice = links.get("notice") if isinstance(links, dict) else None
    address = notice.get("href") if isinstance(notice, dict) else None
    return address.rstrip("/").rpartition("/")[2].replace("-", "/", 1) if isinstance(address, str) else ""


def _merged(pieces: list[_Piece]) -> NoticeInFiles | Faulty:
    # Of equal pieces that differ the order of their content decides, so that the order of the files does not.
    ordered = sorted(pieces, key=lambda piece: (piece.rank, msgspec.json.encode(piece.raw, order="deterministic")))
    raw: dict[str, Any] = {}
    for piece in ordered:
        for key, value in piece.raw.items():
            if isinstance(value, dict) and isinstance(raw.get(key), dict):
                raw[key] = raw[key] | value
            elif value is not None or key not in raw:
                raw[key] = value
    files = tuple(dict.fromkeys(piece.file for piece in pieces))
    first = pieces[0]
    try:
        return NoticeInFiles(notice_of(raw), files, raw)
    except ValidationError as error:
        problems = problems_of(error)
    except ValueError as error:
        problems = [Problem(field="entity_id", rule=str(error))]
    prefixed = tuple(Problem(field=_below(first.path, problem.field), rule=problem.rule) for problem in problems)
    return Faulty(first.file, prefixed, raw)


def _below(path: str, field: str) -> str:
    """The path of a field of the notice at a path; what concerns a whole notice stands at the notice itself."""
    if not path or field == WHOLE:
        return path or field
    return f"{path}.{field}"
