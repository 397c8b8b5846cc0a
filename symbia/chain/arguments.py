"""Arguments as ABI entries describe them: their types, their values, and these as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector
from pydantic import BaseModel, Field

from symbia.rules.addresses import checksum
from symbia.text import Text, TextError


class DataError(TextError, ValueError):
    """Data that is not of the types which an ABI says. Its text follows a colon, or stands in brackets."""


class Argument(BaseModel):
    """One argument of a call or an error."""

    name: str
    type: str
    value: Any = Field(description="Numbers as decimal text, addresses checksummed, bytes as hex")


def types_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """ABI types of inputs or outputs; structs as tuples of theirs."""
    return [_type(item) for item in items]


def signature_of(entry: Mapping[str, Any]) -> str:
    """`name(types)` of a function or an error."""
    return f"{entry['name']}({','.join(types_of(entry['inputs']))})"


def selector_of(entry: Mapping[str, Any]) -> bytes:
    """The first four bytes of a call of a function, or of an error's data."""
    return function_signature_to_4byte_selector(signature_of(entry))


def values_in(items: Sequence[Mapping[str, Any]], data: bytes) -> tuple[Any, ...]:
    """Raw values. Raises DataError for data that does not fit."""
    try:
        return tuple(decode(types_of(items), data))
    except (DecodingError, OverflowError) as error:
        types = ", ".join(types_of(items)) or Text("chain.data.nothing")
        raise DataError.of("chain.data.unfit", size=len(data), types=types, reason=str(error)) from error


def by_name(items: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> dict[str, Any]:
    """Values by the names of the ABI."""
    return {item["name"]: value for item, value in zip(items, values, strict=True)}


def shown(items: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> list[Argument]:
    """Values for people."""
    pairs = zip(items, values, strict=True)
    return [Argument(name=item["name"], type=_type(item), value=_plain(_type(item), value)) for item, value in pairs]


def _type(item: Mapping[str, Any]) -> str:
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(types_of(item['components']))}){kind.removeprefix('tuple')}"


def _plain(kind: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain("", part) for part in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    return checksum(value) if kind == "address" else value
