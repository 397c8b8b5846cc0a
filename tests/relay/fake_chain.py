"""A chain in memory with the faults of real ones, spoken to in JSON-RPC: blocks, a pool, fees, reorgs, lost answers."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode

CHAIN_ID = 1337
URL = "http://node.test"
GWEI = 10**9
ETHER = 10**18
KEY = SigningKey.from_hex("0x" + "11" * 32)
TARGET = "0x" + "2" * 40
BLOCK_GAS = 30_000_000
CALL_GAS = 100_000


class Crash(BaseException):
    """The process dies here."""


@dataclass(frozen=True)
class Tx:
    """A signed transaction as the chain sees it."""

    tx_hash: str
    sender: str
    nonce: int
    data: bytes
    gas: int
    max_fee: int
    tip: int
    value: int = 0


@dataclass
class Block:
    number: int
    tx_hash: str  # of the block
    base_fee: int
    timestamp: int
    txs: list[Tx] = field(default_factory=list)


class FakeChain:
    """Mines only when told to."""

    def __init__(self) -> None:
        self.base_fee = GWEI
        self.tip = GWEI
        self.balance = 1_000 * ETHER
        self.reverting: set[bytes] = set()  # data of calls that revert when mined
        self.refusing: dict[bytes, str] = {}  # data of calls that revert when simulated -> revert data
        self.client = "fake/1"
        self.gas_of: dict[bytes, int] = {}  # data of calls that need another amount of gas than CALL_GAS
        self.gas_cap: int | None = None  # most that a transaction may have here, beside what a block has
        self.gas_words = "transaction gas limit too high"  # how a refusal for it begins
        self.pool: dict[tuple[str, int], Tx] = {}
        self.forgetful = False  # takes transactions and does not keep them
        self.fault: Callable[[str], str | None] = lambda _method: None
        self.stale: dict[str, dict[str, Any]] = {}  # receipts of orphaned blocks that are still served
        self.serves_stale = False
        self.hides: Callable[[dict[str, Any]], bool] = lambda _call: False  # a late node answers with null
        self.broadcasts = 0
        self._salt = 0
        self.blocks = [Block(0, self._hash("genesis"), GWEI, 1_700_000_000)]

    # What tests do to it

    def mine(self, count: int = 1) -> None:
        """Blocks with what the pool holds and can pay."""
        for _ in range(count):
            txs = self._eligible()
            for tx in txs:
                del self.pool[tx.sender, tx.nonce]
            self._append(txs)

    def reorg(self, depth: int, *, back_to_pool: bool) -> None:
        """Replace the last `depth` blocks by one more than that, empty ones."""
        depth = min(depth, len(self.blocks) - 1)
        gone = [self.blocks.pop() for _ in range(depth)]
        for block in gone:
            for tx in block.txs:
                self.stale[tx.tx_hash] = self._receipt_in(block, tx)
                if back_to_pool:
                    self.pool.setdefault((tx.sender, tx.nonce), tx)
        for _ in range(depth + 1):
            self._append([])

    def foreign(self, nonce: int | None = None) -> None:
        """Somebody else with the same key sends something else, and pays well."""
        nonce = self.used() if nonce is None else nonce
        self._salt += 1
        tx = Tx(self._hash("foreign"), KEY.address.lower(), nonce, b"foreign", CALL_GAS, 10**6 * GWEI, 10**4 * GWEI)
        self.pool[tx.sender, nonce] = tx

    def executed(self) -> Counter[bytes]:
        """How often each call took effect."""
        return Counter(tx.data for block in self.blocks for tx in block.txs if tx.data not in self.reverting)

    def used(self, upto: int | None = None) -> int:
        """Nonces used by KEY at a block."""
        last = self.blocks[-1].number if upto is None else upto
        sender = KEY.address.lower()
        return sum(1 for block in self.blocks[: last + 1] for tx in block.txs if tx.sender == sender)

    def node(self) -> SendingNode:
        return SendingNode(URL, transport=httpx.MockTransport(self._serve))

    # The wire

    def _serve(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        asked = body if isinstance(body, list) else [body]
        faults = [fault for one in asked if (fault := self.fault(one["method"]))]
        fault = faults[0] if faults else None
        if fault == "crash before":
            raise Crash
        if fault == "lost question":
            raise httpx.ConnectError("refused")
        answers = [self._answer(one) for one in asked]
        if fault == "crash after":
            raise Crash
        if fault == "lost answer":
            raise httpx.ReadTimeout("timed out")
        if fault == "busy":
            return httpx.Response(503)
        return httpx.Response(200, json=answers if isinstance(body, list) else answers[0])

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        head = {"jsonrpc": "2.0", "id": question["id"]}
        if self.hides(question):
            return {**head, "result": None}
        try:
            return {**head, "result": getattr(self, question["method"])(*question["params"])}
        except RefusalError as refusal:
            return {**head, "error": {"code": -32000, "message": str(refusal), "data": refusal.data}}

    def eth_chainId(self) -> str:  # noqa: N802 - the method's name
        return hex(CHAIN_ID)

    def web3_clientVersion(self) -> str:  # noqa: N802
        return self.client

    def eth_getBlockByNumber(self, number: str, _full: bool) -> dict[str, Any] | None:  # noqa: N802
        place = len(self.blocks) - 1 if number == "latest" else int(number, 16)
        if place >= len(self.blocks):
            return None
        block = self.blocks[place]
        return {
            "number": hex(block.number),
            "hash": block.tx_hash,
            "parentHash": self.blocks[max(0, place - 1)].tx_hash,
            "timestamp": hex(block.timestamp),
            "gasLimit": hex(BLOCK_GAS),
            "baseFeePerGas": hex(self.base_fee),
        }

    def eth_getTransactionCount(self, _account: str, at: str) -> str:  # noqa: N802
        if at != "pending":
            return hex(self.used(None if at == "latest" else int(at, 16)))
        nonce = self.used()
        while (KEY.address.lower(), nonce) in self.pool:
            nonce += 1
        return hex(nonce)

    def eth_getTransactionReceipt(self, tx_hash: str) -> dict[str, Any] | None:  # noqa: N802
        for block in self.blocks:
            for tx in block.txs:
                if tx.tx_hash == tx_hash:
                    return self._receipt_in(block, tx)
        return self.stale.get(tx_hash) if self.serves_stale else None

    def eth_getBalance(self, _account: str, _at: str) -> str:  # noqa: N802
        return hex(self.balance)

    def eth_maxPriorityFeePerGas(self) -> str:  # noqa: N802
        return hex(self.tip)

    def eth_estimateGas(self, transaction: dict[str, str]) -> str:  # noqa: N802
        data = bytes.fromhex(transaction["data"][2:])
        if data in self.refusing:
            raise RefusalError("execution reverted", self.refusing[data])
        needed = self.gas_of.get(data, CALL_GAS)
        if self.gas_cap is not None and needed > self.gas_cap:
            raise RefusalError(f"gas required exceeds allowance ({self.gas_cap})")
        return hex(needed)

    def eth_sendRawTransaction(self, raw: str) -> str:  # noqa: N802
        self.broadcasts += 1
        tx = _decode(raw)
        if self.gas_cap is not None and tx.gas > self.gas_cap:
            raise RefusalError(f"{self.gas_words} (cap: {self.gas_cap}, tx: {tx.gas})")
        known = self.pool.get((tx.sender, tx.nonce))
        if known is not None and known.tx_hash == tx.tx_hash:
            raise RefusalError("already known")
        if tx.nonce < self.used():
            raise RefusalError(f"nonce too low: next nonce {self.used()}, tx nonce {tx.nonce}")
        if tx.gas * tx.max_fee + tx.value > self.balance:
            raise RefusalError("insufficient funds for gas * price + value")
        if known is not None and tx.max_fee * 10 < known.max_fee * 11:
            raise RefusalError("replacement transaction underpriced")
        if not self.forgetful:
            self.pool[tx.sender, tx.nonce] = tx
        return tx.tx_hash

    # Inside

    def _eligible(self) -> list[Tx]:
        found, nonce = [], self.used()
        while (tx := self.pool.get((KEY.address.lower(), nonce))) and tx.max_fee >= self.base_fee:
            found.append(tx)
            nonce += 1
        return found

    def _append(self, txs: list[Tx]) -> None:
        last = self.blocks[-1]
        self._salt += 1
        self.blocks.append(Block(last.number + 1, self._hash("block"), self.base_fee, last.timestamp + 12, txs))

    def _receipt_in(self, block: Block, tx: Tx) -> dict[str, Any]:
        return {
            "transactionHash": tx.tx_hash,
            "blockHash": block.tx_hash,
            "blockNumber": hex(block.number),
            "status": "0x0" if tx.data in self.reverting else "0x1",
            "gasUsed": hex(CALL_GAS),
            "effectiveGasPrice": hex(block.base_fee + tx.tip),
            "logs": [],
        }

    def _hash(self, kind: str) -> str:
        return "0x" + hashlib.sha256(f"{kind} {self._salt}".encode()).hexdigest()


class RefusalError(Exception):
    """The node answers with an error."""

    def __init__(self, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.data = data


def _decode(raw: str) -> Tx:
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return Tx(
        tx_hash="0x" + keccak(HexBytes(raw)).hex(),
        sender=str(Account.recover_transaction(raw)).lower(),
        nonce=int(fields["nonce"]),
        data=bytes(HexBytes(fields["data"])),
        gas=int(fields["gas"]),
        max_fee=int(fields["maxFeePerGas"]),
        tip=int(fields["maxPriorityFeePerGas"]),
        value=int(fields["value"]),
    )
