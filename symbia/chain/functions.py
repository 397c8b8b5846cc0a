"""Every function of the contracts that changes something: who may call it, and what its author says about it."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.arguments import signature_of
from symbia.near import meant
from symbia.rules.roles import ROLE_IDS
from symbia.text import Text, TextError

PROPOSAL = "proposal"  # only the timelock may, for a proposal
_LEFT_OUT = "left_out"
_READS = ("view", "pure")


class UnknownFunctionError(TextError, ValueError):
    """There is no such function to call; the text says which there are. It follows a colon, without a full stop."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `who`: a role, PROPOSAL, or the end of a code; `left_out`: why nobody calls it by hand, else None.
    `notice` and `said` are its NatSpec; `said` has arguments by their path, such as `terms.startsAt`."""

    contract: str
    name: str  # the shortest that is unique among those that are called by hand
    signature: str
    entry: Mapping[str, Any]
    who: str
    left_out: str | None
    notice: str
    said: Mapping[str, str]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """Of the ABI."""
        inputs: list[dict[str, Any]] = self.entry["inputs"]
        return inputs

    @property
    def payable(self) -> bool:
        """Whether it takes ETH."""
        return bool(self.entry["stateMutability"] == "payable")

    @property
    def by_proposal(self) -> bool:
        """Whether only a proposal may call it."""
        return self.who == PROPOSAL

    @property
    def who_calls(self) -> Text:
        """Who may call it, without a full stop."""
        if self.who in ROLE_IDS:
            return Text.of("functions.who.role", role=self.who)
        return Text(f"functions.who.{self.who}")

    @property
    def why_left_out(self) -> Text:
        """Why nobody calls it by hand. Of one that somebody does there is no such text."""
        return Text(f"functions.left_out.{self.left_out}")


def changing(contract: str) -> tuple[Function, ...]:
    """Every function of a contract that changes something, by name."""
    return _changing(contract)


def callable_functions(contract: str) -> tuple[Function, ...]:
    """Those that somebody calls by hand, or a proposal."""
    return tuple(function for function in _changing(contract) if function.left_out is None)


def find_function(contract: str, name: str) -> Function:
    """One that is called by hand, by `name` or `name(types)`. Raises UnknownFunctionError: where there is none, where
    it only reads, and, with the reason, where nobody calls it by hand."""
    if contract not in CONTRACTS:
        raise _unknown("contract", contract, CONTRACTS)
    functions = _changing(contract)
    found = [one for one in functions if name in (one.name, one.entry["name"], one.signature)]
    for one in sorted(found, key=lambda one: one.left_out is not None):
        if one.left_out is None:
            return one
        raise UnknownFunctionError.of(
            "functions.left_out_of", contract=contract, function=one.name, why=one.why_left_out
        )
    if any(entry.get("name") == name for entry in load_abi(contract) if entry["type"] == "function"):
        raise UnknownFunctionError.of("functions.only_reads", contract=contract, function=name)
    raise _unknown("function", name, [one.name for one in callable_functions(contract)])


def enums() -> dict[str, list[str]]:
    """Members of the enums that arguments are of, in order, by the enum's name."""
    found: dict[str, list[str]] = _natspec()["enums"]
    return found


def _unknown(what: str, name: str, names: Any) -> UnknownFunctionError:
    near = meant(name, names)
    if near is None:
        return UnknownFunctionError.of(f"functions.no_{what}", name=name, known=list(names))
    return UnknownFunctionError.of(f"functions.no_{what}_near", name=name, near=near)


@cache
def _changing(contract: str) -> tuple[Function, ...]:
    entries = [
        entry for entry in load_abi(contract) if entry["type"] == "function" and entry["stateMutability"] not in _READS
    ]
    return tuple(sorted(_functions(contract, entries), key=lambda one: one.signature))


def _functions(contract: str, entries: list[dict[str, Any]]) -> Iterator[Function]:
    ways = _ways()[contract]
    left_out: Mapping[str, str] = ways[_LEFT_OUT]
    said = _natspec()["functions"][contract]
    for entry in entries:
        signature = signature_of(entry)
        names = (signature, entry["name"])
        key = next((name for name in names if name in ways or name in left_out), None)
        if key is None or key == _LEFT_OUT:
            raise KeyError(f"{contract}.{signature} is not in ways.toml")
        known = said.get(signature, {"notice": "", "arguments": {}})
        yield Function(
            contract=contract,
            name=entry["name"] if key in ways else key,
            signature=signature,
            entry=entry,
            who=ways.get(key, ""),
            left_out=left_out.get(key),
            notice=known["notice"],
            said=known["arguments"],
        )


def ways() -> dict[str, Any]:
    """The file as it is, for those who compare."""
    return _ways()


@cache
def _ways() -> dict[str, Any]:
    return tomllib.loads(files("symbia.chain").joinpath("ways.toml").read_text(encoding="utf-8"))


@cache
def _natspec() -> dict[str, Any]:
    natspec: dict[str, Any] = json.loads(files("symbia.chain.abi").joinpath("natspec.json").read_text(encoding="utf-8"))
    return natspec
