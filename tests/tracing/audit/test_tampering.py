"""A thousand random tamperings, by somebody with the store and by somebody with the secret too: each is found."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from tracing.access import Role
from tracing.audit.checkpoint import Checkpoint, signed
from tracing.audit.entries import Action, Entry
from tracing.audit.keys import AuditKeys
from tracing.audit.log import Row
from tracing.audit.tree import Frontier, grown, leaf_hash, root
from tracing.audit.verification import Fault, Finding, verify

SIZE, WITNESSED = 40, (10, 25, 40)
KEYS, OTHER_KEYS = AuditKeys(bytes(32)), AuditKeys(bytes([1]) * 32)


def content(number: int) -> bytes:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return msgspec.json.encode(
        Entry(at=at, subject=f"s{number}", role=Role.officer, organisation="o", country="FRA", action=Action.search)
    )


def written(contents: list[bytes], keys: AuditKeys = KEYS) -> list[Row]:
    frontier: Frontier = ()
    rows = []
    for number, entry in enumerate(contents, 1):
        sealed = keys.seal(number, entry)
        frontier = grown(frontier, number - 1, leaf_hash(sealed))
        signature = signed(number, root(frontier), keys).signature
        rows.append(Row(number=number, sealed=sealed, frontier=frontier, signature=signature))
    return rows


LOG = written([content(number) for number in range(SIZE)])
WITNESSES = [
    Checkpoint(size=size, root=root(LOG[size - 1].frontier), signature=LOG[size - 1].signature) for size in WITNESSED
]


def findings(rows: list[Row], witnesses: list[Checkpoint] = WITNESSES) -> list[Finding]:
    return [found for found in verify(rows, KEYS, witnesses) if isinstance(found, Finding)]


def flipped(value: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(value))
    return value[:place] + bytes([value[place] ^ (1 << chance.randrange(8))]) + value[place + 1 :]


def edit(rows: list[Row], chance: random.Random) -> None:
    place = chance.randrange(SIZE)
    row = rows[place]
    column = chance.choice(["sealed", "signature", "frontier"])
    if column == "frontier":
        hashes = list(row.frontier)
        hash_place = chance.randrange(len(hashes))
        hashes[hash_place] = flipped(hashes[hash_place], chance)
        rows[place] = msgspec.structs.replace(row, frontier=tuple(hashes))
    else:
        rows[place] = msgspec.structs.replace(row, **{column: flipped(getattr(row, column), chance)})


def delete(rows: list[Row], chance: random.Random) -> None:
    del rows[chance.randrange(SIZE)]


def delete_and_renumber(rows: list[Row], chance: random.Random) -> None:
    del rows[chance.randrange(SIZE - 1)]
    rows[:] = [msgspec.structs.replace(row, number=number) for number, row in enumerate(rows, 1)]


def swap(rows: list[Row], chance: random.Random) -> None:
    one, other = chance.sample(range(SIZE), 2)
    numbers = rows[one].number, rows[other].number
    rows[one], rows[other] = (
        msgspec.structs.replace(rows[other], number=numbers[0]),
        msgspec.structs.replace(rows[one], number=numbers[1]),
    )


def truncate(rows: list[Row], chance: random.Random) -> None:
    del rows[chance.randrange(SIZE) :]


def sign_again_with_another_key(rows: list[Row], chance: random.Random) -> None:
    place = chance.randrange(SIZE)
    for later in range(place, SIZE):
        signature = signed(rows[later].number, root(rows[later].frontier), OTHER_KEYS).signature
        rows[later] = msgspec.structs.replace(rows[later], signature=signature)


def rewrite_with_the_secret(rows: list[Row], chance: random.Random) -> None:
    contents = [content(number) for number in range(SIZE)]
    contents[chance.randrange(SIZE)] = content(SIZE)
    rows[:] = written(contents)


@pytest.mark.parametrize(
    "tamper",
    [edit, delete, delete_and_renumber, swap, truncate, sign_again_with_another_key, rewrite_with_the_secret],
    ids=lambda tamper: tamper.__name__,
)
def test_every_tampering_is_found(tamper: Callable[[list[Row], random.Random], None]) -> None:
    chance = random.Random(tamper.__name__)
    for _ in range(1000 // 7 + 1):
        rows = list(LOG)
        tamper(rows, chance)
        assert findings(rows)


def test_an_untouched_log_has_no_fault() -> None:
    assert findings(LOG) == []
    assert [number for number in verify(LOG, KEYS) if isinstance(number, int)] == list(range(1, SIZE + 1))


def test_a_fault_is_named_where_it_is() -> None:
    without = [row for row in LOG if row.number not in (7, 8)]
    assert findings(without) == [Finding(number=7, fault=Fault.missing), Finding(number=8, fault=Fault.missing)]
    changed = [*LOG[:4], msgspec.structs.replace(LOG[4], sealed=LOG[5].sealed), *LOG[5:]]
    assert findings(changed) == [Finding(number=5, fault=Fault.changed)]
    unsigned = [*LOG[:4], msgspec.structs.replace(LOG[4], signature=bytes(64)), *LOG[5:]]
    assert findings(unsigned) == [Finding(number=5, fault=Fault.unsigned)]


def test_only_a_witness_finds_a_log_cut_off_or_written_anew_by_whoever_has_the_secret() -> None:
    assert findings(LOG[:30], []) == []
    assert findings(LOG[:30]) == [Finding(number=40, fault=Fault.truncated)]
    anew = written([content(number + 1) for number in range(SIZE)])
    assert findings(anew, []) == []
    assert [found.fault for found in findings(anew)] == [Fault.rewritten] * len(WITNESSED)
