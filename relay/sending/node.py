"""The node, as a sender needs it: what is mined, what a call would do, and taking a signed transaction."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

import msgspec

from symbia.chain.node import Node
from symbia.chain.receipts import RECEIPT
from symbia.chain.replies import Reply, quantity_in, read
from symbia.errors import RpcError
from symbia.text import Text
from symbia.units import GWEI, TRANSACTION_GAS

METHOD_NOT_FOUND = -32601
FALLBACK_TIP = GWEI  # per gas, for nodes that suggest none
# How nodes word it, in lower case and without spaces; all of them put it into the message of one error code.
ALREADY_THERE = ("alreadyknown", "knowntransaction", "alreadyimported", "alreadyexists")
NONCE_USED = ("noncetoolow", "correctnonce", "nonceistoolow", "invalidnonce", "oldnonce")
TOO_CHEAP = ("underpriced", "lessthanblockbasefee", "feetoolow", "gaspricetoolow", "replacementnotallowed")
# Also what geth says of a fee above its own limit (1 ether, --rpc.txfeecap): half the gas is half the fee.
TOO_LARGE = (
    "gaslimittoohigh",
    "exceedstransactiongascap",
    "greaterthanthecap",
    "exceedsblockgaslimit",
    "configuredcap",
)
# The same where a call is estimated or tried.
NEEDS_MORE = (*TOO_LARGE, "outofgas", "exceedsallowance", "exceedsgaslimit")
TOO_POOR = ("insufficientfunds", "insufficientbalance", "doesn'thaveenoughfunds")


class Taken(Enum):
    """What the node says to a signed transaction."""

    YES = "yes"
    NONCE_USED = "nonce used"  # by this very transaction or by another one
    TOO_CHEAP = "too cheap"
    TOO_POOR = "too poor"
    TOO_LARGE = "too large"  # its gas is more than a transaction may have here: it did not enter the pool


class LogEntry(msgspec.Struct, frozen=True):
    """One event of a receipt."""

    address: str
    topics: tuple[str, ...]
    data: str


class MinedReceipt(msgspec.Struct, frozen=True, rename="camel"):
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


class NewestBlock(msgspec.Struct, frozen=True, rename="camel"):
    """What a sender wants to know of the newest block."""

    number: str
    timestamp: str
    gas_limit: str
    base_fee_per_gas: str = "0x0"


class Look(msgspec.Struct, frozen=True):
    """The chain at one moment. Nonces below `used` are spent at the head, those below `spent` for good. `gas_limit`:
    most gas of one transaction, which is what a block has but never more than TRANSACTION_GAS."""

    head: int
    timestamp: int
    base_fee: int
    gas_limit: int
    used: int
    spent: int
    receipts: dict[str, MinedReceipt]


class SendingNode(Node):
    """A node that takes transactions."""

    def look(self, account: str, tx_hashes: Sequence[str], confirmations: int) -> Look:
        """Head, nonces and receipts. The nonces are asked before the receipts: a nonce seen as used by a transaction
        of ours comes with its receipt."""
        block: NewestBlock = self.rpc.ask("eth_getBlockByNumber", ["latest", False], NewestBlock)
        self.standing.told(head := int(block.number, 16))
        settled = "latest" if confirmations == 0 else hex(max(0, head - confirmations))
        calls: list[tuple[str, list[Any]]] = [("eth_getTransactionCount", [account, "latest"])]
        calls += [("eth_getTransactionCount", [account, settled])]
        calls += [(RECEIPT, [tx_hash]) for tx_hash in tx_hashes]
        used, spent, *answers = self.rpc.send(calls)
        receipts = [receipt for receipt in map(_receipt, answers) if receipt is not None]
        return Look(
            head=head,
            timestamp=int(block.timestamp, 16),
            base_fee=int(block.base_fee_per_gas, 16),
            gas_limit=min(int(block.gas_limit, 16), TRANSACTION_GAS),
            used=quantity_in(used),
            spent=quantity_in(spent),
            receipts={receipt.transaction_hash.lower(): receipt for receipt in receipts},
        )

    def receipt(self, tx_hash: str) -> MinedReceipt | None:
        """What became of a transaction, None while it is not mined."""
        return _receipt(self.rpc.send([(RECEIPT, [tx_hash])])[0])

    def pending_nonce(self, account: str) -> int:
        """The first nonce that neither a mined nor a waiting transaction uses, as this node knows it."""
        return quantity_in(self.rpc.send([("eth_getTransactionCount", [account, "pending"])])[0])

    def accounts(self) -> list[str]:
        """Accounts that the node would sign for, in lower case; none on a real one."""
        accounts: list[str] = self.rpc.ask("eth_accounts", [], list[str])
        return [account.lower() for account in accounts]

    def tip(self) -> int:
        """Suggested tip for the block's producer, wei per gas."""
        reply = self.rpc.send([("eth_maxPriorityFeePerGas", [])])[0]
        if reply.error is not None and reply.error.code == METHOD_NOT_FOUND:
            return FALLBACK_TIP
        return quantity_in(reply)

    def broadcast(self, raw: bytes) -> Taken:
        """Hand over a signed transaction; may be repeated. Raises RpcError if the node refuses it for good."""
        reply = self.rpc.send([("eth_sendRawTransaction", ["0x" + raw.hex()])])[0]
        if reply.error is None:
            return Taken.YES
        for words, answer in (
            (ALREADY_THERE, Taken.YES),
            (NONCE_USED, Taken.NONCE_USED),
            (TOO_CHEAP, Taken.TOO_CHEAP),
            (TOO_POOR, Taken.TOO_POOR),
            (TOO_LARGE, Taken.TOO_LARGE),
        ):
            if _says(reply.error.message, words):
                return answer
        raise RpcError(Text.of("relay.node.refuses", said=reply.error.message), why=reply.error.message)

    def send_unlocked(self, transaction: dict[str, str]) -> str:
        """Have the node sign with an account of its own, and send: the transaction's hash. Never repeated by itself,
        since the node would sign a second one. Raises RevertedCallError where the node tries it first."""
        sent: str = read(self.rpc.ask_once("eth_sendTransaction", [transaction]), str)
        return sent


def needs_too_much(error: RpcError) -> bool:
    """Whether a node says of a call that it needs more gas than it may have."""
    return _says(str(error.why), NEEDS_MORE)


def _says(message: str, words: Sequence[str]) -> bool:
    said = re.sub(r"[\s_]", "", message.lower())
    return any(word in said for word in words)


def _receipt(reply: Reply) -> MinedReceipt | None:
    """None for a transaction that is not mined; some nodes show a receipt without a block for it."""
    answer: dict[str, Any] | None = read(reply, dict[str, Any] | None)
    if not answer or answer.get("blockNumber") is None:
        return None
    return read(reply, MinedReceipt)  # type: ignore[no-any-return]
