"""A brand on a Ganache, served and with a relay, and the process in which real libraries do what a member does."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

import pytest
from eth_account import Account

from benchmarks.airdrop import BRAND, ISSUER
from scripts.local.anvil import Anvil
from scripts.toolchain import clients as packages
from scripts.toolchain import node as nodes
from scripts.toolchain.layout import Layout
from symbia.units import DAY, ETHER
from tests import ROOT
from tests.e2e.stack import Served, eventually, is_level, served
from tests.e2e.templates import Templates, templates

__all__ = ["templates"]

# Accounts that the node has unlocked: has ether to give; pays for ballots; the first of a browser's; a program's.
PATRON, RELAY, WALLET, PROGRAM = 5, 9, 20, 30
UNITS, TIER, TYPE = 10, 1, 1
GAS = 3_000_000
OTHER_CHAIN = 1338
PATIENCE = 120  # seconds for one job
KINDS = ("ethers with a key", "ethers in a browser", "viem with a key", "viem in a browser", "a wallet alone")
METHODS = {"for_against": "against", "single_choice": 2, "approval": [1, 3], "split": {"1": 7_500, "3": 2_500}} | {
    "ranked": [3, 1]
}


class ClientError(AssertionError):
    """What a library, or the API through it, refused. `problem`: the API's answer, if it was that."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.problem: dict[str, Any] = error["problem"] or {}


