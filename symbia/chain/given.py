"""Arguments of a call as people and programs write them, read strictly by the types of the ABI.

What is signed cannot be taken back: an unknown name, a number that does not fit, `true` for a number or an argument
that is missing is refused, all of them at once, each with its place (`terms.startsAt`).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symbia.chain.arguments import types_of
from symbia.chain.functions import enums
from symbia.near import meant
from symbia.rules.addresses import InvalidAddress, checksum, parse_address
from symbia.rules.roles import ADMIN, PUBLIC, ROLE_IDS
from symbia.text import Text, TextError

_INTEGER = re.compile(r"(u?)int(\d+)")
_DIGITS = re.compile(r"-?(0|[1-9][0-9]{0,77})")
_BYTES = re.compile(r"0x([0-9a-fA-F]{2})*")
_ENUM = "enum "
_ROLES = {**ROLE_IDS, "ADMIN": ADMIN, "PUBLIC": PUBLIC}
_ROLE_NAMES = frozenset({"roleId", "admin", "guardian"})  # of arguments that are ids of roles, where they are uint64


@dataclass(frozen=True, slots=True)
class GivenProblem:
    """What is wrong with one argument. `path` is its place; the text follows it and a colon, without a full stop."""

    path: str
    text: Text


class GivenError(TextError, ValueError):
    """Arguments that cannot be used: `problems` has all, the text the first."""

    def __init__(self, problems: Sequence[GivenProblem]) -> None:
        first = problems[0]
        super().__init__(Text.of("functions.given.at", path=first.path, problem=first.text))
        self.problems = tuple(problems)


def read_given(items: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Raw values in the ABI's order, of JSON values by name. Structs are objects by their members' names.

    Numbers are whole numbers or decimal text, bytes 0x and hex, members of enums their names or numbers, ids of roles
    also their names. Raises GivenError.
    """
    problems: list[GivenProblem] = []
    values = _struct(items, given, "", problems)
    if problems:
        raise GivenError(problems)
    return values


