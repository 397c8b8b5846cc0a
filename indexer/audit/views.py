"""Calls of views, by the packaged ABIs."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from eth_abi.abi import decode, encode
from eth_typing import ABIFunction
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from symbia.chain.abi import load_abi


@cache
def _entry(contract: str, function: str) -> ABIFunction:
    entries = (one for one in load_abi(contract) if one["type"] == "function")
    return cast(ABIFunction, next(one for one in entries if one["name"] == function))


def call_data(contract: str, function: str, arguments: Sequence[Any]) -> bytes:
    """What to send to the contract."""
    entry = _entry(contract, function)
    types = [collapse_if_tuple(item) for item in entry["inputs"]]
    return bytes(function_abi_to_4byte_selector(entry)) + encode(types, list(arguments))


def answer_of(contract: str, function: str, answer: bytes) -> dict[str, Any]:
    """What it said, by the names of the ABI; fields of a struct stand beside the rest, one value is `value`."""
    outputs = _entry(contract, function)["outputs"]
    values = decode([collapse_if_tuple(item) for item in outputs], answer)
    found: dict[str, Any] = {}
    for item, value in zip(outputs, values, strict=True):
        if "components" in item and item["type"] == "tuple":
            found |= {part["name"]: one for part, one in zip(item["components"], value, strict=True)}
        else:
            found[item["name"] or "value"] = value
    return {"value": next(iter(found.values())), **found} if len(found) == 1 else found
