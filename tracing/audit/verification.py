"""Whether an audit log is what was written: every hash, every signature, every number, and what witnesses kept."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from tracing.audit.checkpoint import Checkpoint
from tracing.audit.keys import AuditKeys
from tracing.audit.log import AuditLog, Row
from tracing.audit.tree import Frontier, grown, inclusion_proof, leaf_hash, root
from tracing.value import Value


class Fault(StrEnum):
    """What is wrong with an entry."""

    missing = "missing"
    changed = "changed"
    unsigned = "unsigned"
    truncated = "truncated"
    rewritten = "rewritten"


EXPLAINED: dict[Fault, str] = {
    Fault.missing: "an entry of this number is missing",
    Fault.changed: "the entry is not the one that was written there",
    Fault.unsigned: "the entry is not signed with the log's key",
    Fault.truncated: "a witness saw more entries than there are",
    Fault.rewritten: "a witness saw other entries up to this number",
}


class Finding(Value, frozen=True, kw_only=True):
    """A fault and the number of the entry that shows it."""

    number: int
    fault: Fault


class Proof(Value, frozen=True, kw_only=True):
    """That an entry is in the log (RFC 6962, 2.1.1).

    Attributes:
        number: of the entry, from 1.
        leaf: hash of the sealed entry.
        hashes: from the leaf to the root, the nearest first.
        checkpoint: the signed note whose root they lead to.
    """

    number: int
    leaf: bytes
    hashes: tuple[bytes, ...]
    checkpoint: str


def verify(
    rows: Iterable[Row], keys: AuditKeys, witnessed: Sequence[Checkpoint] = (), after: Row | None = None
) -> Iterator[Finding | int]:
    """Read a whole log, or what follows an entry.

    Args:
        rows: all entries as they are stored, by number; those after one if it is given.
        keys: those of the log.
        after: the last entry that was read before; what it stands for is taken as verified.
        witnessed: checkpoints that were kept elsewhere. Without them, a log whose end was cut off is a shorter log
            that is in order.

    Yields:
        Faults as they are found, and after each entry its number, so that progress can be shown.
    """
    kept = {checkpoint.size for checkpoint in witnessed}
    roots: dict[int, bytes] = {}
    frontier: Frontier = () if after is None else after.frontier
    size = 0 if after is None else after.number
    for row in rows:
        yield from (Finding(number=number, fault=Fault.missing) for number in range(size + 1, row.number))
        # After an entry that is missing, or whose tree has another's form, it is not known what this one's should be.
        follows = row.number == size + 1 and len(frontier) == size.bit_count()
        fault = _fault(keys, row, grown(frontier, size, leaf_hash(row.sealed)) if follows else row.frontier)
        if fault is not None:
            yield Finding(number=row.number, fault=fault)
        # From what is stored, so that one changed entry is one fault and not one of all that come after.
        frontier, size = row.frontier, row.number
        if size in kept:
            roots[size] = root(frontier)
        yield size
    for checkpoint in witnessed:
        if checkpoint.size > size:
            yield Finding(number=checkpoint.size, fault=Fault.truncated)
        elif roots.get(checkpoint.size) != checkpoint.root:
            yield Finding(number=checkpoint.size, fault=Fault.rewritten)


def _fault(keys: AuditKeys, row: Row, expected: Frontier) -> Fault | None:
    try:
        keys.opened(row.number, row.sealed)
    except ValueError:
        return Fault.changed
    if row.frontier != expected or len(row.frontier) != row.number.bit_count():
        return Fault.changed
    checkpoint = Checkpoint(size=row.number, root=root(row.frontier), signature=row.signature)
    return None if checkpoint.is_signed_by(keys.public) else Fault.unsigned


def prove(log: AuditLog, number: int) -> Proof:
    """A proof that an entry is in the log as it stands; whoever holds a later checkpoint can check it.

    Raises:
        NotFoundError: the log is not so long.
        AuditUnavailableError: it cannot be read.
    """
    wanted = log.row(number)
    leaves, last = [], wanted
    for row in log.rows():
        leaves.append(leaf_hash(row.sealed))
        last = row
    checkpoint = Checkpoint(size=last.number, root=root(last.frontier), signature=last.signature)
    return Proof(
        number=number,
        leaf=leaves[number - 1],
        hashes=tuple(inclusion_proof(leaves, number - 1)),
        checkpoint=checkpoint.note(log.keys.public),
    )
