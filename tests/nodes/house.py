"""A chain of a make of node, and the `symbia` command on it as a person runs it: with a key of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from eth_account import Account
from web3 import Web3

from scripts.local.ganache import MNEMONIC
from scripts.local.geth import Geth, accounts, write_keystores
from scripts.local.hardhat import Hardhat
from scripts.local.program import NodeProgram
from symbia.chain.abi import load_abi
from symbia.settings import Settings
from tests import ROOT
from tests.web3_at import web3_at

GETH, HARDHAT = "geth", "hardhat"
PATIENCE = 180.0  # seconds
DEPLOYER, BRAND, ISSUER, RELAY, MEMBER = 0, 1, 2, 6, 7  # accounts of the mnemonic; 1 to 5 as in the demo's plan


@cache
def key_of(number: int) -> Any:
    """The key of an account of the mnemonic."""
    Account.enable_unaudited_hdwallet_features()
    return Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{number}")


@dataclass(frozen=True)
class Done:
    """How a command ended. `output`: of both streams, in order."""

    code: int
    output: str


@dataclass
class House:
    """One chain, and a folder for files."""

    make: str
    chain: NodeProgram
    folder: Path
    web3: Web3
    settings: Settings
    plan: Path = field(init=False)

    def __post_init__(self) -> None:
        self.plan = self.folder / "plan.toml"
        self.plan.write_text(self._plan())
        write_keystores(self.folder)

    def _plan(self) -> str:
        """The demo's, as it is written for a chain whose node has no accounts and whose clock cannot be moved."""
        text = (ROOT / "scripts" / "plans" / "demo.toml").read_text()
        for wanted, here in (
            ("voting_delay = 86_400", "voting_delay = 2"),
            ("launch_units = 250", "launch_units = 5_000"),
            ("launch_sold_units = 100", "launch_sold_units = 5_000"),
        ):
            assert wanted in text, "the demo's plan has changed"
            text = text.replace(wanted, here, 1)
        for number, address in enumerate(accounts(6)):
            text = text.replace(f'"account:{number}"', f'"{address}"')
        return text

    def keystore(self, number: int) -> Path:
        """A file with the key of an account."""
        return self.folder / f"account-{number}.json"

    def start(self, *words: str, **settings: str) -> "subprocess.Popen[str]":
        """`symbia` with these words, in a group of its own as a terminal starts it."""
        environment = {**os.environ, **self.settings.environment(), **settings, "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, **settings: str) -> Done:
        """The same, to its end."""
        process = self.start(*words, **settings)
        try:
            output, _ = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return Done(process.returncode, output)

    @property
    def deploying(self) -> tuple[str, ...]:
        """The words of a deployment by the deployer's own key."""
        files = ("--keystore", str(self.keystore(DEPLOYER)), "--password-file", str(self.folder / "password"))
        return ("deploy", "--plan", str(self.plan), "--deployment", str(self.settings.deployment), *files)

    def deploy(self) -> Done:
        """A deployment, to its end."""
        return self.run(*self.deploying)

    def sending(self, number: int) -> dict[str, str]:
        """Settings of a command that sends from an account."""
        return {
            "SYMBIA_SENDER_KEYSTORE": str(self.keystore(number)),
            "SYMBIA_SENDER_PASSWORD_FILE": str(self.folder / "password"),
            "SYMBIA_SENDER_CONFIRMATIONS": "0",
        }

    @property
    def contracts(self) -> dict[str, str]:
        """Addresses by name."""
        written = json.loads(self.settings.deployment.read_text())["contracts"]
        return {name: contract["address"] for name, contract in written.items()}

    def contract(self, name: str) -> Any:
        """A deployed contract, by web3."""
        return self.web3.eth.contract(Web3.to_checksum_address(self.contracts[name]), abi=load_abi(name))

    def send(self, call: Any, number: int, value: int = 0) -> Any:
        """A transaction of an account, signed here; its receipt, which must be a success."""
        key = key_of(number)
        nonce = self.web3.eth.get_transaction_count(key.address)
        fees = {"maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9}
        transaction = call.build_transaction({"from": key.address, "nonce": nonce, "value": value, **fees})
        transaction["gas"] = transaction["gas"] * 3 // 2  # an exact estimate runs out when a second has passed
        sent = self.web3.eth.send_raw_transaction(key.sign_transaction(transaction).raw_transaction)
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, timeout=PATIENCE, poll_latency=0.02)
        assert receipt["status"] == 1, receipt
        return receipt

    def tick(self, number: int = DEPLOYER) -> None:
        """One block more: where nobody sends, the chain's clock stands."""
        key = key_of(number)
        nonce = self.web3.eth.get_transaction_count(key.address)
        fees = {"maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9, "chainId": self.chain.chain_id}
        transaction = {"to": key.address, "value": 0, "gas": 21_000, "nonce": nonce, **fees}
        sent = self.web3.eth.send_raw_transaction(key.sign_transaction(transaction).raw_transaction)
        self.web3.eth.wait_for_transaction_receipt(sent, timeout=PATIENCE, poll_latency=0.02)

    def mark(self) -> str:
        """Where the chain is, for `set_back`."""
        return str(self.rpc("evm_snapshot")) if self.make == HARDHAT else hex(self.web3.eth.block_number)

    def set_back(self, mark: str) -> None:
        """Take back all blocks since then, each make in its own way."""
        self.rpc("evm_revert" if self.make == HARDHAT else "debug_setHead", mark)

    def rpc(self, method: str, *params: Any) -> Any:
        """A call that web3 has no name for."""
        answer: Any = self.web3.provider.make_request(method, list(params))  # type: ignore[arg-type]
        assert "error" not in answer, answer
        return answer["result"]


@contextmanager
def open_house(make: str, folder: Path, block_time: int = 0) -> Iterator[House]:
    """A fresh chain and what the command needs. `block_time`: of geth, see there."""
    chain = Geth(ROOT, folder / "chain", block_time=block_time) if make == GETH else Hardhat(ROOT, folder / "chain")
    with chain:
        settings = Settings(
            rpc_url=chain.url,
            deployment=folder / "deployment.json",
            database_url=f"sqlite:///{folder / 'symbia.db'}",
            content_dir=folder / "content",
            poll_seconds=0.05,
            keeper_journal=folder / "keeper.journal",
            relay_ballot_journal=folder / "ballots.journal",
        )
        yield House(make, chain, folder, web3_at(chain.url), settings)


def eventually(happened: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for it; fail with `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.02)
