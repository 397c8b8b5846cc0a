"""What the contracts say about their functions, out of Brownie's build: for whoever calls one by hand.

The compiler's documentation has functions and their parameters. What structs have of members, and enums, is in the
syntax trees; and where a function's parameter has no words of its own, an event's of the same name says what it is.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from symbia.chain.abi import CONTRACTS
from symbia.chain.arguments import signature_of

Build = Callable[[str], Any]
READS = ("view", "pure")
_TAG = re.compile(r"@(\w+)\s+")
_SEE = re.compile(r"See \{(\w+)-(\w+)\}\.?")
# OpenZeppelin's lists of requirements and events follow its first sentences.
_REST = re.compile(r"\s*(Requirements:|Emits? |May emit |NOTE:|IMPORTANT:|WARNING:|TIP:).*", re.DOTALL)


def natspec(build: Build, abi: Callable[[str], list[dict[str, Any]]]) -> dict[str, Any]:
    """By contract and signature, what each function that changes something says; and members of enums. `build` gives
    the build of a contract or interface, `abi` the exported ABI of one of CONTRACTS."""
    structs, enums = _declared(build)
    functions = {contract: _functions(contract, build, abi(contract), structs) for contract in CONTRACTS}
    return {"functions": functions, "enums": enums}


def _functions(
    contract: str, build: Build, abi: list[dict[str, Any]], structs: dict[str, dict[str, str]]
) -> dict[str, Any]:
    documents = build(contract)["natspec"]
    events = _of_events(documents)
    found = {}
    for entry in abi:
        if entry["type"] == "function" and entry["stateMutability"] not in READS:
            signature = signature_of(entry)
            known = documents["methods"].get(signature, {})
            said = events | _parameters(known.get("params", {}))
            arguments = dict(_arguments(entry["inputs"], said, structs))
            found[signature] = {"notice": _notice(known, signature, build), "arguments": arguments}
    return found


def _notice(known: dict[str, Any], signature: str, build: Build) -> str:
    """Its own words, else those of the function that they point to."""
    said = known.get("notice") or known.get("details") or ""
    if said.startswith("Equivalent to"):  # points to an overload, whose words those of the plainest name are as well
        said = build("IERC721")["natspec"]["methods"].get(signature, {}).get("details") or said
    if see := _SEE.fullmatch(said.strip()):
        other = build(see.group(1))["natspec"]["methods"].get(signature, {})
        said = other.get("notice") or other.get("details") or ""
    return _plain(_REST.sub("", said))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\{(?:\w+-)?(\w+)\}", r"`\1`", text).replace("``", "`").split())


def _parameters(params: dict[str, str]) -> dict[str, str]:
    """`@param a,b,c What they are` reaches us as the words of `a`, which begin with the others' names."""
    found: dict[str, str] = {}
    for name, text in params.items():
        others, _, rest = text.partition(" ") if text.startswith(",") else ("", "", text)
        found |= {one: _plain(rest) for one in (name, *filter(None, others.split(",")))}
    return found


def _of_events(documents: dict[str, Any]) -> dict[str, str]:
    """What the contract's events say of a name, where all that use it say the same."""
    said: dict[str, set[str]] = {}
    for event in documents.get("events", {}).values():
        for name, text in event.get("params", {}).items():
            said.setdefault(name, set()).add(_plain(text))
    return {name: texts.pop() for name, texts in said.items() if len(texts) == 1}


def _arguments(
    inputs: list[dict[str, Any]], said: dict[str, str], structs: dict[str, dict[str, str]], before: str = ""
) -> Iterator[tuple[str, str]]:
    for item in inputs:
        path = f"{before}{item['name']}"
        if text := said.get(item["name"], ""):
            yield path, text
        if item["type"] == "tuple":
            struct = item["internalType"].removeprefix("struct ").rpartition(".")[2]
            yield from _arguments(item["components"], structs.get(struct, {}), structs, f"{path}.")


def _declared(build: Build) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Members of our structs with their words, and members of our enums."""
    structs: dict[str, dict[str, str]] = {}
    enums: dict[str, list[str]] = {}
    for interface in ("IBrandMembership", "IMembershipDrops", "IPerkRegistry", "IProposalTypes"):
        for node in build(interface)["ast"]["nodes"]:
            if node["nodeType"] == "StructDefinition":
                structs[node["name"]] = _members((node.get("documentation") or {}).get("text", ""))
            if node["nodeType"] == "EnumDefinition":
                enums[node["name"]] = [member["name"] for member in node["members"]]
    return structs, enums


def _members(documentation: str) -> dict[str, str]:
    """The `@param` of a comment."""
    parts = _TAG.split(documentation)[1:]
    params = [text for tag, text in zip(parts[::2], parts[1::2], strict=True) if tag == "param"]
    return {name: _plain(text) for name, _, text in (one.partition(" ") for one in params)}
