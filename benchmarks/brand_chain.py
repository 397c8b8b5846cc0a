"""A busy brand on an Anvil, the same one every time: what the indexer is measured on.

100,000 events over 2,000 blocks: memberships issued, delegated and transferred, 50 proposals, 40,000 ballots with
reasons. Built once and kept in `.symbia/bench`; loading it takes seconds.
"""

import gzip
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import httpx
import msgspec
from web3 import Web3

from benchmarks.airdrop import BRAND, DOCUMENT, ISSUER, AirdropPlace
from scripts.local.anvil import Anvil
from symbia.chain.abi import CONTRACTS, abi_sha256, load_abi
from symbia.chain.deployment import Deployment

FLAGS = ("--prune-history", "--order", "fifo", "--auto-impersonate", "--base-fee", "0", "--disable-min-priority-fee")
BLOCKS = 2_000
EVENTS = 100_000
MEMBERS, EACH = 1_000, 10  # accounts, and memberships of each
DELEGATIONS = 5_000
PROPOSALS, VOTERS = 50, 800  # 40,000 ballots
A_BLOCK = 20  # transactions in a block, but for ballots
PRODUCT = 1  # proposal type; decides after a day, advisory
DAY = 86_400
GAS = 600_000
AIRDROP_GAS = 30_000_000
REASONS = ("", "yes", "The colours, and the price.", "Non, merci — " + "trop cher. " * 12)
VERSION = 2  # of what is built; another one is built anew


@dataclass(frozen=True)
class BusyChain:
    """A running chain, and what is on it."""

    url: str
    deployment: Path


@contextmanager
def busy_chain(root: Path) -> Iterator[BusyChain]:
    """The chain, built if it is not there yet (minutes)."""
    folder = root / ".symbia" / "bench"
    contracts = sha256("".join(abi_sha256(load_abi(name)) for name in CONTRACTS).encode()).hexdigest()[:12]
    name = f"busy-{VERSION}-{contracts}"  # other contracts want another chain
    state, deployment = folder / f"{name}.json", folder / f"{name}-deployment.json"
    if not state.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with Anvil(root, flags=FLAGS) as chain, Builder(chain.url, deployment) as builder:
            builder.build()
            state.write_bytes(builder.dump())
    with Anvil(root, flags=(*FLAGS, "--load-state", str(state))) as chain:
        yield BusyChain(chain.url, deployment)