class Node:
    """`main.mjs`, which does one job after the other."""

    def __init__(self) -> None:
        layout = Layout(ROOT)
        if packages.PROJECT.find(layout) is None:
            pytest.fail("The libraries are not installed. Run: .venv/bin/python -m scripts.toolchain.clients")
        node = nodes.load(layout)
        self._process = subprocess.Popen(
            [node.program, "main.mjs"],
            cwd=packages.PROJECT.source,
            env=node.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, job: str, **details: Any) -> Any:
        """The result of a job. Raises ClientError."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"job": job, **details}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ClientError(answer["error"])
        return answer["result"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=PATIENCE)


class Shop:
    """The brand, a member for each kind of client, and the owners of Safes."""

    def __init__(self, house: Served, node: Node) -> None:
        self.house, self.node = house, node
        self.web3 = house.stack.web3
        self.accounts = list(self.web3.eth.accounts)
        self.keys = {kind: Account.create() for kind in KINDS if "key" in kind}
        self.owners = [Account.create() for _ in range(2)]
        for funded in (*self.keys.values(), *self.owners):
            self.send(PATRON, to=funded.address, value=10 * ETHER)
        self.call(
            BRAND,
            "BrandMembership",
            "defineTier",
            (UNITS, 500, 0, True, 0, "0x" + "0" * 40, "Gold"),
            "ipfs://a",
            "ipfs://b",
        )

    def client(self, kind: str, rpc: str | None = None) -> dict[str, Any]:
        """What main.mjs needs to know of a client; by default on the brand's own chain."""
        where = {"kind": kind.split()[0], "rpc": rpc or self.house.stack.chain.url}
        if kind in self.keys:
            return {**where, "key": self.keys[kind].key.to_0x_hex()}
        return {**where, "account": self.account(kind)}

    def account(self, kind: str) -> str:
        """Whose client it is."""
        return self.keys[kind].address if kind in self.keys else self.accounts[WALLET + KINDS.index(kind)]

    def do(self, job: str, kind: str, **details: Any) -> Any:
        """A job of a client's."""
        return self.node.do(job, api=self.house.url, **{"client": self.client(kind), **details})

    def safe(self, job: str, **details: Any) -> Any:
        """A job of a Safe's."""
        keys = [owner.key.to_0x_hex() for owner in self.owners]
        return self.node.do(job, api=self.house.url, rpc=self.house.stack.chain.url, keys=keys, **details)

    def send(self, sender: int, **transaction: Any) -> Any:
        """Mine a transaction of an unlocked account's."""
        sent = self.web3.eth.send_transaction({"from": self.accounts[sender], "gas": GAS, **transaction})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent)
        assert receipt["status"] == 1
        return receipt

    def call(self, sender: int, contract: str, function: str, *arguments: Any) -> Any:
        """Mine a call of an unlocked account's."""
        target = self.house.stack.contract(contract)
        return self.send(sender, to=target.address, data=target.encode_abi(function, list(arguments)))

    def by_members(self, contract: str, function: str, *arguments: Any) -> None:
        """Mine a call of the timelock's, as if a proposal had decided it."""
        timelock = self.house.stack.contract("BrandTimelock").address
        self.house.stack.rpc("evm_addAccount", timelock, "")
        self.house.stack.rpc("personal_unlockAccount", timelock, "", 0)
        self.house.stack.rpc("evm_setAccountBalance", timelock, hex(ETHER))
        target = self.house.stack.contract(contract)
        data = target.encode_abi(function, list(arguments))
        sent = self.web3.eth.send_transaction({"from": timelock, "to": target.address, "data": data, "gas": GAS})
        assert self.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1

    def issue(self, *accounts: str) -> None:
        """A membership each."""
        self.call(ISSUER, "BrandMembership", "airdrop", list(accounts), TIER)

    def terms(self, recipient: str) -> dict[str, Any]:
        """Of a voucher that costs nothing."""
        now: Any = self.web3.eth.get_block("latest")
        begins, ends = (datetime.fromtimestamp(now["timestamp"] + days * DAY, UTC).isoformat() for days in (-1, 9))
        return {"recipient": recipient, "tier_id": TIER, "price": "0", "valid_from": begins, "valid_until": ends}

    def level(self) -> None:
        """Wait until the tables are."""
        eventually(lambda: is_level(self.house), "the API is level with the chain")

    def propose(self, method: str) -> int:
        """The number of a proposal whose vote is open; members vote with what they hold now."""
        latest = self.house.stack.contract("BrandGovernor").functions.latestProposalId()
        title = f"# Proposal {latest.call() + 1}"
        if method == "for_against":
            self.call(BRAND, "BrandGovernor", "proposeTyped", TYPE, [], [], [], title)
        else:
            asked = (list(METHODS).index(method), ["Ash", "Oak", "Elm"], [0, 0, 0])
            self.call(BRAND, "BrandGovernor", "proposeChoice", TYPE, asked, [], [], [], title)
        self.house.stack.travel(DAY + 1)
        self.level()
        return int(latest.call())

    def counted(self, receipt: dict[str, Any]) -> dict[str, Any]:
        """A receipt once the relay has brought the ballot and the tables show it."""
        now: dict[str, Any] = {}

        def over() -> bool:
            now.update(self.house.api.get(receipt["links"]["self"]).json()["receipt"])
            return now["state"] not in ("queued", "sent")

        eventually(over, "the relay brings the ballot")
        return now


@pytest.fixture(scope="module")
def shop(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("clients")
    with templates.stack_after("deploy", folder) as stack:
        stack.settings = replace(
            stack.settings, relay_ballot_journal=folder / "ballots.journal", relay_flush_seconds=0.2
        )
        with served(stack) as house, Node() as node:
            relay = stack.child("relay", "-m", "cli", "relay", "--account", str(RELAY))
            try:
                made = Shop(house, node)
                made.issue(*(made.account(kind) for kind in KINDS), made.accounts[PROGRAM])
                eventually(lambda: relay_state(house) == "working", "the relay works")
                yield made
            finally:
                relay.stop()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """URL of a chain with the same accounts and another number. Of Anvil: Ganache mines what an
    unlocked account sends, whatever chain it names."""
    with Anvil(ROOT, accounts=40, chain_id=OTHER_CHAIN) as chain:
        yield chain.url


def relay_state(house: Served) -> str:
    return str(house.api.get("/v1/relay").json()["relay"]["state"])
