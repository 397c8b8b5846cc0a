"""`symbia call` before it asks a node: its lists, its help, and what does not fit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from symbia.chain import endpoints as endpoints_module
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.functions import callable_functions

Run = Callable[..., Result]
ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `symbia call` in a folder with a deployment, with no node to reach."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)
    contracts = {name: {"address": "0x" + "1" * 40, "abi_sha256": abi_sha256(load_abi(name))} for name in CONTRACTS}
    deployment = {"chain_id": 1337, "brand": "A", "start_block": 0, "start_block_hash": "0x0", "contracts": contracts}
    Path("deployment.json").write_text(json.dumps(deployment))

    def _run(*arguments: str) -> Result:
        settings = {"SYMBIA_RPC_URL": "http://127.0.0.1:1", "SYMBIA_DEPLOYMENT": "deployment.json", "COLUMNS": "200"}
        return CliRunner(env=settings).invoke(app, ["call", *arguments])

    return _run


def test_help_lists_contracts_functions_and_arguments(run: Run) -> None:
    contracts = run("--help").output
    for contract in CONTRACTS:
        functions = callable_functions(contract)
        assert (contract in contracts) == bool(functions)
        if functions:
            listed = run(contract, "--help").output
            assert [one.name for one in functions if one.name not in listed] == []
    said = run("BrandMembership", "defineTier", "--help").output
    assert "Who may: BRAND." in said
    assert "terms.royaltyBps=…  uint16: Royalty on a resale, in basis points of the sale price" in said
    said = run("BrandAccess", "grantRole", "--help").output
    assert "Who may: a proposal. Add --action" in said
    assert "roleId=…  a role: BRAND, ISSUER" in said
    assert "tierIds=…  uint16[]" in run("PerkRegistry", "definePerk", "--help").output
    assert "It takes no arguments." in run("BrandMembership", "freezeMetadata", "--help").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["PerkRegistry", "setPause"], "Did you mean 'setPaused'?"),
        (["PerkRegistri", "setPaused"], "Did you mean 'PerkRegistry'?"),
        (["PerkRegistry", "perk"], "No such command 'perk'"),
    ],
)
def test_what_is_not_there(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["PerkRegistry", "setPaused"], ["perkId: is missing; write uint256.", "paused: is missing; write bool."]),
        (["PerkRegistry", "setPaused", "perkId=1", "paused=1"], ["paused: write true or false."]),
        (["PerkRegistry", "setPaused", "perkId=one", "paused=true"], ["perkId: write a whole number"]),
        (["PerkRegistry", "setPaused", "perkId=1", "pausd=true"], ["pausd: is not known; did you mean paused?"]),
        (["PerkRegistry", "setPaused", "perkId=1", "perkId=2"], ["perkId: is given twice."]),
        (["PerkRegistry", "setPaused", "1", "true"], ["1: write each argument as name=value."]),
        (["PerkRegistry", "setPaused", "perkId=@nowhere"], ["perkId: nowhere cannot be read"]),
        (["PerkRegistry", "definePerk", "terms=1"], ["terms: write an object"]),
        (["PerkRegistry", "definePerk", "terms.tierIds="], ["terms.tierIds: write a list as JSON", "[] is an empty"]),
        (["PerkRegistry", "definePerk", "terms.teirIds=1"], ["did you mean tierIds?"]),
        (["BrandMembership", "issue", "to=0x1", "tierId=70000"], ["to: ", "tierId: write a number from 0 to 65535."]),
        (["BrandMembership", "sell"], ["Only MembershipDrops calls it, when somebody has paid"]),
        (["BrandMembership", "bindVotes", f"account={ACCOUNT}"], ["Only a proposal may call", "--action"]),
        (["BrandMembership", "burn", "tokenId=1", "--value", "1"], ["takes no ETH"]),
        (["BrandMembership", "burn", "tokenId=1", "--from", ACCOUNT], ["--from goes with --dry-run"]),
    ],
)
def test_what_does_not_fit_is_said_at_once(run: Run, arguments: list[str], words: list[str]) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    for one in words:
        assert one in result.output
    assert "No answer from the node" not in result.output


def test_what_fits_asks_the_node(run: Run) -> None:
    result = run("PerkRegistry", "setPaused", "perkId=1", "paused=true", "--dry-run", "--from", ACCOUNT)
    assert result.exit_code == 1
    assert "No answer from the node" in result.output
