"""Whatever bytes come in: items come out, no other exception, no hang, and never more memory than a person takes."""

import tracemalloc
from collections.abc import Iterator
from io import RawIOBase
from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.acts import Act
from api.exchange.entries import Entry, Refusal
from api.exchange.pfif.parsing import MOST_DEPTH
from api.exchange.pfif.reading import read
from tests.api.exchange.pfif.samples import RIGHTS, SENDER, document, items, note, person, refusals

SAMPLE = document(
    person(note(status="believed_alive", last_known_location="13.7,100.5"), age="30-40", sex="male"),
    person(person_record_id="missing.example.org/p2", alternate_names="A\nB", profile_urls="https://x.example/b"),
    note(person_record_id="missing.example.org/p2"),
)
PIECES = [
    b"<pfif:person>",
    b"</pfif:person>",
    b"<pfif:note>",
    b"&amp;",
    b"&x;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"\x00",
    b"{",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A document of which pieces are missing, doubled or replaced."""
    content = bytearray(SAMPLE)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        content[start:end] = draw(
            st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(bytes(content[start:end]) * 2)
        )
    return bytes(content)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300) | damaged())
def test_any_bytes_give_items(content: bytes) -> None:
    for item in items(content):
        assert isinstance(item, Entry | Refusal | Act)


@settings(max_examples=40, deadline=None)
@given(value=st.text(max_size=400))
def test_any_text_in_any_field_gives_items(value: str) -> None:
    escaped = "".join(f"&#{ord(sign)};" for sign in value if sign.isprintable())
    for field in ("person_record_id", "source_date", "expiry_date", "age", "profile_urls", "home_country"):
        list(items(document(person(note(), **{field: escaped}))))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>',
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "external DTD": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><x/>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>',
    "undefined entity": "<x>&nothing;</x>",
    "nesting": "<x>" * 100_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused(bomb: str) -> None:
    (refusal,) = items(BOMBS[bomb].encode())
    assert isinstance(refusal, Refusal)


def test_what_stands_before_the_break_is_kept() -> None:
    torn = document(person(), person(person_record_id="missing.example.org/p2"))[:-40]
    found = items(torn)
    assert [item.source for item in found] == ["person 1", "after person 2 and note 0"]
    assert isinstance(found[0], Entry) and isinstance(found[1], Refusal)


def test_deep_persons_are_refused() -> None:
    deep = "<a>" * MOST_DEPTH + "</a>" * MOST_DEPTH
    assert list(refusals(document(person(deep)))) == [("after person 1 and note 0", "body")]
    assert list(refusals(document(person("<pfif:age>3<b>0</b></pfif:age>"), person()))) == [("person 1", "person")]


class Endless(RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, *pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = chain(*pieces), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._held) < size and (piece := next(self._pieces, b"")):
            self._held += piece
        taken, self._held = self._held[:size], self._held[size:]
        return taken


HEAD = b'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">'
MEGABYTE = b"a" * 1_000_000
HUGE = {
    "text": ([HEAD + b"<pfif:person><pfif:description>"], MEGABYTE, [b"</pfif:description></pfif:person></pfif:pfif>"]),
    "notes": ([HEAD + b"<pfif:person>"], b"<pfif:note/>" * 20_000, [b"</pfif:person></pfif:pfif>"]),
    "tag": ([HEAD + b"<pfif:person "], MEGABYTE, [b">"]),
    "comment": ([HEAD + b"<!--"], MEGABYTE, [b"-->"]),
    "between": ([HEAD], b" " * 1_000_000, [b"</pfif:pfif>"]),
    "small persons": ([HEAD], person(full_name="").encode() * 500, [b"</pfif:pfif>"]),
}


@pytest.mark.parametrize("kind", HUGE)
def test_memory_stays_small_whatever_the_size(kind: str) -> None:
    first, piece, last = HUGE[kind]
    file = Endless(iter(first), repeat(piece, 6), iter(last))
    seen = 0
    tracemalloc.start()
    try:
        for _ in read(file, SENDER, RIGHTS):  # type: ignore[arg-type]
            seen += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000, f"{peak:,} bytes for a file of 6 MB"
    assert seen == {"between": 0, "small persons": 3_000}.get(kind, 1)


def test_an_empty_document_holds_nothing_and_other_xml_is_refused() -> None:
    assert items(document()) == []
    for content in (
        b"",
        b"<x/>",
        b"{}",
        SAMPLE.replace(b"/pfif/1.4", b"/pfif/2.0"),
        SAMPLE.decode().encode("utf-16")[:50],
    ):
        (refusal,) = items(content)
        assert isinstance(refusal, Refusal)
    assert len(items(SAMPLE.decode().encode("utf-16"))) == len(items(SAMPLE))
