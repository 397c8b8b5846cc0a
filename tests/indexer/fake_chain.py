"""A chain in Python: deterministic, answers JSON-RPC, can replace its blocks, lie and fail."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import RLock, Thread
from typing import Any

import httpx
import msgspec

from indexer.fetch.completeness import bloom_of
from scripts.local.posts import PostServer
from symbia.chain.headers import hash_of
from symbia.chain.node import Node
from symbia.chain.replies import WireHeader

CHAIN_ID = 4242
GENESIS_TIME = 1_700_000_000
BLOCK_SECONDS = 12
URL = "http://fake.chain"
EMPTY = "0x" + "00" * 32

TOO_MANY = {"code": -32005, "message": "query returned more than 10000 results"}
Emitted = tuple[str, tuple[str, ...], bytes]  # address, topics, data


class RefusedError(Exception):
    """More blocks than the chain returns logs of."""


def digest(*parts: object) -> str:
    return "0x" + sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class FakeBlock:
    number: int
    hash: str
    parent: str
    logs: list[dict[str, Any]]
    bloom: int
    salt: str  # that no other block has

    def header(self) -> dict[str, Any]:
        return {
            **fields_of(self.number, self.parent, self.bloom, self.salt),
            "hash": self.hash,
            "transactions": list(dict.fromkeys(log["transactionHash"] for log in self.logs)),
        }


def fields_of(number: int, parent: str, bloom: int, salt: str) -> dict[str, Any]:
    """A header of the Shanghai fork, but for its hash."""
    return {
        "parentHash": parent,
        "sha3Uncles": EMPTY,
        "miner": "0x" + "00" * 20,
        "stateRoot": salt,
        "transactionsRoot": EMPTY,
        "receiptsRoot": EMPTY,
        "logsBloom": f"0x{bloom:0512x}",
        "difficulty": "0x0",
        "number": hex(number),
        "gasLimit": hex(30_000_000),
        "gasUsed": "0x0",
        "timestamp": hex(GENESIS_TIME + BLOCK_SECONDS * number),
        "extraData": "0x",
        "mixHash": EMPTY,
        "nonce": "0x0000000000000000",
        "baseFeePerGas": "0x7",
        "withdrawalsRoot": EMPTY,
    }


def hashed(fields: dict[str, Any]) -> str:
    """The hash that these fields give."""
    return str(hash_of(msgspec.convert(fields | {"hash": EMPTY}, WireHeader)))


@dataclass
class FakeChain:
    """Mine with `mine`, take blocks back with `drop_above`. The switches below make it misbehave."""

    blocks: list[FakeBlock] = field(default_factory=list)
    chain_id: int = CHAIN_ID
    range_limit: int = 10_000  # more blocks than this in one question are refused
    refusal: dict[str, Any] = field(default_factory=lambda: TOO_MANY)  # how they are
    omitted: dict[tuple[int, int], int] = field(default_factory=dict)  # (block, log) -> answers it is missing from
    unreceipted: set[tuple[int, int]] = field(default_factory=set)  # (block, log) its receipts leave out as well
    block_receipts: bool = True  # gives the receipts of a block together
    twice: bool = False  # every log comes twice
    failing: list[dict[str, Any]] = field(default_factory=list)  # errors that answer the next questions
    before: Callable[[str, list[Any]], None] | None = None  # hears every question first
    asked: list[str] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)  # by address
    fork: int = 0

    def __post_init__(self) -> None:
        self.lock = RLock()
        if not self.blocks:
            self.mine([])

    @property
    def head(self) -> FakeBlock:
        return self.blocks[-1]

    def mine(self, transactions: Sequence[Sequence[Emitted]]) -> FakeBlock:
        """A block with these transactions, each a list of logs."""
        with self.lock:
            number = len(self.blocks)
            parent = self.blocks[-1].hash if self.blocks else "0x" + "00" * 32
            salt = digest("block", number, parent, self.fork, transactions)
            bloom = 0
            for address, topics, _ in (log for emitted in transactions for log in emitted):
                for part in (address, *topics):
                    bloom |= bloom_of(part)
            name = hashed(fields_of(number, parent, bloom, salt))
            logs = list(_rpc_logs(number, name, transactions))
            self.blocks.append(FakeBlock(number, name, parent, logs, bloom, salt))
            return self.head

    def drop_above(self, number: int) -> None:
        """Forget blocks; the next ones differ from those there were."""
        with self.lock:
            del self.blocks[number + 1 :]
            self.fork += 1

    def answer(self, body: bytes) -> bytes:
        """The JSON-RPC answer to a request, single or batch."""
        request = json.loads(body)
        with self.lock:
            if isinstance(request, list):
                replies = [self._reply(call) for call in request]
                return json.dumps(replies[::-1]).encode()  # a batch may be answered in any order
            return json.dumps(self._reply(request)).encode()

    def node(self) -> Node:
        """A client that asks this chain without a network."""
        return Node(
            URL,
            transport=httpx.MockTransport(lambda request: httpx.Response(200, content=self.answer(request.content))),
        )

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it over HTTP on a free port of 127.0.0.1; yields the URL."""
        server = PostServer(self.answer)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _reply(self, call: dict[str, Any]) -> dict[str, Any]:
        method, params = call["method"], call["params"]
        self.asked.append(method)
        if self.before is not None:
            self.before(method, params)
        envelope = {"jsonrpc": "2.0", "id": call["id"]}
        if self.failing:
            return envelope | {"error": self.failing.pop(0)}
        try:
            return envelope | {"result": getattr(self, f"_{method}")(*params)}
        except RefusedError:
            return envelope | {"error": self.refusal}
        except ValueError as error:
            return envelope | {"error": {"code": -32000, "message": str(error)}}

    def _eth_chainId(self) -> str:  # noqa: N802
        return hex(self.chain_id)

    def _eth_blockNumber(self) -> str:  # noqa: N802
        return hex(self.head.number)

    def _eth_getCode(self, address: str, _block: str) -> str:  # noqa: N802
        return self.code.get(address.lower(), "0x")

    def _eth_getBlockByNumber(self, number: str, _full: bool) -> dict[str, Any] | None:  # noqa: N802
        if number == "latest":
            return self._header(self.head)
        place = int(number, 16)
        return self._header(self.blocks[place]) if place < len(self.blocks) else None

    def _header(self, block: FakeBlock) -> dict[str, Any]:
        return block.header()

    def _eth_getLogs(self, question: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        if "blockHash" in question:
            blocks = [block for block in self.blocks if block.hash == question["blockHash"]]
            if not blocks:
                raise ValueError("unknown block")
        else:
            first, last = int(question["fromBlock"], 16), int(question["toBlock"], 16)
            if last - first + 1 > self.range_limit:
                raise RefusedError
            blocks = self.blocks[first : last + 1]
        wanted = question.get("address")
        logs = [log for block in blocks for log in self._indexed(block, wanted)]
        return [*logs, *logs] if self.twice else logs

    def _eth_getBlockByHash(self, block_hash: str, _full: bool) -> dict[str, Any] | None:  # noqa: N802
        found = [block for block in self.blocks if block.hash == block_hash]
        return self._header(found[0]) if found else None

    def _eth_getBlockReceipts(self, block_hash: str) -> list[dict[str, Any]] | None:  # noqa: N802
        if not self.block_receipts:
            raise ValueError("the method eth_getBlockReceipts does not exist")
        block = self._eth_getBlockByHash(block_hash, False)
        if block is None:
            return None
        return [receipt for one in block["transactions"] if (receipt := self._eth_getTransactionReceipt(one))]

    def _eth_getTransactionReceipt(self, tx_hash: str) -> dict[str, Any] | None:  # noqa: N802
        for block in self.blocks:
            if any(log["transactionHash"] == tx_hash for log in block.logs):
                kept = self._receipted(block)
                return {
                    "transactionHash": tx_hash,
                    "logs": [log for log in kept if log["transactionHash"] == tx_hash],
                }
        return None

    def _indexed(self, block: FakeBlock, wanted: Sequence[str] | None) -> list[dict[str, Any]]:
        """Logs of a block in an answer to eth_getLogs, without those that it leaves out."""
        logs = [log for log in block.logs if wanted is None or log["address"] in wanted]
        return [log for log in logs if not self._leave_out(_place(log))]

    def _receipted(self, block: FakeBlock) -> list[dict[str, Any]]:
        """Logs of a block in its receipts."""
        return [log for log in block.logs if _place(log) not in self.unreceipted]

    def _leave_out(self, place: tuple[int, int]) -> bool:
        left = self.omitted.get(place, 0)
        self.omitted[place] = left - 1
        return left > 0


def _place(log: dict[str, Any]) -> tuple[int, int]:
    return int(log["blockNumber"], 16), int(log["logIndex"], 16)


def _rpc_logs(number: int, block_hash: str, transactions: Sequence[Sequence[Emitted]]) -> Iterator[dict[str, Any]]:
    log_index = 0
    for tx_index, emitted in enumerate(transactions):
        for address, topics, data in emitted:
            yield {
                "address": address,
                "topics": list(topics),
                "data": "0x" + data.hex(),
                "blockNumber": hex(number),
                "blockHash": block_hash,
                "transactionHash": digest("tx", block_hash, tx_index),
                "transactionIndex": hex(tx_index),
                "logIndex": hex(log_index),
                "removed": False,
            }
            log_index += 1
