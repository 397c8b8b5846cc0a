"""Every event and every function that can be called from outside says what it is, with units: the compiler knows."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from scripts.gate.run_slither import compiler_input, is_ours
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.layout import SOLC_VERSION, Layout
from tests import ROOT

# What must be said about a number, by how its name ends.
UNITS = {
    ("At",): "unix seconds",
    ("Bps",): "basis points",
    ("Delay", "Period", "Window", "duration", "Seconds"): "seconds",
    ("units", "Units", "unitsRestored", "Threshold"): "units",
    ("price", "paid", "amount"): "wei",
}


@dataclass(frozen=True)
class Documented:
    """An event or a function: where it is declared, its parameters' names, and what the compiler knows about it."""

    name: str
    parameters: tuple[str, ...]
    notice: str
    said: dict[str, str]


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    """The compiler's output for the contracts that are deployed and their parts, without code."""
    sources = [path for path in sorted((ROOT / "contracts").rglob("*.sol")) if is_ours(path.relative_to(ROOT))]
    asked = compiler_input(ROOT, sources)
    asked["settings"]["outputSelection"] = {"*": {"*": ["devdoc", "userdoc"], "": ["ast"]}}
    result = subprocess.run(
        [Layout(ROOT).compiler / f"solc-v{SOLC_VERSION}", "--standard-json"],
        input=json.dumps(asked),
        cwd=ROOT,
        env=brownie_environment(ROOT),
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    output: dict[str, Any] = json.loads(result.stdout)
    assert [error for error in output.get("errors", []) if error["severity"] == "error"] == []
    return output


def contracts(output: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Syntax tree, userdoc and devdoc of every contract, interface and library of ours."""
    for path, source in output["sources"].items():
        if is_ours(Path(path)):
            for node in source["ast"]["nodes"]:
                if node["nodeType"] == "ContractDefinition":
                    documents = output["contracts"][path][node["name"]]
                    yield node, documents["userdoc"], documents["devdoc"]


def events(output: dict[str, Any]) -> Iterator[Documented]:
    """All events that a source of ours declares."""
    for contract, user, developer in contracts(output):
        for node in contract["nodes"]:
            if node["nodeType"] == "EventDefinition":
                key = signature(node["eventSelector"], 32, {**user.get("events", {}), **developer.get("events", {})})
                yield documented(contract, node, user["events"].get(key, {}), developer["events"].get(key, {}))


def functions(output: dict[str, Any]) -> Iterator[Documented]:
    """All functions, and public variables, that a source of ours declares."""
    for contract, user, developer in contracts(output):
        for node in contract["nodes"]:
            if "functionSelector" in node:
                key = signature(node["functionSelector"], 4, {**user["methods"], **developer["methods"]})
                yield documented(contract, node, user["methods"].get(key, {}), developer["methods"].get(key, {}))


def signature(selector: str, length: int, known: dict[str, Any]) -> str:
    """The key under which the compiler keeps what it knows; empty when it knows nothing."""
    return next((key for key in known if keccak(text=key)[:length].hex() == selector), "")


def documented(contract: dict[str, Any], node: dict[str, Any], user: Any, developer: Any) -> Documented:
    """What is said, of an inherited text also what only its @dev says."""
    names = tuple(parameter["name"] for parameter in node["parameters"]["parameters"]) if "parameters" in node else ()
    inherited = "@inheritdoc" in ((node.get("documentation") or {}).get("text") or "")
    notice = user.get("notice", "") or (developer.get("details", "") if inherited else "")
    return Documented(f"{contract['name']}.{node['name']}", names, notice, developer.get("params", {}))


def test_every_event_has_a_notice_and_all_its_parameters(compiled: dict[str, Any]) -> None:
    listed = list(events(compiled))
    assert len(listed) >= 40
    assert [event.name for event in listed if not event.notice] == []
    missing = {event.name: [name for name in event.parameters if not event.said.get(name)] for event in listed}
    assert {name: parameters for name, parameters in missing.items() if parameters} == {}


def test_numbers_of_events_come_with_their_units(compiled: dict[str, Any]) -> None:
    wanted = [
        (f"{event.name}.{name}", unit, event.said.get(name, ""))
        for event in events(compiled)
        for name in event.parameters
        for endings, unit in UNITS.items()
        if name.endswith(endings)
    ]
    assert len(wanted) >= 35
    assert [(name, unit) for name, unit, said in wanted if unit not in said.lower()] == []


def test_every_function_has_a_notice(compiled: dict[str, Any]) -> None:
    listed = list(functions(compiled))
    assert len(listed) >= 200
    assert [function.name for function in listed if not function.notice] == []
