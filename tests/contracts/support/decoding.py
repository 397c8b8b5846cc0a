"""Plain Python values out of ABI data: int, str, bytes, bool, checksummed addresses, lists, tuples."""

from functools import cache
from typing import Any

from brownie import project
from eth_abi.abi import decode
from eth_abi.grammar import TupleType, parse
from eth_event import get_topic_map
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from eth_utils.conversions import to_bytes

STANDARD_ERRORS = (
    {"type": "error", "name": "Error", "inputs": [{"name": "reason", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


def decode_error(data: bytes) -> tuple[Any, ...]:
    """Name and arguments of revert data; `("", )` for a revert without data."""
    if not data:
        return ("",)
    error = errors()[data[:4]]
    return (error["name"], *decode_values(error["inputs"], data[4:]))


def decode_values(parameters: list[dict[str, Any]], data: bytes) -> tuple[Any, ...]:
    """Values of ABI-encoded `parameters`, which are entries of an ABI."""
    types = [collapse_if_tuple(one) for one in parameters]
    return tuple(plain(kind, value) for kind, value in zip(types, decode(types, data), strict=True))


def plain(kind: str, value: Any) -> Any:
    """Addresses checksummed, and arrays as lists, at whatever depth."""
    return _nested(parse(kind), value)


def _nested(kind: Any, value: Any) -> Any:
    if kind.is_array:
        return [_nested(kind.item_type, one) for one in value]
    if isinstance(kind, TupleType):
        return tuple(_nested(part, one) for part, one in zip(kind.components, value, strict=True))
    if kind.base == "bytes":
        return to_bytes(hexstr=value) if isinstance(value, str) else bytes(value)
    return to_checksum_address(value) if kind.base == "address" else value


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    (loaded,) = project.get_loaded_projects()
    return tuple(entry for container in loaded for entry in container.abi)


@cache
def topics() -> dict[str, Any]:
    """Every event of the project, by topic, as eth_event wants it."""
    return get_topic_map([entry for entry in _entries() if entry["type"] == "event"])


@cache
def errors() -> dict[bytes, dict[str, Any]]:
    """Every error of the project and of Solidity itself, by selector."""
    known = (*STANDARD_ERRORS, *(entry for entry in _entries() if entry["type"] == "error"))
    return {function_abi_to_4byte_selector(entry): entry for entry in known}
