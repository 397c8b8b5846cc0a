"""Allowlists as OpenZeppelin's StandardMerkleTree makes them, of leaves `(address account, uint256 allowance)`."""

from collections.abc import Sequence

from eth_abi.abi import encode
from eth_utils.crypto import keccak

Entry = tuple[str, int]


class Allowlist:
    """A tree over entries; needs at least one."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """`entries` are accounts with their allowances."""
        leaves = sorted(leaf(*entry) for entry in entries)
        self.nodes = [b""] * (len(leaves) - 1) + leaves[::-1]
        for index in reversed(range(len(leaves) - 1)):
            self.nodes[index] = pair(self.nodes[2 * index + 1], self.nodes[2 * index + 2])

    @property
    def root(self) -> bytes:
        """32 bytes."""
        return self.nodes[0]

    def proof(self, account: str, allowance: int) -> list[bytes]:
        """From the entry's leaf up to below the root. Raises ValueError if there is no such entry."""
        return self.path(self.nodes.index(leaf(account, allowance)))

    def path(self, index: int) -> list[bytes]:
        """From any node up to below the root."""
        siblings = []
        while index > 0:
            siblings.append(self.nodes[index + 1 if index % 2 else index - 1])
            index = (index - 1) // 2
        return siblings


def leaf(account: str, allowance: int) -> bytes:
    """Hashed twice."""
    return keccak(keccak(encode(["address", "uint256"], [account, allowance])))


def pair(left: bytes, right: bytes) -> bytes:
    """The smaller first."""
    return keccak(min(left, right) + max(left, right))
