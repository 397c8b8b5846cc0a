"""Members who sign: keys known to the tests, EIP-712 messages, and the ways to spoil a signature."""

from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DELEGATION = {"Delegation": [("delegatee", "address"), ("nonce", "uint256"), ("expiry", "uint256")]}
BALLOT = {"Ballot": [("proposalId", "uint256"), ("support", "uint8"), ("voter", "address"), ("nonce", "uint256")]}
EXTENDED_BALLOT = {
    "ExtendedBallot": [*BALLOT["Ballot"], ("reason", "string"), ("params", "bytes")],
}


@dataclass(frozen=True)
class Signature:
    """The three parts of a signature over secp256k1."""

    v: int
    r: int
    s: int

    @property
    def vrs(self) -> tuple[int, str, str]:
        """As `delegateBySig` takes it."""
        return self.v, f"0x{self.r:064x}", f"0x{self.s:064x}"

    @property
    def packed(self) -> bytes:
        """As `castVoteBySig` takes it: 65 bytes."""
        return self.r.to_bytes(32, "big") + self.s.to_bytes(32, "big") + bytes([self.v])

    def mirrored(self) -> "Signature":
        """The other signature that belongs to the same message and key, with a high `s`."""
        return Signature(55 - self.v, self.r, CURVE_ORDER - self.s)


def signer(name: str) -> LocalAccount:
    """An account whose key is the hash of `name`; it has no ether and needs none."""
    account: LocalAccount = Account.from_key(keccak(text=name))
    return account


def domain_of(contract: Any, **changes: Any) -> dict[str, Any]:
    """EIP-712 domain as the contract itself states it (ERC-5267), with `changes` to it."""
    _, name, version, chain_id, address, _, _ = contract.eip712Domain()
    domain = {"name": name, "version": version, "chainId": chain_id, "verifyingContract": str(address)}
    return domain | changes


def sign(
    account: LocalAccount, domain: dict[str, Any], fields: dict[str, list[tuple[str, str]]], **message: Any
) -> Signature:
    """Sign the one type in `fields`."""
    types = {name: [{"name": key, "type": kind} for key, kind in entries] for name, entries in fields.items()}
    signed = account.sign_typed_data(domain_data=domain, message_types=types, message_data=message)
    return Signature(signed.v, signed.r, signed.s)
