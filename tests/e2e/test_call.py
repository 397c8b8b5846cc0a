"""`symbia call` as a program of its own on Ganache, with a keystore."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account

from benchmarks.airdrop import BRAND
from scripts.local.ganache import MNEMONIC
from tests.e2e.stack import ROOT, Stack
from tests.e2e.templates import Templates

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def stack(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with templates.stack_after("deploy", tmp_path_factory.mktemp("call")) as stack:
        yield stack


@pytest.fixture
def keystore(tmp_path: Path) -> Path:
    """Of the account that holds BRAND."""
    Account.enable_unaudited_hdwallet_features()
    key = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{BRAND}")
    (tmp_path / "brand.json").write_text(json.dumps(Account.encrypt(key.key, PASSWORD, iterations=2)))
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    return tmp_path / "brand.json"


def call(stack: Stack, folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    mine = {f"SYMBIA_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, **stack.settings.environment(), **mine, "SYMBIA_CALL_JOURNALS": str(folder / "calls")}
    command = [sys.executable, "-m", "cli", "call", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=120)


def test_a_perk_is_defined_with_a_keystore(stack: Stack, keystore: Path, tmp_path: Path) -> None:
    terms = dict.fromkeys(("startsAt", "endsAt", "minHoldingSeconds", "supply", "perMembership", "perWallet"), 0)
    (tmp_path / "terms.json").write_text(json.dumps({**terms, "supply": 40, "tierIds": []}))
    given = ("PerkRegistry", "definePerk", f"terms=@{tmp_path / 'terms.json'}", "uri=ipfs://perk")
    before = stack.contract("PerkRegistry").functions.perkCount().call()
    signed = {"sender_keystore": str(keystore), "sender_password_file": str(tmp_path / "password")}
    tried = call(stack, tmp_path, *given, "--dry-run", **signed)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert stack.contract("PerkRegistry").functions.perkCount().call() == before
    made = call(stack, tmp_path, *given, **signed)
    assert (made.returncode, made.stderr) == (0, "")
    assert f"PerkRegistry says PerkDefined: perkId {before + 1}, " in made.stdout
    assert stack.contract("PerkRegistry").functions.perk(before + 1).call()[0][3] == 40


def test_an_action_of_the_governor_is_tried_as_if_it_were_executed(stack: Stack, tmp_path: Path) -> None:
    made = call(stack, tmp_path, "BrandGovernor", "setLateQuorumVoteExtension", "newVoteExtension=7200", "--action")
    assert made.returncode == 0, made.stderr
    assert "Tried as the timelock, it goes through now" in made.stderr
    assert json.loads(made.stdout)["target"] == stack.contract("BrandGovernor").address
    refused = call(stack, tmp_path, "BrandTimelock", "updateDelay", "newDelay=1", "--action")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "delay" in refused.stderr
