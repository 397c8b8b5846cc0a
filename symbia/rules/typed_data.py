"""Typed data (EIP-712): what wallets show and sign, and the digest that contracts compute of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}


@dataclass(frozen=True, slots=True)
class SigningDomain:
    """Where a signature counts: at the contract of this name and address (any case), on this chain."""

    name: str
    chain_id: int
    contract: str
    version: str = "1"

    def as_typed_data(self) -> dict[str, Any]:
        """The member `domain` of typed data."""
        contract = to_checksum_address(self.contract)
        return {"name": self.name, "version": self.version, "chainId": self.chain_id, "verifyingContract": contract}


@dataclass(frozen=True, slots=True)
class Struct:
    """What is signed: a contract's struct by the name of its type. `fields`: the Solidity type of each, in order."""

    type: str
    fields: Mapping[str, str]
    values: Mapping[str, Any]

    def typed_data(self, domain: SigningDomain) -> dict[str, Any]:
        """For `eth_signTypedData_v4`. Numbers above 2^53 would not survive JavaScript: the struct's are text."""
        values = {name: str(value) if isinstance(value, int) else value for name, value in self.values.items()}
        return self._with(values, domain)

    def digest(self, domain: SigningDomain) -> bytes:
        """What a key signs of the typed data, 32 bytes."""
        message = encode_typed_data(full_message=self._with(self.values, domain))
        return keccak(b"\x19" + message.version + message.header + message.body)

    def _with(self, values: Mapping[str, Any], domain: SigningDomain) -> dict[str, Any]:
        return {
            "types": {"EIP712Domain": _listed(_DOMAIN), self.type: _listed(self.fields)},
            "primaryType": self.type,
            "domain": domain.as_typed_data(),
            "message": dict(values),
        }


def _listed(fields: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields.items()]
