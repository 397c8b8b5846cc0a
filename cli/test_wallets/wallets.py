"""Test wallets from a seed: the same ones every time, worthless anywhere but on a local chain."""

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak


def wallets(seed: str, count: int) -> list[LocalAccount]:
    """The first `count` wallets of a seed; more of the same seed begin with the same ones."""
    return [Account.from_key(keccak(text=f"symbia test wallet {seed} {number}")) for number in range(count)]
