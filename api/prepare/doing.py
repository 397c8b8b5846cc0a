"""What a call does, in words, for whoever signs it or votes on it. Without a full stop."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.prepare.reverts.sentences import snake
from symbia.chain.functions import Function, enums
from symbia.rules.addresses import checksum
from symbia.rules.roles import FIXED_LABELS, ROLE_IDS
from symbia.text import Text, Value
from symbia.words import DEFAULT, catalogue

_ROLES = {"roleId", "admin", "guardian"}
_ENUM = "enum "


def doing(function: Function, values: Mapping[str, Any]) -> Text:
    """`values` are raw, by the arguments' names. A function that only proposals call has a sentence of its own."""
    shown = dict(_shown(function.inputs, tuple(values.values())))
    code = code_of(function)
    if shown.get("accounts") == ():
        code += "_nobody"
    if code in catalogue(DEFAULT):
        return Text(code, shown)
    arguments = [Text.of("prepare.argument", name=name, value=value) for name, value in shown.items()]
    called = {"contract": function.contract, "function": function.name}
    if not arguments:
        return Text.of("prepare.call_alone", **called)
    return Text.of("prepare.call", **called, arguments=arguments)


def code_of(function: Function) -> str:
    """The code of its sentence: `functions.doing.brand_access_grant_role`."""
    return f"functions.doing.{snake(function.contract)}_{snake(str(function.entry['name']))}"


def _shown(items: list[dict[str, Any]], values: tuple[Any, ...]) -> Iterator[tuple[str, Value]]:
    """Members of structs stand beside the rest."""
    for item, value in zip(items, values, strict=True):
        if item["type"] == "tuple":
            yield from _shown(item["components"], value)
        else:
            yield item["name"], _value(item, value)


def _value(item: dict[str, Any], value: Any) -> Value:
    kind, internal = str(item["type"]), str(item.get("internalType", ""))
    if isinstance(value, list | tuple):
        one = {**item, "type": kind.removesuffix("[]")}
        return tuple(_value(one, part) for part in value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if kind == "address":
        return checksum(value)
    if kind == "uint64" and item["name"] in _ROLES:
        names = {number: name for name, number in ROLE_IDS.items()}
        return names.get(value) or FIXED_LABELS.get(str(value)) or str(value)
    if members := enums().get(internal.removeprefix(_ENUM).rpartition(".")[2]):
        return str(members[value])
    plain: Value = value
    return plain
