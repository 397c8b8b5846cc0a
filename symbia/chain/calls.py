"""Calls of the contracts by their packaged ABIs: written, read, and put into names; and what views and events say."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import event_abi_to_log_topic, function_signature_to_4byte_selector
from pydantic import BaseModel, Field

from symbia.chain.abi import load_abi
from symbia.chain.arguments import Argument, DataError, by_name, selector_of, shown, signature_of, types_of, values_in


class DecodedCall(BaseModel):
    """A call in names."""

    contract: str
    function: str = Field(examples=["grantRole(uint64,address,uint32)"])
    arguments: list[Argument]


def call_data(contract: str, function: str, arguments: Sequence[Any]) -> bytes:
    """What to send to the contract. `function` is a name that is unique in the contract, or `name(types)`."""
    entry = _function(contract, function)
    return selector_of(entry) + encode(types_of(entry["inputs"]), list(arguments))


def function_selector(contract: str, function: str) -> bytes:
    """The first four bytes of such a call."""
    return selector_of(_function(contract, function))


def encode_call(contract: str, function: str, arguments: Sequence[Any]) -> str:
    """The same as 0x hex."""
    return "0x" + call_data(contract, function, arguments).hex()


def foreign_call(signature: str, arguments: Sequence[Any]) -> bytes:
    """What to send to somebody else's contract, by `name(types)`; no type is a tuple."""
    types = [kind for kind in signature.partition("(")[2].removesuffix(")").split(",") if kind]
    return function_signature_to_4byte_selector(signature) + encode(types, list(arguments))


def decode_arguments(contract: str, function: str, data: bytes) -> tuple[Any, ...]:
    """The arguments in the call data of the function, as raw values. Raises DataError for data that does not fit."""
    return values_in(_function(contract, function)["inputs"], data[4:])


def decode_answer(contract: str, function: str, data: bytes) -> tuple[Any, ...]:
    """What a call of the function returned, as raw values. Raises DataError for data that does not fit."""
    outputs = _function(contract, function)["outputs"]
    try:
        return values_in(outputs, data)
    except DataError as error:
        types = ", ".join(types_of(outputs))
        raise DataError.of("chain.data.no_answer", contract=contract, function=function, types=types) from error


def answer_by_name(contract: str, function: str, data: bytes) -> dict[str, Any]:
    """The same by the names of the ABI; fields of a struct stand beside the rest, one value is `value`. Raises
    DataError."""
    outputs = _function(contract, function)["outputs"]
    named: dict[str, Any] = {}
    for item, value in zip(outputs, decode_answer(contract, function, data), strict=True):
        if item["type"] == "tuple":
            named |= by_name(item["components"], value)
        else:
            named[item["name"] or "value"] = value
    return {"value": next(iter(named.values())), **named} if len(named) == 1 else named


def signature(contract: str | None, selector: str) -> str | None:
    """`name(types)` of a selector (0x and 8 hex digits) of a contract, None if it has none."""
    entry = _functions(contract).get(selector) if contract else None
    return signature_of(entry) if entry else None


def decode_call(contract: str | None, calldata: str) -> DecodedCall | None:
    """A call of a named contract, None if it is none of its functions or its arguments do not fit."""
    entry = _functions(contract).get(calldata[:10]) if contract else None
    if contract is None or entry is None:
        return None
    try:
        values = values_in(entry["inputs"], bytes.fromhex(calldata[10:]))
    except ValueError:
        return None
    return DecodedCall(contract=contract, function=signature_of(entry), arguments=shown(entry["inputs"], values))


def event_topic(contract: str, event: str) -> str:
    """First topic of an event's logs."""
    entry: Any = _event(contract, event)
    return "0x" + event_abi_to_log_topic(entry).hex()


def log_data(contract: str, event: str, data: bytes) -> dict[str, Any]:
    """Those arguments of an event that are not topics, by name. Raises DataError for data that does not fit."""
    items = [item for item in _event(contract, event)["inputs"] if not item["indexed"]]
    return by_name(items, values_in(items, data))


_abi = cache(load_abi)


@cache
def _function(contract: str, function: str) -> dict[str, Any]:
    entries = (entry for entry in _abi(contract) if entry["type"] == "function")
    (entry,) = [entry for entry in entries if function in (entry["name"], signature_of(entry))]
    return entry


@cache
def _functions(contract: str) -> dict[str, dict[str, Any]]:
    entries = (entry for entry in _abi(contract) if entry["type"] == "function")
    return {"0x" + selector_of(entry).hex(): entry for entry in entries}


@cache
def _event(contract: str, event: str) -> dict[str, Any]:
    (entry,) = [entry for entry in _abi(contract) if entry["type"] == "event" and entry["name"] == event]
    return entry
