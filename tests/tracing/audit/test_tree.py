"""The tree beside the published vectors, and its proofs."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.audit.tree import EMPTY_ROOT, inclusion_proof, is_included, leaf_hash, root_of

# Inputs and tree heads of the reference tests of Certificate Transparency.
_INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_root_is_the_published_one(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(content)) for content in _INPUTS[:size]]
    assert root_of(leaves).hex() == _ROOTS[size - 1]


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_a_proof_leads_to_the_root_and_nothing_else_does(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    tree_root = root_of(leaves)
    assert is_included(leaves[index], index, size, proof, tree_root)
    assert not is_included(leaf_hash(b"another"), index, size, proof, tree_root)
    assert not is_included(leaves[index], index, size, [*proof, tree_root], tree_root)
    other = data.draw(st.integers(0, size))
    assert other == index or not is_included(leaves[index], other, size, proof, tree_root)


def test_no_proof_of_a_leaf_that_is_not_there() -> None:
    with pytest.raises(ValueError):
        inclusion_proof([leaf_hash(b"one")], 1)
