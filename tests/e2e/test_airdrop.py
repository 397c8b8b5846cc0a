"""`symbia airdrop` and `symbia keep` on a real Ganache: killed, interrupted, started twice, started again."""

import json
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from benchmarks.airdrop import BRAND, DOCUMENT, ISSUER, AirdropPlace, airdrop_with_kills, strangers, write_list
from cli.app import app
from tests.e2e.stack import ROOT, Stack, eventually, printed
from tests.e2e.templates import Templates

MEMBERS, KILLS, BATCH = 300, 5, 20
YEAR = 365 * 86_400
ZERO = "0x" + "0" * 40
chance = random.Random(4)


@pytest.fixture(scope="module")
def stack(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A brand with a tier for life and one for a year."""
    with templates.stack_after("deploy", tmp_path_factory.mktemp("airdrop")) as stack:
        define_tier(stack, "Friend", 0)
        define_tier(stack, "Season", YEAR)
        yield stack


def define_tier(stack: Stack, name: str, duration: int) -> None:
    terms = (1, 10_000, duration, True, 0, ZERO, name)
    call = stack.contract("BrandMembership").functions.defineTier(terms, DOCUMENT, DOCUMENT)
    sent = call.transact({"from": stack.web3.eth.accounts[BRAND], "gas": 1_000_000})
    assert stack.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1


def place(stack: Stack) -> AirdropPlace:
    return AirdropPlace(stack.chain.url, stack.settings.deployment)


def airdrop(stack: Stack, file: Path, *arguments: str, account: int = ISSUER) -> Result:
    """The command, in this process."""
    environment = {name: str(value) for name, value in stack.settings.environment().items()}
    command = ["airdrop", str(file), *arguments, "--account", str(account)]
    return CliRunner(env=environment).invoke(app, command)


def test_killed_again_and_again_it_issues_each_membership_once(stack: Stack, tmp_path: Path) -> None:
    before = place(stack).issued()
    accounts = strangers(MEMBERS, chance)
    file = tmp_path / "members.csv"
    write_list(file, [(account, "Friend" if number % 3 else "2") for number, account in enumerate(accounts)])
    interruptions = airdrop_with_kills(place(stack).command(file, BATCH), MEMBERS, KILLS, chance)
    assert interruptions > 0, "every run had ended before it was killed: the test proved nothing"
    issued = place(stack).holders(before)
    assert Counter(issued) == Counter(account.lower() for account in accounts)

    again = airdrop(stack, file)
    assert again.exit_code == 0
    assert f"issued already: {MEMBERS} memberships" in again.output

    write_list(file, [(account, "Friend") for account in accounts])
    edited = airdrop(stack, file)
    assert edited.exit_code == 1
    assert "was changed after its airdrop had begun" in edited.output
    assert place(stack).issued() == before + MEMBERS


def test_interrupted_it_says_how_to_go_on(stack: Stack, tmp_path: Path) -> None:
    before = place(stack).issued()
    file = tmp_path / "members.csv"
    write_list(file, [(account, "1") for account in strangers(100, chance)])
    command = place(stack).command(file, 5)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if " of 100 memberships" in line:
                break
        second = airdrop(stack, file)
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
    if process.returncode == 130:  # else the machine was so fast that nothing was left to interrupt
        assert "run the same command again to go on" in rest
        assert second.exit_code == 1
        assert "is sending from" in second.output
    finished = airdrop(stack, file)
    assert finished.exit_code == 0, finished.output
    assert place(stack).issued() == before + 100


def test_problems_refuse_the_list_or_are_written_to_a_file(stack: Stack, tmp_path: Path) -> None:
    before = place(stack).issued()
    good, other = strangers(2, chance)
    file = tmp_path / "members.csv"
    write_list(file, [(good, "friend"), (other, "9"), ("0x12", "1"), (good, "1")])
    for arguments in (["--dry-run"], []):
        refused = airdrop(stack, file, *arguments)
        assert refused.exit_code == 1
        for words in ("row 3: '9' is not a tier", "row 4: '0x12' is not", "row 5: The same account", "nothing is sent"):
            assert words in refused.output
    assert place(stack).issued() == before
    skipped = airdrop(stack, file, "--skip-refused")
    assert skipped.exit_code == 0, skipped.output
    assert place(stack).holders(before) == [good.lower()]
    assert len((tmp_path / "members.refused.csv").read_text().splitlines()) == 4

    write_list(file.with_name("again.csv"), [(good, "1")])
    warned = airdrop(stack, tmp_path / "again.csv", "--dry-run")
    assert "1 of these accounts holds a membership of the same tier already, and gets one more" in warned.output
    member = airdrop(stack, tmp_path / "again.csv", "--refuse-members")
    assert member.exit_code == 1
    assert "holds 1 memberships already" in member.output


def test_a_batch_larger_than_a_transaction_is_planned_smaller(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    write_list(file, [(account, "1") for account in strangers(1_000, chance)])
    planned = airdrop(stack, file, "--batch", "1000", "--dry-run")
    assert planned.exit_code == 0, planned.output
    words = " ".join(planned.output.split())
    assert "more would need more gas than the 16,777,216 that a transaction may have" in words
    size = int(words.partition("Batches have at most ")[2].split()[0])
    assert f"1,000 memberships in {-(-1_000 // size)} batches" in words
    assert 100 < size < 300


def test_a_dry_run_takes_no_key(stack: Stack, tmp_path: Path) -> None:
    """Neither a key nor a password, of whoever is named or of nobody; what it says is what the sender's own would."""
    before = place(stack).issued()
    file = tmp_path / "members.csv"
    write_list(file, [(account, "1") for account in strangers(3, chance)])
    issuer = stack.web3.eth.accounts[ISSUER]
    with_key = airdrop(stack, file, "--dry-run")
    environment = {name: str(value) for name, value in stack.settings.environment().items()}

    def keyless(*arguments: str, **settings: str) -> Result:
        return CliRunner(env=environment | settings).invoke(app, ["airdrop", str(file), "--dry-run", *arguments])

    without = keyless()
    assert without.exit_code == 0, without.output
    assert f"No key is named, so this is reckoned for {issuer}, which holds ISSUER." in without.output
    assert without.output.splitlines()[1:] == with_key.output.splitlines()
    keystore = tmp_path / "issuer.json"
    keystore.write_text(json.dumps({"address": issuer.lower().removeprefix("0x"), "crypto": {}, "version": 3}))
    for named in (keyless("--keystore", str(keystore)), keyless(SYMBIA_SENDER_KEYSTORE=str(keystore))):
        assert named.output == with_key.output
    keystore.write_text(json.dumps({"address": strangers(1, chance)[0], "crypto": {}, "version": 3}))
    refused = keyless("--keystore", str(keystore))
    assert refused.exit_code == 1
    assert "does not hold the role ISSUER" in refused.output
    wrong = keyless(SYMBIA_SENDER_KEY="0x12")
    assert "SYMBIA_SENDER_KEY is not a private key" in wrong.output
    assert place(stack).issued() == before
    unsigned = CliRunner(env=environment).invoke(app, ["airdrop", str(file)])
    assert "There is no key to sign with" in unsigned.output


def test_only_who_holds_issuer_may(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    write_list(file, [(strangers(1, chance)[0], "1")])
    refused = airdrop(stack, file, account=5)
    assert refused.exit_code == 1
    issuer = stack.web3.eth.accounts[ISSUER]
    assert "does not hold the role ISSUER" in refused.output
    assert f"These do: {issuer}" in refused.output


def test_the_keeper_lapses_what_is_expired_and_nothing_else(stack: Stack, tmp_path: Path) -> None:
    settings = replace(
        stack.settings, database_url=f"sqlite:///{tmp_path / 'symbia.db'}", keeper_journal=tmp_path / "keeper.journal"
    )
    stack = replace(stack, settings=settings, folder=tmp_path)
    membership = stack.contract("BrandMembership")
    file = tmp_path / "members.csv"
    write_list(file, [(account, tier) for account in strangers(5, chance) for tier in ("Friend", "Season")])
    assert airdrop(stack, file).exit_code == 0
    last = place(stack).issued()
    expiring = [token for token in range(last - 9, last + 1) if expires_at(membership, token)]
    assert len(expiring) == 5
    renewed = expiring[-1]
    call = membership.functions.renew(renewed, 1)
    sent = call.transact({"from": stack.web3.eth.accounts[ISSUER], "gas": 1_000_000})
    assert stack.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1

    index(stack)
    assert units(membership, expiring) == [1] * len(expiring)
    assert "nothing is expired" in keep(stack)
    stack.travel(YEAR + 3 * 86_400)  # with the grace time
    keeper = stack.child("keeper-for-ever", "-m", "cli", "keep", "--account", "7")
    try:
        eventually(lambda: units(membership, expiring)[:-1] == [0] * 4 or bool(keeper.require_alive()), "lapsed")
    finally:
        keeper.stop()
    assert keeper.ended() == 0, keeper.log.read_text()
    assert units(membership, expiring) == [0] * (len(expiring) - 1) + [1]
    block = stack.web3.eth.block_number
    assert "nothing is expired" in keep(stack), "the tables are behind, the contract is not"
    index(stack)
    assert "nothing is expired" in keep(stack)
    assert stack.web3.eth.block_number == block


def keep(stack: Stack) -> str:
    """`symbia keep --once`, by an account without any role."""
    return printed(stack.child("keeper", "-m", "cli", "keep", "--once", "--account", "7"))


def index(stack: Stack) -> None:
    printed(stack.child("indexer", "-m", "cli", "index", "--until-head"))


def expires_at(membership: Any, token: int) -> int:
    return int(membership.functions.membershipOf(token).call()[5])


def units(membership: Any, tokens: list[int]) -> list[int]:
    return [int(membership.functions.membershipOf(token).call()[4]) for token in tokens]