def given_in_texts(items: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> dict[str, Any]:
    """JSON values by name, of `name=value` texts as a shell hands them on.

    A member of a struct is `terms.startsAt=0`, and a struct, or a list, JSON; a list of numbers, addresses or words is
    also `a,b`. `name=@file` reads the value from a file. Raises GivenError for what is not of this form.
    """
    problems: list[GivenProblem] = []
    given: dict[str, Any] = {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or not path:
            problems.append(GivenProblem(text, Text.of("functions.given.no_equals")))
            continue
        try:
            _put(given, path.split("."), _of_text(_item_at(items, path.split(".")), _from_file(value)))
        except _UnfitError as wrong:
            problems.append(GivenProblem(path, wrong.text))
    if problems:
        raise GivenError(problems)
    return given


def kind_of(item: Mapping[str, Any]) -> Text | str:
    """What to write for an argument, in short: its type, or the names it takes."""
    members = _members_of(item)
    if members:
        return Text.of("functions.kind.enum", names=members)
    if _is_role(item):
        return Text.of("functions.kind.role", names=list(_ROLES))
    (kind,) = types_of([item])
    return kind


def leaves(items: Sequence[Mapping[str, Any]], before: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each argument with its path; of a struct its members."""
    for item in items:
        path = f"{before}{item['name']}"
        if item["type"] == "tuple":
            yield from leaves(item["components"], f"{path}.")
        else:
            yield path, item


class _UnfitError(TextError, ValueError):
    """One value that does not fit."""


def _struct(
    items: Sequence[Mapping[str, Any]], given: Mapping[str, Any], before: str, problems: list[GivenProblem]
) -> tuple[Any, ...]:
    names = [item["name"] for item in items]
    problems += [GivenProblem(f"{before}{name}", _unknown(name, names)) for name in given if name not in names]
    return tuple(_value(item, given, before, problems) for item in items)


def _value(item: Mapping[str, Any], given: Mapping[str, Any], before: str, problems: list[GivenProblem]) -> Any:
    path = f"{before}{item['name']}"
    if item["name"] not in given:
        problems.append(GivenProblem(path, Text.of("functions.given.missing", kind=kind_of(item))))
        return None
    return _read(item, given[item["name"]], path, problems)


def _read(item: Mapping[str, Any], value: Any, path: str, problems: list[GivenProblem]) -> Any:
    kind = str(item["type"])
    if kind.endswith("[]"):
        if not isinstance(value, list):
            problems.append(GivenProblem(path, Text.of("functions.given.list", kind=kind_of(item))))
            return None
        one = {**item, "type": kind.removesuffix("[]")}
        return [_read(one, part, f"{path}.{place}", problems) for place, part in enumerate(value)]
    if kind == "tuple":
        if not isinstance(value, Mapping):
            problems.append(GivenProblem(path, Text.of("functions.given.struct")))
            return None
        return _struct(item["components"], value, f"{path}.", problems)
    try:
        return _plain(item, value)
    except (_UnfitError, InvalidAddress) as error:
        problems.append(GivenProblem(path, error.text))
        return None


def _plain(item: Mapping[str, Any], value: Any) -> Any:
    kind = str(item["type"])
    if kind == "bool":
        return _require(isinstance(value, bool), value, "functions.given.bool")
    if found := _INTEGER.fullmatch(kind):
        return _number(item, value, signed=not found.group(1), bits=int(found.group(2)))
    if kind == "string":
        return _require(isinstance(value, str) and _is_unicode(value), value, "functions.given.string")
    if kind == "address":
        return checksum(parse_address(_require(isinstance(value, str), value, "functions.given.address")))
    return _bytes(kind, value)


def _require(fits: bool, value: Any, code: str) -> Any:
    if not fits:
        raise _UnfitError.of(code)
    return value


def _is_unicode(text: str) -> bool:
    """Halves of a surrogate pair are no UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _number(item: Mapping[str, Any], value: Any, *, signed: bool, bits: int) -> int:
    names = _numbered(item)
    if names and isinstance(value, str) and not _DIGITS.fullmatch(value):
        if value not in names:
            near = meant(value, names)
            if near is not None:
                raise _UnfitError.of("functions.given.name_near", near=near)
            raise _UnfitError.of("functions.given.name", names=list(names))
        return names[value]
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and _DIGITS.fullmatch(value))):
        raise _UnfitError.of("functions.given.number")
    number, least, most = int(value), -(2 ** (bits - 1)) if signed else 0, 2 ** (bits - signed) - 1
    if (members := _members_of(item)) and number >= len(members):
        raise _UnfitError.of("functions.given.name", names=members)
    if not least <= number <= most:
        raise _UnfitError.of("functions.given.range", least=str(least), most=str(most))
    return number


def _numbered(item: Mapping[str, Any]) -> dict[str, int]:
    """The names that stand for numbers here."""
    if _is_role(item):
        return _ROLES
    return {name: number for number, name in enumerate(_members_of(item))}


def _is_role(item: Mapping[str, Any]) -> bool:
    return item["type"] == "uint64" and item["name"] in _ROLE_NAMES


def _members_of(item: Mapping[str, Any]) -> list[str]:
    internal = str(item.get("internalType", ""))
    return enums().get(internal.removeprefix(_ENUM).rpartition(".")[2], []) if internal.startswith(_ENUM) else []


def _bytes(kind: str, value: Any) -> bytes:
    if not isinstance(value, str) or not _BYTES.fullmatch(value):
        raise _UnfitError.of("functions.given.bytes")
    data, size = bytes.fromhex(value[2:]), kind.removeprefix("bytes")
    if size and len(data) != int(size):
        raise _UnfitError.of("functions.given.bytes_size", n=int(size), given=len(data))
    return data


def _unknown(name: str, names: Sequence[str]) -> Text:
    if not names:
        return Text.of("functions.given.takes_none")
    near = meant(name, names)
    if near is None:
        return Text.of("functions.given.unknown", known=list(names))
    return Text.of("functions.given.unknown_near", near=near)


def _item_at(items: Sequence[Mapping[str, Any]], path: Sequence[str]) -> Mapping[str, Any]:
    first, *rest = path
    item = next((one for one in items if one["name"] == first), None)
    if item is None or (rest and item["type"] != "tuple"):
        raise _UnfitError(_unknown(first, [one["name"] for one in items]))
    return _item_at(item["components"], rest) if rest else item


def _put(given: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *structs, name = path
    for one in structs:
        given = given.setdefault(one, {})
        if not isinstance(given, dict):
            raise _UnfitError.of("functions.given.twice")
    if name in given:
        raise _UnfitError.of("functions.given.twice")
    given[name] = value


def _from_file(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        with open(text[1:], encoding="utf-8") as file:  # noqa: PTH123 - a path that a person typed, read once
            return file.read().rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _UnfitError.of("functions.given.file", file=text[1:], why=str(error)) from error


def _of_text(item: Mapping[str, Any], text: str) -> Any:
    kind = str(item["type"])
    if kind == "bool":
        if text not in ("true", "false"):
            raise _UnfitError.of("functions.given.bool")
        return text == "true"
    if kind.endswith("[]"):
        return _list_of(text) if text.lstrip().startswith("[") else _split(item, text)
    if kind == "tuple":
        return _json_of(text, dict, "functions.given.struct")
    return text


def _list_of(text: str) -> Any:
    return _json_of(text, list, "functions.given.json_list")


def _split(item: Mapping[str, Any], text: str) -> list[str]:
    """`a,b`. Nothing at all is no list: an empty one is written as [], so that nobody gives it by mistake."""
    if not text or str(item["type"]).startswith("tuple"):
        raise _UnfitError.of("functions.given.json_list")
    return [part.strip() for part in text.split(",")]


def _json_of(text: str, kind: type, code: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_each_once)
    except ValueError as error:
        raise _UnfitError.of(code) from error
    if not isinstance(value, kind):
        raise _UnfitError.of(code)
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's members. Of a name that stands there twice the first would be lost: it raises."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _UnfitError.of("functions.given.twice")
    return members
