"""The fake chain with a governor on it: batches count as the contract counts them, and reorgs uncount them.

A ballot's signature is made up: it begins with the account that signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import event_abi_to_log_topic, function_abi_to_4byte_selector, get_abi_output_types

from relay.sending.contract import ContractOnNode
from relay.sending.node import SendingNode
from symbia.chain.abi import load_abi
from symbia.rules.ballots.names import PROBLEMS

from .fake_chain import CALL_GAS, Block, FakeChain, RefusalError, Tx

ADDRESSES = {"BrandGovernor": "0x" + "60" * 20, "BallotLens": "0x" + "61" * 20}
ACTIVE, CANCELED, DEFEATED = 1, 2, 3
BALLOT = 65  # bytes of one for/against/abstain ballot in a batch
DIRECT = b"direct"
WALLET_BALLOT = ["uint256", "address", "uint256", "uint256", "bytes"]
Votes = dict[tuple[int, str], bytes]


@dataclass
class Wallet:
    """What a contract wallet's ballot takes when it is estimated (None: the node gives up), and whether it says yes to
    a transaction. A moody one says yes when it is asked only."""

    gas: int | None = CALL_GAS
    moody: bool = True


@dataclass
class Effect:
    """What a transaction did."""

    status: int = 1
    logs: list[dict[str, Any]] = field(default_factory=list)
    counted: int = 0


class FakeGovernor(FakeChain):
    """Proposals by number with the last second of their vote."""

    def __init__(self) -> None:
        super().__init__()
        self.closes: dict[int, int] = {}
        self.canceled: set[int] = set()
        self.wallets: dict[str, Wallet] = {}  # by account; the others are moody
        self.silent = False  # leaves the events out of receipts
        entries = [entry for name in ADDRESSES for entry in load_abi(name)]
        self._functions = {
            bytes(function_abi_to_4byte_selector(entry)): entry for entry in entries if entry["type"] == "function"
        }
        self._topics = {
            entry["name"]: "0x" + event_abi_to_log_topic(entry).hex() for entry in entries if entry["type"] == "event"
        }

    def contract(self, node: SendingNode, name: str) -> ContractOnNode:
        return ContractOnNode(node, name, ADDRESSES[name])

    def vote(self, proposal: int, account: str) -> None:
        """A member casts a ballot directly, in a block of its own."""
        self._salt += 1
        data = DIRECT + encode(["uint256", "address"], [proposal, account])
        self._append([Tx(self._hash("direct"), account, 0, data, 0, 0, 0)])

    def votes(self) -> Votes:
        """By proposal and account, the signature that counted; DIRECT for a direct vote."""
        found: Votes = {}
        for _ in self._effects(found):
            pass
        return found

    def now(self) -> int:
        return self.blocks[-1].timestamp

    # The wire

    def eth_call(self, question: dict[str, str], _at: str) -> str:
        data = bytes.fromhex(question["data"][2:])
        entry = self._functions[data[:4]]
        return "0x" + encode(get_abi_output_types(entry), self._answered(entry["name"], data)).hex()

    def eth_estimateGas(self, transaction: dict[str, str]) -> str:  # noqa: N802 - the method's name
        gas = super().eth_estimateGas(transaction)
        data = bytes.fromhex(transaction["data"][2:])
        if self._is_wallets(data):
            asked = self._wallet(data).gas
            if asked is None:
                raise RefusalError("gas required exceeds allowance (30000000)")
            return hex(asked)
        if data and not self._try(data).status:
            raise RefusalError("execution reverted", "0x")
        return gas

    # Inside

    def _answered(self, function: str, data: bytes) -> list[Any]:
        if function == "castWalletBallot":
            if self._wallet(data).gas is None:
                raise RefusalError("out of gas")
            return [1]
        if function == "castBallots":
            effect = self._try(data)
            if not effect.status:
                raise RefusalError("execution reverted", "0x")
            return [effect.counted]
        if function == "powerOf":
            proposal, account = decode(["uint256", "address"], data[4:])
            voted = (proposal, account) in self.votes()
            return [(1, 1, 1, PROBLEMS.index("already_voted" if voted else None))]
        (proposal,) = decode(["uint256"], data[4:])
        if function == "state":
            if proposal not in self.closes:
                raise RefusalError("execution reverted", "0x")
            return [self._state(proposal, self.now())]
        if function == "proposalDeadline":
            return [self.closes[proposal]]
        assert function == "proposalRules"
        return [(1, 0, 0, False, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0)]

    def _is_wallets(self, data: bytes) -> bool:
        return data[:4] in self._functions and self._functions[data[:4]]["name"] == "castWalletBallot"

    def _wallet(self, data: bytes) -> Wallet:
        return self.wallets.get(decode(WALLET_BALLOT, data[4:])[1], Wallet())

    def _state(self, proposal: int, at: int) -> int:
        if proposal in self.canceled:
            return CANCELED
        return ACTIVE if at <= self.closes[proposal] else DEFEATED

    def _try(self, data: bytes) -> Effect:
        """In a block on top of all."""
        return self._apply(self.votes(), data, self.now())

    def _effects(self, votes: Votes) -> Iterator[tuple[Tx, Effect]]:
        for block in self.blocks:
            for tx in block.txs:
                yield tx, self._apply(votes, tx.data, block.timestamp)

    def _apply(self, votes: Votes, data: bytes, at: int) -> Effect:
        if data.startswith(DIRECT):
            proposal, account = decode(["uint256", "address"], data[len(DIRECT) :])
            votes.setdefault((proposal, account), DIRECT)
            return Effect()
        if data[:4] not in self._functions:
            return Effect()
        if self._is_wallets(data):
            return self._apply_wallets(votes, data)
        proposal, deadline, packed = decode(["uint256", "uint256", "bytes"], data[4:])
        if self._state(proposal, at) != ACTIVE:
            return Effect(status=0)
        effect = Effect()
        for place in range(len(packed) // BALLOT):
            self._count(votes, effect, proposal, place, packed[place * BALLOT :][:BALLOT], late=at > deadline)
        return effect

    def _apply_wallets(self, votes: Votes, data: bytes) -> Effect:
        proposal, account, _, _, signature = decode(WALLET_BALLOT, data[4:])
        if self._wallet(data).moody or (proposal, account) in votes:
            return Effect(status=0)
        votes[proposal, account] = signature
        voter = bytes(12) + bytes.fromhex(account[2:])
        return Effect(counted=1, logs=[self._log("VoteCast", voter, proposal.to_bytes(32))])

    def _count(self, votes: Votes, effect: Effect, proposal: int, place: int, ballot: bytes, *, late: bool) -> None:
        account = "0x" + ballot[:20].hex()
        problem = "expired" if late else "already_voted" if (proposal, account) in votes else None
        if problem is not None:
            words = encode(["uint256", "uint256"], [place, PROBLEMS.index(problem)])
            effect.logs.append(self._log("BallotSkipped", proposal.to_bytes(32), words))
            return
        votes[proposal, account] = ballot[:64]
        effect.counted += 1
        effect.logs.append(self._log("VoteCast", bytes(12) + ballot[:20], proposal.to_bytes(32)))

    def _log(self, event: str, topic: bytes, data: bytes) -> dict[str, Any]:
        return {
            "address": ADDRESSES["BrandGovernor"],
            "topics": [self._topics[event], "0x" + topic.hex()],
            "data": "0x" + data.hex(),
        }

    def _receipt_in(self, block: Block, tx: Tx) -> dict[str, Any]:
        receipt = super()._receipt_in(block, tx)
        for done, effect in self._effects({}):
            if done.tx_hash == tx.tx_hash:
                logs = [] if self.silent else effect.logs
                return {**receipt, "status": hex(effect.status), "logs": logs}
        return receipt
