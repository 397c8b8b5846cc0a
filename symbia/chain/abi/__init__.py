"""ABIs of the contracts, as compiled. `symbia deploy` records their hashes, so that a mismatch is noticed."""

import hashlib
import json
from importlib.resources import files
from typing import Any

CONTRACTS = (
    "BrandAccess",
    "BrandMembership",
    "MembershipDrops",
    "BrandTimelock",
    "BrandGovernor",
    "BallotLens",
    "PerkRegistry",
)


def load_abi(contract: str) -> list[dict[str, Any]]:
    """The ABI of one of CONTRACTS."""
    entries: list[dict[str, Any]] = json.loads(_read(contract))
    return entries


def events_of(contract: str) -> list[dict[str, Any]]:
    """The ABI entries of a contract's events, by name."""
    return sorted((entry for entry in load_abi(contract) if entry["type"] == "event"), key=lambda entry: entry["name"])


def abi_sha256(abi: list[dict[str, Any]]) -> str:
    """Hex SHA-256 of what can be called and heard. White space and order do not matter, nor what a function names its
    parameters: no call contains that.

    The constructor is left out: once deployed nobody can call it, and Brownie gives it a name of its own.
    """
    callable_ = (_without_names(entry) for entry in abi if entry["type"] != "constructor")
    entries = sorted(json.dumps(entry, sort_keys=True, separators=(",", ":")) for entry in callable_)
    return hashlib.sha256("\n".join(entries).encode()).hexdigest()


def _without_names(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["type"] != "function":
        return entry
    return entry | {side: [item | {"name": ""} for item in entry[side]] for side in ("inputs", "outputs")}


def _read(contract: str) -> str:
    return files(__name__).joinpath(f"{contract}.json").read_text(encoding="utf-8")
