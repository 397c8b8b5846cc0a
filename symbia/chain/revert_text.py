"""Why a contract refused a call, by the errors in its ABI."""

from functools import cache
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_abi_to_4byte_selector

from symbia.chain.abi import CONTRACTS, load_abi

ERROR = bytes.fromhex("08c379a0")  # Error(string)
SHOWN = 200  # characters


def reason(data: bytes, otherwise: str) -> str:
    """The error with its values, such as `BrandMembership_TierSoldOut(tierId 1, supply 5, requested 9)`."""
    entry = _errors().get(data[:4])
    try:
        if data[:4] == ERROR:
            return str(decode(["string"], data[4:])[0])[:SHOWN]
        if entry is not None:
            values = decode([one["type"] for one in entry["inputs"]], data[4:])
            shown = (f"{one['name']} {value}" for one, value in zip(entry["inputs"], values, strict=True))
            return f"{entry['name']}({', '.join(shown)})"[:SHOWN]
    except DecodingError:
        return f"{otherwise} (0x{data.hex()})"[:SHOWN]
    return (f"{otherwise} (0x{data.hex()})" if data else otherwise)[:SHOWN]


@cache
def _errors() -> dict[bytes, dict[str, Any]]:
    entries = (entry for contract in CONTRACTS for entry in load_abi(contract) if entry["type"] == "error")
    return {bytes(_selector(entry)): entry for entry in entries}


def _selector(entry: dict[str, Any]) -> bytes:
    return function_abi_to_4byte_selector({**entry, "type": "function"})  # type: ignore[arg-type]
