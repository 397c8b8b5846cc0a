"""`symbia airdrop` and `symbia keep` where they cannot begin: one message that says what to do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from symbia.chain import endpoints as endpoints_module
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi

Run = Callable[..., Result]
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `symbia` in a folder that holds a list and a deployment, with no node to reach."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)
    Path("members.csv").write_text("account,tier\n")
    contracts = {name: {"address": "0x" + "1" * 40, "abi_sha256": abi_sha256(load_abi(name))} for name in CONTRACTS}
    deployment = {"chain_id": 1337, "brand": "A", "start_block": 0, "start_block_hash": "0x0", "contracts": contracts}
    Path("deployment.json").write_text(json.dumps(deployment))

    def _run(*arguments: str) -> Result:
        environment = {"SYMBIA_RPC_URL": NOWHERE, "SYMBIA_DEPLOYMENT": "deployment.json"}
        return CliRunner(env=environment).invoke(app, arguments)

    return _run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.csv"], "missing.csv cannot be read"),
        (["."], "cannot be read"),
        (["members.csv", "--deployment", "missing.json"], "Deploy with `symbia deploy`"),
        (["members.csv"], "No answer from the node"),
        (["members.csv", "--dry-run"], "No answer from the node"),
    ],
)
def test_an_airdrop_that_cannot_begin(run: Run, arguments: list[str], words: str) -> None:
    result = run("airdrop", *arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize("batch", ["0", "1001", "many"])
def test_a_batch_has_bounds(run: Run, batch: str) -> None:
    assert run("airdrop", "members.csv", "--batch", batch).exit_code == 2
