"""The node, as a sender needs it: what is mined, what a call would do, and taking a signed transaction."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

import msgspec

from symbia.chain.node import Node
from symbia.chain.wire import revert_data
from symbia.errors import RpcError

METHOD_NOT_FOUND = -32601
FALLBACK_TIP = 10**9  # wei per gas, for nodes that suggest none
# How nodes word it, in lower case and without spaces; all of them put it into the message of one error code.
ALREADY_THERE = ("alreadyknown", "knowntransaction", "alreadyimported", "alreadyexists")
NONCE_USED = ("noncetoolow", "correctnonce", "nonceistoolow", "invalidnonce", "oldnonce")
TOO_CHEAP = ("underpriced", "lessthanblockbasefee", "feetoolow", "gaspricetoolow", "replacementnotallowed")
TOO_POOR = ("insufficientfunds", "insufficientbalance", "doesn'thaveenoughfunds")


class Taken(Enum):
    """What the node says to a signed transaction."""

    YES = "yes"
    NONCE_USED = "nonce used"  # by this very transaction or by another one
    TOO_CHEAP = "too cheap"
    TOO_POOR = "too poor"


class LogEntry(msgspec.Struct, frozen=True):
    """One event of a receipt."""

    address: str
    topics: tuple[str, ...]
    data: str


class Receipt(msgspec.Struct, frozen=True, rename="camel"):
    """What became of a mined transaction. Numbers are hex text, as the node writes them."""

    transaction_hash: str
    block_hash: str
    block_number: str
    status: str
    gas_used: str
    effective_gas_price: str = "0x0"
    logs: tuple[LogEntry, ...] = ()

    @property
    def block(self) -> int:
        """Number of its block."""
        return int(self.block_number, 16)

    @property
    def succeeded(self) -> bool:
        """False if it was mined and reverted."""
        return int(self.status, 16) == 1

    @property
    def gas(self) -> int:
        """Gas used."""
        return int(self.gas_used, 16)

    @property
    def gas_price(self) -> int:
        """Wei paid for each gas."""
        return int(self.effective_gas_price, 16)


class Block(msgspec.Struct, frozen=True, rename="camel"):
    """What a sender wants to know of the newest block."""

    number: str
    timestamp: str
    gas_limit: str
    base_fee_per_gas: str = "0x0"


class Look(msgspec.Struct, frozen=True):
    """The chain at one moment. Nonces below `used` are spent at the head, those below `spent` for good."""

    head: int
    timestamp: int
    base_fee: int
    gas_limit: int
    used: int
    spent: int
    receipts: dict[str, Receipt]


class RevertedCallError(RpcError):
    """A simulated call reverted. `data`: what the contract reverted with, empty if the node does not say."""

    def __init__(self, message: str, data: bytes) -> None:
        super().__init__(message)
        self.data = data


class SendingNode(Node):
    """A node over one connection. Raises NodeUnreachableError after retries, and RpcError."""

    def look(self, account: str, tx_hashes: Sequence[str], confirmations: int) -> Look:
        """Head, nonces and receipts. The nonces are asked before the receipts: a nonce seen as used by a transaction
        of ours comes with its receipt."""
        block: Block = self._ask("eth_getBlockByNumber", ["latest", False], Block)
        head = int(block.number, 16)
        settled = "latest" if confirmations == 0 else hex(max(0, head - confirmations))
        calls = [("eth_getTransactionCount", [account, "latest"]), ("eth_getTransactionCount", [account, settled])]
        calls += [("eth_getTransactionReceipt", [tx_hash]) for tx_hash in tx_hashes]
        used, spent, *answers = [self._result(reply) for reply in self._send(calls)]
        receipts = [one for one in map(_receipt, answers) if one is not None]
        return Look(
            head=head,
            timestamp=int(block.timestamp, 16),
            base_fee=int(block.base_fee_per_gas, 16),
            gas_limit=int(block.gas_limit, 16),
            used=_number(used),
            spent=_number(spent),
            receipts={receipt.transaction_hash.lower(): receipt for receipt in receipts},
        )

    def pending_nonce(self, account: str) -> int:
        """The first nonce that neither a mined nor a waiting transaction uses, as this node knows it."""
        return _number(self._ask("eth_getTransactionCount", [account, "pending"], str))

    def balance(self, account: str) -> int:
        """Wei."""
        return _number(self._ask("eth_getBalance", [account, "latest"], str))

    def client(self) -> str:
        """Name and version of the node's program; empty if it does not say."""
        reply = self._send([("web3_clientVersion", [])])[0]
        return "" if reply.error is not None else str(self._result(reply))

    def accounts(self) -> list[str]:
        """Accounts that the node would sign for, in lower case; none on a real one."""
        return [account.lower() for account in self._ask("eth_accounts", [], list[str])]

    def tip(self) -> int:
        """Suggested tip for the block's producer, wei per gas."""
        reply = self._send([("eth_maxPriorityFeePerGas", [])])[0]
        if reply.error is not None and reply.error.code == METHOD_NOT_FOUND:
            return FALLBACK_TIP
        return _number(self._result(reply))

    def call(self, to: str, data: bytes, gas: int | None = None) -> bytes:
        """What a view answers, for at most so much gas. Raises RevertedCallError."""
        question = {"to": to, "data": "0x" + data.hex(), **({} if gas is None else {"gas": hex(gas)})}
        return _bytes(self._result(self._send([("eth_call", [question, "latest"])])[0]))

    def calls(self, questions: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Several views at once, in order. Raises RevertedCallError."""
        asked = [("eth_call", [{"to": to, "data": "0x" + data.hex()}, "latest"]) for to, data in questions]
        return [_bytes(self._result(reply)) for reply in self._send(asked)]

    def estimate(self, sender: str, to: str, data: bytes, value: int) -> int:
        """Gas that a transaction would need now. Raises RevertedCallError."""
        transaction = {"from": sender, "to": to, "data": "0x" + data.hex(), "value": hex(value)}
        return _number(self._result(self._send([("eth_estimateGas", [transaction])])[0]))

    def broadcast(self, raw: bytes) -> Taken:
        """Hand over a signed transaction; may be repeated. Raises RpcError if the node refuses it for good."""
        reply = self._send([("eth_sendRawTransaction", ["0x" + raw.hex()])])[0]
        if reply.error is None:
            return Taken.YES
        said = re.sub(r"[\s_]", "", reply.error.message.lower())
        for words, answer in (
            (ALREADY_THERE, Taken.YES),
            (NONCE_USED, Taken.NONCE_USED),
            (TOO_CHEAP, Taken.TOO_CHEAP),
            (TOO_POOR, Taken.TOO_POOR),
        ):
            if any(word in said for word in words):
                return answer
        raise RpcError(f"The node refuses the transaction: {reply.error.message}")

    def _result(self, reply: Any) -> Any:
        if reply.error is None:
            return msgspec.json.decode(reply.result)
        message = f"The node answered with error {reply.error.code}: {reply.error.message}"
        data = revert_data(reply.error.data)
        if data is not None or "revert" in reply.error.message.lower():
            raise RevertedCallError(message, data or b"")
        raise RpcError(message)


def _number(answer: Any) -> int:
    try:
        return int(answer, 16)
    except (TypeError, ValueError) as error:
        raise _unexpected(answer, "a number") from error


def _bytes(answer: Any) -> bytes:
    try:
        return bytes.fromhex(answer.removeprefix("0x"))
    except (AttributeError, ValueError) as error:
        raise _unexpected(answer, "bytes") from error


def _receipt(answer: Any) -> Receipt | None:
    """None for a transaction that is not mined; some nodes show a receipt without a block for it."""
    if not answer or (isinstance(answer, dict) and answer.get("blockNumber") is None):
        return None
    try:
        return msgspec.convert(answer, Receipt)
    except msgspec.ValidationError as error:
        raise _unexpected(answer, "a receipt") from error


def _unexpected(answer: Any, wanted: str) -> RpcError:
    return RpcError(
        f"The node answered {str(answer)[:60]!r} where {wanted} belongs. Check that it is an Ethereum node."
    )
