"""Merkle trees against a second, naive implementation."""

import random
from collections import deque

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from symbia.rules.drops.merkle import Allowlist, AllowlistEntry, fits, leaf, parent


def account(number: int) -> str:
    return f"0x{number:040x}"


def entries(count: int, seed: int = 1) -> list[AllowlistEntry]:
    chance = random.Random(seed)
    return [
        (account(chance.getrandbits(160)), chance.randrange(1, 2 ** chance.randrange(1, 256))) for _ in range(count)
    ]


def naive_root(listed: list[AllowlistEntry]) -> str:
    """Leaves in a queue, smallest hash first; the first two leave it and their parent joins, until one is left."""
    queue = deque(sorted(keccak(keccak(encode(["address", "uint256"], entry))) for entry in listed))
    while len(queue) > 1:
        queue.append(keccak(b"".join(sorted((queue.popleft(), queue.popleft())))))
    return "0x" + queue[0].hex()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100, 257])
def test_roots_and_proofs(count: int) -> None:
    listed = entries(count)
    tree = Allowlist.of(listed)
    assert tree.root == naive_root(listed)
    for one, allowance in listed:
        proof = tree.proof(one)
        assert fits(tree.root, one, allowance, proof)
        assert not fits(tree.root, one, allowance + 1, proof)
        assert not fits(tree.root, account(1), allowance, proof)
        assert len(proof) <= (count - 1).bit_length()


def test_the_example_that_openzeppelin_documents() -> None:
    """Of the README of @openzeppelin/merkle-tree."""
    tree = Allowlist.of([("0x" + "11" * 20, 5 * 10**18), ("0x" + "22" * 20, 25 * 10**17)])
    assert tree.root == "0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77"
    (sibling,) = tree.proof("0x" + "11" * 20)
    assert sibling.hex() == "b92c48e9d7abe27fd8dfd6b5dfdbfb1c9a463f80c712b66f3a5180a090cccafc"


def test_the_order_of_the_entries_does_not_matter() -> None:
    listed = entries(20)
    assert Allowlist.of(listed).root == Allowlist.of(listed[::-1]).root


def test_an_inner_node_is_no_leaf() -> None:
    """Its two children as `(account, allowance)` hash to something else: leaves are hashed twice."""
    tree = Allowlist.of(entries(4))
    left, right = tree.nodes[1], tree.nodes[2]
    assert parent(left, right).hex() == tree.root[2:]
    forged = keccak(left + right)
    assert leaf("0x" + left[12:].hex(), int.from_bytes(right, "big")) != forged


def test_who_is_not_listed_has_no_proof() -> None:
    with pytest.raises(KeyError):
        Allowlist.of(entries(3)).proof(account(1))
