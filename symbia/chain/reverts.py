"""Why a contract refused a call: the errors in the ABIs, and those of Solidity itself."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.arguments import Argument, by_name, selector_of, shown, values_in

# https://docs.soliditylang.org/en/latest/control-structures.html#error-handling
MESSAGE = "Error"
_BUILT_IN: tuple[dict[str, Any], ...] = (
    {"type": "error", "name": MESSAGE, "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)
SHOWN = 200  # characters


@dataclass(frozen=True, slots=True)
class RevertReason:
    """A decoded revert."""

    name: str
    arguments: dict[str, Any]  # raw values by name
    shown: list[Argument]

    def text(self) -> str:
        """In one line, such as `BrandMembership_TierSoldOut(tierId 1, supply 5, requested 9)`; a message as it is."""
        if self.name == MESSAGE:
            return str(self.arguments["message"])[:SHOWN]
        arguments = (f"{argument.name} {argument.value}" for argument in self.shown)
        return f"{self.name}({', '.join(arguments)})"[:SHOWN]


def decode_revert(data: bytes) -> RevertReason | None:
    """The error in a revert's data, None if no contract of the brand knows it."""
    entry = _errors().get(data[:4])
    if entry is None:
        return None
    try:
        values = values_in(entry["inputs"], data[4:])
    except ValueError:
        return None
    return RevertReason(entry["name"], by_name(entry["inputs"], values), shown(entry["inputs"], values))


def revert_text(data: bytes, otherwise: str) -> str:
    """The error in words of the ABI; for one that nobody knows `otherwise`, with the data."""
    if reason := decode_revert(data):
        return reason.text()
    return (f"{otherwise} (0x{data.hex()})" if data else otherwise)[:SHOWN]


@cache
def _errors() -> dict[bytes, dict[str, Any]]:
    entries = [*_BUILT_IN, *(entry for name in CONTRACTS for entry in load_abi(name) if entry["type"] == "error")]
    return {selector_of(entry): entry for entry in entries}
