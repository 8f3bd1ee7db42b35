"""The Merkle tree of RFC 6962, section 2.1: one hash that stands for all entries in their order.

Of a tree that only grows, the roots of its full subtrees are enough to add to it and to know its root: at most one for
each binary digit of its size. We call them its frontier. No package does just this: pymerkle keeps a tree of its own
beside the data, under a licence that would bind this service.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
"""Root of a tree without entries (RFC 6962, 2.1)."""

Frontier = tuple[bytes, ...]
"""Roots of the full subtrees, the largest first; their sizes are the binary digits of the tree's."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry; the prefix keeps an entry from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def grown(frontier: Frontier, size: int, leaf: bytes) -> Frontier:
    """The frontier after one more leaf.

    Args:
        frontier: of the tree before.
        size: how many leaves it had.
        leaf: hash of the new one.
    """
    roots = [*frontier, leaf]
    # Each 1 at the end of the size is a full subtree of the same height as what has grown on the right.
    while size & 1:
        right, left = roots.pop(), roots.pop()
        roots.append(node_hash(left, right))
        size >>= 1
    return tuple(roots)


def root(frontier: Frontier) -> bytes:
    """Root of the whole tree: the smallest subtrees are joined first."""
    if not frontier:
        return EMPTY_ROOT
    found = frontier[-1]
    for left in reversed(frontier[:-1]):
        found = node_hash(left, found)
    return found


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Hashes with which whoever has one entry comes to the root (RFC 6962, 2.1.1), the nearest first.

    Args:
        leaves: hashes of all leaves.
        index: of the leaf to prove, from 0.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ValueError("there is no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Whether a proof leads from a leaf to the root of a tree of this size (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == tree_root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root of a tree of these leaves."""
    frontier: Frontier = ()
    for size, leaf in enumerate(leaves):
        frontier = grown(frontier, size, leaf)
    return root(frontier)


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)
