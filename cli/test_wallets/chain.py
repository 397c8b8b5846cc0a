"""A local chain with a brand on it: what its contracts say, and transactions of the node's unlocked accounts."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address

from cli.node_errors import node_errors
from cli.test_wallets.errors import BallotBoxError
from relay.sending.contract import BrandOnChain, ContractOnNode
from relay.sending.node import MinedReceipt, SendingNode
from symbia.chain.deployment import Deployment
from symbia.chain.reverts import revert_text
from symbia.errors import RevertedCallError

PATIENCE = 60.0  # seconds until a transaction must be mined
POLL = 0.02
GAS_ROOM = (5, 4)  # an exact estimate runs out when a second has passed
POWERS = 200  # accounts in one question


@dataclass(frozen=True)
class LocalChain:
    """A brand's contracts on a node that signs; `at` is the time of the newest block when it was opened, unix
    seconds."""

    node: SendingNode
    brand: BrandOnChain
    at: int

    def contract(self, name: str) -> ContractOnNode:
        """One of the brand's contracts."""
        return self.brand.contract(name)

    def call(self, contract: str, function: str, *arguments: Any) -> Any:
        """What a view says now."""
        return self.contract(contract).read(function, *arguments)

    def powers(self, accounts: Sequence[str], second: int) -> list[tuple[int, int]]:
        """Member number and units of each account at a second that has passed."""
        packed: list[int] = []
        for start in range(0, len(accounts), POWERS):
            packed += self.call("BrandMembership", "ballotPowers", accounts[start : start + POWERS], second)
        return [(number & 0xFFFFFFFF, number >> 32) for number in packed]

    def unlocked(self, number: int) -> str:
        """Address of an unlocked account. Raises BallotBoxError."""
        accounts = self.node.accounts()
        if number >= len(accounts):
            raise BallotBoxError.of("cli.accounts.too_few", count=len(accounts), last=len(accounts) - 1)
        return to_checksum_address(accounts[number])

    def send(self, contract: str, function: str, *arguments: Any, sender: str) -> MinedReceipt:
        """The receipt of a transaction that went through. Raises BallotBoxError if it reverted."""
        to = self.contract(contract)
        data = to.encode(function, *arguments)
        try:
            gas = self.node.estimate(sender, to.address, data, 0) * GAS_ROOM[0] // GAS_ROOM[1]
            sent = self.node.send_unlocked(
                {"from": sender, "to": to.address, "data": "0x" + data.hex(), "gas": hex(gas)}
            )
        except RevertedCallError as error:
            why = revert_text(error.data, error.why)
            raise BallotBoxError.of(
                "cli.ballots.call_refused", contract=contract, function=function, why=why
            ) from error
        receipt = self._mined(sent)
        if not receipt.succeeded:
            raise BallotBoxError.of(
                "cli.ballots.call_reverted", contract=contract, function=function, block=receipt.block
            )
        return receipt

    def _mined(self, tx_hash: str) -> MinedReceipt:
        deadline = time.monotonic() + PATIENCE
        while (receipt := self.node.receipt(tx_hash)) is None:
            if time.monotonic() > deadline:
                raise BallotBoxError.of("cli.ballots.not_mined", transaction=tx_hash, seconds=f"{PATIENCE:.0f}")
            time.sleep(POLL)
        return receipt


@contextmanager
def open_local(url: str, deployment: Deployment) -> Iterator[LocalChain]:
    """The contracts as they are now. Raises WrongChainError for a node of another chain, BallotBoxError where none
    answers."""
    with SendingNode(url) as node, node_errors(node, BallotBoxError):
        brand = BrandOnChain(node, deployment)
        yield LocalChain(node, brand, node.head().timestamp)
