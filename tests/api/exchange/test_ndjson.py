"""Files of reports line by line: good lines pass, others are told by field and rule, in constant memory."""

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange import ndjson
from api.exchange.entries import Entry, Refusal, Sender

GOOD: dict[str, Any] = {
    "kind": "sighting",
    "reference": "S-1",
    "occurred_at": "2025-03",
    "person": {"names": [{"full": "Julia"}]},
}
OWNER = {"organisation": "ita.police", "country": "IT"}


def lines(*items: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in items)


SENDER = Sender(organisation="pol.border", country="POL")


def read(content: bytes, *, senders: bool = False) -> list[Entry | Refusal]:
    return list(ndjson.read(io.BytesIO(content), None if senders else SENDER))


def test_good_lines_become_reports_and_empty_ones_nothing() -> None:
    found = read(lines(GOOD, b"", GOOD | {"reference": "S-2"}) + b"\n\n")
    assert [(item.source, item.report.reference) for item in found if isinstance(item, Entry)] == [
        ("line 1", "S-1"),
        ("line 3", "S-2"),
    ]
    assert len(found) == 2


def test_bad_lines_are_rejected_whole_with_their_number() -> None:
    bad = [b"{torn", b'"text"', GOOD | {"kind": "gossip"}, GOOD | {"occurred_at": "then"}, b"\xff\xfe", b"[" * 100_000]
    found = read(lines(*bad, GOOD))
    assert [type(item) for item in found] == [Refusal] * len(bad) + [Entry]
    rejected = [item for item in found if isinstance(item, Refusal)]
    assert [item.source for item in rejected] == [f"line {number}" for number in range(1, len(bad) + 1)]
    assert b"\n".join(item.content for item in rejected) == lines(*bad)
    assert [item.problems[0].field for item in rejected] == ["body", "kind", "kind", "occurred_at", "body", "body"]


def test_a_line_without_end_is_rejected_and_not_held() -> None:
    found = read(lines(b"x" * 2_000_000, GOOD))
    assert isinstance(found[0], Refusal)
    assert found[0].content == b""
    assert isinstance(found[1], Entry)


def test_senders_are_read_only_when_asked() -> None:
    with_owner = lines(OWNER | GOOD)
    (believed,) = read(with_owner, senders=True)
    assert isinstance(believed, Entry)
    assert believed.sender == Sender(organisation="ita.police", country="ITA")
    (refused,) = read(with_owner)
    assert isinstance(refused, Refusal)
    assert {problem.field for problem in refused.problems} == {"organisation", "country"}


@pytest.mark.parametrize("owner", [{}, {"organisation": "ita.police"}, OWNER | {"organisation": "Not An Id"}])
def test_a_line_without_its_sender_is_rejected(owner: dict[str, str]) -> None:
    (found,) = read(lines(owner | GOOD), senders=True)
    assert isinstance(found, Refusal)
    assert {problem.field for problem in found.problems} <= {"organisation", "country"}


SECRET = "SECRETVALUE"
BROKEN = st.one_of(
    st.fixed_dictionaries({"kind": st.just("sighting"), SECRET: st.just(1)}),
    st.builds(
        lambda key, value: GOOD | {"person": {key: value}},
        st.sampled_from(
            ["names", "sex", "birth_date", "age", "documents", "faces", "height_cm", "accounts", "no such"]
        ),
        st.sampled_from([SECRET, [SECRET], {SECRET: SECRET}, [{"full": SECRET, "kind": SECRET}]]),
    ),
    st.builds(lambda key: GOOD | {key: SECRET}, st.sampled_from(["occurred_at", "place", "details", "recipients"])),
)


@given(BROKEN, st.booleans())
def test_no_problem_repeats_a_value(data: dict[str, Any], senders: bool) -> None:
    (found,) = read(lines(data), senders=senders)
    assert isinstance(found, Refusal)
    values = repr([problem.rule for problem in found.problems])
    assert SECRET not in values


def test_memory_does_not_grow_with_the_file() -> None:
    class Endless(io.RawIOBase):
        left = 1_500_000

        def read(self, size: int = -1) -> bytes:
            block = (lines(GOOD) + b"\n") * 300
            self.left -= len(block)
            return block if self.left > 0 else b""

    tracemalloc.start()
    count = 0
    for _ in ndjson.read(Endless(), SENDER):  # type: ignore[arg-type]
        count += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 10_000
    assert peak < 1_000_000
