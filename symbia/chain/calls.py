"""The contracts' ABIs as data: encode calls, and put names to selectors, calls and errors."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector
from pydantic import BaseModel, Field

from symbia.chain.abi import CONTRACTS, load_abi
from symbia.rules.addresses import checksum

# What Solidity itself reverts with: https://docs.soliditylang.org/en/latest/control-structures.html#error-handling
_BUILT_IN = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


class Argument(BaseModel):
    """One argument of a call or an error."""

    name: str
    type: str
    value: Any = Field(description="Numbers as decimal text, addresses checksummed, bytes as hex")


class DecodedCall(BaseModel):
    """A call in names."""

    contract: str
    function: str = Field(examples=["grantRole(uint64,address,uint32)"])
    arguments: list[Argument]


@dataclass(frozen=True, slots=True)
class RevertReason:
    """A decoded revert."""

    name: str
    arguments: dict[str, Any]  # raw values by name
    shown: list[Argument]


def encode_call(contract: str, function: str, arguments: tuple[Any, ...]) -> str:
    """Calldata as 0x hex. `function` is a name that is unique in the contract, or `name(types)`."""
    entry = _function(contract, function)
    return "0x" + (_selector(entry) + encode(_types(entry), arguments)).hex()


def decode_answer(contract: str, function: str, data: bytes) -> tuple[Any, ...]:
    """What a call of the function returned, as raw values. Raises ValueError for data that does not fit."""
    kinds = [_type(item) for item in _function(contract, function)["outputs"]]
    try:
        return tuple(decode(kinds, data))
    except (DecodingError, OverflowError) as error:
        raise ValueError(f"{contract}.{function} did not answer {', '.join(kinds)}") from error


def signature(contract: str | None, selector: str) -> str | None:
    """`name(types)` of a selector (0x and 8 hex digits) of a contract, None if it has none."""
    entry = _functions(contract).get(selector) if contract else None
    return _signature(entry) if entry else None


def decode_call(contract: str | None, calldata: str) -> DecodedCall | None:
    """A call of a named contract, None if it is none of its functions or its arguments do not fit."""
    entry = _functions(contract).get(calldata[:10]) if contract else None
    if contract is None or entry is None:
        return None
    values = _decode(entry, bytes.fromhex(calldata[10:]))
    if values is None:
        return None
    return DecodedCall(contract=contract, function=_signature(entry), arguments=_shown(entry, values))


def decode_revert(data: bytes) -> RevertReason | None:
    """The error in a revert's data, None if no contract of the brand knows it."""
    entry = _errors().get(data[:4])
    values = _decode(entry, data[4:]) if entry else None
    if entry is None or values is None:
        return None
    names = [item["name"] for item in entry["inputs"]]
    return RevertReason(entry["name"], dict(zip(names, values, strict=True)), _shown(entry, values))


def error_names(contract: str) -> set[str]:
    """Names of a contract's custom errors."""
    return {one["name"] for one in _abi(contract) if one["type"] == "error"}


_abi = cache(load_abi)


def _function(contract: str, function: str) -> dict[str, Any]:
    entries = (one for one in _abi(contract) if one["type"] == "function")
    (entry,) = [one for one in entries if function in (one["name"], _signature(one))]
    return entry


@cache
def _functions(contract: str) -> dict[str, dict[str, Any]]:
    entries = (one for one in _abi(contract) if one["type"] == "function")
    return {"0x" + _selector(one).hex(): one for one in entries}


@cache
def _errors() -> dict[bytes, dict[str, Any]]:
    entries = [*_BUILT_IN, *(one for name in CONTRACTS for one in _abi(name) if one["type"] == "error")]
    return {_selector(one): one for one in entries}


def _decode(entry: dict[str, Any], data: bytes) -> tuple[Any, ...] | None:
    try:
        return tuple(decode(_types(entry), data))
    except (DecodingError, ValueError, OverflowError):
        return None


def _selector(entry: dict[str, Any]) -> bytes:
    return function_signature_to_4byte_selector(_signature(entry))


def _signature(entry: dict[str, Any]) -> str:
    return f"{entry['name']}({','.join(_types(entry))})"


def _types(entry: dict[str, Any]) -> list[str]:
    return [_type(item) for item in entry["inputs"]]


def _type(item: dict[str, Any]) -> str:
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(one) for one in item['components'])}){kind.removeprefix('tuple')}"


def _shown(entry: dict[str, Any], values: tuple[Any, ...]) -> list[Argument]:
    items = zip(entry["inputs"], values, strict=True)
    return [Argument(name=item["name"], type=_type(item), value=_plain(_type(item), value)) for item, value in items]


def _plain(kind: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain("", one) for one in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    return checksum(value) if kind == "address" else value