class Builder:
    """Puts the brand on an empty chain."""

    def __init__(self, url: str, deployment: Path) -> None:
        self._url = url
        self.file = deployment
        self._client = httpx.Client(timeout=600, trust_env=False, headers={"Content-Type": "application/json"})
        self._chance = random.Random(11)  # noqa: S311 - the same chain every time
        self._blocks_left = 0
        self.members = [Web3.to_checksum_address("0x" + self._chance.randbytes(20).hex()) for _ in range(MEMBERS)]

    def __enter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def build(self) -> None:
        """All of it. Raises RuntimeError when a transaction fails."""
        AirdropPlace(self._url, self.file).deploy()
        deployment = Deployment.load(self.file)
        contracts = {
            name: Web3().eth.contract(Web3.to_checksum_address(address), abi=load_abi(name))
            for name, address in deployment.addresses.items()
        }
        self.membership, self._governor = contracts["BrandMembership"], contracts["BrandGovernor"]
        self._accounts = self.call("eth_accounts")
        self._first = self._number()
        self.call("evm_setAutomine", False)
        self._mine(self._tier(), 1)
        self._mine(self._issues(), 1, AIRDROP_GAS)
        self._mine(self._delegations(), A_BLOCK)
        moved = (EVENTS - PROPOSALS * (3 + VOTERS) - self._logs()) // 3
        self._mine(self._transfers(moved), A_BLOCK)
        self._mine(self._proposals(), PROPOSALS, 2_000_000)
        self.call("evm_increaseTime", DAY + 60)
        self.call("evm_mine")
        left = BLOCKS - self._number() + self._first
        self._mine(self._ballots(), -(-PROPOSALS * VOTERS // left))
        while self._number() < self._first + BLOCKS:
            self.call("evm_mine")
        print(f"{self._logs():,} events in {self._number() - self._first:,} blocks")

    def dump(self) -> bytes:
        """The state, as Anvil loads it."""
        return gzip.decompress(bytes.fromhex(self.call("anvil_dumpState")[2:]))

    def call(self, method: str, *parameters: Any) -> Any:
        """One answer. Raises RuntimeError."""
        return self._calls([(method, list(parameters))])[0]

    def _tier(self) -> Iterator[tuple[str, str, str]]:
        terms = (1, 2 * MEMBERS * EACH, 0, True, 0, "0x" + "0" * 40, "Friend")
        yield self._accounts[BRAND], self.membership.address, self._encode("defineTier", terms, DOCUMENT, DOCUMENT)

    def _issues(self) -> Iterator[tuple[str, str, str]]:
        self._holders: list[str] = []
        for _ in range(EACH * MEMBERS // 100):
            start = len(self._holders) % MEMBERS
            recipients = self.members[start : start + 100]
            self._holders += recipients
            yield self._accounts[ISSUER], self.membership.address, self._encode("airdrop", recipients, 1)

    def _delegations(self) -> Iterator[tuple[str, str, str]]:
        idle = self.members[VOTERS:]
        for _ in range(DELEGATIONS):
            yield (
                self._chance.choice(idle),
                self.membership.address,
                self._encode("delegate", self._chance.choice(idle)),
            )

    def _transfers(self, count: int) -> Iterator[tuple[str, str, str]]:
        for _ in range(count):
            token = self._chance.randrange(MEMBERS, EACH * MEMBERS)  # everybody keeps the first one
            sender, recipient = self._holders[token], self._chance.choice(self.members)
            self._holders[token] = recipient
            yield sender, self.membership.address, self._encode("transferFrom", sender, recipient, token + 1)

    def _proposals(self) -> Iterator[tuple[str, str, str]]:
        for number in range(PROPOSALS):
            text = f"# Proposal {number}\n\n{DOCUMENT}\n"
            data = self._governor.encode_abi("proposeTyped", [PRODUCT, [], [], [], text])
            yield self._accounts[BRAND], self._governor.address, data

    def _ballots(self) -> Iterator[tuple[str, str, str]]:
        for number in range(1, PROPOSALS + 1):
            for voter in self.members[:VOTERS]:
                ballot = [number, self._chance.randrange(3), self._chance.choice(REASONS)]
                yield voter, self._governor.address, self._governor.encode_abi("castVoteWithReason", ballot)

    def _encode(self, function: str, *arguments: Any) -> str:
        return str(self.membership.encode_abi(function, list(arguments)))

    def _mine(self, transactions: Iterator[tuple[str, str, str]], a_block: int, gas: int = GAS) -> None:
        """Send them all, so many a block; each must have gone through."""
        waiting = list(transactions)
        for start in range(0, len(waiting), a_block):
            some = waiting[start : start + a_block]
            fees = {"gas": hex(gas), "gasPrice": "0x0"}
            sent = self._calls(
                [("eth_sendTransaction", [{"from": who, "to": to, "data": data} | fees]) for who, to, data in some]
            )
            self.call("evm_mine")
            if start % (50 * a_block) == 0:
                self._require(sent)

    def _require(self, sent: Sequence[str]) -> None:
        receipts = self._calls([("eth_getTransactionReceipt", [one]) for one in sent])
        failed = [receipt for receipt in receipts if receipt is None or receipt["status"] != "0x1"]
        if failed:
            raise RuntimeError(f"a transaction of the measured chain failed: {failed[0]}")

    def _number(self) -> int:
        return int(self.call("eth_blockNumber"), 16)

    def _logs(self) -> int:
        return len(self.call("eth_getLogs", {"fromBlock": hex(self._first + 1), "toBlock": "latest"}))

    def _calls(self, calls: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            for number, (method, params) in enumerate(calls)
        ]
        answers = msgspec.json.decode(self._client.post(self._url, content=msgspec.json.encode(body)).content)
        for answer in answers:
            if "error" in answer:
                raise RuntimeError(f"the measured chain answered: {answer['error']}")
        return [answer["result"] for answer in sorted(answers, key=lambda answer: int(answer["id"]))]
