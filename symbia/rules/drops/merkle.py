"""Merkle trees of `(account, allowance)`: what MembershipDrops verifies and OpenZeppelin's StandardMerkleTree builds.

A leaf is keccak256(keccak256(abi.encode(address, uint256))): hashed twice, so that no inner node can pass for one.
Leaves are sorted by hash, or stay in the order of the list. The tree is complete and lies in one list as a heap does:
the root first, the leaves at the end, the last one first. A node is the hash of its children, the smaller one first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eth_abi.abi import encode
from eth_utils.crypto import keccak

AllowlistEntry = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Allowlist:
    """Allowances by account (lower case), and the tree over them."""

    allowances: dict[str, int]
    nodes: tuple[bytes, ...]
    places: dict[str, int]  # in `nodes`, by account

    @classmethod
    def of(cls, entries: Sequence[AllowlistEntry], *, sort: bool = True) -> "Allowlist":
        """The list of these entries, at least one and each account once (lower case). `sort`: False for a tree that
        keeps their order, as OpenZeppelin's library makes it with `sortLeaves: false`."""
        leaves = [(leaf(account, allowance), account) for account, allowance in entries]
        if sort:
            leaves.sort()
        nodes = [b""] * (len(leaves) - 1) + [node for node, _ in reversed(leaves)]
        for place in reversed(range(len(leaves) - 1)):
            nodes[place] = parent(nodes[2 * place + 1], nodes[2 * place + 2])
        places = {account: len(nodes) - 1 - number for number, (_, account) in enumerate(leaves)}
        return cls(dict(entries), tuple(nodes), places)

    @property
    def root(self) -> str:
        """0x and 64 hex digits."""
        return "0x" + self.nodes[0].hex()

    def proof(self, account: str) -> list[bytes]:
        """From the leaf's sibling up to the root's child. Raises KeyError for an account that is not listed."""
        place, proof = self.places[account], []
        while place:
            proof.append(self.nodes[place + 1 if place % 2 else place - 1])
            place = (place - 1) // 2
        return proof


def leaf(account: str, allowance: int) -> bytes:
    """Hash of an entry."""
    return keccak(keccak(encode(["address", "uint256"], [account, allowance])))


def parent(first: bytes, second: bytes) -> bytes:
    """Hash of two nodes, whichever comes first."""
    return keccak(min(first, second) + max(first, second))


def fits(root: str, account: str, allowance: int, proof: Sequence[bytes]) -> bool:
    """Whether a proof leads from an entry to the root."""
    node = leaf(account, allowance)
    for sibling in proof:
        node = parent(node, sibling)
    return "0x" + node.hex() == root.lower()
