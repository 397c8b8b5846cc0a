"""Signed ballots through real processes: API, relay and Ganache, with the relay killed again and again."""

import random
from dataclasses import replace
from pathlib import Path

from eth_account import Account

from benchmarks.airdrop import AirdropPlace
from benchmarks.relay import PAYER, election_on, keys, run, settings_on
from scripts.local.ganache import MNEMONIC
from tests.e2e.templates import Templates

BALLOTS, KILLS, BATCH = 300, 5, 20


def test_killed_again_and_again_it_counts_each_ballot_once(templates: Templates, tmp_path: Path) -> None:
    chance = random.Random(7)
    with templates.stack_after("deploy", tmp_path) as stack:
        AirdropPlace(stack.chain.url, stack.settings.deployment).define_tier("Friend", 2 * BALLOTS)
        settings = replace(settings_on(stack.chain.url, tmp_path), relay_batch=BATCH, relay_flush_seconds=1)
        with election_on(settings, tmp_path, keys(BALLOTS, chance)) as election:
            result = run(election, BALLOTS, KILLS, chance)
            record = election.progress()
    assert (result.lost, result.doubled) == (0, 0)
    assert record["ballots"]["counted"] == BALLOTS
    assert record["batches"] >= BALLOTS // BATCH
    logs = "".join(path.read_text() for path in tmp_path.glob("relay-*.log"))
    assert "relaying" in logs
    Account.enable_unaudited_hdwallet_features()
    key = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{PAYER}").key.hex().removeprefix("0x")
    assert key not in logs.lower()
    assert MNEMONIC not in logs
